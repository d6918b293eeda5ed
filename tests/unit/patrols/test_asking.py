"""What a round asks stays the same while it is walked."""

from datetime import date, timedelta
from uuid import UUID, uuid5

from server.checklists.due import DueAsset, When
from server.checklists.periods import SEASONS
from server.checklists.terms import Item, Words
from server.patrols.asking import Asked, DoneOn, Walk, as_found, asked_in, places_in_day
from server.patrols.dueness import Ground, asked_of_rounds

ROUTE = UUID(int=1)
MONDAY = date(2026, 11, 23)
SECRET = b"a secret of the tests, of some length"
WORDS = Words("没关", "Open")


def item(name: str, frequency: str) -> Item:
    return Item(
        id=name, text=WORDS, fault=WORDS, type="pass", frequency=frequency,  # type: ignore[arg-type]
        severity="minor", department="engineering", photo="on_defect",
    )  # fmt: skip


def asset(number: int, *items: Item) -> DueAsset:
    return DueAsset(asset_id=f"asset-{number}", point_id=str(UUID(int=number)), building_id="one", items=items)


def walk(on: date, ordinal: int = 0, points: int = 1) -> Walk:
    return Walk(uuid5(ROUTE, f"{on} {ordinal}"), ROUTE, on, tuple(UUID(int=number) for number in range(points)))


def test_an_item_done_in_this_very_round_is_still_asked_by_it() -> None:
    one = walk(MONDAY)
    door = asset(0, item("FD09", "weekly"))

    assert as_found(door, [DoneOn("FD09", MONDAY, one.id)], one).last_done == {}
    assert as_found(door, [DoneOn("FD09", MONDAY, UUID(int=7))], one).last_done == {"FD09": MONDAY}


def test_an_item_done_on_a_later_day_is_still_asked_by_yesterdays_round() -> None:
    door = asset(0, item("FD09", "weekly"))

    assert as_found(door, [DoneOn("FD09", MONDAY, None)], walk(MONDAY - timedelta(days=1))).last_done == {}


def test_the_rounds_of_a_day_are_counted_by_their_start() -> None:
    rounds = [walk(MONDAY, 0), walk(MONDAY, 1), walk(MONDAY + timedelta(days=1))]
    places = places_in_day(rounds)

    assert [places[one.id] for one in rounds] == [
        When(MONDAY, 0, 2),
        When(MONDAY, 1, 2),
        When(MONDAY + timedelta(days=1), 0, 1),
    ]


def test_proof_photos_depend_on_the_secret_and_the_round() -> None:
    assets = [asset(number, item(f"CO{number:02}", "daily")) for number in range(100)]

    def proof(one: Walk, secret: bytes) -> list[tuple[str, str]]:
        return asked_in(one, When(one.date), assets, set(), SEASONS, secret, 0.1).proof

    monday = walk(MONDAY, points=100)
    assert proof(monday, SECRET) == proof(monday, SECRET)
    assert len(proof(monday, SECRET)) == 10
    assert proof(monday, SECRET) != proof(monday, SECRET + b"!")
    assert proof(monday, SECRET) != proof(walk(MONDAY, 1, 100), SECRET)


def test_what_is_kept_in_the_process_follows_every_change() -> None:
    week = [walk(MONDAY + timedelta(days=days)) for days in range(7)]
    door = asset(0, item("FD01", "daily"), item("FD09", "weekly"))

    def asked(ground: Ground, done: dict[str, list[DoneOn]]) -> list[Asked]:
        found = asked_of_rounds(week, ground, done)
        return [found[one.id] for one in week]

    first = asked(Ground("first", [door], SEASONS, SECRET, 0.1), {})
    [day, *_] = [place for place, one in enumerate(first) if "FD09" in one.due["asset-0"]]
    done = {"asset-0": [DoneOn("FD09", week[day].date, week[day].id)]}
    then = asked(Ground("first", [door], SEASONS, SECRET, 0.1), done)
    assert [("FD09" in one.due["asset-0"]) for one in then] == [place == day for place in range(7)]
    assert asked(Ground("first", [door], SEASONS, SECRET, 0.1), {}) == first
    other = asked(Ground("second", [asset(0, item("FD02", "daily"))], SEASONS, SECRET, 0.1), {})
    assert all(one.due == {"asset-0": ["FD02"]} for one in other)
