"""GET /rounds: the state of a round, its own filters, and pages that only the states decide."""

from datetime import timedelta

from server.lib import clock
from server.patrols.tables import Round, Route
from server.sites.tables import Site
from tests.api.reading.rows import Rows
from tests.api.reading.test_read_everywhere import refusal
from tests.cast import Cast
from tests.cast_places import ROUTES

LONG_AGO = timedelta(days=10)


async def states_of(cast: Cast, **params: str) -> dict[str, str]:
    answer = await (await cast.phone("su")).get("/rounds", **params)
    assert answer.status_code == 200, answer.text
    return {item["id"]: item["state"] for item in answer.json()["items"]}


async def test_rounds_are_there_before_any_phone_asked_for_them(cast: Cast) -> None:
    su = await cast.phone("su")
    answer = (await su.get("/rounds")).json()
    assert {item["date"] for item in answer["items"]} >= {cast.today().isoformat()}
    starts = [(item["date"], item["window_id"] == str(cast.window("afternoon"))) for item in answer["items"]]
    assert starts == sorted(starts, reverse=True)
    assert {item["route_id"] for item in answer["items"]} == {str(cast.route(key)) for key in ROUTES["garden"]}
    assert {item["site_id"] for item in answer["items"]} == {str(cast.site())}


async def test_a_round_tells_all_that_the_protocol_names(cast: Cast, rows: Rows) -> None:
    on = cast.today() - LONG_AGO
    round_id = await cast.round("route-two", "morning", on, "lin")
    found = await Round.objects().get(Round.id == round_id)
    assert found is not None
    for point, moment in {"lobby-b": found.starts_at, "east-b": found.ends_at + timedelta(minutes=1)}.items():
        await rows.inspection(clock.now(), point=point, round_id=round_id, moment=moment)
    su = await cast.phone("su")
    items = (await su.get("/rounds", until=found.ends_at.isoformat())).json()["items"]
    assert items == [
        {
            "id": str(round_id),
            "site_id": str(cast.site()),
            "route_id": str(cast.route("route-two")),
            "window_id": str(cast.window("morning")),
            "date": on.isoformat(),
            "state": "partly_done",
            "person_ids": [str(cast.person("lin"))],
            "stops_count": 3,
            "done_count": 2,
            "late": True,
            "kind": "ordinary",
            "event": None,
            "unit_ids": [],
        }
    ]


async def test_rounds_are_filtered_by_what_only_their_state_tells(cast: Cast, rows: Rows) -> None:
    on = cast.today() - LONG_AGO
    missed = str(await cast.round("route-one", "morning", on, "lin"))
    done = await cast.round("route-two", "afternoon", on, "su")
    for point in ROUTES["garden"]["route-two"]:
        await rows.inspection(clock.now(), point=point, round_id=done, person="lin")
    assert set(await states_of(cast, state="missed")) == {missed}
    assert await states_of(cast, state="done") == {str(done): "done"}
    assert set((await states_of(cast, state="upcoming")).values()) <= {"upcoming"}
    assert set((await states_of(cast, state="open")).values()) <= {"open"}
    assert await states_of(cast, state="partly_done") == {}
    everything = await states_of(cast, limit="200")
    waiting = {round_id for round_id, state in everything.items() if state == "waiting_for_phone"}
    assert set(await states_of(cast, state="waiting_for_phone")) == waiting
    past = {"until": (clock.now() - timedelta(days=5)).isoformat()}
    assert set(await states_of(cast, building=str(cast.building("two")), **past)) == {str(done)}
    assert set(await states_of(cast, route=str(cast.route("route-one")), **past)) == {missed}
    # lin should have walked one and did walk the other
    assert set(await states_of(cast, person=str(cast.person("lin")), **past)) == {missed, str(done)}
    assert set(await states_of(cast, person=str(cast.person("su")), **past)) == {str(done)}
    assert await states_of(cast, person=str(cast.person("chen")), **past) == {}


async def test_a_round_waits_for_a_phone_as_long_as_the_site_says(cast: Cast) -> None:
    await Site.update({Site.settings: {"waiting_hours": 24 * 30}}).where(Site.id == cast.site())
    round_id = str(await cast.round("route-one", "morning", cast.today() - LONG_AGO, "lin"))
    assert round_id in await states_of(cast, state="waiting_for_phone")


async def test_pages_of_rounds_neither_repeat_nor_skip(cast: Cast) -> None:
    await Route.update({Route.created_at: clock.now() - LONG_AGO}).where(Route.id == cast.route("route-one"))
    su = await cast.phone("su")
    whole = [item["id"] for item in (await su.get("/rounds", limit="200")).json()["items"]]
    assert len(whole) >= 20
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "3"} if cursor is None else {"limit": "3", "cursor": cursor}
        answer = (await su.get("/rounds", **params)).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert seen == whole


async def test_unknown_values_of_rounds_are_refused(cast: Cast) -> None:
    su = await cast.phone("su")
    for name, value in {"state": "late", "route": str(cast.route("route-court")), "person": str(cast.person("fan")),
                        "window": str(cast.window("morning"))}.items():  # fmt: skip
        assert await refusal(su, "rounds", **{name: value}) == (422, "bad-fields", [name])
