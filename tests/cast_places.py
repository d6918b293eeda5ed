"""The places of the cast: what stands where. Numbers are building, floor, place."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from server.checklists.reading import read_checklists

CHECKLISTS = Path(__file__).parent.parent / "checklists"


class BuildingOf(NamedTuple):
    site: str
    name: str
    floors: dict[int, str]


class PointOf(NamedTuple):
    building: str
    level: int
    name: str
    number: str
    assets: dict[str, str]
    retired: bool = False


class UnitOf(NamedTuple):
    building: str
    level: int
    vacant: bool


BUILDINGS = {
    "one": BuildingOf("garden", "1栋", {-1: "地下一层", 1: "1层", 2: "2层", 3: "3层", 4: "屋顶"}),
    "two": BuildingOf("garden", "2栋", {1: "1层", 2: "2层", 3: "屋顶"}),
    "court": BuildingOf("court", "银杏楼", {1: "1层", 2: "2层"}),
}
_CORRIDOR = {"corridor": "走廊", "lamp": "走廊灯"}
# Kinds of assets are the keys of their checklists.
POINTS = {
    "garage": PointOf("one", -1, "地下一层 车库口", "1901", {"hydrant-box": "消火栓箱 3", "lamp": "车库灯"}),
    "lobby": PointOf("one", 1, "1层 大堂", "1101", {"lift-outside": "1号梯厅门", "extinguisher-box": "灭火器箱 1"}),
    "lift": PointOf("one", 1, "1号电梯", "1102", {"lift-inside": "1号梯轿厢"}),
    "east2": PointOf("one", 2, "2层 东侧走廊", "1201",
                     {"fire-door": "防火门 A", "hydrant-box": "消火栓箱 1", **_CORRIDOR}),
    "west2": PointOf("one", 2, "2层 西侧走廊", "1202", {"fire-door": "防火门 B", "wall": "外墙面"}),
    "stairs2": PointOf("one", 2, "2层 楼梯间", "1203", {"stair-handrail": "扶手", "ventilation-window": "通风窗"}),
    "east3": PointOf("one", 3, "3层 东侧走廊", "1301", {"fire-door": "防火门 C", **_CORRIDOR}),
    "west3": PointOf("one", 3, "3层 西侧走廊", "1302", {"fire-door": "防火门 D", "hydrant-box": "消火栓箱 2"}),
    "roof": PointOf("one", 4, "屋顶", "1401", {"rooftop": "屋面"}),
    "lobby-b": PointOf("two", 1, "1层 大堂", "2101", {"lift-outside": "2号梯厅门", "lamp": "大堂灯"}),
    "east-b": PointOf("two", 2, "2层 东侧走廊", "2201", {"fire-door": "防火门 E", **_CORRIDOR}),
    "roof-b": PointOf("two", 3, "屋顶", "2301", {"rooftop": "屋面"}),
    "old-b": PointOf("two", 2, "2层 旧配电间", "2299", {"lamp": "旧灯"}, retired=True),
    "court-lobby": PointOf("court", 1, "1层 门厅", "1101", {"fire-door": "防火门 1", "lamp": "门厅灯"}),
    "court-east": PointOf("court", 2, "2层 走廊", "1201", {"fire-door": "防火门 2", **_CORRIDOR}),
}  # fmt: skip
# This hydrant's pressure may not fall as low as others'.
LIMITS: dict[tuple[str, str], dict[str, Any]] = {("east2", "hydrant-box"): {"HY09": {"min": 0.15}}}
UNITS = {"201": UnitOf("one", 2, vacant=True), "301": UnitOf("one", 3, vacant=False), "C201": UnitOf("court", 2, True)}
ROUTES = {
    "garden": {
        "route-one": ["garage", "lobby", "lift", "east2", "west2", "stairs2", "east3", "west3", "roof"],
        "route-two": ["lobby-b", "east-b", "roof-b"],
    },
    "court": {"route-court": ["court-lobby", "court-east"]},
}


def code_of(point: str) -> str:
    """Ten characters, as printed on the tag."""
    return f"TAG{list(POINTS).index(point):07d}"


@cache
def checklists() -> list[dict[str, Any]]:
    """The project's own checklists, as plain values."""
    return [msgspec.to_builtins(one) for one in read_checklists(CHECKLISTS)]


@cache
def daily_items(kind: str) -> tuple[str, ...]:
    """What a round asks of such an asset every day with a tap: its daily items of the pass kind."""
    return tuple(
        item["id"]
        for checklist in checklists() if checklist["key"] == kind
        for item in checklist["items"]
        if item["type"] == "pass" and item["frequency"] in ("daily", "visit") and item["photo"] != "always"
    )  # fmt: skip


@cache
def version_of(kind: str) -> int:
    """The version that is in force."""
    return max(int(one["version"]) for one in checklists() if one["key"] == kind)
