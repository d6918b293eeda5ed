"""A request's lines come in: one transaction, one savepoint per line, a result for each.

A line that can't be applied leaves nothing but its quarantine; its neighbours stand (protocol, "One line's fate never
touches another's"). Whatever is wrong with the server itself (disk full, database locked) refuses the whole request,
and then nothing of it is kept.
"""

from collections.abc import Sequence
from typing import Any

import structlog

from server.intake.applying import admit, apply
from server.intake.context import Applied, Arrival
from server.journal.noting import note
from server.lib import db
from server.lib.problems import FieldError, Problem, render
from server.reports import receipts
from server.reports.keeping import Claim, Kept, Line, chain_flags, keep, missing_photos
from server.reports.reading import Refused, glance
from server.reports.tables import Report
from server.sites.queries import site_facts

MOST_LINES = 50
MOST_LINE_BYTES = 256 * 1024
MOST_BODY_BYTES = 2 * 1024 * 1024

_LOG = structlog.get_logger("louxun.intake")


def lines_of(body: bytes) -> list[bytes]:
    """The non-empty lines, ended by LF alone (a CR belongs to its line). Problems: no-lines, too-large."""
    lines = [line for line in body.split(b"\n") if line]
    if not lines:
        raise Problem("no-lines")
    if len(lines) > MOST_LINES or any(len(line) > MOST_LINE_BYTES for line in lines):
        raise Problem("too-large")
    return lines


async def take(lines: Sequence[bytes], arrival: Arrival, language: str) -> list[dict[str, Any]]:
    """Takes the lines in order and answers each (protocol's result objects)."""
    read = [glance(line) for line in lines]
    results: list[dict[str, Any]] = []
    async with db.writing():
        await db.lock(*(f"site:{line.site_id}" for line, _ in read))
        for line, data in read:
            results.append(await _take_one(line, data, arrival, language))
    return results


async def _take_one(line: Line, data: dict[str, Any] | None, arrival: Arrival, language: str) -> dict[str, Any]:
    before = await Report.select().where(Report.digest == line.digest).first().output(load_json=True)
    if before is not None:
        return await answer_again(before, language)
    if await _is_claimed(line):
        return await _quarantine(line, arrival, language, "conflict", Refused("id-taken"))
    try:
        async with db.savepoint():
            return await _store(line, data, arrival, language)
    except Refused as refused:
        return await _quarantine(line, arrival, language, "quarantined", refused)
    except Exception as error:
        if is_ours(error):
            raise
        if await _is_claimed(line):
            # Another connection's line with this id, for another site, came in meanwhile.
            return await _quarantine(line, arrival, language, "conflict", Refused("id-taken"))
        _LOG.error("line-not-applied", digest=line.digest, exc_info=error)
        return await _quarantine(line, arrival, language, "quarantined", Refused("not-applied"))


def is_ours(error: Exception) -> bool:
    """Faults that say nothing about the line: the server can't write now. The whole request is refused."""
    return isinstance(error, OSError) or db.is_unwell(error)


async def _is_claimed(line: Line) -> bool:
    return line.report_id is not None and await Report.exists().where(Report.claimed_id == line.report_id)


async def _store(line: Line, data: dict[str, Any] | None, arrival: Arrival, language: str) -> dict[str, Any]:
    report = await admit(line, data, arrival)
    receipt = receipts.issue(
        arrival.secret,
        report_id=str(report.id),
        digest=line.digest,
        outcome="stored",
        received_at=arrival.received_at,
        photos=list(line.photos),
    )
    kept = Kept(
        outcome="stored",
        received_at=arrival.received_at,
        carrier_id=arrival.caller.person_id,
        carrier_device_id=arrival.caller.device_id,
        receipt=receipt,
    )
    await keep(line, kept)
    applied = await apply(report)
    await set_applied(line.digest, applied)
    missing = await missing_photos(_claim(line, arrival))
    return _result(line, "stored", receipt, missing, list(applied.flags), applied.problem, language)


async def set_applied(digest: str, applied: Applied, waited_for: dict[str, Any] | None = None) -> None:
    """Keeps what came of a line beside it. `waited_for`: why it was in quarantine, which stays to be read."""
    problem = applied.problem if waited_for is None else {**waited_for, "then": applied.problem}
    await Report.update({Report.flags: list(applied.flags), Report.problem: problem}).where(Report.digest == digest)


async def answer_again(row: dict[str, Any], language: str) -> dict[str, Any]:
    """Bytes seen before: their first outcome again (`stored` as `repeat`), the very same receipt, nothing new kept."""
    is_in = row["outcome"] == "stored" or row["state"] == "accepted"
    receipt = row["receipt"] if row["outcome"] == "stored" else row["accepted_receipt"] if is_in else row["receipt"]
    claim = Claim(
        photos=tuple(receipt["photos"]),
        report_id=row["claimed_id"] or row["report_id"],
        site_id=row["site_id"],
        person_id=row["person_id"],
        carrier_id=row["carrier"],
    )
    problem = (row["problem"] or {}).get("then") if row["state"] == "accepted" else row["problem"]
    result: dict[str, Any] = {
        "id": str(row["report_id"]) if row["report_id"] else None,
        "digest": row["digest"],
        "outcome": "repeat" if is_in else row["outcome"],
        "receipt": receipt,
        "missing_photos": await missing_photos(claim),
        "flags": row["flags"] if is_in else [],
    }
    if problem is not None:
        result["problem"] = words_of(problem, language)
    return result


async def _quarantine(line: Line, arrival: Arrival, language: str, outcome: str, refused: Refused) -> dict[str, Any]:
    """Keeps the raw line for a supervisor of its site; unreadable ones for those of whoever sent it."""
    problem: dict[str, Any] = {"code": refused.code}
    if refused.errors:
        problem["errors"] = [{"path": error.path, "message": error.message} for error in refused.errors]
    receipt = receipts.issue(
        arrival.secret,
        report_id=str(line.report_id) if line.report_id else None,
        digest=line.digest,
        outcome=outcome,
        received_at=arrival.received_at,
        photos=list(line.photos),
    )
    site_known = line.site_id is not None and await site_facts(line.site_id) is not None
    sites = (line.site_id,) if line.site_id and site_known else tuple(arrival.caller.sites())
    kept = Kept(
        outcome=outcome,
        received_at=arrival.received_at,
        carrier_id=arrival.caller.person_id,
        carrier_device_id=arrival.caller.device_id,
        receipt=receipt,
        # What the chain looked like when it came: once accepted, it stands in the middle of others.
        flags=tuple(await chain_flags(line)),
        problem=problem,
        sites=sites,
    )
    async with db.savepoint():
        await keep(line, kept)
        for site_id in sites:
            await note(
                "quarantine",
                "report",
                line.digest,
                site_id=site_id,
                person_id=arrival.caller.person_id,
                why=refused.code,
            )
    missing = await missing_photos(_claim(line, arrival))
    return _result(line, outcome, receipt, missing, [], problem, language)


def _claim(line: Line, arrival: Arrival) -> Claim:
    return Claim(
        photos=line.photos,
        report_id=line.report_id,
        site_id=line.site_id,
        person_id=line.person_id,
        carrier_id=arrival.caller.person_id,
    )


def _result(
    line: Line,
    outcome: str,
    receipt: dict[str, Any],
    missing: list[str],
    flags: list[str],
    problem: dict[str, Any] | None,
    language: str,
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "id": str(line.report_id) if line.report_id else None,
        "digest": line.digest,
        "outcome": outcome,
        "receipt": receipt,
        "missing_photos": missing,
        "flags": flags,
    }
    if problem is not None:
        result["problem"] = words_of(problem, language)
    return result


def words_of(problem: dict[str, Any], language: str) -> dict[str, Any]:
    """A kept problem ({code, errors?, …}, without words) as the protocol's object in a language."""
    extras = {name: value for name, value in problem.items() if name not in ("code", "errors", "why_not", "then")}
    errors = [FieldError(error["path"], error["message"]) for error in problem.get("errors") or []]
    return render(problem["code"], language, errors=errors, **extras)
