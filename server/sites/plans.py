"""A site as a file of places describes it, once everything in the file has been checked. Pure."""

from collections.abc import Mapping
from datetime import date

import msgspec

from server.lib.sheets import Row

# What people call a thing, from the building down: ("1栋", "2层", "2层 东侧走廊").
Names = tuple[str, ...]


class SitePlan(msgspec.Struct, frozen=True):
    name: str
    time_zone: str


class FloorPlan(msgspec.Struct, frozen=True):
    at: Names
    ordinal: int


class PointPlan(msgspec.Struct, frozen=True):
    """`at` is (building, floor, point). Number and tag are empty where they are to be made."""

    at: Names
    row: Row
    number: str
    code: str


class AssetPlan(msgspec.Struct, frozen=True):
    at: Names
    kind: str
    checklists: tuple[str, ...]
    limits: Mapping[str, Mapping[str, float]]


class UnitPlan(msgspec.Struct, frozen=True):
    at: Names
    floor: str
    number: str
    vacant: bool
    vacant_since: date | None
    checklists: tuple[str, ...]


class Places(msgspec.Struct, frozen=True):
    """A site as the file describes it. What it does not name stays as it is."""

    site: SitePlan
    buildings: tuple[str, ...]
    floors: tuple[FloorPlan, ...]
    points: tuple[PointPlan, ...]
    assets: tuple[AssetPlan, ...]
    units: tuple[UnitPlan, ...]


class Known(msgspec.Struct, frozen=True):
    """The published checklists: what people may write for one (its key or a name) → its key; and all items' ids."""

    checklists: Mapping[str, str]
    items: frozenset[str]
