"""What an order allows: one table of steps and the decisions read from it. Sources: the protocol, the product."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, get_args
from uuid import UUID

from msgspec import Struct

from server.defects.terms import SightingWord
from server.workorders.deadlines import DEFAULT_LIMITS, Limits
from server.workorders.terms import (
    ENDED_STATES,
    Decision,
    OrderFacts,
    ReturnAnswer,
    Role,
    Severity,
    SightingEffect,
    State,
    StepFacts,
    StepName,
    Verdict,
    WhyNot,
)

_ANY: Final[frozenset[State]] = frozenset(get_args(State))
_NOT_ENDED: Final[frozenset[State]] = _ANY - ENDED_STATES
_GIVEN_OUT: Final[frozenset[State]] = frozenset({"dispatched", "accepted", "in_progress", "on_hold"})
_TAKEN: Final[frozenset[State]] = frozenset({"accepted", "in_progress"})

_LEADERS: Final[frozenset[Role]] = frozenset({"supervisor", "manager"})
_DOERS: Final[frozenset[Role]] = _LEADERS | {"repairer"}
_ALL: Final[frozenset[Role]] = _DOERS | {"patroller", "front_desk"}


class StepRule(Struct, frozen=True, kw_only=True):
    """One row of the table: from which states, to which state, and the roles that may ever take the step."""

    froms: frozenset[State]
    to: State | Literal["same", "by verdict", "by answer"]
    roles: frozenset[Role]


STEPS: Final[Mapping[StepName, StepRule]] = {
    "dispatch": StepRule(froms=_GIVEN_OUT | {"reported"}, to="dispatched", roles=_LEADERS | {"front_desk"}),
    "accept": StepRule(froms=frozenset({"dispatched"}), to="accepted", roles=_DOERS),
    "arrive": StepRule(froms=_TAKEN, to="in_progress", roles=_DOERS),
    "start": StepRule(froms=_TAKEN, to="in_progress", roles=_DOERS),
    "make_safe": StepRule(froms=_NOT_ENDED, to="same", roles=_DOERS | {"patroller"}),
    "hold": StepRule(froms=_TAKEN, to="on_hold", roles=_DOERS),
    "resume": StepRule(froms=frozenset({"on_hold"}), to="in_progress", roles=_DOERS),
    "complete": StepRule(froms=_GIVEN_OUT, to="completed", roles=_DOERS),
    "send_back": StepRule(froms=_GIVEN_OUT, to="reported", roles=_DOERS),
    "verify": StepRule(froms=frozenset({"completed"}), to="by verdict", roles=_LEADERS | {"patroller"}),
    "rework": StepRule(froms=frozenset({"completed", "verified"}), to="in_progress", roles=_LEADERS),
    "return_visit": StepRule(froms=frozenset({"verified"}), to="by answer", roles=_LEADERS | {"front_desk"}),
    "escalate": StepRule(froms=_NOT_ENDED, to="same", roles=_ALL),
    "comment": StepRule(froms=_ANY, to="same", roles=_ALL),
    "split": StepRule(froms=_NOT_ENDED, to="same", roles=_LEADERS),
    "merge": StepRule(froms=_NOT_ENDED, to="merged", roles=_LEADERS),
    "unmerge": StepRule(froms=frozenset({"merged"}), to="reported", roles=_LEADERS),
    "cancel": StepRule(froms=_NOT_ENDED, to="cancelled", roles=_LEADERS),
}
"""Who may ever: protocol, `work`. What is taken only at a desk (dispatch, cancel, merge, split) is for supervisor
and manager, dispatch for the front desk too. The server takes `rework` for a "still there" (see after_sighting)."""

_AFTER_CALL: Final[Mapping[ReturnAnswer, State]] = {
    "satisfied": "closed",
    "fairly": "closed",
    "not_satisfied": "in_progress",
    "not_reached": "verified",
}
_REASONED: Final[frozenset[StepName]] = frozenset({"hold", "send_back", "escalate", "cancel"})


def may_ever(role: Role, step: StepName) -> bool:
    """Whether the role may take the step in any state at all; a phone's line that says otherwise is quarantined."""
    return role in STEPS[step].roles


def decide(order: OrderFacts, step: StepFacts) -> Decision:
    """What becomes of the order: the state it moves to, or why the step is not applied (`step-not-applied`).

    Roles are not asked here (see may_ever), except that a patroller verifies only with a photo, "in passing". The
    completer never verifies; a fire hazard is neither verified nor closed without an after-photo (product).
    """
    to_state = _to_state(order, step)
    why_not = _refusal(order, step, to_state)
    if why_not is not None:
        return Decision(applied=False, to_state=order.state, why_not=why_not)
    return Decision(applied=True, to_state=to_state)


def _to_state(order: OrderFacts, step: StepFacts) -> State:
    to = STEPS[step.step].to
    if to == "same":
        return order.state
    if to == "by verdict":
        return _after_verdict(order, step.verdict)
    if to == "by answer":
        return order.state if step.answer is None else _AFTER_CALL[step.answer]
    return to


def _after_verdict(order: OrderFacts, verdict: Verdict | None) -> State:
    if verdict is None:
        return order.state
    if verdict == "refused":
        return "in_progress"
    return "verified" if order.call_due else "closed"


def _refusal(order: OrderFacts, step: StepFacts, to_state: State) -> WhyNot | None:
    if order.state not in STEPS[step.step].froms:
        return "state"
    if step.step == "verify":
        if _is_own(order, step.person_id):
            return "own-completion"
        if step.role == "patroller" and not (step.has_photo or step.has_after_photo):
            return "photo-needed"
    ends_work = to_state != order.state and to_state in ("verified", "closed")
    shown = order.has_after_photo or step.has_after_photo
    return "after-photo-needed" if ends_work and order.fire_hazard and not shown else None


def _is_own(order: OrderFacts, person_id: UUID | None) -> bool:
    return person_id is not None and person_id == order.completed_by


def missing_reason(step: StepName, verdict: Verdict | None, reason: str | None) -> bool:
    """Whether a reason is wanted and not given (blank is none): flag `missing-reason` on a phone's line, a refusal of
    the form at a desk. Wanted for hold, send_back, escalate, a refused verification (protocol) and cancel."""
    wanted = step in _REASONED or (step == "verify" and verdict == "refused")
    return wanted and not (reason or "").strip()


def steps_open_to(order: OrderFacts, role: Role, person_id: UUID) -> tuple[StepName, ...]:
    """The steps a screen may offer this person now, in the order of the table. A verification of one's own completion
    is left out; photos a step will need are not yet asked for."""
    return tuple(
        name
        for name, rule in STEPS.items()
        if role in rule.roles and order.state in rule.froms and not (name == "verify" and _is_own(order, person_id))
    )


def after_sighting(
    state: State, completed_at: datetime | None, sighting: SightingWord, observed_at: datetime, *, has_photo: bool
) -> SightingEffect | None:
    """What seeing the defect again does to its order; the step still goes through `decide`.

    "Still" or "worse" on a completed order is rework; "gone" with a photo verifies a completed order (verdict passed)
    and proposes closing one that is still being worked on (product, Defect and Work order). What was seen before
    the completion says nothing about it: None.
    """
    done = state in ("completed", "verified")
    if done and completed_at is not None and observed_at <= completed_at:
        return None
    if sighting != "gone":
        return "rework" if done else None
    if not has_photo or state in ENDED_STATES or state == "verified":
        return None
    return "verify" if state == "completed" else "propose_closing"


def closes_minor_unseen(
    order: OrderFacts,
    severity: Severity,
    completed_at: datetime,
    last_seen_at: datetime | None,
    rounds_since_count: int,
    now: datetime,
    limits: Limits = DEFAULT_LIMITS,
) -> bool:
    """Whether a completed minor order verifies itself: 7 days and 2 rounds without a sighting (product, settings).

    `last_seen_at`: the last "still" or "worse"; `rounds_since_count`: rounds that inspected the place after the later
    of completion and last sighting. A fire hazard without an after-photo never does.
    """
    if severity != "minor" or order.state != "completed" or (order.fire_hazard and not order.has_after_photo):
        return False
    quiet_since = max(completed_at, last_seen_at or completed_at)
    long_enough = now - quiet_since >= timedelta(days=limits.unseen_days)
    return long_enough and rounds_since_count >= limits.unseen_rounds_count
