"""What orders are called: what is wrong (the asset, the faults, the spots) and where."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from server.checklists import queries as checklists
from server.defects.tables import Defect
from server.lib.i18n import Translate
from server.workorders.tables import WorkOrder

# Two foreign keys away: Piccolo's types know one.
POINT: Any = WorkOrder.asset.point


async def titles_of(order_ids: Sequence[UUID], language: str, _: Translate) -> dict[UUID, str]:
    """What is wrong, by order: the asset and the fault names of its defects, with their spots."""
    if not order_ids:
        return {}
    defects = (
        await Defect.select(Defect.order_id, Defect.item, Defect.spot, Defect.asset.name)
        .where(Defect.order_id.is_in(list(order_ids)))
        .order_by(Defect.created_at)
        .order_by(Defect.id)
    )
    faults = await fault_words({row["item"] for row in defects}, language)
    told: dict[UUID, list[dict[str, Any]]] = {}
    for row in defects:
        told.setdefault(row["order_id"], []).append(row)
    titles = {order_id: title_words(rows, faults, _) for order_id, rows in told.items()}
    return {**await _own_titles([one for one in order_ids if one not in titles], _), **titles}


async def _own_titles(order_ids: Sequence[UUID], _: Translate) -> dict[UUID, str]:
    """Of orders that come of no defect. One that nobody described is called after a word of ours."""
    if not order_ids:
        return {}
    rows = await WorkOrder.select(WorkOrder.id, WorkOrder.title).where(
        WorkOrder.id.is_in(list(order_ids)), WorkOrder.title.is_not_null()
    )
    own = {row["id"]: row["title"] for row in rows}
    return {order_id: _(words) for order_id, words in own.items()}


def title_words(defects: Sequence[dict[str, Any]], faults: dict[str, str], _: Translate) -> str:
    """`防火门 A：没关（上半扇）、闭门器坏`: the asset (all of an order are of one) and what is wrong with it."""
    words = _("、").join(dict.fromkeys(defect_words(row, faults, _) for row in defects))
    asset = defects[0]["asset.name"] if defects else None
    return _("{asset}：{faults}", asset=asset, faults=words) if asset else words


def defect_words(defect: dict[str, Any], faults: dict[str, str], _: Translate) -> str:
    """A defect's fault name with its spot."""
    words = faults.get(defect["item"], defect["item"])
    return _("{fault}（{spot}）", fault=words, spot=defect["spot"]) if defect["spot"] else words


async def fault_words(items: set[str], language: str) -> dict[str, str]:
    """Short fault names by item id, from the newest checklists."""
    return {
        item.id: item.fault.en if language == "en" else item.fault.zh
        for checklist in await checklists.current()
        for item in checklist.items
        if item.id in items
    }


def place_words(row: dict[str, Any]) -> str:
    """Where an order's work is: building and point, or unit, or words."""
    parts = [row["building.name"], row["asset.point.name"] or row["unit.name"] or row.get("place_text")]
    return " · ".join(part for part in parts if part)
