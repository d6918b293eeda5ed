"""What a retake allows: its state, its reason, what answers it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from server.reviews.rules import is_answer, reason_of, state_of
from server.reviews.terms import REASON_MAX

_THEN, _LATER = datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2026, 11, 28, 10, tzinfo=UTC)
_REPORT, _OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("answered_at", "withdrawn_at", "state"),
    [
        (None, None, "open"),
        (_THEN, None, "answered"),
        (None, _THEN, "withdrawn"),
        (_LATER, _THEN, "answered"),  # the phone had no signal to hear that it was taken back
    ],
)
def test_the_state_of_a_retake(answered_at: datetime | None, withdrawn_at: datetime | None, state: str) -> None:
    assert state_of(answered_at, withdrawn_at) == state


@pytest.mark.parametrize(
    ("chosen", "typed", "reason"),
    [
        ("太暗，看不清", "", "太暗，看不清"),
        ("太暗，看不清", "  要拍到门牌 \n 号 ", "要拍到门牌 号"),
        ("", "", None),
        ("", " \t ", None),
        ("", "长" * REASON_MAX, "长" * REASON_MAX),
        ("", "长" * (REASON_MAX + 1), None),
    ],
)
def test_the_reason_is_what_was_typed_else_what_was_chosen(chosen: str, typed: str, reason: str | None) -> None:
    assert reason_of(chosen, typed) == reason


@pytest.mark.parametrize(
    ("asked_of", "photos_count", "note", "answers"),
    [
        (_REPORT, 1, None, True),
        (_REPORT, 0, "灯已经换掉了", True),
        (_REPORT, 0, "  ", False),
        (_REPORT, 0, None, False),
        (_OTHER, 1, "拍了", False),
    ],
)
def test_a_photo_answers_or_a_word_why_there_is_none(
    asked_of: UUID, photos_count: int, note: str | None, answers: bool
) -> None:
    assert is_answer(asked_of=asked_of, report_id=_REPORT, photos_count=photos_count, note=note) is answers
