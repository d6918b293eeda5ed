"""Takes places in as a file describes them. What is there already is found by its names, so the same file again changes
nothing; what the file does not name stays as it is."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from server.journal.noting import note
from server.lib import clock, digest
from server.lib.i18n import N_
from server.lib.named_rows import NamedRows
from server.lib.sheets import Cells, Fault, FaultySheets
from server.sites.plans import Names, Places, PointPlan
from server.sites.sheets import POINTS
from server.sites.standing import Standing
from server.sites.tables import Asset, Building, Floor, Point, Site, Tag, Unit
from server.sites.tagging import free_number, new_code


class Imported(msgspec.Struct, frozen=True):
    """The site, its points by (building, floor, point), and how much of each sheet was new or changed."""

    site_id: UUID
    points: Mapping[Names, UUID]
    counts: Mapping[str, tuple[int, int]]


async def import_places(places: Places) -> Imported:
    """Writes what is new or different, inside the caller's transaction; FaultySheets before anything is written where
    a number or a tag belongs to another point."""
    site_id, site_counts = await _put_site(places)
    standing = await Standing.of(site_id)
    await _refuse_taken(places, standing)
    buildings = NamedRows(Building, standing.buildings)
    for ordinal, name in enumerate(places.buildings, start=1):
        await buildings.put((name,), {"site": site_id, "name": name, "ordinal": ordinal})
    await buildings.flush()
    floors = NamedRows(Floor, standing.floors)
    for floor in places.floors:
        wanted = {"building": buildings.ids[floor.at[:1]], "name": floor.at[1], "ordinal": floor.ordinal}
        await floors.put(floor.at, wanted)
    await floors.flush()
    points, tags = await _put_points(places, site_id, standing, buildings.ids, floors.ids)
    assets = await _put_assets(places, site_id, standing, points.ids)
    units = await _put_units(places, site_id, standing, buildings.ids, floors.ids)
    tables: dict[str, NamedRows[Any]] = {
        "buildings": buildings,
        "floors": floors,
        "points": points,
        "assets": assets,
        "units": units,
        "tags": tags,
    }
    counts = {"site": site_counts, **{key: (rows.new_count, rows.changed_count) for key, rows in tables.items()}}
    if any(any(pair) for pair in counts.values()):
        await note("import", "site", site_id, site_id=site_id, counts={key: list(pair) for key, pair in counts.items()})
    return Imported(site_id, points.ids, counts)


async def _put_site(places: Places) -> tuple[UUID, tuple[int, int]]:
    found = {row["name"]: row for row in await Site.select().where(Site.name == places.site.name)}
    sites = NamedRows(Site, found)
    wanted = {"name": places.site.name, "time_zone": places.site.time_zone}
    site_id = await sites.put(places.site.name, wanted, {"created_at": clock.now(), "settings": {}})
    await sites.flush()
    return site_id, (sites.new_count, sites.changed_count)


async def _refuse_taken(places: Places, standing: Standing) -> None:
    """Numbers of a building and codes of the whole installation belong to one point."""
    faults: list[Fault] = []
    cells = Cells(POINTS, faults)
    numbers = {(at[0], row["number"]): at for at, row in standing.points.items()}
    given = {plan.code: plan for plan in places.points if plan.code}
    rows = await Tag.select(Tag.code, Tag.point).where(Tag.code.is_in(list(given))) if given else []
    own = {row["id"]: at for at, row in standing.points.items()}
    for row in rows:
        if own.get(row["point"]) != given[row["code"]].at:
            cells.wrong(given[row["code"]].row, "tag", N_("这个码已经贴在别的点位上"))
    for plan in places.points:
        at = numbers.get((plan.at[0], plan.number))
        if at is not None and at != plan.at:
            cells.wrong(plan.row, "number", N_("这个编号已经是“{name}”的"), name=" ".join(at[1:]))
    if faults:
        raise FaultySheets(faults)


async def _put_points(
    places: Places, site_id: UUID, standing: Standing, buildings: Mapping[Names, UUID], floors: Mapping[Names, UUID]
) -> tuple[NamedRows[Names], NamedRows[str]]:
    points = NamedRows(Point, standing.points)
    tags = NamedRows(Tag, {tag["code"]: tag for rows in standing.tags.values() for tag in rows})
    levels = {floor.at: floor.ordinal for floor in places.floors}
    taken: dict[str, set[str]] = defaultdict(set)
    for at, row in standing.points.items():
        taken[at[0]].add(row["number"])
    for plan in places.points:
        taken[plan.at[0]].add(plan.number)
    for plan in places.points:
        found = standing.points.get(plan.at)
        number = plan.number or (found["number"] if found else free_number(levels[plan.at[:2]], taken[plan.at[0]]))
        taken[plan.at[0]].add(number)
        wanted = {
            "site": site_id,
            "building": buildings[plan.at[:1]],
            "floor": floors[plan.at[:2]],
            "name": plan.at[2],
            "number": number,
            "retired_at": None,
        }
        point_id = await points.put(plan.at, wanted)
        await _put_tag(tags, plan, point_id, standing.tags.get(point_id, []))
    await points.flush()
    await tags.flush()
    return points, tags


async def _put_tag(tags: NamedRows[str], plan: PointPlan, point_id: UUID, present: list[dict[str, Any]]) -> None:
    """The point's one valid tag; one that is replaced stays known."""
    valid = [tag["code"] for tag in present if tag["replaced_at"] is None]
    if valid and plan.code in ("", *valid):
        return
    code = plan.code or new_code()
    wanted = {"point": point_id, "code": code, "code_hash": digest.sha256(code.encode()), "replaced_at": None}
    # A code that somebody gives hangs already; one made here is still to be printed.
    now = clock.now()
    await tags.put(code, wanted, {"created_at": now, "printed_at": now if plan.code else None})
    for old in valid:
        await Tag.update({Tag.replaced_at: clock.now()}).where(Tag.code == old)


async def _put_assets(
    places: Places, site_id: UUID, standing: Standing, points: Mapping[Names, UUID]
) -> NamedRows[Names]:
    assets = NamedRows(Asset, standing.assets)
    for ordinal, plan in enumerate(places.assets, start=1):
        wanted = {
            "site": site_id,
            "point": points[plan.at[:3]],
            "kind": plan.kind,
            "name": plan.at[3],
            "checklists": list(plan.checklists),
            "limits": msgspec.to_builtins(plan.limits),
            "ordinal": ordinal,
            "retired_at": None,
        }
        await assets.put(plan.at, wanted)
    await assets.flush()
    return assets


async def _put_units(
    places: Places, site_id: UUID, standing: Standing, buildings: Mapping[Names, UUID], floors: Mapping[Names, UUID]
) -> NamedRows[Names]:
    units = NamedRows(Unit, standing.units)
    zone = ZoneInfo(places.site.time_zone)
    for plan in places.units:
        found = standing.units.get(plan.at)
        since = _midnight(plan.vacant_since, zone)
        if since is None and plan.vacant:
            since = found["vacant_since"] if found and found["vacant"] else clock.now()
        wanted = {
            "site": site_id,
            "building": buildings[plan.at[:1]],
            "floor": floors.get((plan.at[0], plan.floor)),
            "name": plan.at[1],
            "number": plan.number or None,
            "vacant": plan.vacant,
            "vacant_since": since,
            "checklists": list(plan.checklists),
            "retired_at": None,
        }
        await units.put(plan.at, wanted)
    await units.flush()
    return units


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone)
