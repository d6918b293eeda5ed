"""Places at a desk: a site's buildings, floors and points, and the labels to print for them."""

from collections.abc import Collection
from itertools import groupby
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.console import label_sheets
from server.inspections.queries import old_labels_seen
from server.lib import db
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.people import desk
from server.people.terms import DECIDERS, Caller, Member
from server.settings import Settings
from server.sites import labelling, labels
from server.sites.labels import Extent, LabelPoint

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_DONE = {
    "replaced": (N_("新的点位码已生成，标签要打印。"), N_("旧标签扫了还能用，新标签贴好再撕旧的。")),
    "printed": (N_("已记下：这些标签打印好了。"), ""),
    "imported": (N_("已导入。"), N_("手机下次更新时拿到。")),
}


@get("/places", include_in_schema=False)
async def places_page(
    request: DeskRequest, caller: MaybeCaller, site: FromQuery[str] = "", building: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Response[str]:  # fmt: skip
    """The buildings of a site and one building's points; who decides at several sites chooses one first."""
    who = desk.at_desk(caller, DECIDERS)
    async with db.reading():
        member = await _chosen_member(request, who, site, building)
        if member is None:
            choice = {"members": _deciding(who), "path": "/console/places"}
            return desk.page(request, who, "console/places_sites.html", choice)
        buildings = await labels.buildings_of(member.site_id)
        wanted = desk.as_id(building)
        chosen = next((one for one in buildings if one.id == wanted), buildings[0] if buildings else None)
        extent = Extent.building(chosen.id) if chosen else None
        points = await labels.points_in(extent) if extent else []
        assets = await labels.asset_names_in(extent) if extent else {}
        old_labels = await old_labels_seen(chosen.id) if chosen else {}
    values = {
        "member": member, "buildings": buildings, "chosen": chosen, "floors": _by_floor(points), "assets": assets,
        "old_labels": old_labels, "done": _DONE.get(done),
        "to_print_count": sum(one.to_print_count for one in buildings),
    }  # fmt: skip
    return desk.page(request, who, "console/places.html", values)


@get("/places/labels", include_in_schema=False)
async def labels_page(
    request: DeskRequest, caller: MaybeCaller, settings: NamedDependency[Settings], building: FromQuery[str] = "",
    floor: FromQuery[str] = "", only: FromQuery[str] = "",
) -> Response[str]:  # fmt: skip
    """A4 sheets of labels for a building, a floor or selected points; with `only=unprinted` those still to print."""
    who = desk.at_desk(caller, DECIDERS)
    async with db.reading():
        points = await _asked_points(request, who, building, floor)
    wanted = [point for point in points if point.code and (only != "unprinted" or point.is_to_print)]
    sheets = label_sheets.sheets(wanted, settings.base_url)
    site_ids = {point.site_id for point in points}
    values = {
        "sheets": sheets,
        "label_count": len(wanted),
        "to_print": [point for point in wanted if point.is_to_print],
        "buildings": list(dict.fromkeys(point.building for point in wanted)),
        "site_names": {member.site_id: member.site_name for member in who.memberships if member.site_id in site_ids},
        "building_id": wanted[0].building_id if wanted else building,
        "base_url": settings.base_url,
        "opens_nowhere_else": label_sheets.opens_nowhere_else(settings.base_url),
    }
    return desk.page(request, who, "console/labels.html", values)


@post("/places/labels/printed", include_in_schema=False)
async def labels_printed(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Says of the tags in the form, as they were on the sheets, that their labels are printed."""
    who = desk.at_desk(caller, DECIDERS)
    form = await request.form()
    tag_ids = {desk.thing_id(str(one)) for one in form.getall("tag", [])}
    async with db.reading():
        points = await _own_points(who, await labels.points_of_tags(tag_ids))
    if not points:
        raise Problem("not-found")
    for site_id in sorted({point.site_id for point in points}):
        await labelling.mark_printed(tag_ids, site_id, by=who.person_id)
    return desk.to("/console/places", building=str(points[0].building_id), done="printed")


@post("/places/points/{point_id:str}/tag", include_in_schema=False)
async def replace_tag(request: DeskRequest, caller: MaybeCaller, point_id: FromPath[str]) -> Response[Any]:
    """Gives a point another code; the old tag keeps opening it."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(point_id)
    form = await desk.form_of(request, "tag")
    async with db.reading():
        [point] = await _own_points(who, {key})
    await labelling.replace_tag(key, point.site_id, seen=desk.as_id(form["tag"]), by=who.person_id)
    return desk.to("/console/places", building=str(point.building_id), done="replaced")


async def _chosen_member(request: DeskRequest, who: Caller, site: str, building: str) -> Member | None:
    """At which site: the building's, the one asked for, else the one shown at this desk; None: several, none chosen."""
    if building:
        return desk.member_at(who, await labels.site_of_building(desk.thing_id(building)), DECIDERS)
    if site:
        return desk.member_at(who, desk.thing_id(site), DECIDERS)
    shown = desk.shown_sites(request, who, DECIDERS)
    return shown[0] if len(shown) == 1 else None


async def _asked_points(request: DeskRequest, who: Caller, building: str, floor: str) -> list[LabelPoint]:
    """The points of the address; Problem not-found where any is foreign, forbidden without the role."""
    if floor:
        building_id = await labels.building_of_floor(desk.thing_id(floor))
        extent = Extent.floor(desk.thing_id(floor))
    elif building:
        building_id = desk.thing_id(building)
        extent = Extent.building(building_id)
    else:
        return await _own_points(who, {desk.thing_id(one) for one in request.query_params.getall("point", [])})
    if building_id is None:
        raise Problem("not-found")
    desk.member_at(who, await labels.site_of_building(building_id), DECIDERS)
    return await labels.points_in(extent)


async def _own_points(who: Caller, point_ids: Collection[UUID]) -> list[LabelPoint]:
    points = await labels.points_in(Extent.selection(point_ids)) if point_ids else []
    if len(points) != len(point_ids):
        raise Problem("not-found")
    for point in points:
        desk.member_at(who, point.site_id, DECIDERS)
    return points


def _by_floor(points: list[LabelPoint]) -> list[list[LabelPoint]]:
    """One building's points, floor by floor."""
    return [list(group) for _, group in groupby(points, key=lambda point: point.floor_id)]


def _deciding(who: Caller) -> list[Member]:
    return [member for member in who.memberships if member.role in DECIDERS]


HANDLERS = [places_page, labels_page, labels_printed, replace_tag]
