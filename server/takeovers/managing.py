"""Beginning a take-over, saying who answers for what is left over, ending it. Each one transaction, journalled."""

from datetime import date
from typing import Any
from uuid import UUID

from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.sites.tables import Building, Unit
from server.takeovers import rules, tables
from server.takeovers.queries import TakeOverTold
from server.takeovers.tables import TakeOver
from server.takeovers.terms import UNIT_CHECKLIST


async def begin(
    site_id: UUID, building_id: UUID | None, unit_id: UUID | None, party: str, words: str, by: UUID
) -> UUID:
    """Begins one of a unit, or of a building's common parts. From now on phones ask the unit's take-over checklist.

    Problem `bad-fields`: nothing or something of another site chosen, texts too long, one already under way there.
    """
    errors = []
    if len(party) > rules.MOST_NAME:
        errors.append(FieldError("party", N_("单位名称不超过 60 个字")))
    if len(words) > rules.MOST_NOTE:
        errors.append(FieldError("note", N_("备注不超过 500 个字")))
    async with db.writing():
        await db.lock(f"site:{site_id}")
        unit = await _unit(site_id, unit_id)
        building = unit["building"] if unit else building_id
        is_known = await Building.exists().where(Building.id == building, Building.site == site_id)
        if building is None or not is_known or (unit_id is not None and unit is None):
            errors.append(FieldError("building", N_("请选本小区的楼栋或房屋")))
        elif await _is_under_way(building, unit_id):
            errors.append(FieldError("building", N_("这里的接管验收还没结束")))
        if errors:
            raise Problem("bad-fields", errors=errors)
        key = ids.new()
        await TakeOver.insert(
            TakeOver(
                id=key, site=site_id, building=building, unit=unit_id, party=party, note=words,
                started_at=clock.now(), started_by=by,
            )
        )  # fmt: skip
        if unit:
            await _set_checklists(unit["id"], [*unit["checklists"], UNIT_CHECKLIST])
        places = {"building": str(building), "unit": _text(unit_id)}
        await note("begin", "take_over", key, site_id=site_id, person_id=by, **places)
    return key


async def assign(told: TakeOverTold, defect_id: UUID, form: dict[str, str], today: date, by: UUID) -> None:
    """Says who answers for a leftover and by when. Problem `not-found` (no leftover of it), `bad-fields`."""
    if all(one.defect_id != defect_id for one in told.leftovers):
        raise Problem("not-found")
    errors = rules.owner_errors(form["owner"], form["owner_name"], form["promised_on"], form["note"], today)
    if errors:
        raise Problem("bad-fields", errors=errors)
    row = tables.Leftover(
        id=ids.derived("leftover", told.id, defect_id),
        take_over=told.id,
        defect=defect_id,
        owner=form["owner"],
        owner_name=form["owner_name"],
        promised_on=rules.promise_of(form["promised_on"], today),
        note=form["note"],
        changed_at=clock.now(),
        changed_by=by,
    )
    async with db.writing():
        kept = tables.Leftover
        await kept.insert(row).on_conflict(
            target=(kept.take_over, kept.defect), action="DO UPDATE",
            values=[kept.owner, kept.owner_name, kept.promised_on, kept.note, kept.changed_at, kept.changed_by],
        )  # fmt: skip
        await note(
            "assign", "take_over", told.id, site_id=told.site_id, person_id=by, defect=str(defect_id),
            owner=form["owner"], promised_on=form["promised_on"],
        )  # fmt: skip


async def end(told: TakeOverTold, reason: str, by: UUID) -> None:
    """Ends it; the unit's take-over checklist is asked no longer. Problem `bad-fields`: open leftovers, no reason."""
    open_count = told.counts["open"] + told.counts["overdue"]
    error = rules.ending_error(open_count, reason)
    if error is not None or len(reason) > rules.MOST_NOTE:
        raise Problem("bad-fields", errors=[error or FieldError("reason", N_("备注不超过 500 个字"))])
    async with db.writing():
        await db.lock(f"site:{told.site_id}")
        ended = await TakeOver.update(
            {TakeOver.ended_at: clock.now(), TakeOver.ended_by: by, TakeOver.end_reason: reason}
        ).where(TakeOver.id == told.id, TakeOver.ended_at.is_null()).returning(TakeOver.id)
        if not ended:
            return
        unit = await _unit(told.site_id, told.unit_id)
        if unit:
            await _set_checklists(unit["id"], [key for key in unit["checklists"] if key != UNIT_CHECKLIST])
        await note(
            "end", "take_over", told.id, site_id=told.site_id, person_id=by, open_count=open_count, reason=reason
        )


async def _unit(site_id: UUID, unit_id: UUID | None) -> dict[str, Any] | None:
    if unit_id is None:
        return None
    row: dict[str, Any] | None = (
        await Unit.select(Unit.id, Unit.building, Unit.checklists)
        .where(Unit.id == unit_id, Unit.site == site_id, Unit.retired_at.is_null())
        .first()
        .output(load_json=True)
    )
    return row


async def _set_checklists(unit_id: UUID, keys: list[str]) -> None:
    await Unit.update({Unit.checklists: list(dict.fromkeys(keys))}).where(Unit.id == unit_id)


async def _is_under_way(building_id: UUID, unit_id: UUID | None) -> bool:
    there = TakeOver.unit.is_null() if unit_id is None else TakeOver.unit == unit_id
    return await TakeOver.exists().where(TakeOver.building == building_id, there, TakeOver.ended_at.is_null())


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
