"""An order whose reason was corrected away."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from server.workorders.stepping import Taken, take_step
from server.workorders.tables import Step


async def withdraw_if_unmoved(
    order_id: UUID, told_by: Collection[UUID], report_id: UUID, person_id: UUID, at: datetime
) -> bool:
    """Cancels the order if nobody has moved it since the server dispatched it (protocol, `addendum`).

    `told_by`: the corrected report and what was added to it; what these did to the order is nobody's work on it.
    """
    steps = await Step.select(
        Step.step, Step.person, Step.report_id, Step.from_state, Step.to_state
    ).where(Step.order == order_id, Step.applied == True)  # noqa: E712 - a column  # fmt: skip
    if any(step["person"] is not None and step["report_id"] not in told_by and _moves(step) for step in steps):
        return False
    took = await take_step(
        order_id,
        Taken(step="cancel", at=at, received_at=at, person_id=person_id, report_id=report_id, reason="correction"),
    )
    return took.applied


def _moves(step: dict[str, Any]) -> bool:
    """A comment or an escalation leaves an order where it was; a dispatch gives it to somebody else."""
    return step["from_state"] != step["to_state"] or step["step"] in ("dispatch", "make_safe")
