"""What reports find becomes defects, sightings and orders (product, Defect and Defect → work order)."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from server.lib import clock, db, times
from server.sites.tables import Site
from server.workorders.tables import WorkOrder
from tests.api.orders import defects, found, history, only_defect, only_order, orders, sightings, state_of, step, steps
from tests.api.rows import counts
from tests.builders import Phone, check, defect, ok, photo
from tests.cast import Cast
from tests.pictures import picture

SHOT, AFTER = picture(1), picture(2)
HANDLED: dict[str, Any] = {"handled_on_spot": True, "photos": [SHOT, AFTER]}
BOTH: list[Any] = [SHOT, photo(AFTER, role="after")]


async def _see(phone: Phone, *items: Any, kind: str = "lamp", minutes_ago: float = 0, **more: Any) -> Any:
    at = clock.now() - timedelta(minutes=minutes_ago)
    [result] = await phone.send(phone.inspection("east2", [check(kind, *items)], at=at, **more))
    assert result["outcome"] == "stored", result
    return result


async def test_a_defect_opens_an_order_as_in_the_protocol_s_example(cast: Cast) -> None:
    su = await cast.phone("su")
    _lin, line, order = await found(cast, defect("FD02", severity="major", photos=[SHOT]), photos=[SHOT])
    [item] = (await su.get("/orders")).json()["items"]
    received = order["created_at"]
    day = cast.today()
    at = item["created_at"]
    assert item["due"] == {
        "accept": _text(received + timedelta(hours=2)),
        "safe": _text(received + timedelta(hours=24)),
        "close": _text(received + timedelta(hours=24)),
    }
    told = {name: item[name] for name in ("number", "state", "severity", "department_id", "person_id", "escalated")}
    assert told == {
        "number": f"W-{day:%m%d}-01", "state": "dispatched", "severity": "major",
        "department_id": str(cast.department("engineering")), "person_id": None, "escalated": False,
    }  # fmt: skip
    assert item["steps"] == [
        {"step": "dispatch", "at": at, "received_at": at, "person_id": None, "applied": True}
    ]
    [seen] = (await su.get("/defects")).json()["items"]
    assert seen["sightings"] == [{"report_id": line.id, "at": seen["sightings"][0]["at"]}]
    assert (seen["item"], seen["state"], seen["order_id"]) == ("FD02", "open", item["id"])
    assert item["defect_ids"] == [seen["id"]]


def _text(moment: datetime) -> str:
    return times.text(moment)


async def test_two_phones_reporting_the_same_lamp_offline_make_one_defect_two_sightings_one_order(cast: Cast) -> None:
    lin, su = await cast.phone("lin"), await cast.phone("su")
    lines = [phone.inspection("east2", [check("lamp", defect("LA01", photos=[SHOT]))], photos=[SHOT])
             for phone in (lin, su)]  # fmt: skip
    await asyncio.gather(lin.send(lines[0]), su.send(lines[1]))
    row, order = await only_defect(), await only_order()
    assert sorted(await sightings(row["id"])) == ["first", "still"]
    assert row["order_id"] == order["id"]
    [item] = (await su.get("/orders")).json()["items"]
    assert (item["sightings_count"], len(item["defect_ids"])) == (2, 1)


async def test_seen_again_the_severity_only_rises_and_the_earlier_deadline_counts(cast: Cast) -> None:
    lin = await cast.phone("lin")
    await _see(lin, defect("LA01"))
    first = await only_order()
    await _see(lin, defect("LA01", severity="critical"))
    raised = await only_order()
    assert ((await only_defect())["severity"], raised["severity"]) == ("critical", "critical")
    assert raised["accept_due_at"] < first["accept_due_at"]
    assert raised["safe_due_at"] is not None
    assert raised["close_due_at"] <= first["close_due_at"]
    await _see(lin, defect("LA01", severity="minor", severity_reason="还好"))
    assert ((await only_defect())["severity"], (await only_order())["severity"]) == ("critical", "critical")


@pytest.mark.parametrize(("days", "recurs"), [(29.9, True), (30, False), (45, False)])
async def test_closed_less_than_30_days_before_it_is_a_recurrence(cast: Cast, days: float, recurs: bool) -> None:
    lin = await cast.phone("lin")
    await _see(lin, defect("LA01", **HANDLED), photos=BOTH, minutes_ago=days * 24 * 60)
    old = await only_defect()
    assert old["state"] == "closed"
    await _see(lin, defect("LA01"))
    _, new = await defects()
    assert (new["state"], new["number"]) == ("open", 1)
    assert new["recurrence_of"] == (old["id"] if recurs else None)
    assert len(await orders()) == 2


async def test_seen_before_the_closing_and_synced_after_it_joins_the_closed_defect(cast: Cast) -> None:
    lin, su = await cast.phone("lin"), await cast.phone("su")
    await _see(lin, defect("LA01", **HANDLED), photos=BOTH, minutes_ago=60)
    await _see(su, defect("LA01"), minutes_ago=90)
    row = await only_defect()
    assert row["state"] == "closed"
    assert await sightings(row["id"]) == ["still", "first"]
    assert len(await orders()) == 1


async def test_seen_after_the_closing_it_is_new_however_late_the_closing_was_synced(cast: Cast) -> None:
    """Nobody is judged by when a phone found signal: not the closing either."""
    lin, su = await cast.phone("lin"), await cast.phone("su")
    handled = lin.inspection("east2", [check("lamp", defect("LA01", **HANDLED))], photos=BOTH,
                             at=clock.now() - timedelta(minutes=90))  # fmt: skip
    again = su.inspection("east2", [check("lamp", defect("LA01"))], at=clock.now() - timedelta(minutes=60))
    await lin.send(handled)
    await su.send(again)
    old, new = await defects()
    assert (old["state"], new["state"], new["recurrence_of"]) == ("closed", "open", old["id"])


async def test_another_one_at_the_same_spot_takes_the_next_number(cast: Cast) -> None:
    lin = await cast.phone("lin")
    await _see(lin, defect("LA01"))
    first = await only_defect()
    await _see(lin, defect("LA01", separate_from=str(first["id"])))
    assert [row["number"] for row in await defects()] == [1, 2]
    assert len(await orders()) == 2
    await _see(lin, defect("LA01"))
    assert [await sightings(row["id"]) for row in await defects()] == [["first", "still"], ["first"]]


async def test_spots_are_compared_trimmed_and_in_one_form(cast: Cast) -> None:
    lin = await cast.phone("lin")
    for spot in ("caf\u00e9", " cafe\u0301 "):
        await _see(lin, defect("LA01", spot=spot))
    assert len(await defects()) == 1
    await _see(lin, defect("LA01", spot="别处"))
    assert len(await defects()) == 2


@pytest.mark.parametrize("where", ["sighting_of", "place"])
async def test_a_known_defect_is_seen_still_worse_or_gone(cast: Cast, where: str) -> None:
    lin = await cast.phone("lin")
    await _see(lin, defect("LA01", spot="东头"), minutes_ago=10)
    row = await only_defect()
    named = {"sighting_of": str(row["id"])} if where == "sighting_of" else {"spot": "东头"}
    await _see(lin, defect("LA01", sighting="still", **named), minutes_ago=9)
    await _see(lin, defect("LA01", sighting="worse", severity="critical", **named), minutes_ago=8)
    await _see(lin, ok("LA01", sighting="gone", photos=[SHOT], **named), photos=[SHOT], minutes_ago=7)
    assert await sightings(row["id"]) == ["first", "still", "worse", "gone"]
    row = await only_defect()
    assert (row["state"], row["severity"]) == ("open", "critical")
    order = await only_order()
    assert (await steps(order["id"]))[-1]["detail"] == {"proposes": "close"}


@pytest.mark.parametrize("word", ["still", "worse"])
async def test_an_unknown_sighting_still_there_is_a_defect(cast: Cast, word: str) -> None:
    lin = await cast.phone("lin")
    await _see(lin, defect("LA01", sighting=word, sighting_of="0193a5b0-0000-7000-8000-00000000dead"))
    assert (await only_defect())["state"] == "open"


async def test_an_unknown_sighting_gone_is_ok(cast: Cast) -> None:
    lin = await cast.phone("lin")
    await _see(lin, ok("LA01", sighting="gone", sighting_of="0193a5b0-0000-7000-8000-00000000dead"))
    assert await defects() == []


async def _completed(cast: Cast, minutes_ago: float = 5) -> tuple[Phone, dict[str, Any]]:
    lin, _, order = await found(cast, defect("LA01"), kind="lamp")
    chen = await cast.phone("chen")
    at = clock.now() - timedelta(minutes=minutes_ago)
    assert "problem" not in await step(chen, order, "complete", at=at)
    assert await state_of(order) == "completed"
    return lin, order


async def test_still_there_on_a_completed_order_is_rework(cast: Cast) -> None:
    lin, order = await _completed(cast)
    await _see(lin, defect("LA01", sighting="still"))
    assert await state_of(order) == "in_progress"
    row = await only_order()
    assert (row["rework_count"], row["completed_at"], row["completed_by"]) == (1, None, None)


async def test_still_there_seen_before_the_completion_says_nothing_of_it(cast: Cast) -> None:
    lin, order = await _completed(cast)
    await _see(lin, defect("LA01", sighting="still"), minutes_ago=9)
    assert await state_of(order) == "completed"


async def test_still_there_seen_after_a_completion_that_synced_later_is_rework(cast: Cast) -> None:
    lin, order = await _completed(cast, minutes_ago=30)
    await _see(lin, defect("LA01"), minutes_ago=20)
    assert await state_of(order) == "in_progress"


async def test_gone_with_a_photo_verifies_a_completed_order_in_passing(cast: Cast) -> None:
    lin, order = await _completed(cast)
    await _see(lin, ok("LA01", sighting="gone"))
    assert await state_of(order) == "completed"
    await _see(lin, ok("LA01", sighting="gone", photos=[SHOT]), photos=[SHOT])
    assert await state_of(order) == "closed"
    assert (await only_defect())["state"] == "closed"


@pytest.mark.parametrize("username", ["chen", "zhou"])
async def test_gone_from_a_role_that_never_verifies_only_proposes_closing(cast: Cast, username: str) -> None:
    _lin, _line, order = await found(cast, defect("LA01"), kind="lamp")
    su, at = await cast.phone("su"), clock.now() - timedelta(minutes=5)
    assert "problem" not in await step(su, order, "complete", at=at)
    await _see(await cast.phone(username), ok("LA01", sighting="gone", photos=[SHOT]), photos=[SHOT])
    assert await state_of(order) == "completed"
    last = (await steps(order["id"]))[-1]
    assert (last["step"], last["detail"]) == ("comment", {"proposes": "close"})


@pytest.mark.parametrize(
    ("item", "more", "state"),
    [
        ("LA01", HANDLED, "closed"),
        ("LA01", {**HANDLED, "photos": [SHOT]}, "completed"),
        ("LA02", HANDLED, "completed"),
        ("LA01", {**HANDLED, "severity": "critical"}, "completed"),
    ],
)
async def test_handled_on_the_spot_minor_with_after_photo_closes_others_wait(
    cast: Cast, item: str, more: dict[str, Any], state: str
) -> None:
    lin = await cast.phone("lin")
    await _see(lin, defect(item, **more), photos=BOTH)
    order = await only_order()
    assert order["state"] == state
    assert (await only_defect())["state"] == ("closed" if state == "closed" else "open")
    assert (await history(order["id"]))[:2] == ["dispatch", "complete"]


@pytest.mark.parametrize("by_hand", [False, True])
async def test_handled_on_the_spot_on_an_open_defect_is_a_sighting_and_a_completion(cast: Cast, by_hand: bool) -> None:
    if by_hand:
        await _dispatch_by_hand(cast)
    lin = await cast.phone("lin")
    await _see(lin, defect("LA02"))
    await _see(lin, defect("LA02", sighting="still", **HANDLED), photos=BOTH)
    row, order = await only_defect(), await only_order()
    assert await sightings(row["id"]) == ["first", "still"]
    assert (order["state"], order["completed_by"]) == ("completed", lin.person_id)


async def _dispatch_by_hand(cast: Cast) -> None:
    async with db.writing():
        await Site.update({Site.settings: {"dispatch_by_hand": True}}).where(Site.id == cast.site())


async def test_where_a_site_dispatches_by_hand_an_order_waits_for_it(cast: Cast) -> None:
    await _dispatch_by_hand(cast)
    _lin, _line, order = await found(cast)
    assert (order["state"], order["department"], await history(order["id"])) == ("reported", None, [])


async def test_beyond_me_waits_for_dispatch_and_is_escalated(cast: Cast) -> None:
    _lin, _line, order = await found(cast, defect("FD05", beyond_me=True))
    assert (order["state"], order["escalated_at"] is not None) == ("reported", True)
    assert await history(order["id"]) == ["escalate"]


async def test_defects_of_one_check_for_one_department_share_an_order(cast: Cast) -> None:
    """FD01 and FD11a are security's, FD05 and FD10 engineering's; the lamp is another asset."""
    lin = await cast.phone("lin")
    door = check("fire-door", *(defect(item) for item in ("FD01", "FD05", "FD10", "FD11a")))
    await lin.send(lin.inspection("east2", [door, check("lamp", defect("LA02"))]))
    found_orders = await orders()
    assert [order["ordinal"] for order in found_orders] == [1, 2, 3]
    shared = [{row["item"] for row in await defects() if row["order_id"] == order["id"]} for order in found_orders]
    assert sorted(shared, key=sorted) == [{"FD01", "FD11a"}, {"FD05", "FD10"}, {"LA02"}]
    security = next(order for order, items in zip(found_orders, shared, strict=True) if "FD01" in items)
    assert (security["severity"], security["fire_hazard"]) == ("critical", True)
    assert security["close_due_at"] - security["created_at"] == timedelta(hours=1)


async def test_a_unit_s_defects_have_unit_and_checklist_in_the_asset_s_place(cast: Cast) -> None:
    lin, su = await cast.phone("lin"), await cast.phone("su")
    for _ in range(2):
        line = lin.inspection(unit="201", checks=[check("vacant-unit", defect("VU12", photos=[SHOT]))], photos=[SHOT])
        assert (await lin.send(line))[0]["outcome"] == "stored"
    [item] = (await su.get("/defects")).json()["items"]
    assert (item["unit_id"], item["asset_id"], item["checklist"]) == (str(cast.unit("201")), None, "vacant-unit")
    assert item["sightings_count"] == 2
    order = await WorkOrder.objects().first()
    assert order is not None
    assert order.unit == cast.unit("201")


async def test_a_round_sent_again_makes_nothing(cast: Cast) -> None:
    lin = await cast.phone("lin")
    round_id = await cast.round("route-one", "morning", cast.today(), "lin")
    visits = [lin.inspection(point, body={"round": {"round_id": str(round_id)}}) for point in ("lobby", "west2")]
    visits.append(lin.inspection("east2", [check("fire-door", defect("FD01", photos=[SHOT]), defect("FD05"))],
                                 photos=[SHOT]))  # fmt: skip
    lines = [*visits, lin.patrol(round_id, [lin.stop(p, v) for p, v in zip(("lobby", "west2"), visits, strict=False)]),
             lin.addendum(visits[2], "photo_later", photos=[AFTER])]  # fmt: skip
    first = await lin.send(*lines)
    before = await counts()
    for _ in range(2):
        again = await lin.send(*lines)
        assert [result["outcome"] for result in again] == ["repeat"] * 5
        assert [result["receipt"] for result in again] == [result["receipt"] for result in first]
    assert await counts() == before
