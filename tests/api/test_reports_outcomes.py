"""What becomes of a line: stored, repeat, conflict, quarantined (protocol, "Up: reports"). The reasons for quarantine
are in test_reports_quarantine.py."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from server.inspections.tables import Inspection
from server.lib import clock, ids, times
from server.reports.tables import Report
from tests.api.rows import counts
from tests.builders import check, defect
from tests.cast import Cast
from tests.pictures import picture


async def test_a_stored_line_is_answered_with_all_the_protocol_says(cast: Cast) -> None:
    phone = await cast.phone("lin")
    shot = picture(1)
    line = phone.inspection("east2", [check("fire-door", defect("FD01", photos=[shot]))], photos=[shot])
    answer = await phone.post(line.content)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    told = answer.json()
    assert set(told) == {"results", "server_time"}
    [result] = told["results"]
    assert set(result) == {"id", "digest", "outcome", "receipt", "missing_photos", "flags"}
    assert (result["id"], result["digest"], result["outcome"]) == (line.id, line.digest, "stored")
    assert (result["missing_photos"], result["flags"]) == ([shot.sha256], [])
    row = await Report.objects().get(Report.digest == line.digest)
    assert row is not None
    assert bytes(row.line) == line.content


async def test_the_same_report_twice_is_a_repeat_with_the_very_same_receipt(cast: Cast) -> None:
    phone = await cast.phone("lin")
    shot = picture(1)
    line = phone.inspection("east2", [check("fire-door", defect("FD01", photos=[shot]))], photos=[shot])
    [first] = await phone.send(line)
    before = await counts()
    [second] = await phone.send(line)
    assert second == {**first, "outcome": "repeat"}
    assert await counts() == before


async def test_the_same_report_twice_in_one_request_is_stored_and_repeated(cast: Cast) -> None:
    phone = await cast.phone("lin")
    line = phone.inspection("east2")
    first, second = await phone.send(line, line)
    assert [first["outcome"], second["outcome"]] == ["stored", "repeat"]
    assert first["receipt"] == second["receipt"]


async def test_a_photo_that_came_is_no_longer_missing_in_the_repeat(cast: Cast) -> None:
    phone = await cast.phone("lin")
    shot = picture(1)
    line = phone.inspection("east2", [check("fire-door", defect("FD01", photos=[shot]))], photos=[shot])
    await phone.send(line)
    await phone.put(shot)
    [again] = await phone.send(line)
    assert again["missing_photos"] == []


async def test_other_bytes_with_a_stored_id_are_a_conflict_and_the_first_stays(cast: Cast) -> None:
    phone = await cast.phone("lin")
    line = phone.inspection("east2")
    other = phone.inspection("west2", id=line.id)
    [first] = await phone.send(line)
    [result] = await phone.send(other)
    assert (result["outcome"], result["id"], result["digest"]) == ("conflict", line.id, other.digest)
    assert result["receipt"]["outcome"] == "conflict"
    assert result["problem"]["code"] == "id-taken"
    assert await Inspection.count() == 1
    [again] = await phone.send(line)
    assert again == {**first, "outcome": "repeat"}
    kept = await counts()
    [twice] = await phone.send(other)
    assert twice == result
    assert await counts() == kept


async def test_a_conflict_within_one_request(cast: Cast) -> None:
    phone = await cast.phone("lin")
    line = phone.inspection("east2")
    other = phone.inspection("west2", id=line.id)
    assert [result["outcome"] for result in await phone.send(line, other, line)] == ["stored", "conflict", "repeat"]


async def test_only_stored_lines_claim_their_id(cast: Cast) -> None:
    phone = await cast.phone("lin")
    wrong = phone.inspection("east2", body={"point_id": str(ids.new())})
    [quarantined] = await phone.send(wrong)
    assert quarantined["outcome"] == "quarantined"
    [stored] = await phone.send(phone.inspection("east2", id=wrong.id))
    assert stored["outcome"] == "stored"


async def test_one_line_s_fate_never_touches_another_s(cast: Cast) -> None:
    phone = await cast.phone("lin")
    lines = [phone.inspection("east2"), phone.inspection("east2", kind="dance"), phone.inspection("west2")]
    results = await phone.send(lines[0], lines[1], b"{", lines[2], b"\xff")
    assert [result["outcome"][0] for result in results] == ["s", "q", "q", "s", "q"]
    assert [result["id"] for result in results] == [lines[0].id, lines[1].id, None, lines[2].id, None]
    assert results[3]["flags"] == []


async def test_lines_are_applied_in_order(cast: Cast) -> None:
    """The work on an order that the inspection before it in the same request opens."""
    from server.lib.ids import derived

    lin, su = await cast.phone("lin"), await cast.phone("su")
    line = lin.inspection("east2", [check("fire-door", defect("FD01"))])
    order_id = derived(line.id, "order", 0)
    comment = su.work(order_id, "comment", note="马上去")
    results = await su.send(line, comment)
    assert [result["outcome"] for result in results] == ["stored", "stored"]


async def test_any_of_the_person_s_tokens_carries_their_reports(cast: Cast) -> None:
    old, new = await cast.phone("lin"), await cast.phone("lin")
    line = old.inspection("east2")
    [result] = await new.send(line)
    assert (result["outcome"], result["flags"]) == ("stored", [])


async def test_a_supervisor_carries_a_colleague_s_reports(cast: Cast) -> None:
    lin, su, fan = await cast.phone("lin"), await cast.phone("su"), await cast.phone("fan")
    shot = picture(2)
    line = lin.inspection("east2", [check("fire-door", defect("FD01", photos=[shot]))], photos=[shot])
    [refused] = await fan.send(line)
    assert (refused["outcome"], refused["problem"]["code"]) == ("quarantined", "not-the-sender")
    other = lin.inspection("west2", [check("fire-door", defect("FD01", photos=[shot]))], photos=[shot])
    [result] = await su.send(other)
    assert (result["outcome"], result["missing_photos"]) == ("stored", [shot.sha256])
    await su.put(shot)
    [state] = await lin.status(other.id)
    assert state["state"] == "complete"


async def test_a_manager_of_both_sites_carries_for_both(cast: Cast) -> None:
    wang, he = await cast.phone("wang"), await cast.phone("he")
    [result] = await he.send(wang.inspection("court-east"))
    assert result["outcome"] == "stored"


async def test_the_words_of_a_result_are_the_reader_s(cast: Cast) -> None:
    phone = await cast.phone("lin")
    line = phone.inspection("east2", kind="dance")
    chinese = (await phone.post(line.content)).json()["results"][0]["problem"]
    english = (await phone.post(line.content, **{"Accept-Language": "en"})).json()["results"][0]["problem"]
    assert chinese["code"] == english["code"] == "unknown-kind"
    assert english["title"].isascii()
    assert not chinese["title"].isascii()


@pytest.mark.parametrize("site", ["garden", "court"])
async def test_the_same_line_on_two_connections_at_once_is_stored_once(cast: Cast, site: str) -> None:
    phone = await cast.phone("lin" if site == "garden" else "wang")
    line = phone.inspection("east2" if site == "garden" else "court-east")
    results = await asyncio.gather(*(phone.send(line) for _ in range(5)))
    assert sorted(result[0]["outcome"] for result in results) == ["repeat"] * 4 + ["stored"]
    assert len({json.dumps(result[0]["receipt"]) for result in results}) == 1


async def test_one_id_for_two_sites_at_once_is_stored_once_and_conflicts_once(cast: Cast) -> None:
    he = await cast.phone("he")
    one = he.inspection("east2")
    two = he.inspection("court-east", id=one.id, site_id=str(cast.site("court")))
    results = await asyncio.gather(he.send(one), he.send(two))
    assert sorted(result[0]["outcome"] for result in results) == ["conflict", "stored"]


async def test_an_unreadable_line_on_two_connections_at_once_is_kept_once(cast: Cast) -> None:
    phone = await cast.phone("lin")
    results = await asyncio.gather(*(phone.send(b"not json") for _ in range(4)))
    assert len({json.dumps(result) for result in results}) == 1
    assert await Report.count() == 1



@pytest.mark.parametrize(
    "write",
    [
        lambda moment: moment.isoformat(),
        lambda moment: (moment.replace(tzinfo=None) + timedelta(hours=8)).isoformat() + "+08:00",
        lambda moment: times.text(moment).replace("T", " ").replace("Z", "z"),
        lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S.123456789Z"),
    ],
)
async def test_times_may_be_any_rfc_3339(cast: Cast, write: Any) -> None:
    phone = await cast.phone("lin")
    finished = clock.now()
    body = {"started_at": write(finished - timedelta(minutes=2)), "finished_at": write(finished)}
    [result] = await phone.send(phone.inspection("east2", body=body))
    assert result["outcome"] == "stored"
    row = await Inspection.select(Inspection.finished_at).first()
    assert row is not None
    assert abs(row["finished_at"] - finished) < timedelta(seconds=1)


async def test_ids_of_any_uuid_version_are_taken(cast: Cast) -> None:
    phone = await cast.phone("lin")
    for report_id in ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b814-9dad-41d1-80b4-00c04fd430c8"):
        [result] = await phone.send(phone.inspection("east2", id=report_id))
        assert (result["outcome"], result["id"]) == ("stored", report_id)


async def test_unknown_fields_are_passed_over(cast: Cast) -> None:
    phone = await cast.phone("lin")
    [result] = await phone.send(phone.inspection("east2", body={"weather": {"rain": [True, None]}}, mood="fine"))
    assert result["outcome"] == "stored"


async def test_absent_and_null_are_the_same_for_optional_fields(cast: Cast) -> None:
    phone = await cast.phone("lin")
    nothing = dict.fromkeys(("note", "round", "patrol_id", "location"))
    null = phone.inspection("east2", body=nothing, clock=None)
    absent = phone.inspection("west2", clock=...)
    assert [result["outcome"] for result in await phone.send(null, absent)] == ["stored", "stored"]


async def test_a_whole_number_may_be_written_with_a_point(cast: Cast) -> None:
    phone = await cast.phone("lin")
    first, second = phone.inspection("east2"), phone.inspection("west2")
    content = second.content.replace(b'"seq":2,', b'"seq":2.0,')
    results = await phone.send(first.content, content)
    assert [(result["outcome"], result["flags"]) for result in results] == [("stored", []), ("stored", [])]


async def test_clocks_at_both_ends_of_the_calendar_are_stored_and_flagged(cast: Cast) -> None:
    phone = await cast.phone("lin")
    far = {"server_time": "0001-01-01T00:00:00Z", "device_time": "9999-12-31T23:59:59Z", "elapsed_ms": 1e15}
    line = phone.inspection("east2", clock=far, body={"finished_at": "0001-01-02T00:00:00Z"})
    [result] = await phone.send(line)
    assert result["outcome"] == "stored"
    assert "clock-off" in result["flags"]
