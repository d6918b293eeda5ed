"""Giving a round that is not finished to somebody else: they find what was already inspected, and go on from there."""

from collections.abc import Sequence
from uuid import UUID

from server.journal.noting import note as journalled
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.patrols.tables import HandOver, Round
from server.patrols.walkers import texts, unknown_walkers

MOST_NOTE = 500


async def hand_over(round_id: UUID, site_id: UUID, to_ids: Sequence[UUID], note: str, *, by: UUID) -> None:
    """The round is these persons' from now on; what was walked of it stays whose it is. An ordinary round that has not
    begun is given away by its day instead (rostering.assign). Problem not-found, bad-fields."""
    errors = await unknown_walkers(site_id, to_ids, "to")
    if not to_ids:
        errors.append(FieldError("to", N_("请选交给谁")))
    if len(note) > MOST_NOTE:
        errors.append(FieldError("note", N_("最多 500 个字")))
    if errors:
        raise Problem("bad-fields", errors=errors)
    now = clock.now()
    async with db.writing():
        await db.lock(f"rounds:{site_id}")
        row = await Round.select().where(Round.id == round_id, Round.site == site_id).first().output(load_json=True)
        if row is None:
            raise Problem("not-found")
        if row["kind"] == "ordinary" and row["starts_at"] > now:
            raise Problem("bad-fields", errors=[FieldError("to", N_("这一班还没开始，请换当天的人"))])
        wanted = texts(list(dict.fromkeys(to_ids)))
        await Round.update({Round.person_ids: wanted}).where(Round.id == round_id)
        await HandOver.insert(
            HandOver(id=ids.new(), round=round_id, from_ids=row["person_ids"], to_ids=wanted, note=note or None, by=by,
                     at=now)
        )  # fmt: skip
        await journalled("hand-over", "round", round_id, site_id=site_id, person_id=by, was=row["person_ids"],
                         now=wanted)  # fmt: skip
