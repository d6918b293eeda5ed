"""What a site consists of, as the bundle and the intake need it. Structs only; `queries.py` fills them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.sites.terms import SiteSettings


class SiteFacts(Struct, frozen=True):
    """A site with its settings read."""

    id: UUID
    name: str
    time_zone: str
    settings: SiteSettings


class BuildingPlace(Struct, frozen=True):
    id: UUID
    name: str


class FloorPlace(Struct, frozen=True):
    id: UUID
    building_id: UUID
    name: str
    ordinal: int


class AssetPlace(Struct, frozen=True):
    """`checklists` are keys; `limits`: item → {min?, max?}, empty where the checklists' own hold."""

    id: UUID
    kind: str
    name: str
    checklists: tuple[str, ...]
    limits: dict[str, Any]


class PointPlace(Struct, frozen=True):
    """`code_hashes` of all its tags, the replaced ones too: an old tag may hang longer than the list says.

    `replaced_code_hashes` are those of them whose label is to be replaced on the wall.
    """

    id: UUID
    building_id: UUID
    floor_id: UUID
    name: str
    number: str
    code_hashes: tuple[str, ...]
    assets: tuple[AssetPlace, ...]
    replaced_code_hashes: tuple[str, ...] = ()


class UnitPlace(Struct, frozen=True):
    id: UUID
    building_id: UUID
    floor_id: UUID | None
    name: str
    number: str | None
    vacant: bool
    vacant_since: datetime | None
    checklists: tuple[str, ...]


class SitePlaces(Struct, frozen=True):
    """Everything of a site that is not retired: buildings in their order, floors from below, points by number."""

    buildings: tuple[BuildingPlace, ...]
    floors: tuple[FloorPlace, ...]
    points: tuple[PointPlace, ...]
    units: tuple[UnitPlace, ...]


class TagFound(Struct, frozen=True):
    """A tag's code as printed, and until when it was the point's (None: it still is)."""

    code: str
    replaced_at: datetime | None


class PointFound(Struct, frozen=True):
    """A point a report names, retired or not. `level`: its floor's height order (1 is the ground floor)."""

    id: UUID
    building_id: UUID
    floor_id: UUID
    level: int
    name: str
    number: str
    retired_at: datetime | None
    tags: tuple[TagFound, ...]


class UnitFound(Struct, frozen=True):
    """A unit a report names, retired or not."""

    id: UUID
    building_id: UUID
    floor_id: UUID | None
    name: str
    number: str | None
    vacant: bool
    vacant_since: datetime | None
    checklists: tuple[str, ...]
    retired_at: datetime | None


class AssetFound(Struct, frozen=True):
    """An asset a report names, retired or not, with where it is. `limits`: item → {min?, max?}."""

    id: UUID
    point_id: UUID
    building_id: UUID
    floor_id: UUID
    kind: str
    name: str
    checklists: tuple[str, ...]
    limits: dict[str, Any]
    retired_at: datetime | None
