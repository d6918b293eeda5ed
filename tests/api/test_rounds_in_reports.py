"""What reports make of rounds: doubts about a walk's pace, practice that counts nowhere, a walk told twice."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.defects.tables import Defect
from server.inspections.tables import Check, Inspection, ItemDone, ItemPhoto, Reading
from server.lib import clock, ids
from server.patrols.adding import ExtraAsked, add_practice_round
from server.patrols.tables import Doubt, Patrol
from server.patrols.terms import PRACTICE
from server.sites.tables import Site
from server.sites.terms import Words
from server.workorders.tables import WorkOrder
from tests.builders import Line, Phone, check, defect, ok
from tests.cast import Cast
from tests.desk import at_desk, words
from tests.pictures import picture

SHOT = picture(1)


def visit(phone: Phone, point: str, at: datetime, patrol_id: str, **body: Any) -> Line:
    """One minute at a point, that ends then."""
    told = {"patrol_id": patrol_id, "started_at": _text(at - timedelta(seconds=60)), **body}
    return phone.inspection(point, at=at, body=told)


def _text(moment: datetime) -> str:
    return moment.isoformat()


async def flags_of(line: Line) -> list[str]:
    row = await Inspection.select(Inspection.flags).where(Inspection.id == UUID(line.id)).first().output(load_json=True)
    assert row is not None
    return list(row["flags"])


async def practice_round(cast: Cast, username: str = "lin") -> UUID:
    """Of the day's last hours, whatever the hour is."""
    asked = ExtraAsked(title=Words("练习", "Practice"), event=None, on=cast.today(), start="00:00", end="24:00",
                       person_ids=(cast.person(username),), route_ids=(cast.route("route-one"),))  # fmt: skip
    return await add_practice_round(cast.site(), asked, by=cast.person("su"))


async def test_a_hasty_walk_is_flagged_with_words_and_a_reason(cast: Cast) -> None:
    lin, walk, now = await cast.phone("lin"), str(ids.new()), clock.now()
    first = visit(lin, "lobby", now - timedelta(minutes=5), walk)
    second = visit(lin, "east2", now - timedelta(minutes=5) + timedelta(seconds=8), walk)
    results = await lin.send(first, second)

    assert [result["flags"] for result in results] == [[], ["scans-too-close"]]
    assert await flags_of(second) == ["scans-too-close"]
    [row] = await Doubt.select()
    assert (row["inspection_id"], row["measured"], row["allowed"]) == (UUID(second.id), 8, 10)
    flagged = (await (await cast.phone("su")).get("/inspections", flag="scans-too-close")).json()["items"]
    assert [item["id"] for item in flagged] == [second.id]


async def test_a_visit_that_came_in_between_explains_the_haste(cast: Cast) -> None:
    lin, walk, now = await cast.phone("lin"), str(ids.new()), clock.now()
    start = now - timedelta(minutes=10)
    down = visit(lin, "garage", start, walk)
    up = visit(lin, "roof", start + timedelta(seconds=60), walk)
    between = visit(lin, "lobby-b", start + timedelta(seconds=30), walk)
    [_, told] = await lin.send(down, up)
    assert told["flags"] == ["floors-too-fast"]
    assert [row["measured"] for row in await Doubt.select()] == [5]
    await lin.send(between)

    # Up in the other building's lift, and over the roofs: nothing is known of that way.
    assert (await flags_of(between), await flags_of(up)) == ([], [])
    assert await Doubt.count() == 0


async def test_the_walk_itself_and_its_page_show_the_doubts(cast: Cast) -> None:
    lin, walk, now = await cast.phone("lin"), str(ids.new()), clock.now()
    told = lin.patrol(await cast.round("route-two", "morning", cast.today(), "lin"), [lin.stop("lobby")],
                      body={"patrol_id": walk})  # fmt: skip
    hasty = visit(lin, "lobby", now, walk, started_at=_text(now - timedelta(seconds=1)))
    await lin.send(told, hasty)
    row = await Patrol.select(Patrol.flags).where(Patrol.id == UUID(walk)).first().output(load_json=True)
    assert row is not None and row["flags"] == ["missing-reason", "cards-too-fast"]
    page = await (await at_desk(cast.client, "su")).get(f"/console/evidence/{told.id}")
    assert "平均每样 0.5 秒（少于 2 秒就提醒）" in words(page)


async def test_what_is_too_fast_is_the_sites_to_say(cast: Cast) -> None:
    await Site.update({Site.settings: {"pace_card_seconds": 0.1}}).where(Site.id == cast.site())
    lin, now = await cast.phone("lin"), clock.now()
    [result] = await lin.send(visit(lin, "lobby", now, str(ids.new()), started_at=_text(now - timedelta(seconds=1))))
    assert result["flags"] == []
    settings = (await lin.get("/bundle")).json()["parts"]["settings"]["data"]
    assert settings["pace"] == {"scan_seconds": 10.0, "floors_per_minute": 4.0, "card_seconds": 0.1}


async def test_others_walks_under_the_same_id_are_not_compared(cast: Cast) -> None:
    lin, su, walk, now = await cast.phone("lin"), await cast.phone("su"), str(ids.new()), clock.now()
    await lin.send(visit(lin, "lobby", now - timedelta(minutes=5), walk))
    [result] = await su.send(visit(su, "east2", now - timedelta(minutes=5) + timedelta(seconds=5), walk))
    assert result["flags"] == []


async def test_practice_is_kept_and_readable_and_counts_nowhere(cast: Cast) -> None:
    round_id = await practice_round(cast)
    lin = await cast.phone("lin")
    rounds = {one["round_id"]: one for one in (await lin.get("/bundle")).json()["parts"]["plan"]["data"]["rounds"]}
    assert rounds[str(round_id)]["kind"] == "practice"
    others = (await (await cast.phone("su")).get("/bundle")).json()["parts"]["plan"]["data"]["rounds"]
    assert str(round_id) not in {one["round_id"] for one in others}

    body = {"round": {"round_id": str(round_id)}}
    line = lin.inspection("east2", [check("fire-door", defect("FD01", photos=[SHOT]), asked=["FD01", "FD09"]),
                                    check("hydrant-box", ok("HY09", value=0.32, photos=[SHOT]))],
                          photos=[SHOT], body=body)  # fmt: skip
    unit = lin.inspection(None, [check("vacant-unit")], unit="201", body=body)
    walk = lin.patrol(round_id, [lin.stop("east2", line)])
    results = await lin.send(line, unit, walk)

    assert all("practice" in result["flags"] and result["outcome"] == "stored" for result in results)
    for table in (Defect, WorkOrder, Reading, ItemPhoto, ItemDone, Doubt):
        assert await table.count() == 0, table
    assert await Inspection.count() == 2 and await Check.count() == 3
    day = (await lin.get("/bundle")).json()["parts"]["day"]["data"]
    assert (day["open_defects"], day["last_readings"], day["last_photos"]) == ([], [], [])
    assert [(one["unit_id"], one["last_at"]) for one in day["units_due"]] == [(str(cast.unit("201")), None)]
    listed = (await (await cast.phone("su")).get("/rounds", limit="200")).json()["items"]
    assert str(round_id) not in {item["id"] for item in listed}
    page = await (await at_desk(cast.client, "su")).get(f"/console/evidence/{line.id}")
    assert page.status_code == 200 and "练习" in words(page)


async def test_a_correction_of_practice_makes_nothing_either(cast: Cast) -> None:
    round_id = await practice_round(cast)
    lin = await cast.phone("lin")
    line = lin.inspection("east2", [check("fire-door")], body={"round": {"round_id": str(round_id)}})
    wrong = lin.addendum(line, "correction", point="east2", photos=[SHOT],
                         checks=[check("fire-door", defect("FD01", photos=[SHOT]))])  # fmt: skip
    [_, result] = await lin.send(line, wrong)
    assert (result["outcome"], result["flags"]) == ("stored", [PRACTICE])
    assert await Defect.count() == 0 and await Reading.count() == 0


async def test_a_walk_told_twice_is_kept_twice_and_flagged(cast: Cast) -> None:
    round_id = await cast.round("route-two", "morning", cast.today(), "lin")
    lin, walk = await cast.phone("lin"), str(ids.new())
    first = lin.patrol(round_id, [lin.stop("lobby-b", reason="门锁着")], body={"patrol_id": walk})
    again = lin.patrol(round_id, [lin.stop("lobby-b", reason="进不去")], body={"patrol_id": walk})
    results = await lin.send(first, again)

    assert [result["flags"] for result in results] == [[], ["repeated-patrol"]]
    rows = await Patrol.select(Patrol.id, Patrol.repeats, Patrol.report_digest)
    assert {row["report_digest"]: row["repeats"] for row in rows} == {first.digest: None, again.digest: UUID(walk)}
    page = words(await (await at_desk(cast.client, "su")).get(f"/console/evidence/{again.id}"))
    assert "进不去" in page and "同一趟报了两次" in page
