"""What a retake allows."""

from datetime import datetime
from uuid import UUID

from server.lib.texts import tidy
from server.reviews.terms import REASON_MAX, RetakeState


def state_of(answered_at: datetime | None, withdrawn_at: datetime | None) -> RetakeState:
    """An answer counts whatever else was decided meanwhile: the phone had no signal to hear of it."""
    if answered_at is not None:
        return "answered"
    return "withdrawn" if withdrawn_at is not None else "open"


def reason_of(chosen: str, typed: str) -> str | None:
    """The reason in words: what was typed, else what was chosen; None where there is none or it is too long."""
    reason = " ".join(tidy(typed or chosen).split())
    return reason if 0 < len(reason) <= REASON_MAX else None


def is_answer(*, asked_of: UUID, report_id: UUID, photos_count: int, note: str | None) -> bool:
    """Whether an addendum to `report_id` answers a retake asked of the report `asked_of`: by a photo, or by saying why
    there can be none."""
    return asked_of == report_id and (photos_count > 0 or bool(tidy(note)))
