"""The cabinet as a desk shows it: every key with its state, who has it and until when, and what is still to settle."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.keys.queries import Standing, keys_at
from server.keys.rules import approval_for
from server.keys.tables import Key, KeyStep
from server.keys.terms import Borrower, Stage
from server.keys.words import STAGE_WORDS, WHY_NOT_WORDS, look_of, purpose_words, who_words
from server.lib.i18n import Translate
from server.people import queries as people
from server.people.terms import Member

MOST_SHOWN = 200


class KeyRow(Struct, frozen=True, kw_only=True):
    """One key as a list shows it. `look` is (word, icon, look); `to_do` what the ladder asks for."""

    id: UUID
    site_name: str
    number: str
    name: str
    kind: str
    state: str
    look: tuple[str, str, str]
    who: str
    purpose: str
    out_at: datetime | None
    due_at: datetime | None
    stage: Stage | None
    to_do: str
    waits_for_word: bool
    entrusted: bool
    copies: int
    zone: str


class Cabinet(Struct, frozen=True, kw_only=True):
    """The keys shown and how many there are: `in`, `out`, `overdue`, `lost`, `total`, `waiting` (for a word)."""

    rows: tuple[KeyRow, ...]
    found_count: int
    counts: dict[str, int]


class Wanted(Struct, frozen=True):
    """Which keys: empty fields ask for all. `where`: in, out, overdue or lost."""

    text: str = ""
    kind: str = ""
    where: str = ""


async def cabinet(members: Sequence[Member], wanted: Wanted, _: Translate, now: datetime) -> Cabinet:
    """The keys of these sites: those out by when they are due, the others by number."""
    standing = [(member, key) for member in members for key in await keys_at(member.site_id, now, member.time_zone)]
    names = await people.names_of([key.loan["person"] for _m, key in standing if key.loan and key.loan["person"]])
    rows = [_row(key, member, names, _) for member, key in standing]
    counts = {
        "total": len(rows),
        "in": _count(row.state == "in" for row in rows),
        "out": _count(row.state == "out" for row in rows),
        "overdue": _count(row.stage is not None for row in rows),
        "lost": _count(row.state == "lost" for row in rows),
        "waiting": _count(row.waits_for_word for row in rows),
    }
    found = [row for row in rows if _fits(row, wanted)]
    if wanted.where in ("out", "overdue"):
        found.sort(key=lambda row: row.due_at or now)
    return Cabinet(rows=tuple(found[:MOST_SHOWN]), found_count=len(found), counts=counts)


async def unsettled(site_ids: Sequence[UUID], _: Translate) -> list[dict[str, Any]]:
    """Steps from phones that did not fit and that nobody at a desk has looked at, newest first."""
    if not site_ids:
        return []
    rows = (
        await KeyStep.select(
            KeyStep.id, KeyStep.site, KeyStep.key, KeyStep.key.number, KeyStep.key.name, KeyStep.site.time_zone,
            KeyStep.step, KeyStep.person.name, KeyStep.at, KeyStep.why_not, KeyStep.held_by, KeyStep.note,
        )
        .where(KeyStep.site.is_in(list(site_ids)), KeyStep.applied.eq(False), KeyStep.seen_at.is_null())
        .order_by(KeyStep.received_at, ascending=False)
        .limit(50)
    )  # fmt: skip
    names = await people.names_of([row["held_by"] for row in rows if row["held_by"]])
    return [
        {**row, "holder": names.get(row["held_by"], ""), "why": _(WHY_NOT_WORDS.get(row["why_not"], ""))}
        for row in rows
    ]


async def numbers_of(members: Sequence[Member]) -> list[str]:
    """The numbers to choose from when lending."""
    rows = (
        await Key.select(Key.number)
        .where(Key.site.is_in([member.site_id for member in members]), Key.retired_at.is_null(), Key.lost_at.is_null())
        .order_by(Key.number)
        .limit(2000)
    )
    return [row["number"] for row in rows]


def waits_for_word(key: Standing) -> bool:
    """Whether the open loan went out before somebody who may had agreed to it."""
    loan = key.loan
    if loan is None or loan["approver"] is not None:
        return False
    approval = approval_for(
        cast(Borrower, loan["borrower"]), entrusted=bool(key.row["entrusted"]), emergency=bool(loan["emergency"])
    )
    return approval.owner_first or approval.afterwards or "front_desk" not in approval.roles


def _row(key: Standing, member: Member, names: dict[Any, str], _: Translate) -> KeyRow:
    row, loan = key.row, key.loan
    return KeyRow(
        id=key.id,
        site_name=member.site_name,
        number=row["number"],
        name=row["name"],
        kind=row["kind"],
        state=key.state,
        look=look_of(key),
        who=who_words(loan, names) if loan else "",
        purpose=purpose_words(loan["purpose"], _) if loan else "",
        out_at=loan["out_at"] if loan else None,
        due_at=loan["due_at"] if loan else None,
        stage=key.overdue,
        to_do=_(STAGE_WORDS[key.overdue]) if key.overdue else "",
        waits_for_word=waits_for_word(key),
        entrusted=bool(row["entrusted"]),
        copies=row["copies"],
        zone=member.time_zone,
    )


def _fits(row: KeyRow, wanted: Wanted) -> bool:
    if wanted.kind and row.kind != wanted.kind:
        return False
    if wanted.where == "overdue" and row.stage is None:
        return False
    if wanted.where == "out" and row.out_at is None:
        return False
    if wanted.where in ("in", "lost") and row.state != wanted.where:
        return False
    return wanted.text.strip().casefold() in f"{row.number} {row.name} {row.who}".casefold()


def _count(claims: Iterable[bool]) -> int:
    return sum(1 for one in claims if one)
