"""The page behind a tag's link, where nobody has signed in: it names the place and nothing else."""

import httpx
import pytest

from server.lib.rates import Rates
from server.sites import labelling
from server.sites.tables import Tag
from server.sync import tag_page
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_page, "_RATES", Rates(per_minute=60, burst=5))


async def test_a_tag_names_its_place_and_nothing_else(client: httpx.AsyncClient, cast: Cast) -> None:
    page = await client.get(f"/app/p/{cast.code('east2')}")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    for words in ("千禧花园", "1栋", "2层", "登录", 'href="/app/install"'):
        assert words in page.text, words
    point = await _point(cast)
    assert point["name"] in page.text
    for secret in (point["number"], cast.code("east2"), str(cast.point("east2")), "防火门", "消火栓"):
        assert secret not in page.text, secret
    assert "<script>" not in page.text


async def test_a_replaced_tag_names_its_place_too(client: httpx.AsyncClient, cast: Cast) -> None:
    tag = await Tag.select(Tag.id).where(Tag.code == cast.code("east2")).first()
    assert tag is not None
    await labelling.replace_tag(cast.point("east2"), cast.site(), seen=tag["id"], by=cast.person("su"))
    page = await client.get(f"/app/p/{cast.code('east2')}")
    assert page.status_code == 200
    assert (await _point(cast))["name"] in page.text


@pytest.mark.parametrize("code", ["NOSUCHCODE", "tag0000001", "X", "A" * 3000, "%00%0a", "UNKNOWN.js"])
async def test_an_unknown_code_has_a_plain_page(client: httpx.AsyncClient, cast: Cast, code: str) -> None:
    page = await client.get(f"/app/p/{code}", headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "This code is not known" in page.text
    assert 'href="/app/sign-in"' in page.text


async def test_guessing_is_slowed_down_and_the_page_still_starts_the_app(client: httpx.AsyncClient, cast: Cast) -> None:
    answers = [await client.get(f"/app/p/GUESSED{n:03d}") for n in range(7)]
    assert [one.status_code for one in answers] == [404] * 5 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert "/app/js/arriving.js" in answers[-1].text


async def test_the_page_only_reads(client: httpx.AsyncClient, cast: Cast) -> None:
    assert (await client.head(f"/app/p/{cast.code('east2')}")).status_code == 200
    assert (await client.post(f"/app/p/{cast.code('east2')}")).status_code in (403, 405)
    assert (await client.get(f"/app/p/{cast.code('east2')}/more")).headers["content-type"].startswith("text/html")


async def _point(cast: Cast) -> dict[str, str]:
    row = await Tag.select(Tag.point.name.as_alias("name"), Tag.point.number.as_alias("number")).where(
        Tag.code == cast.code("east2")
    ).first()  # fmt: skip
    assert row is not None
    return row
