"""Reads for labels: which points stand where, what their tags are, and which labels are still to print."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from msgspec import Struct
from piccolo.custom_types import Combinable

from server.sites.tables import Asset, Building, Floor, Point, Tag


class BuildingCount(Struct, frozen=True):
    """How many points a building has, and how many of their labels are still to print."""

    id: UUID
    name: str
    point_count: int
    to_print_count: int


class LabelPoint(Struct, frozen=True):
    """A point with its valid tag (None: it has none). `old_tag_count`: replaced ones, which still open the point."""

    id: UUID
    name: str
    number: str
    site_id: UUID
    building_id: UUID
    building: str
    floor_id: UUID
    floor: str
    tag_id: UUID | None
    code: str | None
    printed_at: datetime | None
    old_tag_count: int

    @property
    def is_to_print(self) -> bool:
        """Whether nobody has said yet that the label is printed."""
        return self.tag_id is not None and self.printed_at is None


class Extent(Struct, frozen=True):
    """Which points: conditions on points, and the same ones on tags and assets."""

    points: Combinable
    tags: Combinable
    assets: Combinable

    @classmethod
    def building(cls, key: UUID) -> Self:
        """All of a building."""
        return cls(Point.building == key, Tag.point.building == key, Asset.point.building == key)

    @classmethod
    def floor(cls, key: UUID) -> Self:
        """All of a floor."""
        return cls(Point.floor == key, Tag.point.floor == key, Asset.point.floor == key)

    @classmethod
    def selection(cls, keys: Collection[UUID]) -> Self:
        """These points, at least one."""
        listed = list(keys)
        return cls(Point.id.is_in(listed), Tag.point.is_in(listed), Asset.point.is_in(listed))


async def buildings_of(site_id: UUID) -> list[BuildingCount]:
    """A site's buildings in their order."""
    points = Counter(
        row["building"]
        for row in await Point.select(Point.building).where(Point.site == site_id, Point.retired_at.is_null())
    )
    waiting = Counter(
        row["building"]
        for row in await Tag.select(Tag.point.building.as_alias("building")).where(
            Tag.point.site == site_id,
            Tag.point.retired_at.is_null(),
            Tag.replaced_at.is_null(),
            Tag.printed_at.is_null(),
        )
    )
    rows = await Building.select(Building.id, Building.name, Building.ordinal).where(
        Building.site == site_id, Building.retired_at.is_null()
    )
    rows.sort(key=lambda row: (row["ordinal"], row["name"], row["id"]))
    return [BuildingCount(row["id"], row["name"], points[row["id"]], waiting[row["id"]]) for row in rows]


class TaggedPlace(Struct, frozen=True):
    """What a tag's place is called, and nothing else of it."""

    site: str
    building: str
    floor: str
    point: str


async def place_of_code(code: str) -> TaggedPlace | None:
    """The place a code belongs to, of a replaced tag too; None for a code that is on no tag."""
    tag = await Tag.select(Tag.point).where(Tag.code == code).first()
    if tag is None:
        return None
    row = (
        await Point.select(Point.name, Point.floor.name, Point.building.name, Point.site.name)
        .where(Point.id == tag["point"])
        .first()
    )
    return TaggedPlace(row["site.name"], row["building.name"], row["floor.name"], row["name"]) if row else None


async def site_of_building(building_id: UUID) -> UUID | None:
    """The site a building belongs to; None if there is no such building."""
    row = await Building.select(Building.site).where(Building.id == building_id).first()
    return row["site"] if row else None


async def building_of_floor(floor_id: UUID) -> UUID | None:
    """The building a floor belongs to; None if there is no such floor."""
    row = await Floor.select(Floor.building).where(Floor.id == floor_id).first()
    return row["building"] if row else None


async def points_of_tags(tag_ids: Collection[UUID]) -> set[UUID]:
    """The points that these tags belong to, replaced ones too."""
    rows = await Tag.select(Tag.point).where(Tag.id.is_in(list(tag_ids))) if tag_ids else []
    return {row["point"] for row in rows}


async def points_in(extent: Extent) -> list[LabelPoint]:
    """Points that are not retired: by building, then floor from below, then number."""
    rows: list[dict[str, Any]] = await Point.select(
        Point.id, Point.name, Point.number, Point.site, Point.building, Point.floor,
        Point.building.name, Point.building.ordinal, Point.floor.name, Point.floor.ordinal,
    ).where(Point.retired_at.is_null(), extent.points)  # fmt: skip
    rows.sort(key=_standing_order)
    valid: dict[UUID, dict[str, Any]] = {}
    replaced: Counter[UUID] = Counter()
    tags = Tag.select(Tag.id, Tag.point, Tag.code, Tag.printed_at, Tag.replaced_at).where(extent.tags)
    for tag in await tags.order_by(Tag.created_at):
        if tag["replaced_at"] is None:
            valid[tag["point"]] = tag
        else:
            replaced[tag["point"]] += 1
    return [_label_point(row, valid.get(row["id"]), replaced[row["id"]]) for row in rows]


async def asset_names_in(extent: Extent) -> dict[UUID, list[str]]:
    """What is checked at each of these points, by point."""
    rows = await Asset.select(Asset.point, Asset.name, Asset.ordinal).where(Asset.retired_at.is_null(), extent.assets)
    rows.sort(key=lambda row: (row["ordinal"], row["name"]))
    names: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        names[row["point"]].append(row["name"])
    return names


def _standing_order(row: dict[str, Any]) -> tuple[Any, ...]:
    building = (row["building.ordinal"], row["building.name"], row["building"])
    return (*building, row["floor.ordinal"], row["floor.name"], row["floor"], row["number"], row["id"])


def _label_point(row: dict[str, Any], tag: dict[str, Any] | None, old_tag_count: int) -> LabelPoint:
    return LabelPoint(
        id=row["id"],
        name=row["name"],
        number=row["number"],
        site_id=row["site"],
        building_id=row["building"],
        building=row["building.name"],
        floor_id=row["floor"],
        floor=row["floor.name"],
        tag_id=tag["id"] if tag else None,
        code=tag["code"] if tag else None,
        printed_at=tag["printed_at"] if tag else None,
        old_tag_count=old_tag_count,
    )
