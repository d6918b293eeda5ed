"""A site's places, routes and windows as a file that imports again without changing anything: what is retired is left
out, everything else stands there as it is, in its order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.checklists import queries as checklists
from server.lib.sheets import Value
from server.patrols import queries
from server.sites.places import AssetPlace, SiteFacts, UnitPlace
from server.sites.queries import places_of, site_facts
from server.sites.reading import limits_text
from server.sites.tables import Tag

Lines = dict[str, list[tuple[Value, ...]]]
_SEPARATORS = ",，、;；"


async def export_lines(site_id: UUID, language: str) -> Lines:
    """The filled rows of every sheet, by its key; checklists by their names in this language."""
    site = await site_facts(site_id)
    assert site is not None
    places, codes, names = await places_of(site_id), await _codes(site_id), await _checklist_names(language)
    buildings = {one.id: one.name for one in places.buildings}
    floors = {one.id: (buildings[one.building_id], one.name) for one in places.floors}
    points = {one.id: (*floors[one.floor_id], one.name) for one in places.points}
    return {
        "site": [(site.name, site.time_zone)],
        "buildings": [(one.name,) for one in places.buildings],
        "floors": [(*floors[one.id], one.ordinal) for one in places.floors],
        "points": [(*points[one.id], one.number, codes.get(one.id, "")) for one in places.points],
        "assets": [
            (*points[point.id], asset.name, *_asset(asset, names)) for point in places.points for asset in point.assets
        ],
        "units": [_unit(one, buildings, floors, names, site) for one in places.units],
        **await _routes(site_id, points),
    }


async def _codes(site_id: UUID) -> dict[UUID, str]:
    """The valid tags."""
    rows = await Tag.select(Tag.point, Tag.code).where(Tag.point.site == site_id, Tag.replaced_at.is_null())
    return {row["point"]: row["code"] for row in rows}


async def _checklist_names(language: str) -> dict[str, str]:
    """Key → the name, as long as the name alone tells which; else the key itself."""
    current = await checklists.current()
    names = {one.key: one.name.en if language == "en" else one.name.zh for one in current}
    told = list(names.values())
    return {
        key: key if told.count(name) > 1 or any(mark in name for mark in _SEPARATORS) else name
        for key, name in names.items()
    }


def _asset(asset: AssetPlace, names: Mapping[str, str]) -> tuple[Value, ...]:
    listed = "" if asset.checklists == (asset.kind,) else _listed(asset.checklists, names)
    return names.get(asset.kind, asset.kind), listed, limits_text(asset.limits)


def _unit(
    unit: UnitPlace,
    buildings: Mapping[UUID, str],
    floors: Mapping[UUID, tuple[str, str]],
    names: Mapping[str, str],
    site: SiteFacts,
) -> tuple[Value, ...]:
    floor = floors.get(unit.floor_id) if unit.floor_id else None
    usual = ("vacant-unit",) if unit.vacant else ()
    return (
        buildings[unit.building_id],
        unit.name,
        floor[1] if floor else "",
        unit.number or "",
        "是" if unit.vacant else "否",
        _day(unit.vacant_since, site.time_zone),
        "" if unit.checklists == usual else _listed(unit.checklists, names),
    )


def _listed(keys: Sequence[str], names: Mapping[str, str]) -> str:
    return "、".join(names.get(key, key) for key in keys) or "无"


def _day(moment: datetime | None, zone: str) -> str:
    return "" if moment is None else moment.astimezone(ZoneInfo(zone)).date().isoformat()


async def _routes(site_id: UUID, points: Mapping[UUID, tuple[Any, ...]]) -> Lines:
    """A route without a stop has no line: a line of that sheet is a stop."""
    routes = await queries.routes_of(site_id)
    windows = await queries.windows_of(site_id)
    return {
        "routes": [(route.name, *points[point]) for route in routes for point in route.point_ids if point in points],
        "windows": [(one.name_zh, one.name_en, one.start, one.end) for one in windows],
    }
