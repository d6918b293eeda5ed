"""An order whose reason was corrected away."""

from datetime import datetime
from uuid import UUID

from server.workorders.stepping import Taken, take_step
from server.workorders.tables import Step


async def withdraw_if_unmoved(order_id: UUID, report_id: UUID, person_id: UUID, at: datetime) -> bool:
    """Cancels the order if nobody has moved it since the server dispatched it (protocol, `addendum`)."""
    steps = await Step.select(Step.step, Step.person).where(Step.order == order_id, Step.applied == True)  # noqa: E712
    if any(step["person"] is not None and step["step"] != "comment" for step in steps):
        return False
    took = await take_step(
        order_id,
        Taken(step="cancel", at=at, received_at=at, person_id=person_id, report_id=report_id, reason="correction"),
    )
    return took.applied
