"""How an order's row stands with its deadlines: the three of them, and the times it was on hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.workorders.tables import Step
from server.workorders.terms import Due, Hold


def due_of(row: dict[str, Any]) -> Due:
    """The three deadlines of a row; one that lies nowhere counts as far away."""
    far = datetime.max.replace(tzinfo=row["created_at"].tzinfo, microsecond=0)
    return Due(accept=row["accept_due_at"] or far, safe=row["safe_due_at"], close=row["close_due_at"] or far)


async def holds_of(order_ids: Sequence[UUID]) -> dict[UUID, list[Hold]]:
    """The times on hold of these orders, from their steps."""
    if not order_ids:
        return {}
    rows = (
        await Step.select(Step.order, Step.from_state, Step.to_state, Step.received_at)
        .where(
            Step.order.is_in(list(order_ids)),
            Step.applied == True,  # noqa: E712 - a column
            (Step.from_state == "on_hold") | (Step.to_state == "on_hold"),
        )
        .order_by(Step.ordinal)
    )
    holds: dict[UUID, list[Hold]] = {}
    for row in rows:
        own = holds.setdefault(row["order"], [])
        if row["to_state"] == "on_hold" and row["from_state"] != "on_hold":
            own.append(Hold(started_at=row["received_at"]))
        elif row["from_state"] == "on_hold" and row["to_state"] != "on_hold" and own:
            own[-1] = Hold(started_at=own[-1].started_at, ended_at=row["received_at"])
    return holds
