"""One key as its page tells it: where it fits, who has it, and everything that ever happened to it."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from server.keys.queries import Standing
from server.keys.tables import Key, KeyLoan, KeyStep
from server.keys.terms import Borrower
from server.keys.words import (
    BORROWER_WORDS,
    STEP_ICONS,
    STEP_WORDS,
    WHY_NOT_WORDS,
    masked,
    purpose_words,
    unit_state_words,
    who_words,
)
from server.lib.i18n import Translate
from server.lib.pages import local_time
from server.people import queries as people
from server.workorders.ordering import number_of
from server.workorders.tables import WorkOrder

MOST_STEPS = 200
# Two foreign keys away: Piccolo's types know one.
UNIT_BUILDING: Any = Key.unit.building
FLOOR_BUILDING: Any = Key.floor.building
POINT_BUILDING: Any = Key.point.building


async def place_of(key_id: UUID) -> str:
    """`3栋 1702`, `3栋 25层`, `3栋 东侧走廊`: where a key fits; empty where nobody has said."""
    row = await Key.select(
        Key.unit.name, UNIT_BUILDING.name, Key.floor.name, FLOOR_BUILDING.name, Key.point.name, POINT_BUILDING.name
    ).where(Key.id == key_id).first()  # fmt: skip
    for thing in ("unit", "floor", "point"):
        if row and row[f"{thing}.name"]:
            return f"{row[f'{thing}.building.name']} {row[f'{thing}.name']}"
    return ""


async def loan_told(key: Standing, zone: str, _: Translate) -> dict[str, Any] | None:
    """The open loan in words; phone numbers masked."""
    loan = key.loan
    if loan is None:
        return None
    names = await people.names_of([loan[name] for name in ("person", "approver", "issuer") if loan[name]])
    order = None
    if loan["order"]:
        row = await WorkOrder.select(WorkOrder.day, WorkOrder.ordinal).where(WorkOrder.id == loan["order"]).first()
        order = {"id": loan["order"], "number": number_of(row["day"], row["ordinal"])} if row else None
    return {
        "who": who_words(loan, names), "borrower": _(BORROWER_WORDS[cast(Borrower, loan["borrower"])]),
        "is_outside": loan["person"] is None, "name": loan["name"], "phone": masked(loan["phone"]),
        "id_last": loan["id_last"], "purpose": purpose_words(loan["purpose"], _), "order": order,
        "approver": names.get(loan["approver"], ""), "owner_asked": bool(loan["owner_asked"]),
        "emergency": bool(loan["emergency"]), "issuer": names.get(loan["issuer"], ""), "out_at": loan["out_at"],
        "due_at": loan["due_at"],
    }  # fmt: skip


async def steps_told(key_id: UUID, zone: str, _: Translate) -> list[dict[str, Any]]:
    """What happened to a key, newest first: `{icon, look, title, at, words}`."""
    steps = (
        await KeyStep.select(*KeyStep.all_columns(), KeyStep.person.name)
        .where(KeyStep.key == key_id)
        .order_by(KeyStep.at, ascending=False)
        .limit(MOST_STEPS)
        .output(load_json=True)
    )
    loans = {row["id"]: row for row in await KeyLoan.select().where(KeyLoan.key == key_id)}
    told = [UUID(step["detail"]["issuer"]) for step in steps if step["detail"].get("issuer")]
    names = await people.names_of([*told, *(step["held_by"] for step in steps if step["held_by"])])
    return [_told(step, loans.get(step["loan_id"]), names, zone, _) for step in steps]


def _told(
    step: dict[str, Any], loan: dict[str, Any] | None, names: dict[UUID, str], zone: str, _: Translate
) -> dict[str, Any]:
    detail, applied = step["detail"], bool(step["applied"])
    who = step["person.name"] or (who_words(loan, {}) if loan and applied else "")
    issuer = detail.get("issuer")
    desk = names.get(UUID(issuer), "") if issuer else ""
    words = [
        purpose_words(detail.get("purpose"), _),
        unit_state_words(detail.get("unit_state"), _),
        _("{due} 前还", due=local_time(datetime.fromisoformat(detail["due_at"]), zone)) if detail.get("due_at") else "",
        _("经手：{name}", name=desk) if desk else "",
        _("{name} 来还", name=loan["returned_by"]) if step["step"] == "return" and loan and loan["returned_by"] else "",
        step["note"] or "",
    ]
    if not applied:
        why = _(WHY_NOT_WORDS.get(step["why_not"], ""))
        holder = names.get(step["held_by"], "")
        words.insert(0, _("没有生效：{why}", why=f"{why}（{holder}）" if holder else why))
    if step["received_at"] and abs((step["received_at"] - step["at"]).total_seconds()) > 60:
        words.append(_("{at} 才传到", at=local_time(step["received_at"], zone)))
    look = "is-void" if not applied else "is-bad" if step["step"] == "lost" else "is-done"
    word = STEP_WORDS[step["step"]]
    return {
        "icon": STEP_ICONS[step["step"]],
        "look": look,
        "title": " · ".join(part for part in (_(word), who) if part),
        "at": step["at"],
        "words": [one for one in words if one],
    }
