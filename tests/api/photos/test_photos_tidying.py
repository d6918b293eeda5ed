"""What no kept line names goes after 30 days; everything else stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from server.lib import clock
from server.photos.blobs import BlobFolder
from server.photos.tables import Photo, PhotoSent
from server.photos.tidying import remove_unnamed
from server.reports.naming import named
from tests.api.photos.conftest import Phone, World, sha
from tests.photos_source import unique


@pytest.fixture
def days_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = clock.now

    def pass_days(days: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=days))

    return pass_days


async def test_a_photo_that_no_line_names_goes_after_thirty_days(
    lin: Phone, jpeg: bytes, blobs: BlobFolder, days_later: Callable[[float], None]
) -> None:
    await lin.send(jpeg)
    damaged = jpeg[:4000]
    await lin.send(damaged)

    days_later(29.9)
    assert await remove_unnamed(blobs, named) == []
    days_later(30.1)
    assert sorted(await remove_unnamed(blobs, named)) == sorted([sha(jpeg), sha(damaged)])

    assert await Photo.count() == 0
    assert await PhotoSent.count() == 0
    assert [path for path in blobs.root.rglob("*") if path.is_file()] == []
    assert (await lin.missing([sha(jpeg)])).json() == {"missing": [sha(jpeg)]}
    assert (await lin.send(jpeg)).status_code == 201


async def test_what_a_kept_line_names_in_any_way_stays(
    lin: Phone, chen: Phone, blobs: BlobFolder, world: World, days_later: Callable[[float], None]
) -> None:
    stored, waiting, unreadable, of, discarded = (unique(n) for n in range(5))
    for content in (stored, waiting, unreadable, of, discarded):
        await lin.send(content)
    await world.report(world.first, lin, sha(stored))
    await world.report(world.first, chen, sha(waiting), outcome="quarantined", state="waiting")
    await world.report(
        world.first, chen, outcome="quarantined", state="waiting", line=f'{{"photos":["{sha(unreadable)}"'
    )
    await world.report(world.first, lin, line=f'{{"photos":[{{"of":"{sha(of)}"}}]}}')
    await world.report(
        world.first, lin, sha(discarded), outcome="quarantined", state="discarded", line=f"[{sha(discarded)}]"
    )

    days_later(400)
    assert await remove_unnamed(blobs, named) == [sha(discarded)]
    for content in (stored, waiting, unreadable, of):
        assert blobs.path(sha(content), "original").read_bytes() == content


async def test_a_photo_sent_again_has_thirty_days_again(
    lin: Phone, chen: Phone, jpeg: bytes, blobs: BlobFolder, days_later: Callable[[float], None]
) -> None:
    await lin.send(jpeg)
    days_later(20)
    assert (await lin.send(jpeg)).status_code == 200
    days_later(40)
    assert await remove_unnamed(blobs, named) == []
    assert (await chen.send(jpeg)).status_code == 200
    days_later(60)
    assert await remove_unnamed(blobs, named) == []
    days_later(71)
    assert await remove_unnamed(blobs, named) == [sha(jpeg)]
