"""Changing places at a desk: adding, renaming, putting in order. Each is one transaction, journalled, and refused with
Problem bad-fields where the form is wrong; `retiring.py` takes things out of use and back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from msgspec import Struct

from server.journal.noting import note
from server.lib import clock, db, digest, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.texts import tidy
from server.sites.naming import checked_name, name_fault
from server.sites.tables import Asset, Building, Floor, Point, Site, Tag, Unit
from server.sites.tagging import free_number, new_code

LEAST_LEVEL, MOST_LEVEL = -20, 200


class By(Struct, frozen=True):
    """Who changes which site."""

    site_id: UUID
    person_id: UUID


class AssetForm(Struct, frozen=True):
    """What is checked: kind and checklists are published keys, limits as in `Asset.limits` (the page has checked)."""

    name: str
    kind: str
    checklists: tuple[str, ...]
    limits: dict[str, Any]


class UnitForm(Struct, frozen=True):
    name: str
    number: str
    floor_id: UUID | None
    checklists: tuple[str, ...]


async def add_site(name: str, time_zone: str) -> UUID:
    """A new site, inside the caller's transaction: who makes it becomes its manager (people/founding.py)."""
    name = await _checked_site(name, time_zone)
    site_id = ids.new()
    await Site.insert(Site(id=site_id, name=name, time_zone=time_zone, settings={}, created_at=clock.now()))
    return site_id


async def change_site(by: By, name: str, time_zone: str) -> None:
    """Another name or time zone. Rounds that have not begun follow."""
    async with db.writing():
        await _lock(by)
        name = await _checked_site(name, time_zone, by.site_id)
        await Site.update({Site.name: name, Site.time_zone: time_zone}).where(Site.id == by.site_id)
        await _note("change", "site", by.site_id, by, name=name, time_zone=time_zone)


async def add_building(by: By, name: str) -> UUID:
    """Behind the others."""
    async with db.writing():
        await _lock(by)
        rows = await Building.select(Building.name, Building.ordinal, Building.retired_at).where(
            Building.site == by.site_id
        )
        name = checked_name(name, rows)
        ordinal = max((row["ordinal"] for row in rows), default=0) + 1
        building_id = ids.new()
        await Building.insert(Building(id=building_id, site=by.site_id, name=name, ordinal=ordinal))
        await _note("add", "building", building_id, by, name=name)
    return building_id


async def rename_building(by: By, building_id: UUID, name: str) -> None:
    async with db.writing():
        await _lock(by)
        rows = await Building.select(Building.id, Building.name, Building.retired_at).where(Building.site == by.site_id)
        name = checked_name(name, rows, building_id)
        await Building.update({Building.name: name}).where(Building.id == building_id)
        await _note("rename", "building", building_id, by, name=name)


async def order_buildings(by: By, building_ids: Sequence[UUID]) -> None:
    """The site's buildings in this order; those that are not named come behind."""
    async with db.writing():
        await _lock(by)
        rows = await Building.select(Building.id, Building.ordinal, Building.name).where(Building.site == by.site_id)
        for ordinal, row_id in enumerate(_in_order(rows, building_ids), start=1):
            await Building.update({Building.ordinal: ordinal}).where(Building.id == row_id)
        await _note("order", "building", by.site_id, by)


async def add_floor(by: By, building_id: UUID, name: str, level: str) -> UUID:
    """`level` is its height as typed: 1 the ground floor, -1 the first basement."""
    async with db.writing():
        await _lock(by)
        rows = await _floors(building_id)
        name, ordinal = _checked_floor(name, level, rows)
        floor_id = ids.new()
        await Floor.insert(Floor(id=floor_id, building=building_id, name=name, ordinal=ordinal))
        await _note("add", "floor", floor_id, by, name=name)
    return floor_id


async def change_floor(by: By, building_id: UUID, floor_id: UUID, name: str, level: str) -> None:
    async with db.writing():
        await _lock(by)
        name, ordinal = _checked_floor(name, level, await _floors(building_id), floor_id)
        await Floor.update({Floor.name: name, Floor.ordinal: ordinal}).where(Floor.id == floor_id)
        await _note("change", "floor", floor_id, by, name=name, ordinal=ordinal)


async def add_point(by: By, building_id: UUID, floor_id: UUID, name: str, number: str) -> UUID:
    """With its tag, whose label is to print; without a number it gets a free one that tells the floor."""
    async with db.writing():
        await _lock(by)
        name, number = await _checked_point(building_id, floor_id, name, number)
        point_id, code = ids.new(), new_code()
        await Point.insert(
            Point(id=point_id, site=by.site_id, building=building_id, floor=floor_id, name=name, number=number)
        )
        code_hash = digest.sha256(code.encode())
        await Tag.insert(Tag(id=ids.new(), point=point_id, code=code, code_hash=code_hash, created_at=clock.now()))
        await _note("add", "point", point_id, by, name=name, number=number)
    return point_id


async def change_point(by: By, point: Any, name: str, number: str) -> None:
    """Name and number of a point (PointFound)."""
    async with db.writing():
        await _lock(by)
        name, number = await _checked_point(point.building_id, point.floor_id, name, number, point.id)
        await Point.update({Point.name: name, Point.number: number}).where(Point.id == point.id)
        await _note("change", "point", point.id, by, name=name, number=number)


async def add_asset(by: By, point_id: UUID, form: AssetForm) -> UUID:
    """Behind the point's others."""
    async with db.writing():
        await _lock(by)
        rows = await _assets(point_id)
        name = checked_name(form.name, rows)
        ordinal = max((row["ordinal"] for row in rows), default=0) + 1
        asset_id = ids.new()
        await Asset.insert(
            Asset(
                id=asset_id, site=by.site_id, point=point_id, kind=form.kind, name=name,
                checklists=list(form.checklists), limits=form.limits, ordinal=ordinal,
            )
        )  # fmt: skip
        await _note("add", "asset", asset_id, by, name=name)
    return asset_id


async def change_asset(by: By, point_id: UUID, asset_id: UUID, form: AssetForm) -> None:
    async with db.writing():
        await _lock(by)
        name = checked_name(form.name, await _assets(point_id), asset_id)
        await Asset.update(
            {
                Asset.name: name,
                Asset.kind: form.kind,
                Asset.checklists: list(form.checklists),
                Asset.limits: form.limits,
            }
        ).where(Asset.id == asset_id)
        await _note("change", "asset", asset_id, by, name=name)


async def order_assets(by: By, point_id: UUID, asset_ids: Sequence[UUID]) -> None:
    """The order of the cards on the phone; those that are not named come behind."""
    async with db.writing():
        await _lock(by)
        for ordinal, row_id in enumerate(_in_order(await _assets(point_id), asset_ids), start=1):
            await Asset.update({Asset.ordinal: ordinal}).where(Asset.id == row_id)
        await _note("order", "asset", point_id, by)


async def add_unit(by: By, building_id: UUID, form: UnitForm) -> UUID:
    """Occupied at first: vacancy has a page of its own."""
    async with db.writing():
        await _lock(by)
        rows = await _units(building_id)
        name = checked_name(form.name, rows)
        await _check_unit_floor(building_id, form)
        unit_id = ids.new()
        await Unit.insert(
            Unit(
                id=unit_id, site=by.site_id, building=building_id, floor=form.floor_id, name=name,
                number=form.number or None, checklists=list(form.checklists),
            )
        )  # fmt: skip
        await _note("add", "unit", unit_id, by, name=name)
    return unit_id


async def change_unit(by: By, building_id: UUID, unit_id: UUID, form: UnitForm) -> None:
    async with db.writing():
        await _lock(by)
        name = checked_name(form.name, await _units(building_id), unit_id)
        await _check_unit_floor(building_id, form)
        await Unit.update(
            {
                Unit.name: name,
                Unit.number: form.number or None,
                Unit.floor: form.floor_id,
                Unit.checklists: list(form.checklists),
            }
        ).where(Unit.id == unit_id)
        await _note("change", "unit", unit_id, by, name=name)


async def _lock(by: By) -> None:
    await db.lock("places", f"site:{by.site_id}")


async def _note(verb: str, thing: str, thing_id: UUID, by: By, **detail: Any) -> None:
    await note(verb, thing, thing_id, site_id=by.site_id, person_id=by.person_id, **detail)


async def _floors(building_id: UUID) -> list[dict[str, Any]]:
    return await Floor.select(Floor.id, Floor.name, Floor.ordinal, Floor.retired_at).where(
        Floor.building == building_id
    )


async def _assets(point_id: UUID) -> list[dict[str, Any]]:
    return await Asset.select(Asset.id, Asset.name, Asset.ordinal, Asset.retired_at).where(Asset.point == point_id)


async def _units(building_id: UUID) -> list[dict[str, Any]]:
    return await Unit.select(Unit.id, Unit.name, Unit.retired_at).where(Unit.building == building_id)


def _in_order(rows: Sequence[dict[str, Any]], wanted: Sequence[UUID]) -> list[UUID]:
    place = {row_id: number for number, row_id in enumerate(wanted)}
    known = sorted(rows, key=lambda row: (place.get(row["id"], len(place)), row["ordinal"], row["name"]))
    return [row["id"] for row in known]


async def _checked_site(name: str, time_zone: str, own: UUID | None = None) -> str:
    errors = []
    name = tidy(name)
    fault = name_fault(name)
    if not fault and await Site.exists().where(Site.name == name, Site.id != (own or UUID(int=0))):
        fault = N_("已经有叫这个名称的小区了")
    if fault:
        errors.append(FieldError("name", fault))
    if time_zone not in available_timezones():
        errors.append(FieldError("time_zone", N_("没有这个时区")))
    if errors:
        raise Problem("bad-fields", errors=errors)
    return name


def _checked_floor(
    name: str, level: str, rows: Sequence[dict[str, Any]], own: UUID | None = None
) -> tuple[str, int]:
    errors: list[FieldError] = []
    ordinal = level_of(level)
    if ordinal is None:
        errors.append(FieldError("level", N_("要填 -20 到 200 之间的整数")))
    try:
        name = checked_name(name, rows, own)
    except Problem as problem:
        errors += problem.errors
    if errors:
        raise Problem("bad-fields", errors=errors)
    assert ordinal is not None
    return name, ordinal


def level_of(text: str) -> int | None:
    """A floor's height as typed; None for anything else."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 3):
        return None
    return int(text) if LEAST_LEVEL <= int(text) <= MOST_LEVEL else None


async def _checked_point(
    building_id: UUID, floor_id: UUID, name: str, number: str, own: UUID | None = None
) -> tuple[str, str]:
    errors: list[FieldError] = []
    rows = await Point.select(Point.id, Point.name, Point.number, Point.floor, Point.retired_at).where(
        Point.building == building_id
    )
    others = [row for row in rows if row["id"] != own]
    taken = {row["number"] for row in others}
    if number and not (number.isascii() and number.isdecimal() and len(number) == 4):
        errors.append(FieldError("number", N_("要填四位数字")))
    elif number in taken:
        errors.append(FieldError("number", N_("这栋楼里已经有这个编号了，停用的点位也占着编号")))
    try:
        name = checked_name(name, [row for row in others if row["floor"] == floor_id])
    except Problem as problem:
        errors += problem.errors
    if errors:
        raise Problem("bad-fields", errors=errors)
    if not number:
        floor = await Floor.select(Floor.ordinal).where(Floor.id == floor_id).first()
        assert floor is not None
        number = free_number(floor["ordinal"], taken)
    return name, number


async def _check_unit_floor(building_id: UUID, form: UnitForm) -> None:
    if form.floor_id and not await Floor.exists().where(Floor.id == form.floor_id, Floor.building == building_id):
        raise Problem("bad-fields", errors=[FieldError("floor", N_("这一层不在这栋楼里"))])
    if len(form.number) > 20:
        raise Problem("bad-fields", errors=[FieldError("number", N_("太长了，最多 20 个字"))])
