"""Changing places at a desk: buildings, floors, points, assets, units; each page lists what stands there, retired
things too, and has the forms to add, rename, put in order, retire and restore."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.checklists import queries as checklists
from server.console.filling import Filled, moved, refused
from server.lib import db
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.people import desk
from server.people.terms import DECIDERS, Caller
from server.sites import editing, outline, retiring
from server.sites.editing import AssetForm, By, UnitForm
from server.sites.places import PointFound
from server.sites.queries import find_point
from server.sites.reading import limits_of, limits_text

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
Row = dict[str, Any]
_DONE = {
    "added": N_("已加上。"),
    "saved": N_("已保存。"),
    "ordered": N_("次序已保存。"),
    "retired": N_("已停用。做过的记录都保留，可以恢复。"),
    "restored": N_("已恢复。"),
    "copied": N_("这些楼层都加好了，标签要打印。"),
}
# Kinds in addresses → the page that shows the thing.
_KINDS = ("building", "floor", "point", "asset", "unit")


@get("/places/buildings/{building_id:str}", include_in_schema=False)
async def building_page(
    request: DeskRequest, caller: MaybeCaller, building_id: FromPath[str]
) -> Response[str]:
    """A building with its floors."""
    who, row = await _own(caller, "building", building_id)
    return await _building(request, who, row)


@post("/places/buildings", include_in_schema=False)
async def add_building(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Another building at the site of the form."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "site", "name")
    member = desk.member_at(who, desk.thing_id(form["site"]), DECIDERS)
    try:
        key = await editing.add_building(By(member.site_id, who.person_id), form["name"])
    except Problem as problem:
        return await _order(request, who, member.site_id, refused("add", form, problem), 422)
    return desk.to(f"/console/places/buildings/{key}", done="added")


@get("/places/order/{site_id:str}", include_in_schema=False)
async def order_page(request: DeskRequest, caller: MaybeCaller, site_id: FromPath[str]) -> Response[str]:
    """The site's buildings in their order, retired ones too."""
    who = desk.at_desk(caller, DECIDERS)
    member = desk.member_at(who, desk.thing_id(site_id), DECIDERS)
    return await _order(request, who, member.site_id)


@post("/places/order/{site_id:str}", include_in_schema=False)
async def order_buildings(request: DeskRequest, caller: MaybeCaller, site_id: FromPath[str]) -> Response[Any]:
    """The order as it stands in the form; a button without script moves one and saves."""
    who = desk.at_desk(caller, DECIDERS)
    member = desk.member_at(who, desk.thing_id(site_id), DECIDERS)
    await editing.order_buildings(By(member.site_id, who.person_id), await _wanted_order(request))
    return desk.to(f"/console/places/order/{site_id}", done="ordered")


@post("/places/buildings/{building_id:str}", include_in_schema=False)
async def rename_building(request: DeskRequest, caller: MaybeCaller, building_id: FromPath[str]) -> Response[Any]:
    """Another name."""
    who, row = await _own(caller, "building", building_id)
    form = await desk.form_of(request, "name")
    try:
        await editing.rename_building(By(row["site"], who.person_id), row["id"], form["name"])
    except Problem as problem:
        return await _building(request, who, row, refused("rename", form, problem), 422)
    return desk.to(f"/console/places/buildings/{row['id']}", done="saved")


@post("/places/buildings/{building_id:str}/floors", include_in_schema=False)
async def add_floor(request: DeskRequest, caller: MaybeCaller, building_id: FromPath[str]) -> Response[Any]:
    """Another floor."""
    who, row = await _own(caller, "building", building_id)
    form = await desk.form_of(request, "name", "level")
    try:
        key = await editing.add_floor(By(row["site"], who.person_id), row["id"], form["name"], form["level"])
    except Problem as problem:
        return await _building(request, who, row, refused("floor", form, problem), 422)
    return desk.to(f"/console/places/floors/{key}", done="added")


@get("/places/floors/{floor_id:str}", include_in_schema=False)
async def floor_page(request: DeskRequest, caller: MaybeCaller, floor_id: FromPath[str]) -> Response[str]:
    """A floor with its points."""
    who, row = await _own(caller, "floor", floor_id)
    return await _floor(request, who, row)


@post("/places/floors/{floor_id:str}", include_in_schema=False)
async def change_floor(request: DeskRequest, caller: MaybeCaller, floor_id: FromPath[str]) -> Response[Any]:
    """Another name or height."""
    who, row = await _own(caller, "floor", floor_id)
    form = await desk.form_of(request, "name", "level")
    by = By(row["building.site"], who.person_id)
    try:
        await editing.change_floor(by, row["building"], row["id"], form["name"], form["level"])
    except Problem as problem:
        return await _floor(request, who, row, refused("floor", form, problem), 422)
    return desk.to(f"/console/places/floors/{row['id']}", done="saved")


@post("/places/floors/{floor_id:str}/points", include_in_schema=False)
async def add_point(request: DeskRequest, caller: MaybeCaller, floor_id: FromPath[str]) -> Response[Any]:
    """Another point, with its tag."""
    who, row = await _own(caller, "floor", floor_id)
    form = await desk.form_of(request, "name", "number")
    by = By(row["building.site"], who.person_id)
    try:
        key = await editing.add_point(by, row["building"], row["id"], form["name"], form["number"])
    except Problem as problem:
        return await _floor(request, who, row, refused("point", form, problem), 422)
    return desk.to(f"/console/places/points/{key}", done="added")


@get("/places/points/{point_id:str}", include_in_schema=False)
async def point_page(request: DeskRequest, caller: MaybeCaller, point_id: FromPath[str]) -> Response[str]:
    """A point with what is checked there."""
    who, row = await _own(caller, "point", point_id)
    return await _point(request, who, row)


@post("/places/points/{point_id:str}", include_in_schema=False)
async def change_point(request: DeskRequest, caller: MaybeCaller, point_id: FromPath[str]) -> Response[Any]:
    """Another name or number."""
    who, row = await _own(caller, "point", point_id)
    form = await desk.form_of(request, "name", "number")
    found = await find_point(row["site"], row["id"])
    assert isinstance(found, PointFound)
    try:
        if not form["number"]:
            raise Problem("bad-fields", errors=[FieldError("number", N_("要填四位数字"))])
        await editing.change_point(By(row["site"], who.person_id), found, form["name"], form["number"])
    except Problem as problem:
        return await _point(request, who, row, refused("point", form, problem), 422)
    return desk.to(f"/console/places/points/{row['id']}", done="saved")


@post("/places/points/{point_id:str}/assets", include_in_schema=False)
async def add_asset(request: DeskRequest, caller: MaybeCaller, point_id: FromPath[str]) -> Response[Any]:
    """Another thing to check."""
    who, row = await _own(caller, "point", point_id)
    typed, asset_form = await _asset_form(request)
    try:
        await editing.add_asset(By(row["site"], who.person_id), row["id"], await _checked_asset(asset_form))
    except Problem as problem:
        return await _point(request, who, row, refused("add", typed, problem), 422)
    return desk.to(f"/console/places/points/{row['id']}", done="added")


@post("/places/assets/{asset_id:str}", include_in_schema=False)
async def change_asset(request: DeskRequest, caller: MaybeCaller, asset_id: FromPath[str]) -> Response[Any]:
    """What it is called, what it is, by which checklists, its own limits."""
    who, row = await _own(caller, "asset", asset_id)
    typed, asset_form = await _asset_form(request)
    try:
        checked = await _checked_asset(asset_form)
        await editing.change_asset(By(row["site"], who.person_id), row["point"], row["id"], checked)
    except Problem as problem:
        _, point = await _own(caller, "point", str(row["point"]))
        return await _point(request, who, point, refused(str(row["id"]), typed, problem), 422)
    return desk.to(f"/console/places/points/{row['point']}", done="saved")


@post("/places/points/{point_id:str}/order", include_in_schema=False)
async def order_assets(request: DeskRequest, caller: MaybeCaller, point_id: FromPath[str]) -> Response[Any]:
    """The order of the cards on the phone."""
    who, row = await _own(caller, "point", point_id)
    await editing.order_assets(By(row["site"], who.person_id), row["id"], await _wanted_order(request))
    return desk.to(f"/console/places/points/{row['id']}", done="ordered")


@get("/places/buildings/{building_id:str}/units", include_in_schema=False)
async def units_page(request: DeskRequest, caller: MaybeCaller, building_id: FromPath[str]) -> Response[str]:
    """A building's units."""
    who, row = await _own(caller, "building", building_id)
    return await _units(request, who, row)


@post("/places/buildings/{building_id:str}/units", include_in_schema=False)
async def add_unit(request: DeskRequest, caller: MaybeCaller, building_id: FromPath[str]) -> Response[Any]:
    """Another unit."""
    who, row = await _own(caller, "building", building_id)
    typed, form = await _unit_form(request)
    try:
        await editing.add_unit(By(row["site"], who.person_id), row["id"], await _checked_unit(form))
    except Problem as problem:
        return await _units(request, who, row, refused("add", typed, problem), 422)
    return desk.to(f"/console/places/buildings/{row['id']}/units", done="added")


@post("/places/units/{unit_id:str}", include_in_schema=False)
async def change_unit(request: DeskRequest, caller: MaybeCaller, unit_id: FromPath[str]) -> Response[Any]:
    """What it is called, where it is, by which checklists."""
    who, row = await _own(caller, "unit", unit_id)
    typed, form = await _unit_form(request)
    try:
        checked = await _checked_unit(form)
        await editing.change_unit(By(row["site"], who.person_id), row["building"], row["id"], checked)
    except Problem as problem:
        _, building = await _own(caller, "building", str(row["building"]))
        return await _units(request, who, building, refused(str(row["id"]), typed, problem), 422)
    return desk.to(f"/console/places/buildings/{row['building']}/units", done="saved")


@post("/places/retire/{kind:str}/{key:str}", include_in_schema=False)
async def retire(caller: MaybeCaller, kind: FromPath[str], key: FromPath[str]) -> Response[Any]:
    """Out of use; nothing is deleted."""
    who, row = await _own(caller, kind, key)
    await retiring.retire(By(_site_of(row), who.person_id), kind, row["id"])
    return desk.to(_shown_at(kind, row), done="retired")


@post("/places/restore/{kind:str}/{key:str}", include_in_schema=False)
async def restore(caller: MaybeCaller, kind: FromPath[str], key: FromPath[str]) -> Response[Any]:
    """Back into use, with what went with it."""
    who, row = await _own(caller, kind, key)
    await retiring.restore(By(_site_of(row), who.person_id), kind, row["id"])
    return desk.to(_shown_at(kind, row), done="restored")


async def _own(caller: Caller | None, kind: str, key: str) -> tuple[Caller, Row]:
    """The thing of the address at a site where the person decides; Problem not-found or forbidden."""
    who = desk.at_desk(caller, DECIDERS)
    if kind not in _KINDS:
        raise Problem("not-found")
    row: Row | None = await getattr(outline, kind)(desk.thing_id(key))
    desk.member_at(who, _site_of(row) if row else None, DECIDERS)
    assert row is not None
    return who, row


def _site_of(row: Row) -> UUID:
    site_id: UUID = row["building.site"] if "building.site" in row else row["site"]
    return site_id


def _shown_at(kind: str, row: Row) -> str:
    """The page a thing's button stands on."""
    if kind == "asset":
        return f"/console/places/points/{row['point']}"
    if kind == "unit":
        return f"/console/places/buildings/{row['building']}/units"
    return f"/console/places/{kind}s/{row['id']}"


async def _wanted_order(request: DeskRequest) -> list[UUID]:
    form = await request.form()
    order = [key for key in (desk.as_id(str(one)) for one in form.getall("order", [])) if key is not None]
    return moved(order, str(form.get("move") or ""))


async def _asset_form(request: DeskRequest) -> tuple[dict[str, object], dict[str, Any]]:
    form = await desk.form_of(request, "name", "kind", "limits")
    listed = [str(one) for one in (await request.form()).getall("checklist", [])]
    return {**form, "checklists": listed}, {**form, "checklists": listed}


async def _checked_asset(form: dict[str, Any]) -> AssetForm:
    current = await checklists.current()
    known = {one.key for one in current}
    errors: list[FieldError] = []
    if form["kind"] not in known:
        errors.append(FieldError("kind", N_("请选类型")))
    if any(one not in known for one in form["checklists"]):
        errors.append(FieldError("checklists", N_("没有这张检查表")))
    limits, wrong = limits_of(form["limits"], {item.id for one in current for item in one.items})
    if wrong or len(form["limits"]) > 400:
        errors.append(FieldError("limits", N_("要写成像 HY09: 0.15..1.0 这样，小的在前，编号要是检查表里有的")))
    if errors:
        raise Problem("bad-fields", errors=errors)
    listed = tuple(dict.fromkeys(form["checklists"])) or (form["kind"],)
    return AssetForm(form["name"], form["kind"], listed, limits)


async def _unit_form(request: DeskRequest) -> tuple[dict[str, object], dict[str, Any]]:
    form = await desk.form_of(request, "name", "number", "floor")
    listed = [str(one) for one in (await request.form()).getall("checklist", [])]
    return {**form, "checklists": listed}, {**form, "checklists": listed}


async def _checked_unit(form: dict[str, Any]) -> UnitForm:
    known = {one.key for one in await checklists.current()}
    if any(one not in known for one in form["checklists"]):
        raise Problem("bad-fields", errors=[FieldError("checklists", N_("没有这张检查表"))])
    floor_id = desk.as_id(form["floor"])
    if form["floor"] and floor_id is None:
        raise Problem("bad-fields", errors=[FieldError("floor", N_("这一层不在这栋楼里"))])
    return UnitForm(form["name"], form["number"], floor_id, tuple(dict.fromkeys(form["checklists"])))


async def _building(
    request: DeskRequest, who: Caller, row: Row, filled: Filled | None = None, status: int = 200
) -> Response[str]:
    async with db.reading():
        values = {
            "building": row, "floors": await outline.floors(row["id"]),
            "units_count": await outline.units_count(row["id"]),
        }  # fmt: skip
    return _page(request, who, "console/places_building.html", values, filled, status)


async def _order(
    request: DeskRequest, who: Caller, site_id: UUID, filled: Filled | None = None, status: int = 200
) -> Response[str]:
    async with db.reading():
        rows = await outline.buildings(site_id)
    member = who.at(site_id)
    return _page(request, who, "console/places_order.html", {"buildings": rows, "member": member}, filled, status)


async def _floor(
    request: DeskRequest, who: Caller, row: Row, filled: Filled | None = None, status: int = 200
) -> Response[str]:
    async with db.reading():
        points = await outline.points(row["id"])
    return _page(request, who, "console/places_floor.html", {"floor": row, "points": points}, filled, status)


async def _point(
    request: DeskRequest, who: Caller, row: Row, filled: Filled | None = None, status: int = 200
) -> Response[str]:
    async with db.reading():
        rows = await outline.assets(row["id"])
        listed = await _checklist_names(request)
    values = {"point": row, "assets": rows, "checklists": listed, "limits_text": limits_text, "names": dict(listed)}
    return _page(request, who, "console/places_point.html", values, filled, status)


async def _units(
    request: DeskRequest, who: Caller, row: Row, filled: Filled | None = None, status: int = 200
) -> Response[str]:
    async with db.reading():
        floors = [(one["id"], one["name"]) for one in await outline.floors(row["id"]) if not one["retired_at"]]
        units, listed = await outline.units(row["id"]), await _checklist_names(request)
    values = {"building": row, "units": units, "floors": floors, "checklists": listed}
    return _page(request, who, "console/places_units.html", values, filled, status)


async def _checklist_names(request: DeskRequest) -> list[tuple[str, str]]:
    """Published checklists as (key, name)."""
    is_english = desk.language_of(request) == "en"
    return [(one.key, one.name.en if is_english else one.name.zh) for one in await checklists.current()]


def _page(
    request: DeskRequest, who: Caller, template: str, values: Row, filled: Filled | None, status: int
) -> Response[str]:
    done = _DONE.get(request.query_params.get("done", ""), "")
    return desk.page(request, who, template, {**values, "filled": filled or Filled(), "done": done}, status)


HANDLERS = [
    building_page,
    add_building,
    order_page,
    order_buildings,
    rename_building,
    add_floor,
    floor_page,
    change_floor,
    add_point,
    point_page,
    change_point,
    add_asset,
    change_asset,
    order_assets,
    units_page,
    add_unit,
    change_unit,
    retire,
    restore,
]
