"""A diary is written down as it was sealed."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from server.diaries.tables import Diary
from server.journal.noting import note

FAR_OFF: Final = timedelta(days=31)


class Written(Struct, frozen=True, kw_only=True):
    """A diary: whose, of which date at the site, and what stands in it."""

    id: UUID
    site_id: UUID
    person_id: UUID
    written_on: date
    entries: list[dict[str, Any]]
    suggestions: str | None
    submitted_at: datetime
    received_at: datetime


async def record(written: Written) -> None:
    """Inside the caller's transaction. An earlier one of the same date stays."""
    await Diary.insert(
        Diary(
            id=written.id,
            site=written.site_id,
            person=written.person_id,
            written_on=written.written_on,
            entries=written.entries,
            suggestions=written.suggestions,
            submitted_at=written.submitted_at,
            received_at=written.received_at,
        )
    )
    await note(
        "write", "diary", written.id, site_id=written.site_id, person_id=written.person_id,
        date=written.written_on.isoformat(),
    )  # fmt: skip


def is_far_off(written_on: date, today: date) -> bool:
    """Whether the date is a month or more from today: kept, and flagged `date-far-off`."""
    return abs(written_on - today) >= FAR_OFF
