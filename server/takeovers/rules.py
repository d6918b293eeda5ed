"""Which defects are left over from a take-over, how they stand, and when it can be ended. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from server.lib.i18n import N_
from server.lib.problems import FieldError
from server.takeovers.terms import COMMON_CHECKLIST, OWNERS, UNIT_CHECKLIST, LeftoverState

MOST_NAME: Final = 60
MOST_NOTE: Final = 500
MOST_AHEAD: Final = timedelta(days=3650)


def is_leftover(
    *,
    unit_id: UUID | None,
    building_id: UUID,
    started_at: datetime,
    ended_at: datetime | None,
    defect_unit_id: UUID | None,
    defect_building_id: UUID | None,
    checklist: str,
    found_at: datetime,
) -> bool:
    """Whether a defect was found in this take-over: while it went on, in its unit by whatever checklist, or in its
    building by that of the common parts. `unit_id` None: the take-over is of the building's common parts."""
    if found_at < started_at or (ended_at is not None and found_at > ended_at):
        return False
    if unit_id is not None:
        return defect_unit_id == unit_id
    return defect_building_id == building_id and checklist in (COMMON_CHECKLIST, UNIT_CHECKLIST)


def leftover_state(*, is_open: bool, promised_on: date | None, today: date) -> LeftoverState:
    """Overdue from the day after the promise on; without a promise nothing is overdue."""
    if not is_open:
        return "closed"
    return "overdue" if promised_on is not None and promised_on < today else "open"


def ending_error(open_count: int, reason: str) -> FieldError | None:
    """A take-over with open leftovers is ended only with a reason: who goes on with them."""
    if open_count and not reason.strip():
        return FieldError("reason", N_("还有没关的遗留问题，结束要写原因：谁接着跟"))
    return None


def owner_errors(owner: str, owner_name: str, promised_on: str, note: str, today: date) -> list[FieldError]:
    """What is wrong with the form of who answers for a leftover."""
    errors: list[FieldError] = []
    if owner not in OWNERS:
        errors.append(FieldError("owner", N_("请选由谁负责")))
    if len(owner_name) > MOST_NAME:
        errors.append(FieldError("owner_name", N_("单位名称不超过 60 个字")))
    if len(note) > MOST_NOTE:
        errors.append(FieldError("note", N_("备注不超过 500 个字")))
    if promised_on and _promise(promised_on, today) is None:
        errors.append(FieldError("promised_on", N_("日期要像 2026-12-31，从今天起十年以内")))
    return errors


def promise_of(text: str, today: date) -> date | None:
    """The promised date of a form that has no errors; None where it is empty."""
    return _promise(text, today) if text else None


def _promise(text: str, today: date) -> date | None:
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found is not None and today - timedelta(days=365) <= found <= today + MOST_AHEAD else None


def counts(states: Sequence[LeftoverState]) -> dict[LeftoverState, int]:
    """How many leftovers are in each state."""
    return {state: states.count(state) for state in ("open", "overdue", "closed")}
