"""What a file of places says about patrols: the sheets of routes and windows, read into plans. Pure."""

from collections.abc import Mapping, Sequence

import msgspec

from server.lib.i18n import N_
from server.lib.sheets import Cells, Column, Fault, Row, Sheet
from server.sites.plans import Names, Places
from server.sites.sheets import POINTS

ROUTES = Sheet(
    "routes",
    "路线",
    "Routes",
    (
        Column(
            "route",
            "路线",
            "Route",
            N_("每一站写一行，按走的先后；同一条路线写同样的名称"),
            "1栋 自上而下",
            required=True,
        ),
        Column("building", "楼栋", "Building", N_("与“点位”表里写的一样"), "1栋", required=True),
        Column("floor", "楼层", "Floor", N_("与“点位”表里写的一样"), "2层", required=True),
        Column("point", "点位", "Point", N_("与“点位”表里写的一样"), "2层 东侧走廊", required=True),
    ),
    further=(("1栋 自上而下", "1栋", "1层", "1层 大堂"),),
)
WINDOWS = Sheet(
    "windows",
    "时段",
    "Windows",
    (
        Column("zh", "名称", "Name", N_("例如 上午"), "上午", required=True),
        Column("en", "英文名", "English name", N_("例如 Morning"), "Morning", required=True),
        Column("start", "开始", "From", N_("例如 09:30"), "09:30", required=True),
        Column("end", "结束", "To", N_("例如 12:00；比开始早，就是第二天"), "12:00", required=True),
    ),
    further=(("下午", "Afternoon", "16:00", "18:10"),),
)
SHEETS = (ROUTES, WINDOWS)


class RoutePlan(msgspec.Struct, frozen=True):
    """`stops` are (building, floor, point) in walking order."""

    name: str
    stops: tuple[Names, ...]


class WindowPlan(msgspec.Struct, frozen=True):
    zh: str
    en: str
    start: str
    end: str


class Plans(msgspec.Struct, frozen=True):
    routes: tuple[RoutePlan, ...]
    windows: tuple[WindowPlan, ...]


def read_plans(rows: Mapping[str, Sequence[Row]], places: Places, faults: list[Fault]) -> Plans:
    """The plans; whatever is wrong goes to `faults`, and then the plans are of no use."""
    return Plans(_routes(rows["routes"], places, faults), _windows(rows["windows"], faults))


def _routes(rows: Sequence[Row], places: Places, faults: list[Fault]) -> tuple[RoutePlan, ...]:
    cells = Cells(ROUTES, faults)
    points = {plan.at for plan in places.points}
    stops: dict[str, dict[Names, int]] = {}
    for row in rows:
        name = cells.text(row, "route")
        at = tuple(cells.text(row, key) for key in ("building", "floor", "point"))
        route = stops.setdefault(name, {})
        if not name or not all(at):
            continue
        if at not in points:
            cells.wrong(row, "point", N_("“{sheet}”表里没有“{name}”"), sheet=POINTS.title, name=" ".join(at))
        elif at in route:
            cells.wrong(row, "point", N_("与第 {other} 行重复"), other=route[at])
        else:
            route[at] = row.number
    return tuple(RoutePlan(name, tuple(route)) for name, route in stops.items())


def _windows(rows: Sequence[Row], faults: list[Fault]) -> tuple[WindowPlan, ...]:
    cells = Cells(WINDOWS, faults)
    plans: list[WindowPlan] = []
    seen: dict[str, int] = {}
    for row in rows:
        plan = WindowPlan(
            *(cells.text(row, key) for key in ("zh", "en")), *(cells.clock(row, key) for key in ("start", "end"))
        )
        if plan.start and plan.start == plan.end:
            cells.wrong(row, "end", N_("结束不能与开始相同"))
        if plan.zh in seen:
            cells.wrong(row, "zh", N_("与第 {other} 行重复"), other=seen[plan.zh])
        seen.setdefault(plan.zh, row.number)
        plans.append(plan)
    return tuple(plans)
