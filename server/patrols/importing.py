"""A whole file of places in one transaction: the site's part by sites/importing.py, the routes and windows here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from server.checklists import queries as checklists
from server.lib import clock, db, workbooks
from server.lib.i18n import N_
from server.lib.named_rows import NamedRows
from server.lib.sheets import Fault, FaultySheets, Sheet, Value
from server.patrols.sheets import SHEETS, Plans, read_plans
from server.patrols.tables import Route, Stop, Window
from server.people.departments import ensure_departments
from server.sites import sheets as sites
from server.sites.importing import Imported, import_places
from server.sites.plans import Known, Names
from server.sites.reading import read_places

ALL_SHEETS = (*sites.SHEETS, *SHEETS)
_NOTES = (
    N_("一个文件写一个小区。浅黄色的列必须填；第一格以 # 开头的行、表头以 # 开头的列会跳过。"),
    N_("例子那几行请改成自己的内容。同一个文件可以再导入：没变的不动，变了的改过来，没写到的保持原样。"),
    N_("有一处错，整个文件都不导入，并列出每一处错在哪张表、哪一行、哪一列。"),
)


async def import_file(path: Path) -> Imported:
    """Takes a file in whole or not at all. Raises FaultySheets with everything that is wrong with it."""
    rows = workbooks.read(path, ALL_SHEETS)
    async with db.writing():
        await db.lock("places")
        faults: list[Fault] = []
        places = read_places(rows, await _known(), faults)
        plans = read_plans(rows, places, faults)
        if faults:
            raise FaultySheets(faults)
        imported = await import_places(places)
        await ensure_departments(imported.site_id)
        counts = {
            "routes": await _put_routes(plans, imported.site_id, imported.points),
            "windows": await _put_windows(plans, imported.site_id),
        }
    return Imported(imported.site_id, imported.points, {**imported.counts, **counts})


def write_template(path: Path) -> None:
    """The empty form: headers, a note at each column, example rows."""
    rows: dict[str, Any] = {sheet.key: [_examples(sheet), *sheet.further] for sheet in ALL_SHEETS}
    workbooks.write(path, ALL_SHEETS, rows, _NOTES)


def write_file(path: Path, rows: Mapping[str, list[tuple[Value, ...]]]) -> None:
    """A filled form (the demo's)."""
    workbooks.write(path, ALL_SHEETS, dict(rows), _NOTES)


def _examples(sheet: Sheet) -> tuple[str, ...]:
    return tuple(column.example for column in sheet.columns)


async def _known() -> Known:
    """What the published checklists are called."""
    names: dict[str, str] = {}
    items: set[str] = set()
    for checklist in await checklists.current():
        names |= dict.fromkeys((checklist.key, checklist.name.zh, checklist.name.en), checklist.key)
        items |= {item.id for item in checklist.items}
    return Known(names, frozenset(items))


async def _put_routes(plans: Plans, site_id: UUID, points: Mapping[Names, UUID]) -> tuple[int, int]:
    found = await Route.select().where(Route.site == site_id, Route.kind == "ordinary").output(load_json=True)
    routes = NamedRows(Route, {row["name"]: row for row in found})
    stops: dict[UUID, list[UUID]] = {row["id"]: [] for row in found}
    for row in await Stop.select(Stop.route, Stop.point).where(
        Stop.route.site == site_id, Stop.route.kind == "ordinary"
    ).order_by(Stop.ordinal):
        stops[row["route"]].append(row["point"])
    changed_ids: set[UUID] = set()
    for ordinal, plan in enumerate(plans.routes, start=1):
        wanted = {"site": site_id, "name": plan.name, "ordinal": ordinal, "retired_at": None}
        route_id = await routes.put(plan.name, wanted, {"created_at": clock.now(), "person_ids": []})
        if stops.get(route_id) != [points[at] for at in plan.stops]:
            changed_ids.add(route_id)
    await routes.flush()
    for plan in plans.routes:
        if routes.ids[plan.name] in changed_ids:
            await _put_stops(routes.ids[plan.name], [points[at] for at in plan.stops])
    return routes.new_count, max(routes.changed_count, len(changed_ids & stops.keys()))


async def _put_stops(route_id: UUID, point_ids: list[UUID]) -> None:
    await Stop.delete().where(Stop.route == route_id)
    stops: NamedRows[UUID] = NamedRows(Stop, {})
    for ordinal, point_id in enumerate(point_ids, start=1):
        await stops.put(point_id, {"route": route_id, "point": point_id, "ordinal": ordinal})
    await stops.flush()


async def _put_windows(plans: Plans, site_id: UUID) -> tuple[int, int]:
    found = await Window.select().where(Window.site == site_id, Window.kind == "ordinary")
    windows = NamedRows(Window, {row["name_zh"]: row for row in found})
    for ordinal, plan in enumerate(plans.windows, start=1):
        wanted = {
            "site": site_id,
            "name_zh": plan.zh,
            "name_en": plan.en,
            "start": plan.start,
            "end": plan.end,
            "ordinal": ordinal,
            "retired_at": None,
        }
        await windows.put(plan.zh, wanted)
    await windows.flush()
    return windows.new_count, windows.changed_count
