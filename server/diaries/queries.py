"""Reading diaries: those of a day or a person, the answers to them, and the answer a phone's briefing shows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from server.diaries.tables import Diary, DiaryAnswer
from server.diaries.wire import DiaryAnswerItem
from server.lib import times

Row = dict[str, Any]


async def diaries_of_day(site_ids: Sequence[UUID], on: date) -> list[Row]:
    """All diaries of a date at these sites, of each person the newest first."""
    if not site_ids:
        return []
    rows: list[Row] = await _selected().where(Diary.site.is_in(list(site_ids)), Diary.written_on == on).output(
        load_json=True
    )
    return newest_first(rows)


async def diaries_of_person(site_id: UUID, person_id: UUID, before: date | None, limit: int) -> list[Row]:
    """A person's diaries at a site, the newest dates first; `before`: only dates before this one."""
    query = _selected().where(Diary.site == site_id, Diary.person == person_id)
    if before is not None:
        query = query.where(Diary.written_on < before)
    rows: list[Row] = await query.order_by(Diary.written_on, ascending=False).limit(limit).output(load_json=True)
    return newest_first(rows)


def _selected() -> Any:
    return Diary.select(*Diary.all_columns(), Diary.person.name, Diary.site.name, Diary.site.time_zone)


def newest_first(rows: Iterable[Row]) -> list[Row]:
    """By date, then by when they were submitted: the first of a person and date is the one that counts."""
    return sorted(
        rows, key=lambda row: (row["written_on"], row["submitted_at"], row["received_at"], row["id"]), reverse=True
    )


async def answers_to(diary_ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    """The supervisors' words by diary, oldest first."""
    if not diary_ids:
        return {}
    rows = (
        await DiaryAnswer.select(*DiaryAnswer.all_columns(), DiaryAnswer.person.name)
        .where(DiaryAnswer.diary.is_in(list(diary_ids)))
        .order_by(DiaryAnswer.at)
        .order_by(DiaryAnswer.id)
    )
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row["diary"], []).append(row)
    return found


async def answer_for(site_id: UUID, person_id: UUID) -> DiaryAnswerItem | None:
    """What was said to the person's last diary at the site, in whichever of that date's; None where nothing was."""
    latest = (
        await Diary.select(Diary.written_on)
        .where(Diary.site == site_id, Diary.person == person_id)
        .order_by(Diary.written_on, ascending=False)
        .first()
    )
    if latest is None:
        return None
    rows = await Diary.select(Diary.id).where(
        Diary.site == site_id, Diary.person == person_id, Diary.written_on == latest["written_on"]
    )
    answers = [one for some in (await answers_to([row["id"] for row in rows])).values() for one in some]
    if not answers:
        return None
    answers.sort(key=lambda one: (one["at"], one["id"]))
    last = answers[-1]
    return DiaryAnswerItem(
        date=latest["written_on"].isoformat(),
        text="\n".join(one["text"] for one in answers),
        person_id=str(last["person"]) if last["person"] else None,
        at=times.text(last["at"]),
    )
