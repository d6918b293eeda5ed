"""GET /api/v1/photos/{sha256}: for whom, in which size, and how it is kept by the asker."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image

from server.lib import ids
from server.people.tables import Membership
from server.photos import showing
from server.photos.blobs import BlobFolder
from tests.api.photos.conftest import Phone, World, sha
from tests.photos_source import photo


@pytest.fixture
async def reported(lin: Phone, world: World) -> bytes:
    """A real photo, lying and with its place in the EXIF, that Lin sent and a report of the first site names."""
    content = photo("phone.jpg").read_bytes()
    assert (await lin.send(content)).status_code == 201
    await world.report(world.first, lin, sha(content))
    return content


async def test_the_original_comes_back_byte_for_byte_with_its_metadata(reported: bytes, su: Phone) -> None:
    for answer in (await su.get(sha(reported)), await su.get(sha(reported), "original")):
        assert answer.status_code == 200
        assert answer.content == reported
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-length"] == str(len(reported))


@pytest.mark.parametrize(("size", "side"), [("thumb", 320), ("preview", 1280)])
async def test_small_pictures_are_upright_and_bare(size: str, side: int, reported: bytes, su: Phone) -> None:
    answer = await su.get(sha(reported), size)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (side, side)
    assert not picture.getexif()


@pytest.mark.parametrize("size", ["thumb", "preview", "original"])
async def test_an_answer_may_be_kept_for_ever_by_the_asker_alone(size: str, reported: bytes, su: Phone) -> None:
    answer = await su.get(sha(reported), size)
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    etag = answer.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await su.get(sha(reported), size, **{"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert again.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert (await su.get(sha(reported), size, **{"If-None-Match": '"other"'})).status_code == 200


async def test_the_sizes_have_different_etags(reported: bytes, su: Phone) -> None:
    tags = {(await su.get(sha(reported), size)).headers["etag"] for size in ("thumb", "preview", "original")}
    assert len(tags) == 3


async def test_an_unknown_size_is_a_bad_field(reported: bytes, su: Phone) -> None:
    answer = await su.get(sha(reported), "huge")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-fields")
    assert answer.json()["errors"][0]["path"] == "size"


async def test_everybody_at_the_site_sees_it_and_nobody_else(
    reported: bytes, lin: Phone, chen: Phone, su: Phone, wang: Phone
) -> None:
    for phone in (lin, chen, su):
        assert (await phone.get(sha(reported), "thumb")).status_code == 200
    for known in (None, '"*"', f'"{sha(reported)}-thumb"', "*"):
        headers = {} if known is None else {"If-None-Match": known}
        answer = await wang.get(sha(reported), "thumb", **headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_without_a_report_even_the_sender_does_not_see_it(lin: Phone, jpeg: bytes) -> None:
    await lin.send(jpeg)
    assert (await lin.get(sha(jpeg))).status_code == 404


async def test_naming_a_photo_one_has_never_held_shows_nothing(reported: bytes, wang: Phone, world: World) -> None:
    await world.report(world.second, wang, sha(reported))
    assert (await wang.get(sha(reported))).status_code == 404
    assert (await wang.send(reported)).status_code == 200
    assert (await wang.get(sha(reported))).status_code == 200


async def test_a_report_before_its_photo_shows_it_once_it_has_come(
    lin: Phone, su: Phone, world: World, jpeg: bytes
) -> None:
    await world.report(world.first, lin, sha(jpeg))
    assert (await su.get(sha(jpeg))).status_code == 404
    await lin.send(jpeg)
    assert (await su.get(sha(jpeg))).status_code == 200


async def test_who_leaves_the_site_sees_its_photos_no_longer(reported: bytes, chen: Phone) -> None:
    await Membership.delete().where(Membership.person == chen.person_id)
    assert (await chen.get(sha(reported))).status_code == 404


async def test_photos_of_a_waiting_line_are_for_those_who_decide_and_of_a_discarded_one_for_nobody(
    lin: Phone, chen: Phone, su: Phone, world: World, jpeg: bytes
) -> None:
    await lin.send(jpeg)
    await world.report(world.first, lin, sha(jpeg), outcome="quarantined", state="discarded")
    assert (await su.get(sha(jpeg))).status_code == 404
    await world.report(world.first, lin, sha(jpeg), outcome="quarantined", state="waiting")
    assert (await su.get(sha(jpeg))).status_code == 200
    assert (await chen.get(sha(jpeg))).status_code == 404


async def test_a_damaged_photo_has_no_picture_and_its_bytes_are_given_out_as_bytes(
    lin: Phone, su: Phone, world: World, jpeg: bytes
) -> None:
    damaged = jpeg[:5000]
    assert (await lin.send(damaged)).status_code == 422
    await world.report(world.first, lin, sha(damaged))
    for size in ("thumb", "preview"):
        assert (await su.get(sha(damaged), size)).status_code == 404
    answer = await su.get(sha(damaged))
    assert (answer.status_code, answer.content) == (200, damaged)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["0" * 64, "nothing", "%2e%2e%2fsecret", "A" * 64])
async def test_what_was_never_sent_is_not_found(name: str, su: Phone) -> None:
    assert (await su.get(name)).status_code == 404


async def test_the_thumb_is_there_at_once_and_the_preview_when_first_asked_for(
    reported: bytes, su: Phone, blobs: BlobFolder
) -> None:
    assert blobs.exists(sha(reported), "thumb")
    assert not blobs.exists(sha(reported), "preview")
    await su.get(sha(reported), "preview")
    assert blobs.exists(sha(reported), "preview")


async def test_two_who_ask_at_the_same_time_wait_for_one_preview(
    reported: bytes, lin: Phone, su: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = showing._make

    def counted(*args: Any) -> None:
        made.append(args[2])
        make(*args)

    monkeypatch.setattr(showing, "_make", counted)
    answers = await asyncio.gather(*(phone.get(sha(reported), "preview") for phone in (lin, su, lin, su)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert made == ["preview"]
    await su.get(sha(reported), "preview")
    assert made == ["preview"]


async def test_a_lost_thumb_is_made_again(reported: bytes, su: Phone, blobs: BlobFolder) -> None:
    before = (await su.get(sha(reported), "thumb")).content
    blobs.path(sha(reported), "thumb").unlink()
    assert (await su.get(sha(reported), "thumb")).content == before


async def test_a_full_disk_does_not_keep_the_original_from_being_seen(
    reported: bytes, su: Phone, blobs: BlobFolder
) -> None:
    blobs.reserve = 1 << 60
    assert (await su.get(sha(reported))).status_code == 200
    assert (await su.get(sha(reported), "preview")).json()["code"] == "no-space"


async def test_a_person_of_both_sites_sees_the_photos_of_both(reported: bytes, wang: Phone, world: World) -> None:
    await Membership.insert(Membership(id=ids.new(), person=wang.person_id, site=world.first, role="patroller"))
    assert (await wang.get(sha(reported))).status_code == 200
