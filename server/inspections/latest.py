"""What was last done, read and photographed at each place of a site. One query each, however big the site."""

import operator
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.inspections.tables import Inspection, ItemDone, ItemPhoto, Reading

_READINGS = """
SELECT place_id, item, number, text, at FROM (
    SELECT place_id, item, number, text, at,
           ROW_NUMBER() OVER (PARTITION BY place_id, item ORDER BY at DESC, id DESC) AS place
    FROM reading WHERE site_id = {} AND at > {} AND (number IS NOT NULL OR text IS NOT NULL)
) AS latest WHERE place = 1
"""
# A marked copy is no guide for the same angle.
_PHOTOS = """
SELECT place_id, item, sha256, taken_at FROM (
    SELECT place_id, item, sha256, taken_at,
           ROW_NUMBER() OVER (PARTITION BY place_id, item ORDER BY taken_at DESC, id DESC) AS place
    FROM item_photo WHERE site_id = {} AND taken_at > {} AND role <> 'annotated'
) AS latest WHERE place = 1
"""
# A practice round's visit counts nowhere.
_UNIT_VISITS = """
SELECT unit, latest_at FROM (
    SELECT unit, latest_at, ROW_NUMBER() OVER (PARTITION BY unit ORDER BY latest_at DESC, id DESC) AS place
    FROM inspection WHERE site = {} AND unit IS NOT NULL AND CAST(flags AS TEXT) NOT LIKE '%"practice"%'
) AS latest WHERE place = 1
"""


class Done(Struct, frozen=True):
    """The date on which an item that is not daily was last answered, and in which round if in one."""

    item: str
    done_on: date
    round_id: UUID | None


class LatestReading(Struct, frozen=True):
    """`place_id` is an asset or a unit; `value` as it was read."""

    place_id: UUID
    item: str
    value: float | str
    at: datetime


class LatestPhoto(Struct, frozen=True):
    """`place_id` is an asset or a unit."""

    place_id: UUID
    item: str
    sha256: str
    taken_at: datetime


async def done_at(site_id: UUID, since: Mapping[date, Sequence[str]]) -> dict[UUID, list[Done]]:
    """Asset or unit → what was last answered there. `since`: first day that counts → the items it counts for."""
    if not since:
        return {}
    counting = [(ItemDone.done_on >= first) & ItemDone.item.is_in(list(items)) for first, items in since.items()]
    rows = await ItemDone.select(ItemDone.place_id, ItemDone.item, ItemDone.done_on, ItemDone.round_id).where(
        ItemDone.site_id == site_id, reduce(operator.or_, counting)
    )
    done: dict[UUID, list[Done]] = defaultdict(list)
    for row in rows:
        done[row["place_id"]].append(Done(row["item"], row["done_on"], row["round_id"]))
    return done


async def latest_readings(site_id: UUID, since: datetime) -> list[LatestReading]:
    """The newest reading of every item at every place, not older than `since`, by place and item."""
    rows: list[dict[str, Any]] = await Reading.raw(_READINGS, site_id, since)
    rows.sort(key=lambda row: (row["place_id"], row["item"]))
    return [
        LatestReading(
            row["place_id"], row["item"], row["text"] if row["number"] is None else row["number"], row["at"]
        )
        for row in rows
    ]


async def latest_photos(site_id: UUID, since: datetime) -> list[LatestPhoto]:
    """The newest photo of every item at every place, taken after `since`, by place and item."""
    rows: list[dict[str, Any]] = await ItemPhoto.raw(_PHOTOS, site_id, since)
    rows.sort(key=lambda row: (row["place_id"], row["item"]))
    return [LatestPhoto(row["place_id"], row["item"], row["sha256"], row["taken_at"]) for row in rows]


async def unit_visits(site_id: UUID) -> dict[UUID, datetime]:
    """Unit → when it was last inspected, by the server's clock."""
    return {row["unit"]: row["latest_at"] for row in await Inspection.raw(_UNIT_VISITS, site_id)}
