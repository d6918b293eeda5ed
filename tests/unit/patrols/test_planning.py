"""Rounds are made when somebody asks, follow their route until they begin, and are never made twice."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from server.inspections.tables import Inspection
from server.lib import clock, ids
from server.patrols import queries
from server.patrols.planning import RoundRow, ensure_rounds, rounds_with_state
from server.patrols.tables import Patrol, Route, Stop, Window
from server.people.tables import Contact, Device
from tests import cast as casting
from tests.cast import Cast, id_of

# Monday 2026-11-23, 10:00 at the sites (Asia/Shanghai): the morning's window is open.
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday_ten_o_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, NOW)


@pytest.fixture
async def cast(database: None) -> Cast:
    world = await casting.build()
    await Route.update({Route.created_at: NOW - 3 * DAY}, force=True)
    return world


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


async def rounds_of(cast: Cast, first: date = TODAY - 90 * DAY, last: date = TODAY + 90 * DAY) -> list[RoundRow]:
    return await rounds_with_state(cast.site(), first, last, clock.now())


async def one_round(cast: Cast, on: date, window: str = "morning", route: str = "route-two") -> RoundRow:
    [found] = [
        row
        for row in await rounds_of(cast)
        if (row.date, row.window_id, row.route_id) == (on, cast.window(window), cast.route(route))
    ]
    return found


async def visit(cast: Cast, round_id: UUID, point: str, at: datetime, until: datetime | None = None) -> None:
    row = Inspection(
        id=ids.new(), report_digest="0" * 64, site=cast.site(), person=cast.person("lin"), point=cast.point(point),
        round_id=round_id, started_at=at, finished_at=at, earliest_at=at, latest_at=until or at, received_at=at,
    )  # fmt: skip
    await Inspection.insert(row)


async def contact(cast: Cast, username: str, at: datetime) -> None:
    device = ids.new()
    await Device.insert(Device(id=device, name="Redmi 12", created_at=at))
    await Contact.insert(Contact(id=ids.new(), person=cast.person(username), device=device, at=at))


async def test_asking_again_makes_no_round_twice(cast: Cast) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    first = await rounds_of(cast)
    await ensure_rounds(cast.site(), TODAY - DAY, TODAY)

    assert await rounds_of(cast) == first
    assert len({(row.route_id, row.window_id, row.date) for row in first}) == len(first)


async def test_rounds_begin_on_the_day_the_route_was_made(cast: Cast) -> None:
    await ensure_rounds(cast.site(), TODAY - 60 * DAY, TODAY)

    assert min(row.date for row in await rounds_of(cast)) == TODAY - 3 * DAY


async def test_days_on_which_nobody_asked_are_expected_all_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    set_clock(monkeypatch, NOW + 5 * DAY)
    await ensure_rounds(cast.site(), TODAY + 5 * DAY, TODAY + 5 * DAY)

    assert {row.date for row in await rounds_of(cast, TODAY)} == {TODAY + days * DAY for days in range(6)}


async def test_at_most_62_days_are_made_up_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, NOW + 200 * DAY)
    await ensure_rounds(cast.site(), TODAY, TODAY + 200 * DAY)

    assert min(row.date for row in await rounds_of(cast, TODAY, TODAY + 365 * DAY)) == TODAY + (200 - 62) * DAY


async def test_a_window_added_to_a_walked_route_counts_from_today(cast: Cast) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    night = Window(id=id_of("night"), site=cast.site(), name_zh="夜间", name_en="Night", start="22:00", end="02:00")
    await Window.insert(night)
    await ensure_rounds(cast.site(), TODAY - DAY, TODAY)

    made = [row for row in await rounds_of(cast) if row.window_id == night.id]
    assert {row.date for row in made} == {TODAY}
    assert made[0].ends_at - made[0].starts_at == timedelta(hours=4)


async def test_an_edited_route_changes_only_rounds_that_have_not_begun(cast: Cast) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY + DAY)
    before = len((await one_round(cast, TODAY)).point_ids)
    await Stop.delete().where(Stop.route == cast.route("route-two"), Stop.point == cast.point("roof-b"))
    await Route.update({Route.person_ids: [str(cast.person("su"))]}).where(Route.id == cast.route("route-two"))
    await ensure_rounds(cast.site(), TODAY, TODAY)

    begun, coming = await one_round(cast, TODAY), await one_round(cast, TODAY, "afternoon")
    assert (len(begun.point_ids), begun.person_ids) == (before, (cast.person("lin"),))
    assert (len(coming.point_ids), coming.person_ids) == (before - 1, (cast.person("su"),))


async def test_a_moved_window_moves_the_rounds_to_come(cast: Cast) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    await Window.update({Window.start: "15:00"}).where(Window.id == cast.window("afternoon"))
    await ensure_rounds(cast.site(), TODAY, TODAY)

    assert (await one_round(cast, TODAY, "afternoon")).starts_at == datetime(2026, 11, 23, 7, tzinfo=UTC)


async def test_a_retired_route_is_expected_no_more_but_what_was_walked_stays(cast: Cast) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY + DAY)
    walked = await one_round(cast, TODAY + DAY)
    await visit(cast, walked.id, "roof-b", NOW)
    await Route.update({Route.retired_at: NOW}).where(Route.id == cast.route("route-two"))
    await ensure_rounds(cast.site(), TODAY, TODAY + DAY)

    left = [row for row in await rounds_of(cast, TODAY) if row.route_id == cast.route("route-two")]
    assert [(row.date, row.window_id) for row in left] == [
        (TODAY, cast.window("morning")),
        (TODAY + DAY, cast.window("morning")),
    ]


async def test_a_retired_point_is_no_stop(cast: Cast) -> None:
    await Stop.insert(Stop(id=ids.new(), route=cast.route("route-two"), point=cast.point("old-b"), ordinal=9))
    await ensure_rounds(cast.site(), TODAY, TODAY)

    assert cast.point("old-b") not in (await one_round(cast, TODAY)).point_ids


async def test_a_round_is_done_when_every_stop_has_an_inspection(cast: Cast) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    opened = await one_round(cast, TODAY)
    assert (opened.state, opened.stops_count, opened.done_count) == ("open", 3, 0)
    for point in ("lobby-b", "lobby-b", "east-b", "garage"):
        await visit(cast, opened.id, point, NOW)
    assert (await one_round(cast, TODAY)).done_count == 2
    await visit(cast, opened.id, "roof-b", NOW)

    done = await one_round(cast, TODAY)
    assert (done.state, done.done_count, done.late, done.walker_ids) == ("done", 3, False, (cast.person("lin"),))


async def test_after_the_window_a_round_waits_for_the_phone_and_is_then_missed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    assert (await one_round(cast, TODAY, "afternoon")).state == "upcoming"
    await contact(cast, "lin", NOW)
    set_clock(monkeypatch, NOW + timedelta(hours=3))
    assert (await one_round(cast, TODAY)).state == "waiting_for_phone"
    await contact(cast, "su", NOW + timedelta(hours=2, minutes=30))
    assert (await one_round(cast, TODAY)).state == "waiting_for_phone"
    await contact(cast, "lin", NOW + timedelta(hours=2, minutes=40))

    assert (await one_round(cast, TODAY)).state == "missed"


async def test_after_24_hours_without_a_word_a_round_is_partly_done(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    await visit(cast, (await one_round(cast, TODAY)).id, "roof-b", NOW)
    set_clock(monkeypatch, NOW + timedelta(hours=25, minutes=59))
    assert (await one_round(cast, TODAY)).state == "waiting_for_phone"
    set_clock(monkeypatch, NOW + timedelta(hours=26, minutes=1))

    assert (await one_round(cast, TODAY)).state == "partly_done"


async def test_whoever_walked_a_round_is_waited_for_as_well(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    walk = Patrol(
        id=ids.new(), report_digest="0" * 64, site=cast.site(), round=(await one_round(cast, TODAY)).id,
        person=cast.person("su"), started_at=NOW, finished_at=NOW, received_at=NOW,
    )  # fmt: skip
    await Patrol.insert(walk)
    set_clock(monkeypatch, NOW + timedelta(hours=3))
    await contact(cast, "su", NOW + timedelta(hours=2, minutes=30))

    assert (await one_round(cast, TODAY)).state == "missed"


async def test_late_only_if_the_whole_interval_lies_after_the_window(cast: Cast) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    one = await one_round(cast, TODAY)
    await visit(cast, one.id, "roof-b", one.ends_at, one.ends_at + timedelta(hours=1))
    assert not (await one_round(cast, TODAY)).late
    await visit(cast, one.id, "east-b", one.ends_at + timedelta(milliseconds=1))

    assert (await one_round(cast, TODAY)).late_point_ids == (cast.point("east-b"),)


async def test_a_round_is_found_by_its_id_or_by_route_window_and_date(cast: Cast) -> None:
    await ensure_rounds(cast.site(), TODAY, TODAY)
    one = await one_round(cast, TODAY)
    by_id = await queries.find_round(cast.site(), round_id=one.id)
    by_names = await queries.find_round(cast.site(), route_id=one.route_id, window_id=one.window_id, on=TODAY)

    assert by_id is not None and by_id == by_names
    assert await queries.find_round(cast.site("court"), round_id=one.id) is None
    assert await queries.find_round(cast.site(), route_id=one.route_id) is None
