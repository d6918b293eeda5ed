"""Incidents that phones tell of: the timeline in any order of arrival, the order made of it, who carries what."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from server.incidents.tables import Incident, IncidentStep
from server.intake import applying
from server.intake.reapplying import reapply
from server.journal.tables import JournalEntry
from server.lib import clock, digest, ids, times
from server.people.tables import Department, MembershipDepartment
from server.reports import tables
from tests.api.incidents import incident, send, told, verdicts
from tests.api.orders import only_order, orders, steps
from tests.builders import Phone, photo
from tests.cast import Cast, id_of
from tests.pictures import picture

SHOT = picture(1)
KEY = digest.sha256(b"incidents").encode()


async def day(cast: Cast, phone: Phone) -> dict[str, Any]:
    """The bundle's `day` of this phone."""
    answer = await cast.client.get("/api/v1/bundle", params={"site": str(phone.site_id)}, headers=phone.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["parts"]["day"]["data"])


async def carried(cast: Cast, phone: Phone) -> list[str]:
    """The ids of the incidents this phone carries."""
    return [one["id"] for one in (await day(cast, phone))["incidents"]]


async def test_an_emergency_is_opened_with_place_level_photo_and_contacts(cast: Cast) -> None:
    lin, key = await cast.phone("lin"), ids.new()
    contacts = [{"name": "维保 张工", "phone": "139 0000 0000"}, {"name": "维保 张工", "phone": "139 0000 0000"}, "x"]
    line = told(lin, "open", key, level=2, point_id=str(cast.point("east2")), photos=[photo(SHOT, taken_at=_now())],
                contacts=contacts, after=-5)  # fmt: skip
    [result] = await lin.send(line)
    assert (result["outcome"], result["flags"], result["missing_photos"]) == ("stored", [], [SHOT.sha256])
    row = await incident(key)
    assert (row["state"], row["category"], row["emergency"], row["level"]) == ("open", "burst_pipe", True, 2)
    assert (row["point"], row["opened_by"]) == (cast.point("east2"), lin.person_id)
    assert row["building"] is not None
    assert row["report_by"] - row["opened_at"] == timedelta(minutes=20)
    assert row["contacts"] == [{"name": "维保 张工", "phone": "139 0000 0000"}]
    assert await JournalEntry.exists().where(JournalEntry.thing == "incident", JournalEntry.verb == "open")
    [again] = await lin.send(line)
    assert again["outcome"] == "repeat"
    assert len(await verdicts(key)) == 1


async def test_a_violation_goes_its_way_from_advice_to_the_authority(cast: Cast) -> None:
    lin, key = await cast.phone("lin"), ids.new()
    due, next_due = clock.now() + timedelta(days=3), clock.now() + timedelta(days=5)
    way: list[tuple[str, dict[str, Any], str, Any]] = [
        ("open", {}, "open", None),
        ("note", {"description": "已劝说，业主说明天清"}, "open", None),
        ("notice", {"due_at": times.text(due)}, "noticed", due),
        ("recheck", {"put_right": False, "due_at": times.text(next_due)}, "noticed", next_due),
        ("recheck", {"put_right": False}, "noticed", next_due),
        ("hand_over", {"description": "移交城管"}, "handed_over", None),
        ("recheck", {"put_right": True}, "handed_over", None),
        ("close", {}, "closed", None),
    ]  # fmt: skip
    for n, (step, more, state, due_at) in enumerate(way):
        result = await send(lin, step, key, category="violation", unit_id=str(cast.unit("201")), after=n - 60, **more)
        assert result["flags"] == []
        row = await incident(key)
        assert (row["state"], row["due_at"], row["emergency"]) == (state, due_at, False), step
    assert {verdict for _, verdict in await verdicts(key)} == {"applied"}


async def test_steps_that_come_before_the_open_are_joined_when_it_comes(cast: Cast) -> None:
    lin, key = await cast.phone("lin"), ids.new()
    opening = told(lin, "open", key, description="三楼冒烟", category="fire", place_text="3栋大厅", after=-30)
    note, close = (told(lin, step, key, after=-n, category="fire") for step, n in (("note", 20), ("close", 10)))
    for line in (close, note):
        [result] = await lin.send(line)
        assert (result["outcome"], result.get("problem")) == ("stored", None)
    assert (await incident(key))["state"] == "unopened"
    assert await verdicts(key) == [("note", "waits"), ("close", "waits")]
    await lin.send(opening)
    row = await incident(key)
    assert (row["state"], row["description"], row["place_text"]) == ("closed", "三楼冒烟", "3栋大厅")
    assert await verdicts(key) == [("open", "applied"), ("note", "applied"), ("close", "applied")]


async def test_a_step_after_the_close_is_kept_and_marked_late(cast: Cast) -> None:
    lin, su, key = await cast.phone("lin"), await cast.phone("su"), ids.new()
    await send(lin, "open", key, after=-30)
    await send(su, "close", key, after=-20)
    await send(lin, "note", key, after=-10)
    await send(lin, "note", key, after=-25)
    assert await verdicts(key) == [("open", "applied"), ("note", "applied"), ("close", "applied"), ("note", "late")]
    assert (await incident(key))["state"] == "closed"


@pytest.mark.parametrize("wish", [True, {}, {"department": "cleaning", "severity": "major"}, "yes", {"severity": 3}])
async def test_an_incident_becomes_an_order_with_a_title_linked_both_ways(cast: Cast, wish: Any) -> None:
    lin, key = await cast.phone("lin"), ids.new()
    shots = [photo(SHOT, taken_at=_now())]
    line = told(lin, "open", key, order=wish, point_id=str(cast.point("east2")), photos=shots, after=-5)
    await lin.send(line)
    order, row = await only_order(), await incident(key)
    assert (order["incident_id"], row["order_id"]) == (key, order["id"])
    asked = wish if isinstance(wish, dict) else {}
    severity = asked.get("severity") if asked.get("severity") == "major" else "critical"
    department = cast.department(asked.get("department", "engineering"))
    assert (order["severity"], order["department"], order["state"]) == (severity, department, "dispatched")
    assert order["title"] == "水管爆了，地下室进水"
    assert order["building"] == row["building"]
    assert (order["accept_due_at"] - order["created_at"]) == timedelta(minutes=10 if severity == "critical" else 120)
    first, second = await steps(order["id"])
    assert (first["step"], first["note"]) == ("comment", line.envelope["body"]["description"])
    assert first["photos"][0]["sha256"] == SHOT.sha256
    assert second["step"] == "dispatch"
    await send(lin, "note", key, order=True)
    assert len(await orders()) == 1
    chen = await cast.phone("chen")
    carried_orders = (await day(cast, chen))["orders"]
    wanted = department == cast.department("engineering")
    assert [one["incident_id"] for one in carried_orders] == ([str(key)] if wanted else [])
    if wanted:
        assert (carried_orders[0]["defect_ids"], carried_orders[0]["title"]) == ([], order["title"])


async def test_an_order_of_no_known_department_waits_to_be_dispatched(cast: Cast) -> None:
    lin = await cast.phone("lin")
    await send(lin, category="problem", order=True)
    await send(lin, category="problem", order={"department": "astronomy"})
    assert [(one["state"], one["severity"], one["department"]) for one in await orders()] == [
        ("reported", "minor", None)] * 2  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        ({"step": "dance"}, "invalid-report", "body.step"),
        ({"category": ...}, "invalid-report", "body.category"),
        ({"level": 5}, "invalid-report", "body.level"),
        ({"due_at": "tomorrow"}, "invalid-report", "body.due_at"),
        ({"point_id": str(id_of("nowhere"))}, "unknown-point", "body.point_id"),
        ({"unit_id": str(id_of("nowhere"))}, "unknown-unit", "body.unit_id"),
    ],
)
async def test_what_cannot_be_read_or_placed_waits_in_quarantine(
    cast: Cast, more: dict[str, Any], code: str, path: str
) -> None:
    lin = await cast.phone("lin")
    body = {k: v for k, v in more.items() if k != "step"}
    [result] = await lin.send(told(lin, more.get("step", "open"), **body))
    assert (result["outcome"], result["problem"]["code"]) == ("quarantined", code)
    assert result["problem"]["errors"][0]["path"] == path
    assert await Incident.count() == 0


async def test_another_site_s_incident_is_not_there(cast: Cast) -> None:
    lin, wang, key = await cast.phone("lin"), await cast.phone("wang"), ids.new()
    await send(lin, "open", key)
    [result] = await wang.send(told(wang, "note", key))
    assert (result["outcome"], result["problem"]["code"]) == ("quarantined", "unknown-incident")
    assert await IncidentStep.count() == 1
    assert await carried(cast, wang) == []


async def test_who_carries_which_incident(cast: Cast) -> None:
    lin, chen, su, zhou = [await cast.phone(name) for name in ("lin", "chen", "su", "zhou")]
    fire, breach, mine = ids.new(), ids.new(), ids.new()
    await send(lin, "open", fire, category="fire", after=-9)
    await send(lin, "open", breach, category="violation", after=-8)
    await send(chen, "open", mine, category="problem", after=-7)
    assert await carried(cast, lin) == [str(fire), str(breach)]
    assert await carried(cast, chen) == [str(fire), str(mine)]
    assert await carried(cast, su) == await carried(cast, zhou) == [str(fire), str(breach), str(mine)]
    await send(su, "close", fire, after=-1)
    assert await carried(cast, chen) == [str(mine)]
    assert await carried(cast, lin) == [str(fire), str(breach)]
    await Incident.update({Incident.changed_at: clock.now() - timedelta(hours=49)}).where(Incident.id == fire)
    assert await carried(cast, lin) == [str(breach)]


async def test_a_contractor_s_people_know_only_of_their_own(cast: Cast) -> None:
    department = id_of("department", "garden", "lift firm")
    firm = Department(id=department, site=cast.site(), key="engineering", name="外单位", contractor=True)
    await Department.insert(firm)
    await MembershipDepartment.delete().where(
        MembershipDepartment.membership == id_of("membership", "chen", "garden")
    )
    await MembershipDepartment.insert(
        MembershipDepartment(id=ids.new(), membership=id_of("membership", "chen", "garden"), department=department)
    )
    lin, chen, fire, own = await cast.phone("lin"), await cast.phone("chen"), ids.new(), ids.new()
    await send(lin, "open", fire, category="fire")
    await send(chen, "open", own, category="fire")
    assert await carried(cast, chen) == [str(own)]
    [result] = await chen.send(told(chen, "note", fire))
    assert (result["outcome"], result["problem"]["code"]) == ("quarantined", "unknown-incident")


async def test_the_bundle_tells_the_timeline(cast: Cast) -> None:
    lin, key = await cast.phone("lin"), ids.new()
    due = clock.now() + timedelta(days=2)
    await send(lin, "open", key, category="fit_out_breach", unit_id=str(cast.unit("201")), after=-9, level=4,
               photos=[photo(SHOT, taken_at=_now())])  # fmt: skip
    await send(lin, "notice", key, category="fit_out_breach", due_at=times.text(due), after=-8)
    [one] = (await day(cast, lin))["incidents"]
    assert (one["category"], one["state"], one["unit_id"], one["due_at"], one["level"]) == (
        "fit_out_breach", "noticed", str(cast.unit("201")), times.text(due), 4)  # fmt: skip
    assert [(step["step"], step["person_id"]) for step in one["steps"]] == [
        ("open", str(lin.person_id)), ("notice", str(lin.person_id))]  # fmt: skip
    assert one["steps"][0]["photos"] == [SHOT.sha256]
    assert one["steps"][1]["due_at"] == times.text(due)


async def test_incidents_that_waited_in_quarantine_are_applied_by_a_server_that_learnt_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin, key = await cast.phone("lin"), ids.new()
    known = applying.APPLIERS["incident"]
    monkeypatch.delitem(applying.APPLIERS, "incident")
    note, opening = told(lin, "note", key, after=-1), told(lin, "open", key, after=-5, order=True)
    bad = told(lin, "open", point_id=str(id_of("nowhere")))
    for line in (note, opening, bad):
        [result] = await lin.send(line)
        assert result["problem"]["code"] == "unknown-kind"
    monkeypatch.setitem(applying.APPLIERS, "incident", known)
    assert await reapply(KEY) == 2
    assert await reapply(KEY) == 0
    assert await verdicts(key) == [("open", "applied"), ("note", "applied")]
    assert (await only_order())["incident_id"] == key
    assert [result["outcome"] for result in await lin.send(note, opening, bad)] == ["repeat", "repeat", "quarantined"]
    row = await tables.Report.objects().get(tables.Report.digest == bad.digest)
    assert row is not None
    assert row.state == "waiting"


def _now() -> str:
    return times.text(clock.now())


async def test_texts_of_any_length_and_the_edges_of_the_calendar_are_kept(cast: Cast) -> None:
    lin, key = await cast.phone("lin"), ids.new()
    await send(lin, "open", key, description="长" * 60_000, category="类" * 500, at=None, order=True,
               contacts={"name": 1}, due_at="9999-12-31T23:59:59.999Z")  # fmt: skip
    [one] = (await day(cast, lin))["incidents"]
    assert len(one["description"]) == 2000
    assert len((await only_order())["title"]) == 60
    assert UUID(one["id"]) == key
