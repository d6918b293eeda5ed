"""A unit's meters as they were read: by visits, and by hand at taking over and handing back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.checklists.meters import Before
from server.inspections.latest import LatestReading
from server.inspections.tables import Reading
from server.sites.places import UnitFound
from server.vacancies.tables import HandReading

# The newest of each item before a moment; what the report itself says (when it is corrected) is not before it.
_READ = """
SELECT item, number, at FROM (
    SELECT item, number, at, ROW_NUMBER() OVER (PARTITION BY item ORDER BY at DESC, id DESC) AS place
    FROM reading WHERE place_id = {} AND number IS NOT NULL AND at < {} AND inspection <> {}
) AS latest WHERE place = 1
"""
_WRITTEN = """
SELECT item, number, at FROM (
    SELECT item, number, at, ROW_NUMBER() OVER (PARTITION BY item ORDER BY at DESC, id DESC) AS place
    FROM hand_reading WHERE unit = {} AND at < {}
) AS latest WHERE place = 1
"""
_BY_HAND = """
SELECT unit, item, number, at FROM (
    SELECT unit, item, number, at, ROW_NUMBER() OVER (PARTITION BY unit, item ORDER BY at DESC, id DESC) AS place
    FROM hand_reading WHERE site_id = {} AND at > {}
) AS latest WHERE place = 1
"""


async def before(unit: UnitFound, at: datetime, *, but: UUID) -> dict[str, Before]:
    """Item → its reading before a visit at `at`, of either kind. It counts for an alarm only where the unit has stood
    empty since."""
    rows: list[dict[str, Any]] = [
        *await Reading.raw(_READ, unit.id, at, but),
        *await HandReading.raw(_WRITTEN, unit.id, at),
    ]
    since = unit.vacant_since
    return {
        row["item"]: Before(row["number"], counts=unit.vacant and (since is None or row["at"] >= since))
        for row in sorted(rows, key=lambda row: row["at"])
    }


async def latest_by_hand(site_id: UUID, since: datetime) -> list[LatestReading]:
    """The newest reading written down by hand of every meter of a site, not older than `since`."""
    rows: list[dict[str, Any]] = await HandReading.raw(_BY_HAND, site_id, since)
    return [LatestReading(row["unit"], row["item"], row["number"], row["at"]) for row in rows]


def newest(readings: Sequence[LatestReading], by_hand: Sequence[LatestReading]) -> list[LatestReading]:
    """Of both kinds the newest of each item at each place, by place and item."""
    found = {(one.place_id, one.item): one for one in readings}
    for one in by_hand:
        standing = found.get((one.place_id, one.item))
        if standing is None or standing.at < one.at:
            found[one.place_id, one.item] = one
    return [found[key] for key in sorted(found)]
