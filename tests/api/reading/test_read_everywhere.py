"""What holds for all lists: who may read them, of which sites, unknown filters and values, pages."""

from typing import Any

import pytest

from tests.api.reading.rows import Rows, minutes
from tests.cast import Cast

LISTS = ["orders", "defects", "inspections", "rounds", "quarantine"]
WITH_DEPARTMENTS = ["orders", "defects"]


async def ids_of(phone: Any, path: str, **params: Any) -> list[str]:
    answer = await phone.get(f"/{path}", **params)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def refusal(phone: Any, path: str, **params: Any) -> tuple[int, str, list[str]]:
    answer = await phone.get(f"/{path}", **params)
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    return answer.status_code, problem["code"], [error["path"] for error in problem.get("errors", [])]


@pytest.mark.parametrize("path", LISTS)
async def test_a_list_is_for_front_desk_supervisor_and_manager(cast: Cast, path: str) -> None:
    desk = 403 if path == "quarantine" else 200
    expected = {"lin": 403, "chen": 403, "zhou": desk, "su": 200, "he": 200, "wang": 403, "fan": 200}
    for username, status in expected.items():
        phone = await cast.phone(username)
        assert (await phone.get(f"/{path}")).status_code == status, username
        own = await phone.get(f"/{path}", site=str(cast.site_of(username)))
        assert own.status_code == status, username


@pytest.mark.parametrize("path", LISTS)
async def test_without_a_token_nothing_is_told(cast: Cast, path: str) -> None:
    answer = await cast.client.get(f"/api/v1/{path}")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", LISTS)
async def test_a_site_one_is_no_member_of_is_as_unknown_as_one_that_never_was(cast: Cast, path: str) -> None:
    for username in ("su", "lin"):
        phone = await cast.phone(username)
        for site in (str(cast.site("court")), "0193a5b0-0000-7000-8000-00000000ffff"):
            assert (await refusal(phone, path, site=site))[:2] == (404, "not-found")


@pytest.mark.parametrize("path", LISTS)
async def test_unknown_filters_and_values_are_named(cast: Cast, path: str) -> None:
    su = await cast.phone("su")
    assert await refusal(su, path, colour="red") == (422, "bad-fields", ["colour"])
    wrong = {
        "site": "garden",
        "since": "yesterday",
        "until": "2026-02-30T00:00:00Z",
        "building": "one",
        "state": "asleep",
        "limit": "0",
        "cursor": "x",
    }
    for name, value in wrong.items():
        if (path, name) != ("inspections", "state"):
            assert await refusal(su, path, **{name: value}) == (422, "bad-fields", [name]), name
    assert await refusal(su, path, since="?", building="?") == (422, "bad-fields", ["since", "building"])


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["201", "-1", "", "1.5", "ten", "٣"])
async def test_a_bad_limit_is_refused(cast: Cast, path: str, limit: str) -> None:
    assert await refusal(await cast.phone("su"), path, limit=limit) == (422, "bad-fields", ["limit"])


@pytest.mark.parametrize("path", LISTS)
async def test_another_sites_building_is_no_known_value(cast: Cast, path: str) -> None:
    su, he = await cast.phone("su"), await cast.phone("he")
    court = str(cast.building("court"))
    assert await refusal(su, path, building=court) == (422, "bad-fields", ["building"])
    assert await refusal(he, path, building=court, site=str(cast.site("garden"))) == (422, "bad-fields", ["building"])
    assert (await he.get(f"/{path}", building=court)).status_code == 200


async def test_a_filter_written_twice_is_refused(cast: Cast) -> None:
    su = await cast.phone("su")
    answer = await cast.client.get("/api/v1/orders?state=closed&state=reported", headers=su.headers)
    assert answer.status_code == 422


@pytest.mark.parametrize("path", WITH_DEPARTMENTS)
async def test_departments_are_asked_for_by_key_or_id(cast: Cast, rows: Rows, path: str) -> None:
    write = rows.order if path == "orders" else rows.defect
    mended = await write(minutes(1), department="engineering")
    swept = await write(minutes(2), department="cleaning")
    su = await cast.phone("su")
    assert await ids_of(su, path, department="cleaning") == [str(swept)]
    assert await ids_of(su, path, department=str(cast.department("engineering"))) == [str(mended)]
    assert await ids_of(su, path, department="gardening") == []
    assert await refusal(su, path, department="kitchen") == (422, "bad-fields", ["department"])
    court = str(cast.department("engineering", "court"))
    assert await refusal(su, path, department=court) == (422, "bad-fields", ["department"])


async def write_one(rows: Rows, path: str, minute: int, site: str = "garden", building: str = "one") -> str:
    at = minutes(minute)
    point = "court-east" if site == "court" else "east2" if building == "one" else "east-b"
    if path == "orders":
        return str(await rows.order(at, site=site, point=point))
    if path == "defects":
        return str(await rows.defect(at, site=site, point=point))
    if path == "inspections":
        return str(await rows.inspection(at, site=site, point=point))
    content = f'{{"body":{{"point_id":"{rows.cast.point(point)}"}},"n":{minute}}}'.encode()
    return await rows.waiting(at, site=site, content=content)


@pytest.mark.parametrize("path", ["orders", "defects", "inspections", "quarantine"])
async def test_common_filters_find_what_they_say(cast: Cast, rows: Rows, path: str) -> None:
    first = await write_one(rows, path, 1)
    second = await write_one(rows, path, 2, building="two")
    third = await write_one(rows, path, 3)
    court = await write_one(rows, path, 4, site="court")
    su, he = await cast.phone("su"), await cast.phone("he")
    assert await ids_of(su, path) == [third, second, first]
    assert await ids_of(he, path) == [court, third, second, first]
    assert await ids_of(he, path, site=str(cast.site("court"))) == [court]
    assert await ids_of(su, path, building=str(cast.building("two"))) == [second]
    assert await ids_of(he, path, building=str(cast.building("court"))) == [court]
    # since ≤ t < until, in any RFC 3339 form
    assert await ids_of(su, path, since="2026-11-20T01:02:00Z") == [third, second]
    assert await ids_of(su, path, until="2026-11-20T09:02:00.000+08:00") == [first]
    assert await ids_of(su, path, since="2026-11-20T01:02:00Z", until="2026-11-20T01:03:00Z") == [second]


@pytest.mark.parametrize("path", ["orders", "defects", "inspections", "quarantine"])
async def test_pages_neither_repeat_nor_skip_when_rows_are_added_meanwhile(cast: Cast, rows: Rows, path: str) -> None:
    # two at the same moment on the border of a page: their ids decide
    written = [await write_one(rows, path, minute) for minute in (1, 2, 3)]
    written += [await write_one(rows, path, minute, building="two") for minute in (3, 4)]
    su = await cast.phone("su")
    whole = await ids_of(su, path)
    assert sorted(whole) == sorted(written)
    seen: list[str] = []
    cursor: str | None = None
    for page in range(5):
        params = {"limit": "2"} if cursor is None else {"limit": "2", "cursor": cursor}
        answer = (await su.get(f"/{path}", **params)).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        await write_one(rows, path, 10 + page)
        if cursor is None:
            break
    assert seen == whole
    assert len(await ids_of(su, path)) == 5 + 3


@pytest.mark.parametrize("path", ["orders", "defects", "inspections", "rounds"])
async def test_a_cursor_of_quarantine_opens_no_other_list(cast: Cast, rows: Rows, path: str) -> None:
    for minute in (1, 2):
        await rows.waiting(minutes(minute))
    su = await cast.phone("su")
    cursor = (await su.get("/quarantine", limit="1")).json()["next"]
    assert await refusal(su, path, cursor=cursor) == (422, "bad-fields", ["cursor"])
