"""The demo's two sites as rows of a file of places."""

from server.demo.people import COURT, GARDEN
from server.lib.sheets import Value

Rows = dict[str, list[tuple[Value, ...]]]

_EAST = (
    ("走廊", "楼层走廊"),
    ("墙面", "墙壁与天花"),
    ("防火门 A", "防火门"),
    ("灭火器箱 1", "灭火器箱"),
    ("消火栓箱 1", "消火栓箱"),
    ("电梯厅门", "电梯外（层站）"),
    ("灯具", "灯与灯罩"),
)
_WEST = (
    ("走廊", "楼层走廊"),
    ("防火门 B", "防火门"),
    ("通风窗", "铝合金通风窗"),
    ("楼梯扶手", "楼梯与扶手"),
    ("灯具", "灯与灯罩"),
)
_BASEMENT = (
    ("通道", "楼层走廊"),
    ("防火门", "防火门"),
    ("灭火器箱", "灭火器箱"),
    ("消火栓箱", "消火栓箱"),
    ("灯具", "灯与灯罩"),
)


def garden() -> Rows:
    """千禧花园: 1栋 of 12 floors and 2栋 of 18, each with lifts, roof and basement, a route and vacant units."""
    rows = _empty(GARDEN)
    _building(rows, "1栋", 12, lifts=1)
    _building(rows, "2栋", 18, lifts=2)
    _windows(rows)
    for building, unit, vacant in (
        ("1栋", "301", False),
        ("1栋", "602", True),
        ("1栋", "1102", True),
        ("2栋", "402", True),
        ("2栋", "901", False),
        ("2栋", "1503", True),
        ("2栋", "1702", True),
    ):
        floor = f"{unit[:-2]}层"
        rows["units"].append((building, unit, floor, unit, "是" if vacant else "否", "", ""))
    return rows


def court() -> Rows:
    """银杏苑: one building of 4 floors."""
    rows = _empty(COURT)
    _building(rows, "1幢", 4, lifts=0)
    _windows(rows)
    rows["units"].append(("1幢", "402", "4层", "402", "是", "", ""))
    return rows


def _empty(site: str) -> Rows:
    rows: Rows = {key: [] for key in ("site", "buildings", "floors", "points", "assets", "units", "routes", "windows")}
    rows["site"].append((site, "Asia/Shanghai"))
    return rows


def _building(rows: Rows, building: str, top: int, lifts: int) -> None:
    """A building, and its route from the roof down to the basement."""
    rows["buildings"].append((building,))
    _floor(rows, building, "屋面", top + 1)
    _point(rows, building, "屋面", "屋面", (("天台", "天台"),))
    for level in range(top, 0, -1):
        floor = f"{level}层"
        _floor(rows, building, floor, level)
        east = [asset for asset in _EAST if lifts or asset[1] != "电梯外（层站）"]
        _point(rows, building, floor, f"{floor} 东侧走廊", east)
        _point(rows, building, floor, f"{floor} 西侧走廊", _WEST)
    if lifts:
        cars = [(f"电梯 {number}", "电梯内（轿厢与机房）") for number in range(1, lifts + 1)]
        _point(rows, building, "1层", "1层 电梯轿厢", cars)
    _floor(rows, building, "地下一层", -1)
    _point(rows, building, "地下一层", "地下一层 通道", _BASEMENT)


def _floor(rows: Rows, building: str, floor: str, level: int) -> None:
    rows["floors"].append((building, floor, level))


def _point(
    rows: Rows, building: str, floor: str, point: str, assets: "tuple[tuple[str, str], ...] | list[tuple[str, str]]"
) -> None:
    rows["points"].append((building, floor, point, "", ""))
    for name, kind in assets:
        # The pressure is read where it is worst: on the top floors.
        limits = "HY09: 0.15..1.0" if kind == "消火栓箱" and floor in ("12层", "18层") else ""
        rows["assets"].append((building, floor, point, name, kind, "", limits))
    rows["routes"].append((f"{building} 自上而下", building, floor, point))


def _windows(rows: Rows) -> None:
    rows["windows"] += [("上午", "Morning", "09:30", "12:00"), ("下午", "Afternoon", "16:00", "18:10")]
