"""POST /api/v1/photos/missing: what this person still has to send."""

import httpx
import pytest

from tests.api.photos.conftest import Phone, sha
from tests.photos_source import unique


async def test_what_was_not_sent_is_missing_in_the_order_asked_and_once(lin: Phone, jpeg: bytes) -> None:
    await lin.send(jpeg)
    asked = ["b" * 64, sha(jpeg), "a" * 64, "b" * 64]
    answer = await lin.missing(asked)
    assert (answer.status_code, answer.json()) == (200, {"missing": ["b" * 64, "a" * 64]})


async def test_what_another_person_sent_is_still_missing_from_this_one(lin: Phone, chen: Phone, jpeg: bytes) -> None:
    await lin.send(jpeg)
    assert (await chen.missing([sha(jpeg)])).json() == {"missing": [sha(jpeg)]}
    await chen.send(jpeg)
    assert (await chen.missing([sha(jpeg)])).json() == {"missing": []}


async def test_an_empty_list_is_answered_empty(lin: Phone) -> None:
    assert (await lin.missing([])).json() == {"missing": []}


async def test_500_are_answered_and_501_are_too_many(lin: Phone) -> None:
    sent = unique(3)
    await lin.send(sent)
    digests = [sha(sent), *(f"{number:064x}" for number in range(500))]
    assert (await lin.missing(digests[:500])).json() == {"missing": digests[1:500]}
    answer = await lin.missing(digests)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize("digest", ["", "a" * 63, "A" * 64, "g" * 64, 7, None])
async def test_what_is_no_digest_is_a_bad_field(digest: object, lin: Phone) -> None:
    answer = await lin.missing([digest])  # type: ignore[list-item]
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-fields")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
async def test_what_is_no_json_is_unreadable(body: bytes, lin: Phone) -> None:
    headers = {**lin.headers, "Content-Type": "application/json"}
    answer = await lin.client.post("/api/v1/photos/missing", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable-body")


async def test_without_a_token_nothing_is_told(door: httpx.AsyncClient) -> None:
    answer = await door.post("/api/v1/photos/missing", json={"sha256": []})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
