"""What is still on the phone, sent after every round of sending (protocol, "Heartbeat")."""

from typing import Any

import pytest

from server.people.tables import Contact, Token
from tests.cast import Cast

EMPTY = {"outbox_reports": 0, "outbox_photos": 0, "app_version": "0.2.0"}


async def _beat(cast: Cast, headers: dict[str, str], said: Any) -> Any:
    return await cast.client.post("/api/v1/heartbeat", json=said, headers=headers)


async def test_a_heartbeat_is_kept_beside_its_token(cast: Cast) -> None:
    phone = await cast.phone("lin")
    said = {**EMPTY, "outbox_reports": 3, "outbox_photos": 7, "oldest_sealed_at": "2026-11-23T09:00:00+08:00",
            "storage_used": 5_000_000_000, "storage_quota": 64_000_000_000, "bundle": "7af2", "new": [1]}  # fmt: skip
    answer = await _beat(cast, phone.headers, said)
    assert (answer.status_code, answer.content) == (204, b"")
    row = await Token.objects().get(Token.device == phone.device_id)
    assert row is not None
    assert (row.outbox_reports, row.outbox_photos, row.app_version) == (3, 7, "0.2.0")
    assert (row.storage_used, row.storage_quota, row.bundle) == (5_000_000_000, 64_000_000_000, "7af2")
    assert row.oldest_sealed_at.isoformat() == "2026-11-23T01:00:00+00:00"
    assert await Contact.count() == 0


async def test_an_empty_outbox_is_a_contact(cast: Cast) -> None:
    phone = await cast.phone("lin")
    await _beat(cast, phone.headers, {**EMPTY, "oldest_sealed_at": None})
    row = await Contact.objects().first()
    assert row is not None
    assert (row.person, row.device) == (phone.person_id, phone.device_id)


@pytest.mark.parametrize("still_there", [{"outbox_photos": 1}, {"outbox_reports": 1}])
async def test_an_outbox_that_is_not_empty_is_no_contact(cast: Cast, still_there: dict[str, int]) -> None:
    phone = await cast.phone("lin")
    assert (await _beat(cast, phone.headers, EMPTY | still_there)).status_code == 204
    assert await Contact.count() == 0


async def test_more_than_a_column_holds_is_kept_as_the_most_it_holds(cast: Cast) -> None:
    phone = await cast.phone("lin")
    assert (await _beat(cast, phone.headers, {**EMPTY, "outbox_reports": 9_000_000_000})).status_code == 204


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"outbox_reports": -1}, "outbox_reports"),
        ({"outbox_photos": "7"}, "outbox_photos"),
        ({"outbox_photos": 0.5}, "outbox_photos"),
        ({"outbox_photos": ...}, "outbox_photos"),
        ({"app_version": ...}, "app_version"),
        ({"oldest_sealed_at": "yesterday"}, "oldest_sealed_at"),
        ({"oldest_sealed_at": "2026-02-30T00:00:00Z"}, "oldest_sealed_at"),
        ({"storage_used": -5}, "storage_used"),
    ],
)
async def test_a_bad_field_is_named(cast: Cast, said: dict[str, Any], path: str) -> None:
    phone = await cast.phone("lin")
    whole = {name: value for name, value in (EMPTY | said).items() if value is not ...}
    answer = await _beat(cast, phone.headers, whole)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-fields")
    assert [error["path"] for error in answer.json()["errors"]] == [path]
