"""A whole file of places in one transaction: the site's part by sites/importing.py, the routes and windows here."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import msgspec

from server.checklists import queries as checklists
from server.lib import clock, db, workbooks
from server.lib.i18n import N_
from server.lib.named_rows import NamedRows
from server.lib.ordering import ordinals
from server.lib.problems import Problem
from server.lib.sheets import Fault, FaultySheets, Row, Sheet, Value
from server.patrols.sheets import SHEETS, Plans, read_plans
from server.patrols.tables import Route, Stop, Window
from server.people.departments import ensure_departments
from server.people.founding import make_manager
from server.sites import sheets as sites
from server.sites.importing import Work, note_import, plan_places, write_places
from server.sites.plans import Known, Names, Places
from server.sites.reading import read_places

ALL_SHEETS = (*sites.SHEETS, *SHEETS)
_NOTES = (
    N_("一个文件写一个小区。浅黄色的列必须填；第一格以 # 开头的行、表头以 # 开头的列会跳过。"),
    N_("例子那几行请改成自己的内容。同一个文件可以再导入：没变的不动，变了的改过来，没写到的保持原样。"),
    N_("有一处错，整个文件都不导入，并列出每一处错在哪张表、哪一行、哪一列。"),
)


class Imported(msgspec.Struct, frozen=True):
    """The site, its points by (building, floor, point), and how much of each sheet was new or changed."""

    site_id: UUID
    points: Mapping[Names, UUID]
    counts: Mapping[str, tuple[int, int]]


class FilePlan(msgspec.Struct, frozen=True):
    """All that a file would change. `stops`: the routes whose stops differ, with the points they get."""

    work: Work
    routes: NamedRows[str]
    windows: NamedRows[str]
    stops: Mapping[str, tuple[Names, ...]]
    old_stops: Mapping[str, tuple[Names, ...]]

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """How much of each sheet is new or changed."""
        changed = {plan.name for plan in self.routes.planned if plan.before is not None} | self.old_stops.keys()
        return {
            **self.work.counts,
            "routes": (self.routes.new_count, len(changed)),
            "windows": (self.windows.new_count, self.windows.changed_count),
        }


Rows = Mapping[str, Sequence[Row]]
Judge = Callable[[Places], list[Fault]]


async def import_file(path: Path) -> Imported:
    """Takes a file in whole or not at all. Raises FaultySheets with everything that is wrong with it."""
    return await import_rows(await read_rows(path))


async def read_rows(path: Path, name: str = "") -> Rows:
    """The file's rows; off the loop, for a big one takes seconds. Raises FaultySheets."""
    return await asyncio.to_thread(workbooks.read, path, ALL_SHEETS, name)


async def import_rows(
    rows: Rows,
    *,
    judge: Judge | None = None,
    is_agreed: Callable[[FilePlan], bool] | None = None,
    by: UUID | None = None,
) -> Imported:
    """Writes what the rows change. `judge` may find more faults (whose site it is); where `is_agreed` says that this
    plan is not the one that was agreed to, nothing is written and Problem conflict raised. `by` becomes the manager of
    a site that is new."""
    async with db.writing():
        await db.lock("places")
        plan = await plan_rows(rows, judge)
        if is_agreed is not None and not is_agreed(plan):
            raise Problem("conflict")
        await write_places(plan.work)
        await ensure_departments(plan.work.site_id)
        if plan.work.is_new_site and by is not None:
            await make_manager(by, plan.work.site_id)
        await plan.routes.flush()
        for name, stops in plan.stops.items():
            await _put_stops(plan.routes.ids[name], [plan.work.points[at] for at in stops])
        await plan.windows.flush()
        await _begin_anew(plan)
        await note_import(plan.work.site_id, plan.counts, by)
    return Imported(plan.work.site_id, plan.work.points, plan.counts)


async def plan_rows(rows: Rows, judge: Judge | None = None) -> FilePlan:
    """What the rows would change, at this moment; nothing is written. Raises FaultySheets."""
    faults: list[Fault] = []
    places = read_places(rows, await _known(), faults)
    plans = read_plans(rows, places, faults)
    if judge is not None and not faults:
        faults += judge(places)
    if faults:
        raise FaultySheets(faults)
    work = await plan_places(places)
    routes, stops, old_stops = await _plan_routes(plans, work)
    return FilePlan(work, routes, await _plan_windows(plans, work.site_id), stops, old_stops)


def write_template(path: Path | IO[bytes]) -> None:
    """The empty form: headers, a note at each column, example rows."""
    rows: dict[str, Any] = {sheet.key: [_examples(sheet), *sheet.further] for sheet in ALL_SHEETS}
    workbooks.write(path, ALL_SHEETS, rows, _NOTES)


def write_file(path: Path | IO[bytes], rows: Mapping[str, list[tuple[Value, ...]]]) -> None:
    """A filled form."""
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


async def _begin_anew(plan: FilePlan) -> None:
    """What was out of use, had no stops or was at other times is expected from now on, not for the days before."""
    now = clock.now()
    for one in plan.routes.planned:
        if one.before is not None and "retired_at" in one.before:
            await Route.update({Route.changed_at: now}).where(Route.id == plan.routes.ids[one.name])
    for name, stops in plan.old_stops.items():
        if not stops:
            await Route.update({Route.changed_at: now}).where(Route.id == plan.routes.ids[name])
    for one in plan.windows.planned:
        if one.before is not None and one.before.keys() & {"retired_at", "start", "end"}:
            await Window.update({Window.changed_at: now}).where(Window.id == plan.windows.ids[one.name])


async def _plan_routes(
    plans: Plans, work: Work
) -> tuple[NamedRows[str], dict[str, tuple[Names, ...]], dict[str, tuple[Names, ...]]]:
    """The routes, the stops of those whose stops differ, and what these were. Retired points are no stops."""
    found = await Route.select().where(Route.site == work.site_id, Route.kind == "ordinary").output(load_json=True)
    routes = NamedRows(Route, {row["name"]: row for row in found})
    names = {point_id: at for at, point_id in work.points.items()}
    standing: dict[UUID, list[Names]] = {row["id"]: [] for row in found}
    rows = Stop.select(Stop.route, Stop.point).where(
        Stop.route.site == work.site_id, Stop.route.kind == "ordinary", Stop.point.retired_at.is_null()
    )
    for row in await rows.order_by(Stop.ordinal):
        standing[row["route"]].append(names[row["point"]])
    order = ordinals(
        [plan.name for plan in plans.routes], {row["name"]: (row["ordinal"], row["name"]) for row in found}
    )
    stops: dict[str, tuple[Names, ...]] = {}
    old_stops: dict[str, tuple[Names, ...]] = {}
    for plan in plans.routes:
        wanted = {"site": work.site_id, "name": plan.name, "ordinal": order[plan.name], "retired_at": None}
        route_id = await routes.put(plan.name, wanted, {"created_at": clock.now(), "person_ids": []})
        known = standing.get(route_id)
        if known is None or tuple(known) != plan.stops:
            stops[plan.name] = plan.stops
        if known is not None and tuple(known) != plan.stops:
            old_stops[plan.name] = tuple(known)
    return routes, stops, old_stops


async def _put_stops(route_id: UUID, point_ids: list[UUID]) -> None:
    await Stop.delete().where(Stop.route == route_id)
    stops: NamedRows[UUID] = NamedRows(Stop, {})
    for ordinal, point_id in enumerate(point_ids, start=1):
        await stops.put(point_id, {"route": route_id, "point": point_id, "ordinal": ordinal})
    await stops.flush()


async def _plan_windows(plans: Plans, site_id: UUID) -> NamedRows[str]:
    found = await Window.select().where(Window.site == site_id, Window.kind == "ordinary")
    windows = NamedRows(Window, {row["name_zh"]: row for row in found})
    order = ordinals(
        [plan.zh for plan in plans.windows],
        {row["name_zh"]: (row["ordinal"], row["start"], str(row["id"])) for row in found},
    )
    for plan in plans.windows:
        wanted = {
            "site": site_id,
            "name_zh": plan.zh,
            "name_en": plan.en,
            "start": plan.start,
            "end": plan.end,
            "ordinal": order[plan.zh],
            "retired_at": None,
        }
        await windows.put(plan.zh, wanted)
    return windows
