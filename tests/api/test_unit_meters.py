"""Meters of a vacant unit, from phones: what ran on becomes an alarm order, what can't be is kept and marked."""

from datetime import timedelta
from typing import Any

from server.defects.tables import Defect
from server.inspections.tables import Reading
from server.lib import clock
from server.sites.tables import Unit
from server.workorders.tables import WorkOrder
from tests.builders import Line, Phone, check, defect, na, ok
from tests.cast import Cast
from tests.pictures import picture

SHOT = picture(1)
DAY = timedelta(days=1)


def read(phone: Phone, *items: Any, days_ago: float = 0) -> Line:
    """A visit to unit 201 that reads meters."""
    at = clock.now() - days_ago * DAY
    return phone.inspection(unit="201", checks=[check("vacant-unit", *items)], photos=[SHOT], at=at)


def water(value: float, **more: Any) -> Any:
    return ok("VU06", value=value, photos=[SHOT], **more)


async def alarms() -> list[tuple[str, str, str]]:
    """Item and severity of each defect, and the severity of its order."""
    orders = {row["id"]: row["severity"] for row in await WorkOrder.select(WorkOrder.id, WorkOrder.severity)}
    rows = await Defect.select(Defect.item, Defect.severity, Defect.order_id).order_by(Defect.item)
    return [(row["item"], row["severity"], orders[row["order_id"]]) for row in rows]


async def test_flow_in_an_empty_unit_opens_an_order_though_the_phone_said_ok(cast: Cast) -> None:
    lin = await cast.phone("lin")
    gas = [ok("VU08", value=value, photos=[SHOT]) for value in (96.0, 96.001)]
    first = read(lin, water(316.8), gas[0], days_ago=7)
    second = read(lin, water(318.6), gas[1])
    results = await lin.send(first, second)
    assert [one["flags"] for one in results] == [[], ["out-of-range-sent-as-ok"]]
    assert await alarms() == [("VU06", "major", "critical"), ("VU08", "critical", "critical")]


async def test_the_item_decides_how_much_may_run_through(cast: Cast) -> None:
    lin = await cast.phone("lin")
    power = [ok("VU07", value=value, photos=[SHOT]) for value in (2046.9, 2999.0)]
    await lin.send(read(lin, water(318.6), power[0], days_ago=7), read(lin, water(318.7), power[1]))
    assert await alarms() == []


async def test_a_lower_reading_is_kept_with_its_reason_and_marked_without_one(cast: Cast) -> None:
    lin = await cast.phone("lin")
    why = {"meter": {"misread_before": True}}
    results = await lin.send(
        read(lin, water(318.6), days_ago=9), read(lin, water(316.8, **why), days_ago=8), read(lin, water(12.0))
    )
    assert [one["flags"] for one in results] == [[], [], ["meter-went-back"]]
    rows = await Reading.select(Reading.number).where(Reading.item == "VU06").order_by(Reading.at)
    assert [row["number"] for row in rows] == [318.6, 316.8, 12.0]
    assert await alarms() == []


async def test_a_changed_meter_is_reckoned_over_both(cast: Cast) -> None:
    lin = await cast.phone("lin")
    changed = {"meter": {"changed": True, "old_end": 320.0, "new_start": 0.0, "serial": "W-2044"}}
    [_, result] = await lin.send(read(lin, water(318.6), days_ago=9), read(lin, water(0.02, **changed)))
    assert result["flags"] == ["out-of-range-sent-as-ok"]
    assert [one[0] for one in await alarms()] == ["VU06"]


async def test_what_those_who_lived_there_used_is_no_alarm(cast: Cast) -> None:
    lin = await cast.phone("lin")
    await lin.send(read(lin, water(200.0), days_ago=60))
    await Unit.update({Unit.vacant_since: clock.now() - 10 * DAY}).where(Unit.id == cast.unit("201"))
    [moved_in] = await lin.send(read(lin, water(318.6), days_ago=5))
    assert (moved_in["flags"], await alarms()) == ([], [])
    [running] = await lin.send(read(lin, water(319.6)))
    assert running["flags"] == ["out-of-range-sent-as-ok"]


async def test_no_alarm_where_somebody_lives(cast: Cast) -> None:
    lin = await cast.phone("lin")
    await Unit.update({Unit.vacant: False}).where(Unit.id == cast.unit("201"))
    await lin.send(read(lin, water(200.0), days_ago=9), read(lin, water(318.6)))
    assert await alarms() == []


async def test_a_visit_that_arrives_late_is_held_against_what_was_read_before_it(cast: Cast) -> None:
    lin = await cast.phone("lin")
    early, middle = read(lin, water(316.8), days_ago=9), read(lin, water(318.6), days_ago=5)
    late = read(lin, water(319))
    flags = [(await lin.send(line))[0]["flags"] for line in (early, late, middle)]
    assert [("out-of-range-sent-as-ok" in one, "meter-went-back" in one) for one in flags] == [
        (False, False), (True, False), (True, False),
    ]  # fmt: skip


async def test_the_persons_own_defect_at_a_meter_is_one_with_the_alarm(cast: Cast) -> None:
    lin = await cast.phone("lin")
    said = defect("VU06", value=318.6, photos=[SHOT], note="阀关着还在转")
    [_, result] = await lin.send(read(lin, water(316.8), days_ago=9), read(lin, said))
    assert (result["flags"], [one[0] for one in await alarms()]) == ([], ["VU06"])


async def test_a_corrected_reading_takes_its_alarm_back(cast: Cast) -> None:
    lin = await cast.phone("lin")
    visit = read(lin, water(381.6))
    await lin.send(read(lin, water(318.6), days_ago=9), visit)
    fixed = lin.addendum(visit, "correction", checks=[check("vacant-unit", water(318.6), asked=["VU06"])])
    await lin.send(fixed)
    assert [row["state"] for row in await Defect.select(Defect.state)] == ["closed"]
    assert [row["state"] for row in await WorkOrder.select(WorkOrder.state)] == ["cancelled"]


async def test_no_meter_here_is_no_alarm(cast: Cast) -> None:
    lin = await cast.phone("lin")
    [_, result] = await lin.send(
        read(lin, ok("VU08", value=96.0, photos=[SHOT]), days_ago=9), read(lin, na("VU08", value=97.0))
    )
    assert (result["flags"], await alarms()) == ([], [])


async def test_a_valve_that_cannot_be_shut_opens_a_critical_order_at_once(cast: Cast) -> None:
    lin = await cast.phone("lin")
    left = defect("VU23", spot="水阀", note="手轮空转", photos=[SHOT])
    [result] = await lin.send(read(lin, left, defect("VU03", choice="stuck", photos=[SHOT])))
    assert result["flags"] == []
    assert await alarms() == [("VU03", "critical", "critical"), ("VU23", "critical", "critical")]
    assert {row["state"] for row in await WorkOrder.select(WorkOrder.state)} == {"dispatched"}
