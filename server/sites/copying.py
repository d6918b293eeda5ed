"""Many floors in one step: a pattern floor's points and assets, on every floor from one height to another. Planned
first and shown, then made as it was shown."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct, json

from server.journal.noting import note
from server.lib import clock, db, digest, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.texts import tidy
from server.sites.editing import By, level_of
from server.sites.naming import LEVEL, as_pattern, floor_name, from_pattern, like_number, name_fault
from server.sites.tables import Asset, Floor, Point, Tag
from server.sites.tagging import new_code

MOST_FLOORS = 100
MOST_POINTS = 4000
_BATCH = 200


class PatternAsset(Struct, frozen=True):
    """`name` has the floor's name left open."""

    name: str
    kind: str
    checklists: tuple[str, ...]
    limits: dict[str, Any]


class PatternPoint(Struct, frozen=True):
    id: UUID
    name: str
    number: str
    assets: tuple[PatternAsset, ...]


class Pattern(Struct, frozen=True):
    """A floor to be copied: its name and its points in the order of their numbers."""

    floor_id: UUID
    name: str
    points: tuple[PatternPoint, ...]


class Wish(Struct, frozen=True):
    """The form as typed. `names`: a point's own name in place of the pattern's, by the pattern point's id; an empty
    one leaves the point out."""

    first: str
    last: str
    name: str
    skip: str
    names: dict[UUID, str]


class NewPoint(Struct, frozen=True):
    name: str
    number: str
    assets: tuple[PatternAsset, ...]


class NewFloor(Struct, frozen=True):
    name: str
    level: int
    points: tuple[NewPoint, ...]


class Copies(Struct, frozen=True):
    """What would be made; `present`: floors that are there already and stay as they are."""

    floors: tuple[NewFloor, ...]
    present: tuple[str, ...]

    @property
    def points_count(self) -> int:
        return sum(len(floor.points) for floor in self.floors)

    @property
    def assets_count(self) -> int:
        return sum(len(point.assets) for floor in self.floors for point in floor.points)

    @property
    def fingerprint(self) -> str:
        """Equal for equal floors: what was shown is what is made."""
        return digest.sha256(json.encode(self.floors))


async def pattern_of(site_id: UUID, floor_id: UUID) -> Pattern | None:
    """A floor of this site with what stands on it and is in use; None if the site has no such floor."""
    floor = (
        await Floor.select(Floor.id, Floor.name)
        .where(Floor.id == floor_id, Floor.building.site == site_id, Floor.retired_at.is_null())
        .first()
    )
    if floor is None:
        return None
    points = await Point.select(Point.id, Point.name, Point.number).where(
        Point.floor == floor_id, Point.retired_at.is_null()
    )
    assets = (
        await Asset.select(Asset.point, Asset.name, Asset.kind, Asset.checklists, Asset.limits, Asset.ordinal)
        .where(Asset.point.floor == floor_id, Asset.retired_at.is_null())
        .output(load_json=True)
    )
    assets.sort(key=lambda row: (row["ordinal"], row["name"]))

    def listed(point_id: UUID) -> tuple[PatternAsset, ...]:
        return tuple(
            PatternAsset(as_pattern(row["name"], floor["name"]), row["kind"], tuple(row["checklists"]), row["limits"])
            for row in assets
            if row["point"] == point_id
        )

    points.sort(key=lambda row: (row["number"], row["id"]))
    return Pattern(
        floor["id"],
        floor["name"],
        tuple(
            PatternPoint(row["id"], as_pattern(row["name"], floor["name"]), row["number"], listed(row["id"]))
            for row in points
        ),
    )


async def plan_floors(building_id: UUID, pattern: Pattern, wish: Wish) -> Copies:
    """What would be made; Problem bad-fields where the form is wrong. A floor that is there already, by its name or
    its height, is left as it is."""
    levels = _levels(wish, pattern)
    floors = await Floor.select(Floor.name, Floor.ordinal, Floor.retired_at).where(Floor.building == building_id)
    names, heights = {row["name"] for row in floors}, {row["ordinal"] for row in floors if not row["retired_at"]}
    points = await Point.select(Point.number).where(Point.building == building_id)
    taken = {row["number"] for row in points}
    made: list[NewFloor] = []
    present: list[str] = []
    for level in levels:
        name = floor_name(tidy(wish.name), level)
        if name in names or level in heights:
            present.append(name)
            continue
        made.append(NewFloor(name, level, tuple(_points(pattern, wish, name, level, taken))))
    return Copies(tuple(made), tuple(present))


async def make_floors(by: By, building_id: UUID, pattern_id: UUID, wish: Wish, agreed: str) -> Copies:
    """Makes what the plan says, in one transaction; Problem conflict where it is no longer the plan that was agreed
    to (its fingerprint)."""
    async with db.writing():
        await db.lock("places", f"site:{by.site_id}")
        pattern = await pattern_of(by.site_id, pattern_id)
        if pattern is None:
            raise Problem("not-found")
        copies = await plan_floors(building_id, pattern, wish)
        if copies.fingerprint != agreed:
            raise Problem("conflict")
        await _write(by, building_id, copies)
        counts = {"floors": len(copies.floors), "points": copies.points_count, "assets": copies.assets_count}
        await note("add-floors", "building", building_id, site_id=by.site_id, person_id=by.person_id, **counts)
    return copies


def _levels(wish: Wish, pattern: Pattern) -> list[int]:
    errors: list[FieldError] = []
    first, last = level_of(wish.first), level_of(wish.last)
    for path, level in (("first", first), ("last", last)):
        if level is None:
            errors.append(FieldError(path, N_("要填 -20 到 200 之间的整数")))
    if LEVEL not in wish.name:
        errors.append(FieldError("floor_name", N_("要有 {n}，它会换成第几层")))
    elif name_fault(tidy(wish.name)):
        errors.append(FieldError("floor_name", name_fault(tidy(wish.name))))
    skipped, wrong = _skipped(wish.skip)
    if wrong:
        errors.append(FieldError("skip", N_("写成像 4、13、14 这样")))
    errors += _point_errors(wish, pattern)
    if errors or first is None or last is None:
        raise Problem("bad-fields", errors=errors)
    # There is no floor 0 between the ground floor and the first basement.
    levels = [level for level in range(min(first, last), max(first, last) + 1) if level and level not in skipped]
    if not levels or len(levels) > MOST_FLOORS or len(levels) * len(pattern.points) > MOST_POINTS:
        raise Problem("bad-fields", errors=[FieldError("last", N_("一次最少 1 层，最多 100 层、4000 个点位"))])
    return levels


def _skipped(text: str) -> tuple[set[int], bool]:
    for mark in "，、;； ":
        text = text.replace(mark, ",")
    found = [level_of(part) for part in text.split(",") if part]
    return {level for level in found if level is not None}, None in found


def _point_errors(wish: Wish, pattern: Pattern) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for point in pattern.points:
        name = tidy(wish.names.get(point.id, point.name))
        fault = name_fault(name) if name else ""
        if name and name in seen:
            fault = N_("这里已经有同名的了")
        seen.add(name)
        if fault:
            errors.append(FieldError(f"point-{point.id}", fault))
    return errors


def _points(pattern: Pattern, wish: Wish, floor: str, level: int, taken: set[str]) -> Sequence[NewPoint]:
    made = []
    for point in pattern.points:
        name = from_pattern(tidy(wish.names.get(point.id, point.name)), floor)
        if not name:
            continue
        number = like_number(point.number, level, taken)
        taken.add(number)
        assets = tuple(
            PatternAsset(from_pattern(one.name, floor), one.kind, one.checklists, one.limits) for one in point.assets
        )
        made.append(NewPoint(name, number, assets))
    return made


async def _write(by: By, building_id: UUID, copies: Copies) -> None:
    now = clock.now()
    floors: list[Floor] = []
    points: list[Point] = []
    tags: list[Tag] = []
    assets: list[Asset] = []
    for floor in copies.floors:
        floor_id = ids.new()
        floors.append(Floor(id=floor_id, building=building_id, name=floor.name, ordinal=floor.level))
        for point in floor.points:
            point_id, code = ids.new(), new_code()
            points.append(
                Point(id=point_id, site=by.site_id, building=building_id, floor=floor_id, name=point.name,
                      number=point.number)
            )  # fmt: skip
            code_hash = digest.sha256(code.encode())
            tags.append(Tag(id=ids.new(), point=point_id, code=code, code_hash=code_hash, created_at=now))
            assets += [
                Asset(id=ids.new(), site=by.site_id, point=point_id, kind=one.kind, name=one.name,
                      checklists=list(one.checklists), limits=one.limits, ordinal=ordinal)
                for ordinal, one in enumerate(point.assets, start=1)
            ]  # fmt: skip
    for rows in (floors, points, tags, assets):
        for start in range(0, len(rows), _BATCH):
            await type(rows[0]).insert(*rows[start : start + _BATCH])
