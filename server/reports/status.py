"""How far reports are: what a phone asks before it forgets one (protocol, `POST /reports/status`)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from server.lib import clock, db
from server.lib.paging import batches
from server.lib.times import parse
from server.people.terms import Caller
from server.photos.queries import damaged
from server.reports import receipts
from server.reports.keeping import Claim, all_missing
from server.reports.tables import Report

Row = dict[str, Any]
_COLUMNS = (
    Report.digest, Report.report_id, Report.claimed_id, Report.person_id, Report.carrier, Report.site_id,
    Report.outcome, Report.state, Report.problem, Report.receipt, Report.accepted_receipt, Report.complete_receipt,
)  # fmt: skip


async def tell(report_ids: list[UUID], caller: Caller, secret: bytes) -> list[Row]:
    """The protocol's states, in the order asked. Another person's ids are unknown, except to who decides there."""
    async with db.reading():
        lines = await _lines(set(report_ids), caller)
        missing = await _missing(lines)
        unreadable = await _unreadable(lines)
    states = {one: _state(one, lines.get(one, []), missing, unreadable) for one in set(report_ids)}
    finished = {one: _storing(one, lines[one]) for one, state in states.items() if state["state"] == "complete"}
    if finished:
        done = await _completed([row for row in finished.values() if row is not None], secret)
        for one, row in finished.items():
            assert row is not None
            states[one]["receipt"] = done[row["digest"]]
    return [states[report_id] for report_id in report_ids]


async def _lines(wanted: set[UUID], caller: Caller) -> dict[UUID, list[Row]]:
    """The kept lines of each id that this caller may ask about; a line accepted under a new id stands under both."""
    found: dict[UUID, list[Row]] = defaultdict(list)
    for batch in batches(list(wanted)):
        some = list(batch)
        rows: list[Row] = (
            await Report.select(*_COLUMNS)
            .where(Report.report_id.is_in(some) | Report.claimed_id.is_in(some))
            .order_by(Report.received_at)
            .output(load_json=True)
        )
        for row in rows:
            if _is_open_to(caller, row):
                for report_id in {row["report_id"], row["claimed_id"]} & set(some):
                    found[report_id].append(row)
    return found


def _is_open_to(caller: Caller, row: Row) -> bool:
    """A line that somebody else sent in this person's name is not this person's."""
    if caller.person_id == row["carrier"] or caller.decides(row["site_id"]):
        return True
    return bool(caller.person_id == row["person_id"] and (row["problem"] or {}).get("code") != "not-the-sender")


async def _missing(lines: dict[UUID, list[Row]]) -> dict[str, list[str]]:
    """The missing photos of each line, by its digest. Of a line that was put aside nothing is wanted any more."""
    rows = _each(lines)
    wanted = await all_missing([_claim(row) for row in rows])
    return {row["digest"]: photos for row, photos in zip(rows, wanted, strict=True)}


def _claim(row: Row) -> Claim:
    return Claim(
        photos=tuple(_receipt(row)["photos"]),
        report_id=row["claimed_id"] or row["report_id"],
        site_id=row["site_id"],
        person_id=row["person_id"],
        carrier_id=row["carrier"],
    )


async def _unreadable(lines: dict[UUID, list[Row]]) -> set[str]:
    named = list({sha256 for row in _each(lines) for sha256 in _receipt(row)["photos"]})
    found: set[str] = set()
    for batch in batches(named):
        found |= await damaged(batch)
    return found


def _each(lines: dict[UUID, list[Row]]) -> list[Row]:
    return list({row["digest"]: row for rows in lines.values() for row in rows}.values())


def _receipt(row: Row) -> Row:
    return dict(row["accepted_receipt"] or row["receipt"])


def _state(report_id: UUID, rows: list[Row], missing: dict[str, list[str]], unreadable: set[str]) -> Row:
    """Counts the photos of every line under this id that is still of use: a phone forgets them all at once."""
    wanted = dict.fromkeys(
        sha256 for row in rows if row["state"] != "discarded" for sha256 in missing[row["digest"]]
    )
    named = dict.fromkeys(sha256 for row in rows for sha256 in _receipt(row)["photos"])
    state = "unknown" if not rows else "quarantined"
    if _storing(report_id, rows) is not None:
        state = "waiting_photos" if wanted else "complete"
    return {
        "id": str(report_id),
        "state": state,
        "missing_photos": list(wanted),
        "damaged_photos": [sha256 for sha256 in named if sha256 in unreadable and sha256 not in wanted],
    }


def _storing(report_id: UUID, rows: Iterable[Row]) -> Row | None:
    """The line that is stored under this id; else one that was accepted under another."""
    stored = [row for row in rows if row["claimed_id"] is not None]
    return next((row for row in stored if row["claimed_id"] == report_id), next(iter(stored), None))


async def _completed(rows: list[Row], secret: bytes) -> dict[str, Row]:
    """The second receipts by digest, each made once: the first's fields, outcome stored, and when all was here."""
    done = {row["digest"]: row["complete_receipt"] for row in rows if row["complete_receipt"] is not None}
    fresh = {row["digest"]: row for row in rows if row["digest"] not in done}
    if not fresh:
        return done
    async with db.writing():
        await db.lock(*(f"complete:{digest}" for digest in fresh))
        for batch in batches(list(fresh)):
            for kept in await Report.select(Report.digest, Report.complete_receipt).where(
                Report.digest.is_in(list(batch)), Report.complete_receipt.is_not_null()
            ).output(load_json=True):  # fmt: skip
                done[kept["digest"]] = kept["complete_receipt"]
        for digest, row in fresh.items():
            if digest not in done:
                done[digest] = _second(_receipt(row), secret)
                await Report.update({Report.complete_receipt: done[digest]}).where(Report.digest == digest)
    return done


def _second(first: Row, secret: bytes) -> Row:
    return receipts.issue(
        secret,
        report_id=first["report_id"],
        digest=first["digest"],
        outcome="stored",
        received_at=parse(first["received_at"]),
        photos=list(first["photos"]),
        completed_at=clock.now(),
    )
