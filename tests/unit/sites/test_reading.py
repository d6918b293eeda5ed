"""A faulty file of places: every fault is named, all at once, in people's words."""

from typing import Any

import pytest

from server.lib.sheets import Fault, Row
from server.patrols.sheets import read_plans
from server.sites.plans import Known, Places
from server.sites.reading import read_places

KNOWN = Known({"fire-door": "fire-door", "防火门": "fire-door", "空置房": "vacant-unit"}, frozenset({"HY09"}))


def sheets(**changed: list[dict[str, Any]]) -> dict[str, list[Row]]:
    """A small right file, with some sheets replaced."""
    right: dict[str, list[dict[str, Any]]] = {
        "site": [{"name": "甲园"}],
        "buildings": [{"building": "1栋"}],
        "floors": [{"building": "1栋", "floor": "1层", "ordinal": 1}],
        "points": [{"building": "1栋", "floor": "1层", "point": "大堂"}],
        "assets": [{"building": "1栋", "floor": "1层", "point": "大堂", "asset": "门 A", "kind": "防火门"}],
        "units": [{"building": "1栋", "unit": "101", "vacant": "是"}],
        "routes": [{"route": "甲", "building": "1栋", "floor": "1层", "point": "大堂"}],
        "windows": [{"zh": "上午", "en": "Morning", "start": "09:30", "end": "12:00"}],
    }
    return {
        key: [Row(number, cells) for number, cells in enumerate(rows, start=2)]
        for key, rows in (right | changed).items()
    }


def read(rows: dict[str, list[Row]]) -> tuple[Places, list[Fault]]:
    faults: list[Fault] = []
    places = read_places(rows, KNOWN, faults)
    read_plans(rows, places, faults)
    return places, faults


def point(**cells: Any) -> dict[str, Any]:
    return {"building": "1栋", "floor": "1层", "point": "大堂"} | cells


def asset(**cells: Any) -> dict[str, Any]:
    return point(asset="门 A", kind="防火门") | cells


FAULTS: dict[str, tuple[dict[str, list[dict[str, Any]]], str]] = {
    "no site": ({"site": []}, "工作表“小区 Site”第 2 行“名称 Name”：这一格要填"),
    "two sites": (
        {"site": [{"name": "甲"}, {"name": "乙"}]},
        "工作表“小区 Site”第 3 行“名称 Name”：一个文件只能有一个小区",
    ),
    "no such zone": (
        {"site": [{"name": "甲", "time_zone": "Asia/Peking"}]},
        "工作表“小区 Site”第 2 行“时区 Time zone”：没有“Asia/Peking”这个时区",
    ),
    "floor in no building": (
        {"floors": [{"building": "9栋", "floor": "1层", "ordinal": 1}], "points": [], "assets": [], "routes": []},
        "工作表“楼层 Floors”第 2 行“楼栋 Building”：“楼栋 Buildings”表里没有“9栋”",
    ),
    "floor without its height": (
        {"floors": [{"building": "1栋", "floor": "1层"}]},
        "工作表“楼层 Floors”第 2 行“高低 Height”：这一格要填",
    ),
    "height in words": (
        {"floors": [{"building": "1栋", "floor": "1层", "ordinal": "一"}]},
        "工作表“楼层 Floors”第 2 行“高低 Height”：要填 -20 到 200 之间的整数",
    ),
    "point twice": ({"points": [point(), point()]}, "工作表“点位 Points”第 3 行“点位 Point”：与第 2 行重复"),
    "point on no floor": (
        {"points": [point(), point(floor="2层")]},
        "工作表“点位 Points”第 3 行“楼层 Floor”：“楼层 Floors”表里没有“1栋 2层”",
    ),
    "number in words": ({"points": [point(number="12a4")]}, "工作表“点位 Points”第 2 行“编号 Number”：要填四位数字"),
    "number twice": (
        {"points": [point(number=7), point(point="侧门", number="0007")]},
        "工作表“点位 Points”第 3 行“编号 Number”：与第 2 行重复",
    ),
    "tag too short": (
        {"points": [point(tag="7K2M")]},
        "工作表“点位 Points”第 2 行“点位码 Tag”：要填 10 位大写字母和数字",
    ),
    "tag twice": (
        {"points": [point(tag="7K2M9QX4TB"), point(point="侧门", tag="7k2m9qx4tb")]},
        "工作表“点位 Points”第 3 行“点位码 Tag”：与第 2 行重复",
    ),
    "unknown checklist": (
        {"assets": [asset(kind="水泵")]},
        "工作表“检查对象 Assets”第 2 行“类型 Kind”：没有“水泵”这张检查表；检查表先用 louxun checklists publish 发布",
    ),
    "asset at no point": (
        {"assets": [asset(point="天台")]},
        "工作表“检查对象 Assets”第 2 行“点位 Point”：“点位 Points”表里没有“1栋 1层 天台”",
    ),
    "limit of no item": (
        {"assets": [asset(limits="XX01: 1..2")]},
        "工作表“检查对象 Assets”第 2 行“限值 Limits”：检查表里没有“XX01”这一项",
    ),
    "limit upside down": (
        {"assets": [asset(limits="HY09: 2..1")]},
        "工作表“检查对象 Assets”第 2 行“限值 Limits”：要写成像 HY09: 0.15..1.0 这样，小的在前，只有一头也可以",
    ),
    "neither yes nor no": (
        {"units": [{"building": "1栋", "unit": "101", "vacant": "也许"}]},
        "工作表“房屋 Units”第 2 行“空置 Vacant”：只能填“是”或“否”",
    ),
    "no such day": (
        {"units": [{"building": "1栋", "unit": "101", "vacant_since": "2026-02-30"}]},
        "工作表“房屋 Units”第 2 行“空置日期 Vacant since”：要填像 2026-11-23 这样的日期",
    ),
    "stop that is no point": (
        {"routes": [{"route": "甲", "building": "1栋", "floor": "1层", "point": "天台"}]},
        "工作表“路线 Routes”第 2 行“点位 Point”：“点位 Points”表里没有“1栋 1层 天台”",
    ),
    "window without length": (
        {"windows": [{"zh": "上午", "en": "Morning", "start": "09:30", "end": "09:30"}]},
        "工作表“时段 Windows”第 2 行“结束 To”：结束不能与开始相同",
    ),
    "no such time": (
        {"windows": [{"zh": "上午", "en": "Morning", "start": "25:00", "end": "12:00"}]},
        "工作表“时段 Windows”第 2 行“开始 From”：要填像 09:30 这样的时间",
    ),
    "name too long": (
        {"buildings": [{"building": "长" * 81}]},
        "工作表“楼栋 Buildings”第 2 行“楼栋 Building”：太长了，最多 80 个字",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_sheet_row_and_column(name: str) -> None:
    changed, said = FAULTS[name]
    _, faults = read(sheets(**changed))
    assert said in [fault.say("zh-CN") for fault in faults]


def test_all_faults_are_named_at_once() -> None:
    _, faults = read(sheets(points=[point(number="x"), point()], windows=[{"zh": "上午"}], assets=[asset(kind="水泵")]))
    assert {fault.sheet.split()[-1] for fault in faults} == {"Points", "Windows", "Assets"}
    assert len(faults) == 6


def test_a_right_file_has_no_fault() -> None:
    places, faults = read(sheets())
    assert faults == []
    assert places.assets[0].checklists == ("fire-door",)
    assert places.units[0].checklists == ("vacant-unit",)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("HY09: 0.15..1.0", {"HY09": {"min": 0.15, "max": 1.0}}),
        ("HY09：0.15至1", {"HY09": {"min": 0.15, "max": 1.0}}),
        ("HY09=..1", {"HY09": {"max": 1.0}}),
        ("HY09: 0.1..", {"HY09": {"min": 0.1}}),
        ("", {}),
    ],
)
def test_limits_are_written_as_ranges(text: str, limits: dict[str, Any]) -> None:
    places, faults = read(sheets(assets=[asset(limits=text)]))
    assert faults == []
    assert places.assets[0].limits == limits


def test_a_spreadsheet_that_dropped_leading_zeros_is_understood() -> None:
    places, faults = read(sheets(points=[point(number=107.0)]))
    assert faults == []
    assert places.points[0].number == "0107"
