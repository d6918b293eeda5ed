"""GET /quarantine: lines that wait, were accepted or discarded; for those who decide about them."""

import json

from server.lib import ids
from server.reports.tables import ReportSite
from tests.api.reading.rows import Rows, minutes
from tests.api.reading.test_read_everywhere import ids_of, refusal
from tests.cast import Cast


async def test_a_line_tells_all_that_the_protocol_names(cast: Cast, rows: Rows) -> None:
    report_id = ids.new()
    problem = {"code": "invalid-report", "errors": [{"path": "body.checks", "message": "缺少这一项"}]}
    key = await rows.line(
        minutes(1), outcome="quarantined", state="waiting", report_id=report_id, problem=problem, kind="patrol"
    )
    su = await cast.phone("su")
    [item] = (await su.get("/quarantine")).json()["items"]
    assert item == {
        "id": key,
        "report_id": str(report_id),
        "kind": "patrol",
        "outcome": "quarantined",
        "problem": {
            "type": "/problems/invalid-report",
            "title": "这一条有缺项或填法不对",
            "status": 422,
            "detail": "内容原样留存，主管会处理。",
            "code": "invalid-report",
            "retry": False,
            "errors": [{"path": "body.checks", "message": "缺少这一项"}],
        },
        "person_id": str(cast.person("lin")),
        "received_at": "2026-11-20T01:01:00.000Z",
        "state": "waiting",
    }


async def test_stored_lines_are_not_in_quarantine_and_states_are_told_apart(cast: Cast, rows: Rows) -> None:
    await rows.line(minutes(0))
    waiting = await rows.waiting(minutes(1))
    accepted = await rows.waiting(minutes(2), state="accepted")
    discarded = await rows.waiting(minutes(3), state="discarded", outcome="conflict", code="id-taken")
    su = await cast.phone("su")
    assert await ids_of(su, "quarantine") == [discarded, accepted, waiting]
    for state, key in {"waiting": waiting, "accepted": accepted, "discarded": discarded}.items():
        assert await ids_of(su, "quarantine", state=state) == [key]
    [conflict] = (await su.get("/quarantine", state="discarded")).json()["items"]
    assert (conflict["outcome"], conflict["problem"]["status"]) == ("conflict", 409)


async def test_an_unreadable_line_is_shown_at_all_sites_of_whoever_sent_it(cast: Cast, rows: Rows) -> None:
    key = await rows.waiting(minutes(1), content=b"\xff not json", person=None, kind=None, code="unreadable-line")
    await ReportSite.insert(ReportSite(id=ids.new(), report=key, site_id=cast.site("court")))
    for username in ("su", "fan", "he"):
        phone = await cast.phone(username)
        [item] = (await phone.get("/quarantine")).json()["items"]
        assert (item["id"], item["kind"], item["person_id"]) == (key, None, str(cast.person("lin")))
        building = cast.building("court" if username == "fan" else "one")
        assert await ids_of(phone, "quarantine", building=str(building)) == []


async def test_a_line_belongs_to_the_building_that_its_body_names(cast: Cast, rows: Rows) -> None:
    bodies = {
        "two": {"stops": [{"point_id": str(cast.point("roof-b"))}, 7]},
        "one": {"unit_id": str(cast.unit("301"))},
        "none": {"point_id": str(ids.new()), "stops": "?"},
        "list": [],
    }
    keys = {name: await rows.waiting(minutes(n), content=json.dumps({"body": body}).encode())
            for n, (name, body) in enumerate(bodies.items())}  # fmt: skip
    su = await cast.phone("su")
    assert await ids_of(su, "quarantine", building=str(cast.building("two"))) == [keys["two"]]
    assert await ids_of(su, "quarantine", building=str(cast.building("one"))) == [keys["one"]]


async def test_the_front_desk_is_refused_even_with_bad_filters(cast: Cast) -> None:
    zhou = await cast.phone("zhou")
    assert await refusal(zhou, "quarantine", colour="red") == (403, "forbidden", [])
    assert await refusal(await cast.phone("su"), "quarantine", state="stored") == (422, "bad-fields", ["state"])
