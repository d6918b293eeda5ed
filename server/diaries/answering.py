"""A supervisor answers a diary, in words; the author reads it in the next morning's briefing."""

from uuid import UUID

from server.diaries.tables import Diary, DiaryAnswer
from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.texts import tidy

LONGEST = 2000


async def site_of(diary_id: UUID) -> UUID | None:
    """A diary's site; None if there is no such diary."""
    row = await Diary.select(Diary.site).where(Diary.id == diary_id).first()
    return row["site"] if row else None


async def answer(diary_id: UUID, site_id: UUID, person_id: UUID, text: str) -> None:
    """Adds the words; Problem bad-fields for none or too many."""
    words = tidy(text)
    if not words:
        raise Problem("bad-fields", errors=[FieldError("text", N_("请写几个字"))])
    if len(words) > LONGEST:
        raise Problem("bad-fields", errors=[FieldError("text", N_("太长了，请写短一些"))])
    async with db.writing():
        await DiaryAnswer.insert(
            DiaryAnswer(id=ids.new(), diary=diary_id, person=person_id, text=words, at=clock.now())
        )
        await note("answer", "diary", diary_id, site_id=site_id, person_id=person_id)
