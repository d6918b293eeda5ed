"""What is added to a report that stays as it is (protocol, `addendum`)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from server.inspections.recording import visit_of
from server.inspections.tables import Inspection, Reading
from server.intake import addenda
from server.lib import clock
from server.reports.tables import Report
from tests.api.orders import defects, found, history, only_defect, only_order, orders, sightings, state_of, step, steps
from tests.builders import Line, Phone, check, defect, ok
from tests.cast import Cast
from tests.pictures import picture

OK = [check("fire-door", ok("FD05"))]
SHOT = picture(1)


async def _correct(phone: Phone, of: Line | str, checks: Any = OK, **more: Any) -> dict[str, Any]:
    [result] = await phone.send(phone.addendum(of, "correction", point="east2", checks=checks, **more))
    return dict(result)


async def test_corrected_to_ok_closes_the_defect_and_cancels_an_order_nobody_moved(cast: Cast) -> None:
    lin, line, order = await found(cast)
    before = await Report.objects().get(Report.digest == line.digest)
    result = await _correct(lin, line)
    assert (result["outcome"], result["flags"]) == ("stored", [])
    assert ((await only_defect())["state"], await state_of(order)) == ("closed", "cancelled")
    after = await Report.objects().get(Report.digest == line.digest)
    assert before is not None
    assert after is not None
    assert bytes(after.line) == bytes(before.line)
    assert await Inspection.count() == 1


async def test_corrected_to_ok_an_order_somebody_moved_gets_a_comment(cast: Cast) -> None:
    lin, line, order = await found(cast)
    await step(await cast.phone("chen"), order, "accept")
    await _correct(lin, line)
    assert ((await only_defect())["state"], await state_of(order)) == ("closed", "accepted")
    assert await history(order["id"]) == ["dispatch", "accept", "comment"]
    last = (await steps(order["id"]))[-1]
    assert (last["person"], last["reason"]) == (lin.person_id, "correction")


@pytest.mark.parametrize("name", ["comment", "escalate"])
async def test_talk_is_no_move(cast: Cast, name: str) -> None:
    lin, line, order = await found(cast)
    await step(await cast.phone("su"), order, name, reason="看看")
    await _correct(lin, line)
    assert await state_of(order) == "cancelled"


async def test_beyond_me_corrected_away_is_cancelled_too(cast: Cast) -> None:
    lin, line, order = await found(cast, defect("FD05", beyond_me=True))
    await _correct(lin, line)
    assert await state_of(order) == "cancelled"


async def test_a_defect_somebody_else_saw_too_stays_open(cast: Cast) -> None:
    lin, line, order = await found(cast)
    await found(cast, username="su")
    await _correct(lin, line)
    assert ((await only_defect())["state"], await state_of(order)) == ("open", "dispatched")
    assert (await history(order["id"]))[-1] == "comment"


async def test_an_order_with_another_defect_stays_and_gets_a_comment(cast: Cast) -> None:
    lin, line, order = await found(cast, defect("FD05"), defect("FD10"))
    await _correct(lin, line, [check("fire-door", ok("FD05"), asked=["FD05"])])
    assert sorted((row["item"], row["state"]) for row in await defects()) == [("FD05", "closed"), ("FD10", "open")]
    assert await history(order["id"]) == ["dispatch", "comment"]


async def test_asked_again_and_not_listed_was_ok(cast: Cast) -> None:
    lin, line, order = await found(cast, defect("FD05"), defect("FD10"))
    await _correct(lin, line, [check("fire-door", asked=["FD05", "FD10"])])
    assert [row["state"] for row in await defects()] == ["closed", "closed"]
    assert await state_of(order) == "cancelled"


async def test_corrected_to_a_defect_opens_one_seen_at_the_visit(cast: Cast) -> None:
    lin = await cast.phone("lin")
    at = clock.now() - timedelta(hours=2)
    line = lin.inspection("east2", at=at)
    await lin.send(line)
    checks = [check("fire-door", defect("FD05", photos=[SHOT]))]
    addendum = lin.addendum(line, "correction", point="east2", checks=checks, photos=[SHOT])
    [result] = await lin.send(addendum)
    assert (result["outcome"], result["missing_photos"]) == ("stored", [SHOT.sha256])
    row, order = await only_defect(), await only_order()
    assert (str(row["report_id"]), order["state"]) == (addendum.id, "dispatched")
    assert abs(row["observed_at"] - at) < timedelta(seconds=1)
    assert clock.now() - order["created_at"] < timedelta(minutes=1)
    assert (await lin.send(addendum))[0]["outcome"] == "repeat"
    assert len(await orders()) == 1


async def test_what_a_correction_opened_a_further_one_takes_back(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2")
    await lin.send(line)
    bad = [check("fire-door", defect("FD05"))]
    correction = lin.addendum(line, "correction", point="east2", checks=bad)
    await lin.send(correction)
    assert (await _correct(lin, correction))["flags"] == []
    assert ((await only_defect())["state"], (await only_order())["state"]) == ("closed", "cancelled")


async def test_told_again_the_same_defect_is_no_second_sighting_but_a_graver_one_is(cast: Cast) -> None:
    lin, line, _order = await found(cast)
    await _correct(lin, line, [check("fire-door", defect("FD05"))])
    assert await sightings((await only_defect())["id"]) == ["first"]
    await _correct(lin, line, [check("fire-door", defect("FD05", severity="critical"))])
    assert ((await only_defect())["severity"], (await only_order())["severity"]) == ("critical", "critical")


async def test_a_corrected_value_replaces_the_first_at_the_visit_s_moment(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", [check("hydrant-box", ok("HY09", value=3.2))], at=clock.now() - timedelta(hours=1))
    await lin.send(line)
    assert (await only_defect())["state"] == "open"
    await _correct(lin, line, [check("hydrant-box", ok("HY09", value=0.32))])
    [reading] = await Reading.select(Reading.number, Reading.at)
    visit = await Inspection.objects().first()
    assert visit is not None
    assert (reading["number"], reading["at"]) == (0.32, visit.latest_at)
    assert (await only_defect())["state"] == "closed"


@pytest.mark.parametrize(("username", "outcome"), [("chen", "quarantined"), ("zhou", "quarantined"), ("su", "stored"),
                                                   ("he", "stored")])  # fmt: skip
async def test_another_s_report_is_added_to_only_by_who_decides(cast: Cast, username: str, outcome: str) -> None:
    _lin, line, order = await found(cast)
    result = await _correct(await cast.phone(username), line)
    assert result["outcome"] == outcome
    if outcome == "quarantined":
        assert result["problem"]["code"] == "not-your-report"
    assert await state_of(order) == ("cancelled" if outcome == "stored" else "dispatched")


async def test_a_report_of_another_site_is_unknown(cast: Cast) -> None:
    wang, he = await cast.phone("wang"), await cast.phone("he")
    line = wang.inspection("court-east")
    await wang.send(line)
    result = await _correct(he, line)
    assert (result["outcome"], result["flags"]) == ("stored", ["unknown-reference"])


async def test_what_another_site_added_is_not_what_the_report_told(cast: Cast) -> None:
    lin, line, _order = await found(cast)
    wang = await cast.phone("wang")
    own, foreign = lin.addendum(line, "photo_later"), wang.addendum(line, "photo_later")
    [result] = await lin.send(own)
    assert result["flags"] == []
    [result] = await wang.send(foreign)
    assert (result["outcome"], result["flags"]) == ("stored", ["unknown-reference"])
    visit = await visit_of(UUID(line.id), "Asia/Shanghai")
    assert visit is not None
    assert await addenda._told_by(visit) == {UUID(line.id), UUID(own.id)}


async def test_an_addendum_before_its_report_is_kept_and_flagged(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", [check("fire-door", defect("FD05"))])
    correction = lin.addendum(line, "correction", point="east2", checks=OK)
    results = await lin.send(correction, line)
    assert [result["outcome"] for result in results] == ["stored", "stored"]
    assert "unknown-reference" in results[0]["flags"]


@pytest.mark.parametrize("reason", ["photo_later", "retake"])
async def test_photos_that_come_later_move_no_defect(cast: Cast, reason: str) -> None:
    lin, line, order = await found(cast)
    checks = [check("fire-door", defect("FD05", photos=[SHOT]))]
    [result] = await lin.send(lin.addendum(line, reason, point="east2", checks=checks, photos=[SHOT]))
    assert (result["outcome"], result["missing_photos"]) == ("stored", [SHOT.sha256])
    assert await sightings((await only_defect())["id"]) == ["first"]
    assert await state_of(order) == "dispatched"


async def test_an_addendum_to_work_is_kept(cast: Cast) -> None:
    _lin, _line, order = await found(cast)
    chen = await cast.phone("chen")
    done = chen.work(order["id"], "complete")
    await chen.send(done)
    [result] = await chen.send(chen.addendum(done, "photo_later", photos=[SHOT]))
    assert (result["outcome"], result["flags"]) == ("stored", [])


async def test_a_unit_s_defect_is_corrected_away(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection(unit="201", checks=[check("vacant-unit", defect("VU12"))])
    await lin.send(line)
    [again] = line.envelope["body"]["checks"]
    body = {"of": line.id, "at": line.envelope["sealed_at"], "reason": "correction",
            "checks": [{**again, "items": [ok("VU12")]}]}  # fmt: skip
    [result] = await lin.send(lin.seal("addendum", body))
    assert (result["outcome"], result["flags"]) == ("stored", [])
    assert ((await only_defect())["state"], (await only_order())["state"]) == ("closed", "cancelled")
