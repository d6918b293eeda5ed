"""What stands in a bundle, for whom. The route itself: tests/api/test_bundle.py."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from server import settings
from server.checklists.terms import Words as ItemWords
from server.defects.tables import Defect, Sighting
from server.inspections.tables import Inspection, ItemPhoto, Reading
from server.lib import clock, digest, ids
from server.patrols.tables import Round, Route
from server.people import queries as people
from server.people.tables import Department, Membership, MembershipDepartment, Person
from server.sites.tables import Asset, Point, Site, Tag, Unit
from server.sync.bundling import answer, bundle_of
from server.sync.wire_bundle import Bundle
from server.vacancies.tables import HandReading
from server.workorders.tables import WorkOrder
from tests import cast as casting
from tests.cast import Cast

# Monday 2026-11-23, 10:00 at the sites.
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Desk:
    """Asks for bundles and writes rows."""

    def __init__(self, cast: Cast, secret: bytes) -> None:
        self.cast = cast
        self.secret = secret

    async def bundle(self, username: str, site: str = "garden") -> dict[str, Any]:
        """The bundle as the phone reads it."""
        member = await people.member_at(self.cast.person(username), self.cast.site(site))
        assert member is not None
        packed = await bundle_of(self.cast.person(username), member, self.secret)
        assert packed is not None
        body = answer(packed, {})
        msgspec.json.decode(body, type=Bundle)
        told: dict[str, Any] = json.loads(body)
        return told

    async def part(self, name: str, username: str = "lin") -> Any:
        return (await self.bundle(username))["parts"][name]["data"]

    async def order(self, state: str = "dispatched", department: str | None = "engineering", **more: Any) -> UUID:
        """An order about the fire door in the east of the second floor."""
        ordinal = await WorkOrder.count() + 1
        fields = {
            "id": ids.new(), "site": self.cast.site(), "asset": self.cast.asset("east2", "fire-door"), "day": TODAY,
            "ordinal": ordinal, "state": state, "severity": "major", "created_at": NOW,
            "department": self.cast.department(department) if department else None,
        }  # fmt: skip
        row = WorkOrder(**(fields | more))
        await WorkOrder.insert(row)
        return UUID(str(row.id))

    async def defect(self, order_id: UUID | None, seen: list[tuple[datetime, str, list[str]]], **more: Any) -> UUID:
        """An open defect of that door with its sightings: (when, kind, photos)."""
        door = self.cast.asset("east2", "fire-door")
        fields = {
            "id": ids.new(), "site": self.cast.site(), "asset": door, "place": str(door), "checklist": "fire-door",
            "item": "FD01", "severity": "major", "order_id": order_id, "report_id": ids.new(), "state": "open",
            "number": await Defect.count() + 1, "observed_at": seen[0][0], "created_at": NOW,
        }  # fmt: skip
        row = Defect(**(fields | more))
        await Defect.insert(row)
        for at, kind, photos in seen:
            sighting = Sighting(
                id=ids.new(), defect=row.id, report_id=ids.new(), person=self.cast.person("lin"), kind=kind, at=at,
                received_at=NOW, severity="major", photos=photos,
            )  # fmt: skip
            await Sighting.insert(sighting)
        return UUID(str(row.id))

    async def inspection(self, at: datetime, **more: Any) -> UUID:
        fields: dict[str, Any] = {
            "id": ids.new(), "report_digest": "0" * 64, "site": self.cast.site(), "person": self.cast.person("lin"),
            "started_at": at, "finished_at": at, "earliest_at": at, "latest_at": at, "received_at": at,
        }  # fmt: skip
        row = Inspection(**(fields | more))
        await Inspection.insert(row)
        return UUID(str(row.id))


@pytest.fixture
async def desk(database: None, made: settings.Settings, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cast = await casting.build()
    await Route.update({Route.created_at: NOW - 10 * DAY}, force=True)
    return Desk(cast, made.secret)


def shot(name: str) -> str:
    return digest.sha256(name.encode())


async def test_the_same_state_of_things_has_the_same_version(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await desk.bundle("lin")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=5))
    then = await desk.bundle("lin")

    assert then["version"] == first["version"]
    assert then["server_time"] == "2026-11-23T02:05:00.000Z"


async def test_no_code_of_a_tag_leaves_the_server(desk: Desk) -> None:
    await Tag.update({Tag.replaced_at: NOW}).where(Tag.code == desk.cast.code("east2"))
    new = Tag(
        id=ids.new(), point=desk.cast.point("east2"), code="NEWTAG0001", code_hash=shot("NEWTAG0001"), created_at=NOW
    )  # fmt: skip
    await Tag.insert(new)
    told = json.dumps(await desk.bundle("lin"))

    for row in await Tag.select(Tag.code):
        assert row["code"] not in told
    places = await desk.part("places")
    [east] = [point for point in places["points"] if point["id"] == str(desk.cast.point("east2"))]
    assert east["code_hashes"] == sorted([shot("NEWTAG0001"), shot(desk.cast.code("east2"))])


async def test_retired_things_are_left_out(desk: Desk) -> None:
    await Asset.update({Asset.retired_at: NOW}).where(Asset.id == desk.cast.asset("roof", "rooftop"))
    await Unit.update({Unit.retired_at: NOW}).where(Unit.id == desk.cast.unit("301"))
    await Point.update({Point.retired_at: NOW}).where(Point.id == desk.cast.point("lift"))
    places = await desk.part("places")

    points = {point["id"]: point for point in places["points"]}
    assert not {str(desk.cast.point("lift")), str(desk.cast.point("old-b"))} & points.keys()
    assert points[str(desk.cast.point("roof"))]["assets"] == []
    assert [unit["name"] for unit in places["units"]] == ["201"]


async def test_an_assets_own_limits_travel_and_absent_ones_do_not(desk: Desk) -> None:
    assets = {asset["id"]: asset for point in (await desk.part("places"))["points"] for asset in point["assets"]}

    assert assets[str(desk.cast.asset("east2", "hydrant-box"))]["limits"] == {"HY09": {"min": 0.15}}
    assert "limits" not in assets[str(desk.cast.asset("east2", "fire-door"))]


async def test_the_plan_has_the_rounds_of_three_days(desk: Desk) -> None:
    plan = await desk.part("plan")

    assert sorted({one["date"] for one in plan["rounds"]}) == ["2026-11-22", "2026-11-23", "2026-11-24"]
    assert len(plan["rounds"]) == 2 * 2 * 3
    door = str(desk.cast.asset("east2", "fire-door"))
    route_one = [one for one in plan["rounds"] if one["route_id"] == str(desk.cast.route("route-one"))]
    assert all("FD01" in one["due"][door] for one in route_one)
    assert all(one["proof"] and one["person_ids"] == [str(desk.cast.person("lin"))] for one in plan["rounds"])
    assert all(pair["item"] in one["due"][pair["asset_id"]] for one in plan["rounds"] for pair in one["proof"])


async def test_proof_photos_differ_between_installations(desk: Desk) -> None:
    mine = [one["proof"] for one in (await desk.part("plan"))["rounds"]]
    desk.secret = b"the secret of another installation, longer than 32"

    assert [one["proof"] for one in (await desk.part("plan"))["rounds"]] != mine


async def test_an_open_defect_is_shown_with_its_newest_photo(desk: Desk) -> None:
    order_id = await desk.order()
    seen = [
        (NOW - 3 * DAY, "first", [shot("first")]),
        (NOW - 2 * DAY, "still", [shot("second"), shot("third")]),
        (NOW - DAY, "worse", []),
        (NOW - HOUR, "gone", [shot("gone")]),
    ]
    defect_id = await desk.defect(order_id, seen)
    await desk.defect(order_id, seen, state="closed")

    [told] = (await desk.part("day"))["open_defects"]
    assert told == {
        "id": str(defect_id),
        "asset_id": str(desk.cast.asset("east2", "fire-door")),
        "unit_id": None,
        "checklist": "fire-door",
        "item": "FD01",
        "spot": "",
        "severity": "major",
        "order_id": str(order_id),
        "order_state": "dispatched",
        "photo": shot("second"),
        "sightings_count": 3,
        "opened_at": "2026-11-20T02:00:00.000Z",
    }


async def test_the_briefing_tells_yesterdays_open_problems(desk: Desk) -> None:
    order_id = await desk.order("in_progress")
    yesterday = await desk.defect(order_id, [(NOW - DAY, "first", [])], spot="东侧")
    await desk.defect(None, [(NOW - 2 * DAY, "first", [])])
    await desk.defect(None, [(NOW, "first", [])])

    [line] = (await desk.part("day"))["briefing"]
    assert (line["defect_id"], line["order_id"], line["state"]) == (str(yesterday), str(order_id), "in_progress")
    assert (line["point_id"], line["unit_id"]) == (str(desk.cast.point("east2")), None)
    [fault] = [item["fault"] for one in await desk.part("checklists") for item in one["items"] if item["id"] == "FD01"]
    words = ItemWords(**fault)
    assert line["text"] == {"zh": f"防火门 A · {words.zh} · 东侧", "en": f"防火门 A · {words.en} · 东侧"}


async def orders_of(desk: Desk, username: str) -> set[str]:
    return {row["id"] for row in (await desk.part("day", username))["orders"]}


async def test_a_repairer_has_the_orders_of_their_departments_and_their_own(desk: Desk) -> None:
    pool = await desk.order()
    mine = await desk.order("accepted", department="cleaning", person=desk.cast.person("chen"))
    completed = await desk.order("verified", completed_at=NOW - 47 * HOUR)
    closed = await desk.order("closed", completed_at=NOW - 47 * HOUR)
    await desk.order("closed", completed_at=NOW - 49 * HOUR)
    await desk.order(department="cleaning")
    await desk.order("reported", department=None)

    assert await orders_of(desk, "chen") == {str(one) for one in (pool, mine, completed, closed)}


async def test_a_patroller_has_completed_orders_to_look_at_in_passing(desk: Desk) -> None:
    completed = await desk.order("completed", completed_at=NOW - 9 * DAY)
    await desk.order("completed", asset=None, unit=desk.cast.unit("201"), completed_at=NOW)
    await desk.order("in_progress")

    assert await orders_of(desk, "lin") == {str(completed)}


async def test_a_supervisor_has_all_orders_that_have_not_ended(desk: Desk) -> None:
    going = [await desk.order(state) for state in ("reported", "dispatched", "on_hold", "completed", "verified")]
    for state in ("closed", "cancelled", "merged"):
        await desk.order(state)

    for username in ("zhou", "su", "he"):
        assert await orders_of(desk, username) == {str(one) for one in going}


async def outside_firm(desk: Desk) -> UUID:
    """A contractor's department with one person, who is at the site as a repairer."""
    department = Department(id=ids.new(), site=desk.cast.site(), key="engineering", name="外单位", contractor=True)
    await Department.insert(department)
    person = Person(id=desk.cast.person("firm"), username="firm", name="外包师傅", password_hash="", created_at=NOW)
    await Person.insert(person)
    membership = Membership(id=ids.new(), person=person.id, site=desk.cast.site(), role="repairer")
    await Membership.insert(membership)
    await MembershipDepartment.insert(
        MembershipDepartment(id=ids.new(), membership=membership.id, department=department.id)
    )
    return UUID(str(department.id))


async def test_a_contractors_person_sees_only_what_their_own_orders_need(desk: Desk) -> None:
    department = await outside_firm(desk)
    theirs = await desk.order(department=None)
    await WorkOrder.update({WorkOrder.department: department}).where(WorkOrder.id == theirs)
    shown = await desk.defect(theirs, [(NOW - DAY, "first", [])])
    await desk.defect(await desk.order(), [(NOW - DAY, "first", [])])
    bundle = await desk.bundle("firm")
    day = bundle["parts"]["day"]["data"]

    assert [order["id"] for order in day["orders"]] == [str(theirs)]
    assert [defect["id"] for defect in day["open_defects"]] == [str(shown)]
    assert [person["name"] for person in day["people"]] == ["外包师傅"]
    assert [one["name"] for one in day["departments"]] == ["外单位"]
    assert (day["briefing"], day["units_due"], day["last_readings"], day["note"]) == ([], [], [], None)
    assert bundle["parts"]["plan"]["data"] == {"routes": [], "windows": [], "rounds": []}
    assert bundle["parts"]["places"]["data"]["units"] == []


async def test_a_vacant_unit_is_due_some_days_after_it_was_last_inspected(desk: Desk) -> None:
    unit_id = desk.cast.unit("201")
    await Unit.update({Unit.vacant_since: NOW - 90 * DAY}).where(Unit.id == unit_id)
    await desk.inspection(NOW - 60 * DAY, unit=unit_id)
    await desk.inspection(NOW - 30 * DAY, unit=unit_id)
    [due] = (await desk.part("day"))["units_due"]
    assert (due["unit_id"], due["due_on"], due["last_at"]) == (str(unit_id), "2026-11-23", "2026-10-24T02:00:00.000Z")
    assert due["checklists"] == ["vacant-unit"] and "VU01" in due["items"]

    await desk.inspection(NOW - 29 * DAY, unit=unit_id)
    assert (await desk.part("day"))["units_due"] == []
    await Unit.update({Unit.vacant_since: NOW - DAY}).where(Unit.id == unit_id)
    assert [row["due_on"] for row in (await desk.part("day"))["units_due"]] == ["2026-11-22"]
    await Unit.update({Unit.vacant: False}).where(Unit.id == unit_id)
    assert (await desk.part("day"))["units_due"] == []


async def test_an_open_problem_is_why_a_vacant_unit_is_due_and_a_leak_makes_it_sooner(desk: Desk) -> None:
    unit_id = desk.cast.unit("201")
    await Unit.update({Unit.vacant_since: NOW - 90 * DAY}).where(Unit.id == unit_id)
    await desk.inspection(NOW - 40 * DAY, unit=unit_id)
    place = {"asset": None, "unit": unit_id, "place": f"unit:{unit_id}", "checklist": "vacant-unit"}
    [due] = (await desk.part("day"))["units_due"]
    assert (due["reason"], due["due_on"], due["overdue"]) == ("due", "2026-11-13", True)
    await desk.defect(None, [(NOW - DAY, "first", [])], item="VU15b", **place)
    [due] = (await desk.part("day"))["units_due"]
    assert (due["reason"], due["due_on"]) == ("recheck", "2026-11-13")
    await desk.defect(None, [(NOW - DAY, "first", [])], item="VU09", **place)
    await desk.inspection(NOW - 7 * DAY, unit=unit_id)
    [due] = (await desk.part("day"))["units_due"]
    assert (due["reason"], due["due_on"], due["overdue"]) == ("leak", "2026-11-23", False)


async def test_a_storms_round_makes_its_units_due_until_somebody_has_been_there(desk: Desk) -> None:
    unit_id = desk.cast.unit("201")
    await desk.inspection(NOW - DAY, unit=unit_id)
    assert (await desk.part("day"))["units_due"] == []
    stormy: dict[Any, Any] = {Round.event: "before-storm", Round.unit_ids: [str(unit_id)]}
    await Round.update(stormy).where(Round.route == desk.cast.route("route-one"), Round.date == NOW.date())
    [due] = (await desk.part("day"))["units_due"]
    assert (due["unit_id"], due["reason"], due["due_on"]) == (str(unit_id), "storm", "2026-11-23")
    await Round.update({Round.starts_at: NOW - HOUR}, force=True)
    await desk.inspection(NOW - timedelta(minutes=5), unit=unit_id)
    assert (await desk.part("day"))["units_due"] == []


async def test_a_reading_written_down_by_hand_is_the_last_one(desk: Desk) -> None:
    unit_id = desk.cast.unit("201")
    visit = await desk.inspection(NOW - 3 * DAY, unit=unit_id)
    await Reading.insert(
        *(Reading(id=ids.new(), inspection=visit, site_id=desk.cast.site(), place_id=unit_id, item=item, number=number,
                  result="ok", at=NOW - 3 * DAY) for item, number in (("VU06", 318.6), ("VU07", 2047.3)))
    )  # fmt: skip
    await HandReading.insert(
        *(HandReading(id=ids.new(), site_id=desk.cast.site(), unit=unit_id, item=item, number=number, at=at,
                      occasion="hand-back", person=desk.cast.person("su"), written_at=NOW)
          for item, number, at in (("VU06", 320.5, NOW - DAY), ("VU07", 1, NOW - 9 * DAY), ("VU08", 96, NOW - DAY)))
    )  # fmt: skip
    rows = (await desk.part("day"))["last_readings"]
    assert [(row["item"], row["value"]) for row in rows] == [("VU06", 320.5), ("VU07", 2047.3), ("VU08", 96)]
    units = {unit["name"]: unit["vacant_since"] for unit in (await desk.part("places"))["units"]}
    assert (units["201"] is None, units["301"]) == (False, None)


async def test_the_last_reading_and_the_last_photo_of_an_item_are_carried(desk: Desk) -> None:
    box = desk.cast.asset("east2", "hydrant-box")
    visit = await desk.inspection(NOW - DAY, point=desk.cast.point("east2"))
    common: dict[str, Any] = {"inspection": visit, "site_id": desk.cast.site(), "place_id": box}
    unit = {**common, "place_id": desk.cast.unit("201")}
    await Reading.insert(
        Reading(id=ids.new(), item="HY09", number=0.3, result="ok", at=NOW - DAY, **common),
        Reading(id=ids.new(), item="HY09", number=0.25, result="ok", at=NOW, **common),
        Reading(id=ids.new(), item="HY10", text="full", result="ok", at=NOW - DAY, **common),
        Reading(id=ids.new(), item="HY04", number=1, result="ok", at=NOW - 500 * DAY, **common),
        Reading(id=ids.new(), item="VU02a", number=7, result="ok", at=NOW - DAY, **unit),
    )
    await ItemPhoto.insert(
        ItemPhoto(id=ids.new(), item="HY09", sha256=shot("old"), role="evidence", taken_at=NOW - DAY, **common),
        ItemPhoto(id=ids.new(), item="HY09", sha256=shot("new"), role="proof", taken_at=NOW - HOUR, **common),
        ItemPhoto(id=ids.new(), item="HY09", sha256=shot("drawn"), role="annotated", taken_at=NOW, **common),
    )
    day = await desk.part("day")

    told = {(row["asset_id"], row["unit_id"], row["item"]): (row["value"], row["at"]) for row in day["last_readings"]}
    assert told == {
        (str(box), None, "HY09"): (0.25, "2026-11-23T02:00:00.000Z"),
        (str(box), None, "HY10"): ("full", "2026-11-22T02:00:00.000Z"),
        (None, str(desk.cast.unit("201")), "VU02a"): (7.0, "2026-11-22T02:00:00.000Z"),
    }
    assert day["last_photos"] == [
        {
            "asset_id": str(box),
            "unit_id": None,
            "item": "HY09",
            "sha256": shot("new"),
            "taken_at": "2026-11-23T01:00:00.000Z",
        }
    ]


async def test_what_a_site_may_set_reaches_the_phone(desk: Desk) -> None:
    chosen = {
        "gallery_allowed": True,
        "note": "今天有领导检查",
        "emergency_phones": [{"name": {"zh": "中控室", "en": "Control room"}, "phone": "8001"}],
    }
    before = await desk.bundle("lin")
    await Site.update({Site.settings: chosen}).where(Site.id == desk.cast.site())
    after = await desk.bundle("lin")

    assert after["parts"]["settings"]["data"]["gallery_allowed"] is True
    assert after["parts"]["day"]["data"]["note"] == "今天有领导检查"
    assert after["parts"]["day"]["data"]["emergency_phones"] == chosen["emergency_phones"]
    changed = {name for name in after["parts"] if after["parts"][name]["digest"] != before["parts"][name]["digest"]}
    assert changed == {"settings", "day"}


async def test_a_bundle_takes_no_more_queries_for_more_places(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from piccolo.query.base import Query

    count = 0
    run = Query._run

    async def counted(self: Any, *args: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        return await run(self, *args, **more)

    async def add(numbers: range) -> None:
        for number in numbers:
            point = Point(
                id=ids.new(), site=desk.cast.site(), building=desk.cast.building("one"), name=f"新点位 {number}",
                floor=desk.cast.floor("one", 2), number=str(1500 + number),
            )  # fmt: skip
            await Point.insert(point)
            asset_id = ids.new()
            lamp = Asset(id=asset_id, site=desk.cast.site(), point=point.id, kind="lamp", name="灯",
                         checklists=["lamp"])  # fmt: skip
            await Asset.insert(lamp)

    monkeypatch.setattr(Query, "_run", counted)
    await desk.bundle("lin")
    await add(range(1))
    count = 0
    await desk.bundle("lin")
    before = count
    await add(range(1, 21))
    count = 0
    await desk.bundle("lin")

    assert 0 < before < 80
    assert count <= before
