"""What tests of orders and defects ask again and again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from server.defects.tables import Defect, Sighting
from server.workorders.tables import Step, WorkOrder
from tests.builders import Line, Phone, check, defect
from tests.cast import Cast

Row = dict[str, Any]


async def orders() -> list[Row]:
    """All orders, by number."""
    return await WorkOrder.select().order_by(WorkOrder.day).order_by(WorkOrder.ordinal)


async def only_order() -> Row:
    """The one order there is."""
    [order] = await orders()
    return order


async def defects() -> list[Row]:
    """All defects, as they were created."""
    return await Defect.select().order_by(Defect.created_at).order_by(Defect.number)


async def only_defect() -> Row:
    """The one defect there is."""
    [row] = await defects()
    return row


async def sightings(defect_id: UUID) -> list[str]:
    """The kinds of a defect's sightings, in the order they were seen."""
    rows = await Sighting.select(Sighting.kind).where(Sighting.defect == defect_id).order_by(Sighting.at)
    return [row["kind"] for row in rows]


async def steps(order_id: UUID) -> list[Row]:
    """The history of an order."""
    return await Step.select().where(Step.order == order_id).order_by(Step.ordinal).output(load_json=True)


async def history(order_id: UUID) -> list[str]:
    """The steps that were applied."""
    return [step["step"] for step in await steps(order_id) if step["applied"]]


async def found(cast: Cast, *items: Row, point: str = "east2", kind: str = "fire-door", photos: Sequence[Any] = (),
                username: str = "lin") -> tuple[Phone, Line, Row]:  # fmt: skip
    """Somebody finds something: their phone, the line, and the first order it opened."""
    phone = await cast.phone(username)
    line = phone.inspection(point, [check(kind, *(items or (defect("FD05"),)))], photos=photos)
    [result] = await phone.send(line)
    assert result["outcome"] == "stored", result
    return phone, line, (await orders())[-1]


async def step(phone: Phone, order: Row, name: str, **more: Any) -> Row:
    """A step sent from a phone: the result."""
    [result] = await phone.send(phone.work(order["id"], name, **more))
    return dict(result)


async def state_of(order: Row) -> str:
    """The order's state now."""
    row = await WorkOrder.select(WorkOrder.state).where(WorkOrder.id == order["id"]).first()
    assert row is not None
    return str(row["state"])
