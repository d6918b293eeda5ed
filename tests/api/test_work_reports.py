"""Steps that phones take on orders, perhaps long after the order moved on (protocol, `work`)."""

from datetime import timedelta
from typing import Any

import pytest

from server.inspections.tables import Inspection
from server.lib import clock, ids, times
from server.people.tables import Department, Membership, MembershipDepartment
from server.workorders.tables import WorkOrder
from tests.api.orders import found, history, only_defect, only_order, state_of, step, steps
from tests.builders import defect, photo
from tests.cast import Cast, id_of
from tests.pictures import picture

SHOT, AFTER = picture(1), picture(2)
SCREWS = {"name": "螺丝", "quantity": 2, "unit": "个", "cost_cents": 120}
SHOWN = [photo(AFTER, role="after")]
ALL = ("accept", "arrive", "start", "make_safe", "hold", "resume", "complete", "send_back", "escalate", "comment",
       "verify", "return_visit")  # fmt: skip
MAY = {
    "chen": set(ALL) - {"verify", "return_visit"},
    "lin": {"make_safe", "escalate", "comment", "verify"},
    "zhou": {"escalate", "comment", "return_visit"},
    "su": set(ALL),
    "he": set(ALL),
}
BODY: dict[str, dict[str, Any]] = {"verify": {"verdict": "passed"}, "return_visit": {"answer": "not_reached"}}


@pytest.mark.parametrize("username", MAY)
async def test_a_step_the_role_may_never_take_waits_in_quarantine(cast: Cast, username: str) -> None:
    _lin, _line, order = await found(cast)
    phone = await cast.phone(username)
    for name in ALL:
        result = await step(phone, order, name, reason="因为", **BODY.get(name, {}))
        assert (result["outcome"] == "stored") == (name in MAY[username]), (name, result)
        if name not in MAY[username]:
            assert result["problem"]["code"] == "role-not-allowed"


async def test_an_order_goes_its_way(cast: Cast) -> None:
    _lin, _line, order = await found(cast)
    chen, su = await cast.phone("chen"), await cast.phone("su")
    way: list[tuple[Any, str, dict[str, Any], str]] = [
        (chen, "accept", {}, "accepted"),
        (chen, "arrive", {}, "in_progress"),
        (chen, "start", {}, "in_progress"),
        (chen, "make_safe", {"safeguard": "设警示"}, "in_progress"),
        (chen, "hold", {"reason": "parts", "until": "2026-12-24"}, "on_hold"),
        (chen, "resume", {}, "in_progress"),
        (chen, "complete", {"photos": SHOWN, "minutes": 36, "materials": [SCREWS]}, "completed"),
        (su, "verify", {"verdict": "refused", "reason": "还在晃"}, "in_progress"),
        (chen, "complete", {"photos": SHOWN}, "completed"),
        (su, "verify", {"verdict": "passed"}, "closed"),
    ]
    for phone, name, more, state in way:
        result = await step(phone, order, name, **more)
        assert (result["outcome"], result["flags"], "problem" in result) == ("stored", [], False), (name, result)
        assert await state_of(order) == state
    row = await only_order()
    assert (row["person"], row["rework_count"]) == (chen.person_id, 1)
    assert (await only_defect())["state"] == "closed"
    assert await history(order["id"]) == ["dispatch", *(name for _, name, _, _ in way)]


async def test_a_step_the_order_no_longer_allows_is_stored_with_who_moved_it_and_when(cast: Cast) -> None:
    _lin, _line, order = await found(cast)
    chen, su = await cast.phone("chen"), await cast.phone("su")
    sent_back = await step(su, order, "send_back", reason="派错了")
    line = chen.work(order["id"], "accept")
    [result] = await chen.send(line)
    assert (result["outcome"], result["receipt"]["outcome"]) == ("stored", "stored")
    problem = result["problem"]
    assert (problem["code"], problem["status"], problem["state"]) == ("step-not-applied", 409, "reported")
    assert problem["moved_by"] == str(cast.person("su"))
    assert problem["moved_at"] == sent_back["receipt"]["received_at"]
    assert not problem["retry"]
    last = (await steps(order["id"]))[-1]
    assert (last["step"], last["applied"], last["why_not"], last["to_state"]) == ("accept", False, "state", "reported")
    [again] = await chen.send(line)
    assert again == {**result, "outcome": "repeat"}
    assert (await chen.status(line.id))[0]["state"] == "complete"


async def test_who_was_moved_by_nobody_was_moved_by_the_server(cast: Cast) -> None:
    _lin, line, order = await found(cast)
    result = await step(await cast.phone("chen"), order, "resume")
    problem = result["problem"]
    assert (problem["state"], problem["moved_by"]) == ("dispatched", None)
    assert problem["moved_at"] == times.text(order["created_at"])
    assert line.id


async def test_the_completer_never_verifies(cast: Cast) -> None:
    _lin, _line, order = await found(cast)
    su, he = await cast.phone("su"), await cast.phone("he")
    await step(su, order, "complete", photos=SHOWN)
    result = await step(su, order, "verify", verdict="passed")
    assert (result["outcome"], result["problem"]["code"]) == ("stored", "step-not-applied")
    assert result["problem"]["state"] == "completed"
    assert "problem" not in await step(he, order, "verify", verdict="passed")


async def test_a_patroller_verifies_in_passing_only_with_a_photo(cast: Cast) -> None:
    lin, _line, order = await found(cast)
    await step(await cast.phone("chen"), order, "complete", photos=SHOWN)
    assert "problem" in await step(lin, order, "verify", verdict="passed")
    assert "problem" not in await step(lin, order, "verify", verdict="passed", photos=[SHOT])
    assert await state_of(order) == "closed"


async def test_a_fire_hazard_closes_only_with_an_after_photo(cast: Cast) -> None:
    _lin, _line, order = await found(cast, defect("FD05"))
    assert order["fire_hazard"]
    chen, su = await cast.phone("chen"), await cast.phone("su")
    await step(chen, order, "complete", photos=[SHOT])
    refused = await step(su, order, "verify", verdict="passed")
    assert refused["problem"]["state"] == "completed"
    assert (await steps(order["id"]))[-1]["why_not"] == "after-photo-needed"
    await step(chen, order, "comment", photos=SHOWN)
    assert "problem" not in await step(su, order, "verify", verdict="passed")


async def test_after_rework_the_old_after_photo_proves_nothing(cast: Cast) -> None:
    _lin, _line, order = await found(cast, defect("FD05"))
    chen, su = await cast.phone("chen"), await cast.phone("su")
    await step(chen, order, "complete", photos=SHOWN)
    await step(su, order, "verify", verdict="refused", reason="没修好")
    await step(chen, order, "complete")
    assert (await step(su, order, "verify", verdict="passed"))["problem"]["state"] == "completed"


@pytest.mark.parametrize("until", ["2026-12-24", "2026-12-24T15:59:59.000Z"])
async def test_a_hold_ends_with_its_day_at_the_site(cast: Cast, until: str) -> None:
    _lin, _line, order = await found(cast)
    chen = await cast.phone("chen")
    await step(chen, order, "accept")
    await step(chen, order, "hold", reason="parts", until=until)
    row = await only_order()
    assert (row["state"], times.text(row["hold_until"])) == ("on_hold", "2026-12-24T15:59:59.000Z")
    await step(chen, order, "resume")
    assert (await only_order())["hold_until"] is None


async def test_sent_back_it_waits_for_dispatch_with_nobody(cast: Cast) -> None:
    _lin, _line, order = await found(cast)
    chen = await cast.phone("chen")
    await step(chen, order, "accept")
    await step(chen, order, "send_back", reason="不归我们")
    row = await only_order()
    assert (row["state"], row["department"], row["person"]) == ("reported", None, None)


@pytest.mark.parametrize("name", ["hold", "send_back", "escalate"])
@pytest.mark.parametrize("reason", [None, "", "  "])
async def test_a_reason_that_is_missing_is_flagged(cast: Cast, name: str, reason: str | None) -> None:
    _lin, _line, order = await found(cast)
    su = await cast.phone("su")
    await step(su, order, "accept")
    assert (await step(su, order, name, reason=reason))["flags"] == ["missing-reason"]


async def test_a_refused_verification_wants_a_reason_and_a_manual_presence_too(cast: Cast) -> None:
    _lin, _line, order = await found(cast)
    chen, su = await cast.phone("chen"), await cast.phone("su")
    presence = {"method": "manual", "at": times.text(clock.now())}
    assert (await step(chen, order, "complete", presence=presence))["flags"] == ["manual-presence", "missing-reason"]
    assert (await step(su, order, "verify", verdict="refused"))["flags"] == ["missing-reason"]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("not_reached", "verified"),
        ({"satisfaction": "fairly"}, "closed"),
        ({"satisfaction": "satisfied", "quality": 5, "timeliness": "快", "manners": 4.5}, "closed"),
        ({"satisfaction": "not_satisfied"}, "in_progress"),
    ],
)
async def test_a_return_visit_ends_or_reopens_an_order_with_a_call_to_make(cast: Cast, answer: Any, state: str) -> None:
    _lin, _line, order = await found(cast, defect("LA01"), kind="lamp")
    await WorkOrder.update({WorkOrder.call_due: True}).where(WorkOrder.id == order["id"])
    chen, su, zhou = [await cast.phone(name) for name in ("chen", "su", "zhou")]
    await step(chen, order, "complete")
    await step(su, order, "verify", verdict="passed")
    assert await state_of(order) == "verified"
    assert "problem" not in await step(zhou, order, "return_visit", answer=answer)
    assert await state_of(order) == state


async def test_a_comment_is_taken_on_a_closed_order_and_nothing_else(cast: Cast) -> None:
    _lin, _line, order = await found(cast, defect("LA01"), kind="lamp")
    chen, su = await cast.phone("chen"), await cast.phone("su")
    await step(chen, order, "complete")
    await step(su, order, "verify", verdict="passed")
    assert "problem" not in await step(chen, order, "comment", note="备件在库房")
    for name in ("escalate", "make_safe", "accept", "complete", "hold"):
        assert (await step(su, order, name, reason="晚了"))["problem"]["state"] == "closed"


async def test_a_step_was_taken_when_the_phone_says_by_the_server_s_clock(cast: Cast) -> None:
    _lin, _line, order = await found(cast)
    chen = await cast.phone("chen")
    now = clock.now()
    fast = {"server_time": times.text(now - timedelta(minutes=60)), "device_time": times.text(now)}
    await step(chen, order, "complete", at=now - timedelta(minutes=5), envelope={"clock": fast})
    last = (await steps(order["id"]))[-1]
    assert abs(last["at"] - (now - timedelta(minutes=65))) < timedelta(seconds=1)
    assert (await only_order())["completed_at"] == last["at"]


async def test_two_clock_comparisons_that_differ_make_an_interval_and_another_phone_s_do_not(cast: Cast) -> None:
    lin, other = await cast.phone("lin"), await cast.phone("lin")
    now = clock.now()
    ahead = {"Louxun-Client-Time": times.text(now + timedelta(minutes=10))}
    own, carried = lin.inspection("east2", at=now - timedelta(minutes=30)), lin.inspection("west2", at=now)
    assert (await lin.post(own.content, **ahead)).status_code == 200
    assert (await other.post(carried.content, **ahead)).status_code == 200
    first, second = await Inspection.select().order_by(Inspection.finished_at)
    assert abs((first["latest_at"] - first["earliest_at"]) - timedelta(minutes=10)) < timedelta(seconds=2)
    assert second["latest_at"] == second["earliest_at"]


async def test_another_site_s_order_is_unknown(cast: Cast) -> None:
    _lin, _line, order = await found(cast)
    fan = await cast.phone("fan")
    result = await step(fan, order, "comment")
    assert (result["outcome"], result["problem"]["code"]) == ("quarantined", "unknown-order")


async def test_a_contractor_knows_only_orders_that_are_or_were_theirs(cast: Cast) -> None:
    _lin, _line, order = await found(cast)
    firm = ids.new()
    await Department.insert(Department(id=firm, site=cast.site(), key="engineering", name="外单位", contractor=True))
    await MembershipDepartment.delete(force=True)
    await MembershipDepartment.insert(
        MembershipDepartment(id=ids.new(), membership=id_of("membership", "chen", "garden"), department=firm)
    )
    assert await Membership.exists().where(Membership.person == cast.person("chen"))
    chen = await cast.phone("chen")
    assert (await step(chen, order, "accept"))["problem"]["code"] == "unknown-order"
    await WorkOrder.update({WorkOrder.department: firm}).where(WorkOrder.id == order["id"])
    assert "problem" not in await step(chen, order, "accept")
    await step(await cast.phone("su"), order, "send_back", reason="换一家")
    assert (await step(chen, order, "complete"))["problem"]["code"] == "step-not-applied"
