"""Which deadline of an order is shown, and how near it is."""

from datetime import UTC, datetime, timedelta

from server.workorders.terms import Due, Hold
from server.workorders.urgency import Urgency, urgency

RECEIVED = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DUE = Due(accept=RECEIVED + 2 * HOUR, safe=RECEIVED + 24 * HOUR, close=RECEIVED + 72 * HOUR)


def test_until_somebody_takes_it_the_time_to_accept_counts() -> None:
    assert urgency("dispatched", DUE, RECEIVED, RECEIVED + HOUR) == Urgency(
        kind="accept", due_at=DUE.accept, phase="ok"
    )


def test_once_accepted_it_must_be_made_safe_then_closed() -> None:
    now = RECEIVED + 3 * HOUR
    assert urgency("accepted", DUE, RECEIVED, now) == Urgency(kind="safe", due_at=DUE.safe, phase="ok")  # type: ignore[arg-type]
    assert urgency("in_progress", DUE, RECEIVED, now, safe_at=now) == Urgency(
        kind="close", due_at=DUE.close, phase="ok"
    )


def test_from_four_fifths_on_it_is_soon_and_after_it_late() -> None:
    for minutes, phase in ((95, "ok"), (96, "soon"), (120, "soon"), (121, "late")):
        found = urgency("reported", DUE, RECEIVED, RECEIVED + timedelta(minutes=minutes))
        assert found is not None
        assert found.phase == phase


def test_a_hold_moves_only_the_time_to_close() -> None:
    hold = Hold(started_at=RECEIVED + 10 * HOUR, ended_at=RECEIVED + 20 * HOUR)
    now = RECEIVED + 73 * HOUR
    found = urgency("in_progress", DUE, RECEIVED, now, safe_at=RECEIVED + HOUR, holds=[hold])
    assert found == Urgency(kind="close", due_at=DUE.close + 10 * HOUR, phase="soon")
    unsafe = urgency("in_progress", DUE, RECEIVED, now, holds=[hold])
    assert unsafe is not None
    assert (unsafe.kind, unsafe.phase) == ("safe", "late")


def test_what_is_done_or_ended_has_nothing_due() -> None:
    for state in ("completed", "verified", "closed", "cancelled", "merged"):
        assert urgency(state, DUE, RECEIVED, RECEIVED + 100 * HOUR) is None
