"""Reads of retakes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.reviews.rules import state_of
from server.reviews.tables import Retake
from server.reviews.terms import RetakeState


class RetakeTold(Struct, frozen=True, kw_only=True):
    """A retake as it stands."""

    id: UUID
    report_id: UUID
    point_id: UUID | None
    unit_id: UUID | None
    asset_id: UUID | None
    item: str | None
    photo: str
    reason: str
    asked_by: UUID
    asked_by_name: str
    asked_at: datetime
    answered_report: UUID | None
    answered_at: datetime | None
    state: RetakeState


async def open_for(person_id: UUID, site_id: UUID) -> list[RetakeTold]:
    """What this person's phone is asked for at this site, the longest asked first."""
    rows = await _rows(
        Retake.site == site_id, Retake.person == person_id, Retake.answered_at.is_null(), Retake.withdrawn_at.is_null()
    )
    return [_told(row) for row in rows]


async def of_report(report_id: UUID) -> list[RetakeTold]:
    """What was ever asked of a report's photos, in order."""
    return [_told(row) for row in await _rows(Retake.report_id == report_id)]


async def open_reports(report_ids: Sequence[UUID]) -> set[UUID]:
    """Of these reports, those that wait for a retake."""
    rows = await Retake.select(Retake.report_id).where(
        Retake.report_id.is_in(list(report_ids) or [UUID(int=0)]),
        Retake.answered_at.is_null(),
        Retake.withdrawn_at.is_null(),
    )
    return {row["report_id"] for row in rows}


async def _rows(*conditions: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        await Retake.select(*Retake.all_columns(), Retake.asked_by.name)
        .where(*conditions)
        .order_by(Retake.asked_at)
        .order_by(Retake.id)
    )
    return rows


def _told(row: dict[str, Any]) -> RetakeTold:
    return RetakeTold(
        id=row["id"],
        report_id=row["report_id"],
        point_id=row["point_id"],
        unit_id=row["unit_id"],
        asset_id=row["asset_id"],
        item=row["item"],
        photo=row["photo"],
        reason=row["reason"],
        asked_by=row["asked_by"],
        asked_by_name=row["asked_by.name"],
        asked_at=row["asked_at"],
        answered_report=row["answered_report"],
        answered_at=row["answered_at"],
        state=state_of(row["answered_at"], row["withdrawn_at"]),
    )
