"""Asking for a retake at a desk, and taking it back while nobody has answered."""

from typing import Any
from uuid import UUID

from server.inspections.tables import Inspection, ItemPhoto
from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.problems import Problem
from server.reviews.tables import Retake


async def ask(report_id: UUID, photo: str, reason: str, asked_by: UUID) -> UUID:
    """Asks the inspection's person for this photo once more; `photo` is one that the report or an addendum names.

    Raises Problem `not-found` (no such inspection) and `retake-asked` (one stands open for this photo).
    """
    async with db.writing():
        await db.lock(f"retake {report_id}")
        visit = await Inspection.select().where(Inspection.id == report_id).first()
        if visit is None:
            raise Problem("not-found")
        standing = await Retake.exists().where(
            Retake.report_id == report_id, Retake.photo == photo,
            Retake.answered_at.is_null(), Retake.withdrawn_at.is_null(),
        )  # fmt: skip
        if standing:
            raise Problem("retake-asked")
        asset_id, item = await _shown(visit, photo)
        retake = Retake(
            id=ids.new(),
            site=visit["site"],
            report_id=report_id,
            person=visit["person"],
            point_id=visit["point"],
            unit_id=visit["unit"],
            asset_id=asset_id,
            item=item,
            photo=photo,
            reason=reason,
            asked_by=asked_by,
            asked_at=clock.now(),
        )
        await Retake.insert(retake)
        await note(
            "ask-retake", "report", report_id,
            site_id=visit["site"], person_id=asked_by, retake=str(retake.id), photo=photo, reason=reason,
        )  # fmt: skip
    return UUID(str(retake.id))


async def withdraw(retake_id: UUID, report_id: UUID, by: UUID) -> None:
    """Takes back a retake of this report. Raises Problem `not-found`, and `retake-answered` where the new photo has
    come meanwhile."""
    async with db.writing():
        row = await Retake.select().where(Retake.id == retake_id).first()
        if row is None or row["report_id"] != report_id:
            raise Problem("not-found")
        if row["answered_at"] is not None:
            raise Problem("retake-answered")
        if row["withdrawn_at"] is not None:
            return
        await Retake.update({Retake.withdrawn_at: clock.now(), Retake.withdrawn_by: by}).where(Retake.id == retake_id)
        await note(
            "withdraw-retake", "report", row["report_id"], site_id=row["site"], person_id=by, retake=str(retake_id)
        )


async def _shown(visit: dict[str, Any], photo: str) -> tuple[UUID | None, str | None]:
    """`(asset_id, item)` that the photo shows; a unit's own item has no asset."""
    row = (
        await ItemPhoto.select(ItemPhoto.place_id, ItemPhoto.item)
        .where(ItemPhoto.inspection == visit["id"], ItemPhoto.sha256 == photo)
        .order_by(ItemPhoto.id)
        .first()
    )
    if row is None:
        return None, None
    return (None if row["place_id"] == visit["unit"] else row["place_id"]), row["item"]
