"""Rounds at a desk: the calendar, one round, giving it to a colleague, the roster, extra rounds from a button."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from server.journal.tables import JournalEntry
from server.lib import clock
from server.patrols import queries
from server.patrols.expecting import round_id
from server.patrols.planning import ensure_rounds, rounds_with_state
from server.patrols.tables import Assignment, Round, Route, StandIn, Window
from tests import cast as casting
from tests.api.reading.rows import Rows
from tests.cast import Cast
from tests.cast_places import ROUTES
from tests.desk import Desk, at_desk, words

# Monday 2026-11-23, 10:00 at the sites: the morning's window is open.
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """All clocks of this test stand at NOW."""
    set_clock(monkeypatch, NOW)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
async def su(client: Any, now: None) -> Desk:
    await casting.build(client)
    return await at_desk(client, "su")


@pytest.fixture
def cast(client: Any, su: Desk) -> Cast:
    return Cast(client)


@pytest.fixture
def rows(cast: Cast) -> Rows:
    return Rows(cast)


def key(cast: Cast, route: str, window: str, on: date = TODAY) -> UUID:
    return round_id(cast.route(route), cast.window(window), on)


async def found(round_key: UUID) -> dict[str, Any]:
    row = await Round.select().where(Round.id == round_key).first().output(load_json=True)
    assert row is not None
    return dict(row)


async def test_the_calendar_shows_each_round_in_words(cast: Cast, su: Desk, rows: Rows) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    for point in ("lobby-b", "east-b"):
        await rows.inspection(NOW, point=point, round_id=key(cast, "route-two", "morning"), moment=NOW)
    page = await su.get("/console/rounds")
    text = words(page)
    assert page.status_code == 200 and "第 48 周" in text and "11-23 – 11-29" in text
    assert "11-23 上午 route-two：正在巡 · 林晓 · 上 2/3" in text
    assert "11-23 下午 route-one：未到时间 · 林晓" in text
    assert "2 / 12 点次" in text
    by_person = words(await su.get("/console/rounds?view=persons"))
    assert "林晓" in by_person and "11-23 上午 route-two" in by_person


async def test_other_weeks_and_odd_dates(cast: Cast, su: Desk) -> None:
    assert "11-16 – 11-22" in words(await su.get("/console/rounds?week=2026-11-18"))
    for odd in ("x", "0001-01-01", "9999-12-31", "2026-13-01", ""):
        assert "11-23 – 11-29" in words(await su.get(f"/console/rounds?week={odd}")), odd


async def test_late_and_made_up_are_counted_as_what_they_are(
    cast: Cast, su: Desk, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    one = await found(key(cast, "route-two", "morning"))
    walk, again = casting.id_of("walk"), casting.id_of("walk again")
    end = one["ends_at"]
    for point, patrol_id, moment in (
        ("lobby-b", walk, end - timedelta(minutes=10)), ("east-b", walk, end + timedelta(minutes=10)),
        ("roof-b", again, end + timedelta(hours=2)),
    ):  # fmt: skip
        await rows.inspection(NOW, point=point, round_id=one["id"], moment=moment, patrol_id=patrol_id)
    set_clock(monkeypatch, end + timedelta(hours=3))
    [row] = [row for row in await rounds_with_state(cast.site(), TODAY, TODAY, clock.now()) if row.id == one["id"]]
    assert (row.state, row.done_count, row.late) == ("done", 3, True)
    assert row.late_point_ids == (cast.point("east-b"), cast.point("roof-b"))
    assert row.made_up_ids == (cast.point("roof-b"),)
    text = words(await su.get(f"/console/rounds/{one['id']}"))
    assert "补巡 1 点" in text and "1 点在时段外" in text and "时段外巡到" in text
    assert "补 1" in words(await su.get("/console/rounds"))


async def test_a_rounds_page_tells_skips_with_their_reasons(
    cast: Cast, su: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    lin, one = await cast.phone("lin"), key(cast, "route-two", "morning")
    line = lin.inspection("lobby-b", body={"round": {"round_id": str(one)}})
    await lin.send(line, lin.patrol(one, [lin.stop("lobby-b", line), lin.stop("east-b", reason="门锁着")]))
    set_clock(monkeypatch, NOW + timedelta(hours=30))
    su = await at_desk(cast.client, "su")
    text = words(await su.get(f"/console/rounds/{one}"))
    assert "没巡完" in text and "门锁着" in text and "没有记录，也没写原因" in text and "1 / 3" in text
    listed = words(await su.get("/console/rounds"))
    assert "没巡完和没有巡的" in listed and "常漏的点位 2栋 2层 东侧走廊 漏 1 次" in listed


async def test_a_half_done_round_goes_on_with_a_colleague(cast: Cast, su: Desk) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    lin, one = await cast.phone("lin"), key(cast, "route-two", "morning")
    await lin.send(lin.inspection("lobby-b", body={"round": {"round_id": str(one)}}))
    await su.get(f"/console/rounds/{one}")
    answer = await su.post(f"/console/rounds/{one}/hand-over", to=str(cast.person("chen")), note="林晓去接消防")
    assert answer.status_code == 303

    chen = await cast.phone("chen")
    [given] = [
        each for each in (await chen.get("/bundle")).json()["parts"]["plan"]["data"]["rounds"]
        if each["round_id"] == str(one)
    ]  # fmt: skip
    assert given["person_ids"] == [str(cast.person("chen"))]
    assert [(seen["point_id"], seen["person_id"]) for seen in given["inspected"]] == [
        (str(cast.point("lobby-b")), str(cast.person("lin")))
    ]
    await ensure_rounds(cast.site(), TODAY, TODAY)
    text = words(await su.get(f"/console/rounds/{one}"))
    assert "林晓 交给 陈建国" in text and "林晓去接消防" in text
    assert await JournalEntry.exists().where(JournalEntry.verb == "hand-over", JournalEntry.thing_id == str(one))


async def test_handing_over_what_cannot_be(cast: Cast, su: Desk) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    one, later = key(cast, "route-two", "morning"), key(cast, "route-two", "afternoon")
    await su.get(f"/console/rounds/{one}")
    for target, to, why in ((one, "", "请选交给谁"), (one, str(cast.person("wang")), "请从这个小区的人员里选"),
                            (later, str(cast.person("chen")), "这一班还没开始")):  # fmt: skip
        answer = await su.post(f"/console/rounds/{target}/hand-over", to=to, note="一句话")
        assert answer.status_code == 422 and why in words(answer), why
    assert "一句话" in words(await su.post(f"/console/rounds/{one}/hand-over", to="", note="一句话"))
    fan = await at_desk(cast.client, "fan")
    assert (await fan.get(f"/console/rounds/{one}")).status_code == 404
    assert (await fan.post(f"/console/rounds/{one}/hand-over", to=str(cast.person("wang")))).status_code == 404
    zhou = await at_desk(cast.client, "zhou")
    for path in ("/console/rounds", f"/console/rounds/{one}", "/console/rounds/plan", "/console/rounds/extra"):
        assert (await zhou.get(path)).status_code == 403, path


async def test_persons_of_one_day_override_the_usual_ones(
    cast: Cast, su: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY + DAY)
    one = key(cast, "route-two", "afternoon")
    await su.get(f"/console/rounds/{one}")
    answer = await su.post(f"/console/rounds/{one}/assign", person=[str(cast.person("chen")), str(cast.person("su"))])
    assert answer.status_code == 303
    assert set((await found(one))["person_ids"]) == {str(cast.person("chen")), str(cast.person("su"))}
    # The morning's is under way: it goes to them too. Tomorrow's and the other route's do not.
    assert str(cast.person("chen")) in (await found(key(cast, "route-two", "morning")))["person_ids"]
    for other in (key(cast, "route-two", "morning", TODAY + DAY), key(cast, "route-one", "afternoon")):
        assert (await found(other))["person_ids"] == [str(cast.person("lin"))]
    await su.post(f"/console/rounds/{one}/assign")
    assert (await found(one))["person_ids"] == [str(cast.person("lin"))]
    assert await Assignment.count() == 0
    set_clock(monkeypatch, NOW + DAY)
    su = await at_desk(cast.client, "su")
    assert (await su.post(f"/console/rounds/{one}/assign", person=str(cast.person("chen")))).status_code == 422


async def test_a_stand_in_walks_while_somebody_is_away(cast: Cast, su: Desk) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY + DAY)
    await su.get("/console/rounds/plan")
    fields = {"site": str(cast.site()), "away": str(cast.person("lin")), "by": str(cast.person("chen")),
              "first_on": "2026-11-23", "last_on": "2026-11-23"}  # fmt: skip
    assert (await su.post("/console/rounds/plan/stand-ins", **fields)).status_code == 303
    today, tomorrow = key(cast, "route-one", "afternoon"), key(cast, "route-one", "afternoon", TODAY + DAY)
    assert (await found(today))["person_ids"] == [str(cast.person("chen"))]
    assert (await found(tomorrow))["person_ids"] == [str(cast.person("lin"))]
    page = await su.get("/console/rounds/plan")
    assert "林晓 不在，陈建国 顶" in words(page)
    [row] = await StandIn.select()
    assert (await su.post(f"/console/rounds/plan/stand-ins/{row['id']}/end")).status_code == 303
    assert (await found(today))["person_ids"] == [str(cast.person("lin"))]
    for wrong in ({"by": str(cast.person("lin"))}, {"last_on": "2026-11-22"}, {"first_on": "x"}, {"away": ""},
                  {"by": str(cast.person("wang"))}, {"last_on": "2029-01-01"}):  # fmt: skip
        answer = await su.post("/console/rounds/plan/stand-ins", **{**fields, **wrong})
        assert answer.status_code == 422, wrong
    assert await StandIn.count() == 0


async def test_a_window_changed_later_does_not_rewrite_what_has_begun(
    cast: Cast, su: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await su.get("/console/rounds/plan")
    fields = {"zh": "下午", "en": "Afternoon", "start": "15:00", "end": "17:00", "day": [str(day) for day in range(5)]}
    window = cast.window("afternoon")
    set_clock(monkeypatch, NOW + timedelta(hours=7))  # 17:00: the afternoon's has begun
    su = await at_desk(cast.client, "su")
    assert (await su.post(f"/console/rounds/plan/windows/{window}", **fields)).status_code == 303
    begun, coming = await found(key(cast, "route-one", "afternoon")), await found(
        key(cast, "route-one", "afternoon", TODAY + DAY)
    )
    assert (begun["starts_at"], begun["ends_at"]) == (NOW + timedelta(hours=6), NOW + timedelta(hours=8, minutes=10))
    assert (coming["starts_at"] - DAY, coming["ends_at"] - DAY) == (NOW + timedelta(hours=5), NOW + timedelta(hours=7))
    # On Saturday nobody is asked any more.
    await ensure_rounds(cast.site(), TODAY, TODAY + 7 * DAY)
    dates = {row.date for row in await queries.rounds_between(cast.site(), TODAY, TODAY + 7 * DAY)
             if row.window_id == window}  # fmt: skip
    assert dates == {TODAY + days * DAY for days in (0, 1, 2, 3, 4, 7)}


async def test_a_window_moved_to_a_time_that_is_past_makes_nobody_late(cast: Cast, su: Desk) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    await su.get("/console/rounds/plan")
    fields = {"zh": "下午", "en": "Afternoon", "start": "08:00", "end": "09:00", "day": [str(day) for day in range(7)]}
    await su.post(f"/console/rounds/plan/windows/{cast.window('afternoon')}", **fields)
    one = await found(key(cast, "route-one", "afternoon"))
    assert one["starts_at"] == NOW + timedelta(hours=6)


async def test_days_added_later_ask_nothing_of_days_that_are_over(
    cast: Cast, su: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Route.update({Route.created_at: NOW - 9 * DAY}, force=True)
    await Window.update({Window.days: [0]}).where(Window.id == cast.window("morning"))
    await ensure_rounds(cast.site(), TODAY, TODAY)
    set_clock(monkeypatch, NOW + 3 * DAY)
    su = await at_desk(cast.client, "su")
    fields = {"zh": "上午", "en": "Morning", "start": "09:30", "end": "12:00", "day": [str(day) for day in range(7)]}
    await su.get("/console/rounds/plan")
    await su.post(f"/console/rounds/plan/windows/{cast.window('morning')}", **fields)
    dates = {row.date for row in await queries.rounds_between(cast.site(), TODAY, TODAY + 7 * DAY)
             if row.window_id == cast.window("morning")}  # fmt: skip
    assert dates == {TODAY, TODAY + 4 * DAY}


async def test_windows_are_added_retired_and_refused(cast: Cast, su: Desk) -> None:
    await su.get("/console/rounds/plan")
    fields = {"site": str(cast.site()), "zh": "夜间", "en": "Night", "start": "22:00", "end": "02:00",
              "day": ["4", "5"]}  # fmt: skip
    assert (await su.post("/console/rounds/plan/windows", **fields)).status_code == 303
    [night] = await Window.select().where(Window.name_zh == "夜间").output(load_json=True)
    assert night["days"] == [4, 5]
    assert "夜间 22:00–02:00 · 周五、周六 · 到第二天" in words(await su.get("/console/rounds/plan"))
    for wrong, why in (
        ({"zh": "夜间"}, "已经有一个叫这个名称的时段"), ({"zh": ""}, "请填名称"), ({"start": "25:00"}, "时间写成"),
        ({"end": "22:00"}, "结束不能与开始相同"), ({"day": []}, "至少选一天"),
    ):  # fmt: skip
        answer = await su.post("/console/rounds/plan/windows", **{**fields, "zh": "深夜", **wrong})
        assert answer.status_code == 422 and why in words(answer), why
        assert 'value="Night"' in answer.text
    assert (await su.post(f"/console/rounds/plan/windows/{night['id']}/retire")).status_code == 303
    assert "夜间" not in words(await su.get("/console/rounds/plan"))
    foreign = cast.window("morning", "court")
    assert (await su.post(f"/console/rounds/plan/windows/{foreign}/retire")).status_code == 404
    elsewhere = {**fields, "site": str(cast.site("court"))}
    assert (await su.post("/console/rounds/plan/windows", **elsewhere)).status_code == 404


async def test_a_route_has_its_days_its_persons_and_an_alternating_start(cast: Cast, su: Desk) -> None:
    await su.get("/console/rounds/plan")
    fields = {"person": [str(cast.person("chen"))], "day": ["0", "1"], "alternates": "1"}
    assert (await su.post(f"/console/rounds/plan/routes/{cast.route('route-two')}", **fields)).status_code == 303
    await ensure_rounds(cast.site(), TODAY, TODAY + 8 * DAY)
    rounds = [row for row in await queries.rounds_between(cast.site(), TODAY + DAY, TODAY + 8 * DAY)
              if row.route_id == cast.route("route-two")]  # fmt: skip
    assert {row.date for row in rounds} == {TODAY + DAY, TODAY + 7 * DAY, TODAY + 8 * DAY}
    assert {row.person_ids for row in rounds} == {(cast.person("chen"),)}
    ways = [row.point_ids for row in rounds]
    forth = tuple(cast.point(name) for name in ROUTES["garden"]["route-two"])
    assert [way == forth for way in ways] in ([True, False] * 3, [False, True] * 3) or set(ways) == {forth, forth[::-1]}
    assert ways[0] == ways[1][::-1]
    nobody = await su.post(f"/console/rounds/plan/routes/{cast.route('route-two')}", person=[], day=[])
    assert nobody.status_code == 422 and "至少选一天" in words(nobody)


async def test_before_a_storm_a_button_sends_people_to_all_it_touches(cast: Cast, su: Desk) -> None:
    page = await su.get("/console/rounds/extra?event=before-storm")
    assert 'value="暴雨前加巡"' in page.text and "selected>暴雨前加巡" in page.text
    fields = {"site": str(cast.site()), "kind": "extra", "event": "before-storm", "title": "台风前加巡",
              "title_en": "Before the typhoon", "on": "2026-11-23", "start": "11:00", "end": "14:00",
              "parted": "1"}  # fmt: skip
    answer = await su.post("/console/rounds/extra", **fields)
    assert answer.status_code == 303
    rounds = await Round.select().where(Round.kind == "extra").output(load_json=True)
    visited = {point for row in rounds for point in row["point_ids"]}
    # Roofs and ventilation windows have items for it, and the vacant flat.
    assert visited == {str(cast.point(name)) for name in ("roof", "stairs2", "roof-b")}
    assert [row["unit_ids"] for row in rounds if row["unit_ids"]] == [[str(cast.unit("201"))]]
    assert all(row["person_ids"] == [str(cast.person("lin"))] for row in rounds)

    lin = await cast.phone("lin")
    plan = (await lin.get("/bundle")).json()["parts"]["plan"]["data"]
    [extra] = [row for row in plan["rounds"] if row["unit_ids"]]
    assert (extra["kind"], extra["event"]) == ("extra", "before-storm")
    assert extra["title"] == {"zh": "台风前加巡 · route-one", "en": "Before the typhoon · route-one"}
    assert extra["stops"] == next(route["stops"] for route in plan["routes"] if route["id"] == extra["route_id"])
    assert [w["start"] for w in plan["windows"] if w["id"] == extra["window_id"]] == ["11:00"]
    asked = {item for items in extra["due"].values() for item in items}
    assert set(extra["due"]) >= {str(cast.asset("roof", "rooftop")), str(cast.unit("201"))}
    events = {item["id"] for sheet in (await lin.get("/bundle")).json()["parts"]["checklists"]["data"]
              for item in sheet["items"] if "before-storm" in item.get("events", [])}  # fmt: skip
    assert asked and asked <= events
    listed = (await (await cast.phone("su")).get("/rounds", limit="200")).json()["items"]
    item = next(row for row in listed if row["id"] == extra["round_id"])
    assert (item["kind"], item["event"], item["unit_ids"]) == ("extra", "before-storm", [str(cast.unit("201"))])
    assert item["stops_count"] == len(extra["stops"]) + 1
    # The usual rounds are made as before, and only those.
    await ensure_rounds(cast.site(), TODAY, TODAY + DAY)
    assert await Round.count().where(Round.kind == "extra") == len(rounds)


async def test_a_unit_counts_as_a_stop_of_an_extra_round(cast: Cast, su: Desk, rows: Rows) -> None:
    fields = {"site": str(cast.site()), "kind": "extra", "event": "before-storm", "title": "台风前", "on": "2026-11-23",
              "start": "09:00", "end": "14:00", "person": [str(cast.person("lin"))]}  # fmt: skip
    answer = await su.post("/console/rounds/extra", **fields)
    one = UUID(answer.headers["location"].partition("?")[0].rpartition("/")[2])
    lin, body = await cast.phone("lin"), {"round": {"round_id": str(one)}}
    await lin.send(*(lin.inspection(point, body=body) for point in ("roof", "roof-b", "stairs2")))
    text = words(await su.get(f"/console/rounds/{one}"))
    assert "3 / 4" in text and "正在巡" in text and "1栋 201" in text
    await lin.send(lin.inspection(None, unit="201", body=body))
    text = words(await su.get(f"/console/rounds/{one}"))
    assert "4 / 4" in text and "巡完了" in text


async def test_an_extra_round_of_some_routes_asks_what_every_round_asks(cast: Cast, su: Desk) -> None:
    fields = {"site": str(cast.site()), "kind": "extra", "event": "", "title": "加巡", "on": "2026-11-23",
              "start": "13:00", "end": "14:00", "route": [str(cast.route("route-two"))],
              "person": [str(cast.person("su"))]}  # fmt: skip
    assert (await su.post("/console/rounds/extra", **fields)).status_code == 303
    phone = await cast.phone("su")
    parts = (await phone.get("/bundle")).json()["parts"]
    [extra] = [row for row in parts["plan"]["data"]["rounds"] if row["kind"] == "extra"]
    assert extra["stops"] == [str(cast.point(name)) for name in ROUTES["garden"]["route-two"]]
    how = {item["id"]: item["frequency"] for sheet in parts["checklists"]["data"] for item in sheet["items"]}
    assert {how[item] for items in extra["due"].values() for item in items} == {"daily"}


async def test_extra_rounds_that_cannot_be(cast: Cast, su: Desk) -> None:
    fields = {"site": str(cast.site()), "kind": "extra", "event": "before-storm", "title": "台风前",
              "title_en": "Typhoon", "on": "2026-11-23", "start": "11:00", "end": "14:00", "parted": "1"}  # fmt: skip
    for wrong, why in (
        ({"title": ""}, "请填名称"), ({"on": "2026-11-22"}, "请选今天或以后两个月内的日期"), ({"on": "x"}, "请选日期"),
        ({"on": "2027-11-22"}, "请选今天或以后两个月内的日期"), ({"start": "7"}, "时间写成"),
        ({"event": "fire"}, "没有这种加巡"),
        ({"start": "08:00", "end": "09:00"}, "这个时间已经过了"), ({"parted": ""}, "请选谁去"),
        ({"building": str(cast.building("court"))}, "这里没有要去的点位和房屋"),
        ({"parted": "", "person": [str(cast.person("wang"))]}, "请从这个小区的人员里选"),
        ({"kind": "practice", "event": ""}, "练习请选一个人和一条路线"),
    ):  # fmt: skip
        answer = await su.post("/console/rounds/extra", **{**fields, **wrong})
        assert answer.status_code == 422 and why in words(answer), (wrong, words(answer))
        assert 'value="Typhoon"' in answer.text
    assert await Round.count().where(Round.kind != "ordinary") == 0
    assert (await su.post("/console/rounds/extra", **{**fields, "site": str(cast.site("court"))})).status_code == 404


async def test_practice_is_shown_as_what_it_is(cast: Cast, su: Desk) -> None:
    fields = {"site": str(cast.site()), "kind": "practice", "title": "新人练习", "on": "2026-11-23",
              "start": "09:00", "end": "14:00", "route": [str(cast.route("route-two"))],
              "person": [str(cast.person("chen"))]}  # fmt: skip
    answer = await su.post("/console/rounds/extra", **fields)
    assert answer.status_code == 303
    page = words(await su.get(answer.headers["location"]))
    assert "练习" in page and "不计入任何统计" in page
    week = words(await su.get("/console/rounds"))
    assert "新人练习 · route-two" in week and "0 / 12 点次" in week


async def test_two_missed_rounds_in_a_week_reach_the_supervisor(
    cast: Cast, su: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    set_clock(monkeypatch, NOW + timedelta(hours=28))
    su = await at_desk(cast.client, "su")
    text = words(await su.get("/console/"))
    assert "林晓：11-23 那一周有 2 班没有巡" in text and "看那一周的班次" in text
    zhou = await at_desk(cast.client, "zhou")
    assert "那一周有 2 班没有巡" not in words(await zhou.get("/console/"))
