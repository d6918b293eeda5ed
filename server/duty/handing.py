"""Writing the hand-over book: a matter is written down, taken over by the next on duty, and settled once."""

from uuid import UUID

from server.duty.queries import book, holder_of
from server.duty.tables import Matter, Taking
from server.duty.terms import MATTER_KINDS
from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem

MOST_TEXT = 1000


async def write_down(site_id: UUID, kind: str, text: str, order_id: UUID | None, by: UUID) -> UUID:
    """A fresh matter. Problem bad-fields."""
    errors = []
    if kind not in MATTER_KINDS:
        errors.append(FieldError("kind", N_("请选是哪一类")))
    if not text or len(text) > MOST_TEXT:
        errors.append(FieldError("text", N_("请写是什么事，不超过 1000 个字")))
    if errors:
        raise Problem("bad-fields", errors=errors)
    row = Matter(
        id=ids.new(), site=site_id, kind=kind, text=text, order_id=order_id, written_by=by, written_at=clock.now()
    )
    async with db.writing():
        await Matter.insert(row)
        await note("write-down", "matter", row.id, site_id=site_id, person_id=by)
    return row.id


async def take_over(site_id: UUID, by: UUID) -> int:
    """Takes over every open matter that somebody else has; how many. Doing it again takes none."""
    async with db.writing():
        await db.lock(f"duty-book:{site_id}")
        now = clock.now()
        rows = [row for row in await book(site_id, now) if row["settled_at"] is None and holder_of(row) != by]
        if rows:
            await Taking.insert(*(Taking(id=ids.new(), matter=row["id"], person=by, at=now) for row in rows))
            await note("take-over", "duty-book", site_id, site_id=site_id, person_id=by, count=len(rows))
    return len(rows)


async def settle(matter_id: UUID, site_id: UUID, how: str, by: UUID) -> None:
    """Closes a matter with what came of it. Problem bad-fields without words, conflict where it is settled already."""
    if not how or len(how) > MOST_TEXT:
        raise Problem("bad-fields", errors=[FieldError("how", N_("请写怎么处理的"))])
    async with db.writing():
        done = (
            await Matter.update(
                {Matter.settled_at: clock.now(), Matter.settled_by: by, Matter.settled_note: how}
            )
            .where(Matter.id == matter_id, Matter.site == site_id, Matter.settled_at.is_null())
            .returning(Matter.id)
        )
        if not done:
            raise Problem("conflict")
        await note("settle", "matter", matter_id, site_id=site_id, person_id=by)


async def site_of(matter_id: UUID) -> UUID | None:
    """A matter's site."""
    row = await Matter.select(Matter.site).where(Matter.id == matter_id).first()
    return row["site"] if row else None
