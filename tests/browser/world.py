"""The site the browser tests walk through, written into a data folder: `python -m tests.browser.world FOLDER [lived]`.

It is the small world of tests/cast.py with a third building, whose route goes floor by floor, and one window that is
open all day. Runs in a process of its own, so that the tests' own database is left alone; what the tests need to know
(ids, names, codes) is left beside the database in world.json. `lived` adds a past: evidence, orders in several states,
a line in quarantine.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
ROUTE = "3栋日常路线"
# Walked from the top down, east before west.
FLOORS = (6, 5, 4, 3, 2)
EAST = {"fire-door": "东防火门", "corridor": "东过道", "lamp": "东走廊灯"}
WEST = {"fire-door": "西防火门", "wall": "西墙面", "lamp": "西走廊灯"}
RETAKE = "太近，看不出在哪里"  # why a photo is asked for once more
NOTE = "换了合页"
SPOT = "主卧西墙"
FLAT_KEY = "201 入户门"


class Stop(NamedTuple):
    """A point of the route, as a patroller knows it."""

    id: str
    name: str
    number: str
    code: str


class World(NamedTuple):
    """What stands in world.json. `orders` and `reports` are of the past, by a short name each."""

    password: str
    site: str
    court: str
    people: dict[str, str]
    stops: list[Stop]
    elsewhere: Stop  # on nobody's round but mei's, with 防火门 E
    orders: dict[str, str]
    reports: dict[str, str]
    quarantined: str | None
    incident: str | None
    unit: str
    keys: dict[str, str]  # by number; of a lived world only
    names: list[str]  # of people, places and things, longest first, and what people wrote


def build_world(folder: Path, *, lived: bool = False) -> None:
    """Makes the data folder."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.browser.world", str(folder), *(["lived"] if lived else [])]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]


def copy_world(template: Path, folder: Path) -> World:
    """A data folder of a test's own."""
    shutil.copytree(template, folder)
    told = json.loads((folder / "world.json").read_text())
    stops = [Stop(**stop) for stop in told["stops"]]
    return World(**{**told, "stops": stops, "elsewhere": Stop(**told["elsewhere"])})


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The settings of a server or command on this folder, without any the tests run under."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("LOUXUN_")}
    return {**own, "LOUXUN_DATA": str(folder), "PICCOLO_CONF": "server.piccolo_conf", **more}


def _enlarge() -> None:
    """Before the cast is built: one window all day, a building with a route floor by floor, a second patroller."""
    from tests import cast, cast_places
    from tests.cast_places import BuildingOf, PointOf

    cast.WINDOWS.clear()
    cast.WINDOWS["morning"] = ("全天", "All day", "00:00", "00:00")  # ends on the next day
    cast.PEOPLE["mei"] = ("梅雨", {"garden": "patroller"}, [])
    cast_places.BUILDINGS["three"] = BuildingOf("garden", "3栋", {1: "1层", **{n: f"{n}层" for n in FLOORS}})
    route = []
    for floor in FLOORS:
        for place, (side, assets) in enumerate([("东侧", EAST), ("西侧", WEST)], 1):
            key = f"three-{floor}-{place}"
            cast_places.POINTS[key] = PointOf("three", floor, f"{floor}层 {side}", f"3{floor}0{place}", dict(assets))
            route.append(key)
    cast_places.POINTS["three-1-1"] = PointOf(
        "three", 1, "1层 大堂", "3101", {"corridor": "大堂走道", "lamp": "大堂灯"}
    )
    cast_places.ROUTES["garden"][ROUTE] = [*route, "three-1-1"]


async def _build(folder: Path, *, lived: bool) -> None:
    from server import settings
    from server.keys.tables import Key
    from server.lib import clock, db, ids
    from server.migrating import migrate
    from server.patrols.tables import Route
    from server.people import consents
    from tests import cast, cast_places
    from tests.engines import use_engine

    chosen = settings.load()
    use_engine(chosen.database_url)
    await migrate()
    await db.open_pool()
    world = await cast.build()
    # All have agreed long ago to what is recorded, but for fan of the other site.
    for name in cast.PEOPLE:
        if name != "fan":
            await consents.agree(world.person(name), None, consents.VERSION, language="zh", at=clock.now())
    # The other garden routes are nobody's but mei's, so that lin's day is one round.
    await Route.update({Route.person_ids: [str(world.person("mei"))]}).where(
        Route.site == world.site(), Route.name != ROUTE
    )
    await Key.insert(
        Key(id=ids.new(), site=world.site(), number="K-201", name=FLAT_KEY, kind="unit", unit=world.unit("201"),
            created_at=clock.now())
    )  # fmt: skip
    await db.close_pool()
    past: dict[str, Any] = {"orders": {}, "reports": {}, "quarantined": None, "incident": None, "keys": {}}
    if lived:
        past = await _live(chosen)
    told = {
        "password": cast.PASSWORD,
        "site": str(world.site()),
        "court": str(world.site("court")),
        "people": {name: str(world.person(name)) for name in cast.PEOPLE},
        "stops": [_stop(world, key) for key in cast_places.ROUTES["garden"][ROUTE]],
        "elsewhere": _stop(world, "east-b"),
        "unit": str(world.unit("201")),
        "names": sorted(_names(), key=len, reverse=True),
        **past,
    }
    (folder / "world.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))


def _stop(world: Any, key: str) -> dict[str, str]:
    from tests.cast_places import POINTS

    return {"id": str(world.point(key)), "name": POINTS[key].name, "number": POINTS[key].number,
            "code": world.code(key)}  # fmt: skip


def _names() -> set[str]:
    from server.people.terms import DEPARTMENT_NAMES
    from tests import cast, cast_places
    from tests.browser.keys_world import key_names

    buildings, points = cast_places.BUILDINGS.values(), cast_places.POINTS.values()
    return {
        *(name for name, _, _ in cast.PEOPLE.values()),
        *cast.SITES.values(),
        *(one.name for one in buildings),
        *(name for one in buildings for name in one.floors.values()),
        *(one.name for one in points),
        *(name for one in points for name in one.assets.values()),
        *(name for names in cast_places.ROUTES.values() for name in names),
        *DEPARTMENT_NAMES.values(),
        *cast.PEOPLE,
        *("东侧", "西侧", "大堂"),  # as the route says them under a floor
        NOTE,
        RETAKE,
        SPOT,
        FLAT_KEY,
        *cast_places.UNITS,
        *key_names(),
    }


async def _live(chosen: Any) -> dict[str, Any]:
    """Yesterday and today before breakfast, sent through the doors like everyone's."""
    from datetime import timedelta
    from uuid import UUID

    import httpx

    from server.app import create
    from server.lib import clock
    from server.reviews import asking
    from tests.browser.keys_world import hang_keys
    from tests.builders import check, defect, ok, photo
    from tests.cast import Cast
    from tests.photos_source import photo as real_photo
    from tests.pictures import Picture, picture

    app = create(chosen)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://testserver.local") as client:
        cast = Cast(client)
        lin, chen, su = await cast.phone("lin"), await cast.phone("chen"), await cast.phone("su")
        before, after = picture(1, 640, 480), picture(2, 640, 480)
        china = Picture(real_photo("china.jpg").read_bytes(), 640, 427)
        yesterday = clock.now() - timedelta(days=1)

        def line(point: str, kind: str, item: str, shot: Picture, hours: int) -> Any:
            fault = defect(item, photos=[shot])
            return lin.inspection(point, [check(kind, fault)], photos=[shot], at=yesterday + timedelta(hours=hours))

        sent = {
            "door": line("three-6-1", "fire-door", "FD05", china, 0),
            "lamp": line("three-4-2", "lamp", "LA01", before, 1),
            "wall": line("three-2-2", "wall", "WA01", before, 2),
            "flat": lin.inspection(unit="201", checks=[check("vacant-unit", *_flat(before, ok, defect))],
                                   photos=[before], at=clock.now() - timedelta(days=7)),
            "fine": lin.inspection("three-3-1", at=yesterday + timedelta(hours=3)),
        }
        strange = lin.seal("inspection", {"point_id": str(cast.point("three-5-1"))})
        results = await lin.send(*sent.values(), strange)
        assert [one["outcome"] for one in results] == ["stored"] * 5 + ["quarantined"], results
        await lin.put(before, china)
        orders = await _orders(client, su, {name: one.id for name, one in sent.items()})
        # One is repaired and waits for being looked at, one is under way.
        done = [
            chen.work(orders["door"], "accept"),
            chen.work(orders["door"], "arrive"),
            chen.work(orders["door"], "complete", minutes=25, note=NOTE, photos=[photo(after, role="after")]),
            chen.work(orders["lamp"], "accept"),
        ]
        breach, diary = _told(cast, lin)
        answers = await lin.send(*breach, diary)
        assert all(one["outcome"] == "stored" for one in answers), answers
        answers = await chen.send(*done)
        assert all(one["outcome"] == "stored" and "problem" not in one for one in answers), answers
        await chen.put(after)
        await asking.ask(UUID(sent["wall"].id), before.sha256, RETAKE, cast.person("su"))
        return {
            "orders": orders,
            "reports": {name: one.id for name, one in sent.items()},
            "quarantined": strange.digest,
            "incident": breach[0].envelope["body"]["incident_id"],
            "keys": await hang_keys(cast, lin, chen),
        }


def _told(cast: Any, lin: Any) -> tuple[list[Any], Any]:
    """A violation with its notice, and the day's diary."""
    from datetime import timedelta

    from server.lib import clock, ids, times

    now = clock.now()
    told = {"incident_id": str(ids.new()), "category": "violation", "description": NOTE, "photos": []}
    steps = [
        lin.seal("incident", told | {"step": "open", "unit_id": str(cast.unit("201")), "level": 4,
                                     "at": times.text(now - timedelta(hours=2))}),
        lin.seal("incident", told | {"step": "notice", "due_at": times.text(now + timedelta(days=3)),
                                     "at": times.text(now - timedelta(hours=1))}),
    ]  # fmt: skip
    entries = [{"kind": "patrol", "text": NOTE}, {"kind": "note", "text": NOTE}]
    body = {"date": cast.today().isoformat(), "entries": entries, "suggestions": NOTE, "submitted_at": times.text(now)}
    return steps, lin.seal("diary", body)


def _flat(shot: Any, ok: Any, defect: Any) -> list[Any]:
    """A vacant unit a week ago: three meters, and a stain that is still there."""
    return [
        ok("VU06", value=316.8, photos=[shot]),
        ok("VU07", value=2046.9, photos=[shot]),
        ok("VU08", value=96.0, photos=[shot]),
        defect("VU09", choice="old-stain", spot=SPOT, photos=[shot]),
    ]


async def _orders(client: Any, su: Any, reports: dict[str, str]) -> dict[str, str]:
    """The order each report's defect came to."""
    defects = (await su.get("/defects")).json()["items"]
    found = {}
    for name, report in reports.items():
        for one in defects:
            if any(seen["report_id"] == report for seen in one["sightings"]) and one["order_id"]:
                found[name] = one["order_id"]
    return found


if __name__ == "__main__":
    _enlarge()
    asyncio.run(_build(Path(sys.argv[1]), lived=len(sys.argv) > 2))
