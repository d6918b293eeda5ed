"""What is recorded about staff: the text comes with the bundle, and who agreed is kept once per version."""

from typing import Any

import httpx
import pytest

from server.people import consents
from server.people.tables import Consent
from server.sites.terms import Words
from tests.cast import Cast

AT = "2026-11-23T01:45:12.345Z"


async def _text(client: httpx.AsyncClient, headers: dict[str, str], cast: Cast) -> Any:
    bundle = (await client.get(f"/api/v1/bundle?site={cast.site()}", headers=headers)).json()
    return bundle["parts"]["settings"]["data"]["consent"]


async def test_the_text_comes_in_both_languages_and_says_what_is_recorded(
    client: httpx.AsyncClient, cast: Cast
) -> None:
    told = await _text(client, await cast.headers("lin"), cast)
    assert (told["version"], told["given"]) == (consents.VERSION, None)
    for words in ("检查结果", "疑点", "位置默认不记", "不同意就退出登录"):
        assert words in told["text"]["zh"], words
    for words in ("checks", "Doubts", "Location is off by default", "sign out"):
        assert words in told["text"]["en"], words


async def test_agreeing_is_kept_with_language_and_moment_and_told_to_the_persons_other_phone(
    client: httpx.AsyncClient, cast: Cast
) -> None:
    phone = await cast.headers("lin")
    answer = await client.post("/api/v1/consents", json={"version": 1, "at": AT, "language": "en"}, headers=phone)
    assert answer.status_code == 204, answer.text
    [row] = await Consent.select()
    assert (row["person"], row["version"], row["language"]) == (cast.person("lin"), 1, "en")
    assert row["device_id"] is not None
    assert row["received_at"] is not None
    other = await cast.headers("lin")
    assert (await _text(client, other, cast))["given"] == {"version": 1, "at": AT}
    assert (await _text(client, await cast.headers("su"), cast))["given"] is None


async def test_the_first_time_counts_and_the_same_again_changes_nothing(client: httpx.AsyncClient, cast: Cast) -> None:
    phone = await cast.headers("lin")
    for at in (AT, "2026-11-24T01:45:12.345Z"):
        answer = await client.post(
            "/api/v1/consents", json={"version": 1, "at": at}, headers={**phone, "Accept-Language": "en-GB,en"}
        )
        assert answer.status_code == 204
    assert (await _text(client, phone, cast))["given"]["at"] == AT
    assert [row["language"] for row in await Consent.select()] == ["en"]


async def test_a_new_version_of_the_text_is_told_with_the_version_agreed_to_before(
    client: httpx.AsyncClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = await cast.headers("lin")
    await client.post("/api/v1/consents", json={"version": 1, "at": AT}, headers=phone)
    before = (await client.get(f"/api/v1/bundle?site={cast.site()}", headers=phone)).json()
    monkeypatch.setattr(consents, "VERSION", 2)
    monkeypatch.setattr(consents, "TEXT", Words(zh="新的说明", en="The new text"))
    after = (await client.get(f"/api/v1/bundle?site={cast.site()}", headers=phone)).json()
    assert after["version"] != before["version"]
    told = after["parts"]["settings"]["data"]["consent"]
    assert (told["version"], told["given"]["version"], told["text"]["en"]) == (2, 1, "The new text")
    assert (await client.post("/api/v1/consents", json={"version": 2, "at": AT}, headers=phone)).status_code == 204
    assert (await _text(client, phone, cast))["given"]["version"] == 2


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"version": 99, "at": AT}, "version"),
        ({"version": 0, "at": AT}, "version"),
        ({"version": "1", "at": AT}, "version"),
        ({"version": 1, "at": "yesterday"}, "at"),
        ({"version": 1}, "at"),
        ({"version": 1, "at": AT, "language": "fr"}, "language"),
    ],
)
async def test_bad_fields_are_named_and_nothing_is_kept(
    client: httpx.AsyncClient, cast: Cast, body: dict[str, Any], path: str
) -> None:
    answer = await client.post("/api/v1/consents", json=body, headers=await cast.headers("lin"))
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-fields"), answer.text
    assert answer.json()["errors"][0]["path"] == path
    assert await Consent.count() == 0


async def test_nobody_agrees_without_a_token(client: httpx.AsyncClient, cast: Cast) -> None:
    answer = await client.post("/api/v1/consents", json={"version": 1, "at": AT})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
