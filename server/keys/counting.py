"""The daily count: in the cabinet + on loan + lost = total, or the difference is explained before it is confirmed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.keys.queries import keys_at
from server.keys.rules import balance
from server.keys.tables import KeyCount
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.sites.places import SiteFacts

MOST = 9999


class Expected(Struct, frozen=True):
    """What the books say should be: keys in all, in the cabinet, on loan, lost; and which numbers are out."""

    total: int
    in_cabinet: int
    on_loan: int
    lost: int
    out_numbers: tuple[str, ...]


async def expected(site: SiteFacts) -> Expected:
    """The books of a site as of now."""
    keys = await keys_at(site.id, clock.now(), site.time_zone)
    states = [key.state for key in keys]
    out = tuple(key.row["number"] for key in keys if key.loan is not None)
    return Expected(len(keys), states.count("in"), states.count("out"), states.count("lost"), out)


async def count(site: SiteFacts, person_id: UUID, form: Mapping[str, str]) -> KeyCount:
    """Confirms a count: `in_cabinet` as counted by hand. Problem bad-fields: no number, or a difference that is not
    explained (`difference` in extras says how big)."""
    async with db.writing():
        await db.lock(f"site:{site.id}")
        books = await expected(site)
        text, explanation = form["in_cabinet"], form["explanation"]
        if not (text.isascii() and text.isdecimal() and int(text[:9]) <= MOST):
            raise Problem("bad-fields", errors=[FieldError("in_cabinet", N_("请填柜里数到几把"))])
        counted = int(text)
        difference = balance(books.total, counted, books.on_loan, books.lost)
        if difference and not explanation:
            errors = [FieldError("explanation", N_("数目对不上，写明原因才能确认"))]
            raise Problem("bad-fields", errors=errors, difference=difference)
        if len(explanation) > 500:
            raise Problem("bad-fields", errors=[FieldError("explanation", N_("太长了，请写短一些"))])
        row = KeyCount(
            id=ids.new(), site=site.id, person=person_id, at=clock.now(), total=books.total, in_cabinet=counted,
            on_loan=books.on_loan, lost=books.lost, difference=difference, explanation=explanation or None,
            out_numbers=list(books.out_numbers),
        )  # fmt: skip
        await KeyCount.insert(row)
        await note("count", "key", row.id, site_id=site.id, person_id=person_id, difference=difference)
        return row


async def counts_at(site_ids: Sequence[UUID], limit: int = 60) -> list[dict[str, Any]]:
    """The last counts, newest first, with who counted: kept for good."""
    if not site_ids:
        return []
    return (
        await KeyCount.select(
            *KeyCount.all_columns(), KeyCount.person.name, KeyCount.site.name, KeyCount.site.time_zone
        )
        .where(KeyCount.site.is_in(list(site_ids)))
        .order_by(KeyCount.at, ascending=False)
        .limit(limit)
        .output(load_json=True)
    )
