"""A retake is answered by an addendum from the phone (protocol, `addendum` with `retake_id`)."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.reviews.rules import is_answer
from server.reviews.tables import Retake


class Answer(Struct, frozen=True, kw_only=True):
    """An addendum that names a retake. `of` is the first report it belongs to."""

    retake_id: UUID
    report_id: UUID
    of: UUID
    site_id: UUID
    person_id: UUID
    photos_count: int
    note: str | None
    received_at: datetime


class Shown(Struct, frozen=True):
    """What the retaken photo shows: `asset_id` is None for a unit's own item."""

    asset_id: UUID | None
    item: str


class Answered(Struct, frozen=True):
    """`is_known`: the retake stands open, or stood, for that report. `shown` is set where the photo is of an item."""

    is_known: bool
    shown: Shown | None = None


async def answer(answer: Answer) -> Answered:
    """Closes the retake by its first answer; a second one is shown among the addenda. In the report's transaction.

    One that was taken back is answered all the same: the phone could not know.
    """
    row = await Retake.select().where(Retake.id == answer.retake_id, Retake.site == answer.site_id).first()
    if row is None or row["report_id"] != answer.of:
        return Answered(is_known=False)
    shown = Shown(row["asset_id"], row["item"]) if row["item"] else None
    counts = is_answer(
        asked_of=row["report_id"], report_id=answer.of, photos_count=answer.photos_count, note=answer.note
    )
    if counts and row["answered_at"] is None:
        await Retake.update(
            {Retake.answered_report: answer.report_id, Retake.answered_at: answer.received_at}
        ).where(Retake.id == answer.retake_id, Retake.answered_at.is_null())
        await note(
            "answer-retake", "report", answer.of,
            site_id=answer.site_id, person_id=answer.person_id, retake=str(answer.retake_id),
        )  # fmt: skip
    return Answered(is_known=True, shown=shown)
