"""Takes places in as a file describes them. What is there already is found by its names, so the same file again changes
nothing; what the file does not name stays as it is. Planned first, written then: a preview is the plan alone."""

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
from server.lib.ordering import ordinals
from server.lib.sheets import Cells, Fault, FaultySheets
from server.sites.plans import Names, Places, PointPlan
from server.sites.sheets import POINTS
from server.sites.standing import Standing
from server.sites.tables import Asset, Building, Floor, Point, Site, Tag, Unit
from server.sites.tagging import free_number, new_code


class Work(msgspec.Struct, frozen=True):
    """What a file would change at a site: rows by sheet, the codes that others replace, and whose tags change.

    `tags`: (point, code as given or "" for one that is made, whether it replaces another).
    """

    site_id: UUID
    zone: str
    rows: Mapping[str, NamedRows[Any]]
    replaced_codes: tuple[str, ...]
    tags: tuple[tuple[Names, str, bool], ...]

    @property
    def is_new_site(self) -> bool:
        """Whether there was no such site."""
        return self.rows["site"].new_count == 1

    @property
    def points(self) -> Mapping[Names, UUID]:
        """The site's points by (building, floor, point)."""
        return self.rows["points"].ids

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """How much of each sheet is new or changed."""
        return {key: (rows.new_count, rows.changed_count) for key, rows in self.rows.items()}


async def plan_places(places: Places) -> Work:
    """What the file would change; nothing is written. FaultySheets where a number or a tag belongs to another point."""
    sites, site_id = await _plan_site(places)
    standing = await Standing.of(site_id)
    await _refuse_taken(places, standing)
    buildings = NamedRows(Building, standing.buildings)
    at_place = {at: (row["ordinal"], *at) for at, row in standing.buildings.items()}
    order = ordinals([(name,) for name in places.buildings], at_place)
    for name in places.buildings:
        wanted = {"site": site_id, "name": name, "ordinal": order[(name,)], "retired_at": None}
        await buildings.put((name,), wanted)
    floors = NamedRows(Floor, standing.floors)
    for floor in places.floors:
        wanted = {"building": buildings.ids[floor.at[:1]], "name": floor.at[1], "ordinal": floor.ordinal}
        await floors.put(floor.at, {**wanted, "retired_at": None})
    points = await _plan_points(places, site_id, standing, buildings.ids, floors.ids)
    tags, replaced, told = await _plan_tags(places, standing, points.ids)
    rows: dict[str, NamedRows[Any]] = {
        "site": sites,
        "buildings": buildings,
        "floors": floors,
        "points": points,
        "tags": tags,
        "assets": await _plan_assets(places, site_id, standing, points.ids),
        "units": await _plan_units(places, site_id, standing, buildings.ids, floors.ids),
    }
    return Work(site_id, places.site.time_zone, rows, replaced, told)


async def write_places(work: Work) -> None:
    """Writes the plan, inside the transaction in which it was made."""
    for rows in work.rows.values():
        await rows.flush()
    for code in work.replaced_codes:
        await Tag.update({Tag.replaced_at: clock.now()}).where(Tag.code == code)


async def note_import(site_id: UUID, counts: Mapping[str, tuple[int, int]], by: UUID | None) -> None:
    """The journal's entry, where anything was changed."""
    if any(any(pair) for pair in counts.values()):
        told = {key: list(pair) for key, pair in counts.items()}
        await note("import", "site", site_id, site_id=site_id, person_id=by, counts=told)


async def _plan_site(places: Places) -> tuple[NamedRows[str], UUID]:
    found = {row["name"]: row for row in await Site.select().where(Site.name == places.site.name)}
    sites = NamedRows(Site, found)
    wanted = {"name": places.site.name, "time_zone": places.site.time_zone}
    site_id = await sites.put(places.site.name, wanted, {"created_at": clock.now(), "settings": {}})
    return sites, site_id


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


async def _plan_points(
    places: Places, site_id: UUID, standing: Standing, buildings: Mapping[Names, UUID], floors: Mapping[Names, UUID]
) -> NamedRows[Names]:
    points = NamedRows(Point, standing.points)
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
        await points.put(plan.at, wanted)
    return points


async def _plan_tags(
    places: Places, standing: Standing, points: Mapping[Names, UUID]
) -> tuple[NamedRows[str], tuple[str, ...], tuple[tuple[Names, str, bool], ...]]:
    tags = NamedRows(Tag, {tag["code"]: tag for rows in standing.tags.values() for tag in rows})
    replaced: list[str] = []
    told: list[tuple[Names, str, bool]] = []
    for plan in places.points:
        point_id = points[plan.at]
        old = [tag["code"] for tag in standing.tags.get(point_id, []) if tag["replaced_at"] is None]
        if await _plan_tag(tags, plan, point_id, old):
            replaced += old
            told.append((plan.at, plan.code, bool(old)))
    return tags, tuple(replaced), tuple(told)


async def _plan_tag(tags: NamedRows[str], plan: PointPlan, point_id: UUID, valid: list[str]) -> bool:
    """The point's one valid tag; one that is replaced stays known. Whether another one becomes valid."""
    if valid and plan.code in ("", *valid):
        return False
    code = plan.code or new_code()
    wanted = {"point": point_id, "code": code, "code_hash": digest.sha256(code.encode()), "replaced_at": None}
    # A code that somebody gives hangs already; one made here is still to be printed.
    now = clock.now()
    await tags.put(code, wanted, {"created_at": now, "printed_at": now if plan.code else None})
    return True


async def _plan_assets(
    places: Places, site_id: UUID, standing: Standing, points: Mapping[Names, UUID]
) -> NamedRows[Names]:
    assets = NamedRows(Asset, standing.assets)
    listed: dict[Names, list[Names]] = defaultdict(list)
    for plan in places.assets:
        listed[plan.at[:3]].append(plan.at)
    present: dict[Names, dict[Names, tuple[Any, ...]]] = defaultdict(dict)
    for at, row in standing.assets.items():
        present[at[:3]][at] = (row["ordinal"], *at)
    order = {at: number for point, names in listed.items() for at, number in ordinals(names, present[point]).items()}
    for plan in places.assets:
        wanted = {
            "site": site_id,
            "point": points[plan.at[:3]],
            "kind": plan.kind,
            "name": plan.at[3],
            "checklists": list(plan.checklists),
            "limits": msgspec.to_builtins(plan.limits),
            "ordinal": order[plan.at],
            "retired_at": None,
        }
        await assets.put(plan.at, wanted)
    return assets


async def _plan_units(
    places: Places, site_id: UUID, standing: Standing, buildings: Mapping[Names, UUID], floors: Mapping[Names, UUID]
) -> NamedRows[Names]:
    units = NamedRows(Unit, standing.units)
    zone = ZoneInfo(places.site.time_zone)
    for plan in places.units:
        wanted = {
            "site": site_id,
            "building": buildings[plan.at[:1]],
            "floor": floors.get((plan.at[0], plan.floor)),
            "name": plan.at[1],
            "number": plan.number or None,
            "vacant": plan.vacant,
            "vacant_since": _vacant_since(plan.vacant_since, plan.vacant, standing.units.get(plan.at), zone),
            "checklists": list(plan.checklists),
            "retired_at": None,
        }
        await units.put(plan.at, wanted)
    return units


def _vacant_since(day: date | None, vacant: bool, found: Mapping[str, Any] | None, zone: ZoneInfo) -> datetime | None:
    """The moment that is known stays as long as the file tells the same day, or none."""
    known: datetime | None = found["vacant_since"] if found else None
    if day is not None:
        is_same = known is not None and known.astimezone(zone).date() == day
        return known if is_same else datetime.combine(day, time(), zone)
    if not vacant:
        return None
    return known if found and found["vacant"] else clock.now()
