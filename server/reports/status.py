"""How far reports are: what a phone asks before it forgets one (protocol, `POST /reports/status`)."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from server.lib import clock, db
from server.lib.times import parse
from server.people.terms import Caller
from server.photos.queries import damaged
from server.reports import receipts
from server.reports.keeping import missing_photos
from server.reports.tables import Report

Row = dict[str, Any]


async def tell(report_ids: list[UUID], caller: Caller, secret: bytes) -> list[Row]:
    """The protocol's states, in the order asked. Another person's ids are unknown, except to who decides there."""
    finished: dict[UUID, Row] = {}
    async with db.reading():
        rows = await _rows(report_ids, caller)
        states = {report_id: await _state(report_id, rows[report_id], finished) for report_id in set(report_ids)}
    if finished:
        async with db.writing():
            for report_id, row in finished.items():
                states[report_id]["receipt"] = row["complete_receipt"] or await _complete(row, secret)
    return [states[report_id] for report_id in report_ids]


async def _rows(report_ids: list[UUID], caller: Caller) -> dict[UUID, list[Row]]:
    """The kept lines of each id that this caller may ask about; a line accepted under a new id stands under both."""
    wanted = list(set(report_ids))
    found: dict[UUID, list[Row]] = defaultdict(list)
    if not wanted:
        return found
    rows: list[Row] = (
        await Report.select(
            Report.digest, Report.report_id, Report.claimed_id, Report.person_id, Report.carrier, Report.site_id,
            Report.receipt, Report.accepted_receipt, Report.complete_receipt,
        )
        .where(Report.report_id.is_in(wanted) | Report.claimed_id.is_in(wanted))
        .output(load_json=True)
    )  # fmt: skip
    for row in rows:
        if caller.person_id in (row["person_id"], row["carrier"]) or caller.decides(row["site_id"]):
            for report_id in {row["report_id"], row["claimed_id"]} - {None}:
                found[report_id].append(row)
    return found


async def _state(report_id: UUID, rows: list[Row], finished: dict[UUID, Row]) -> Row:
    stored = next((row for row in rows if row["claimed_id"] == report_id), None)
    counted = [stored] if stored is not None else rows
    missing: dict[str, None] = {}
    named: dict[str, None] = {}
    for row in counted:
        photos = list((row["accepted_receipt"] or row["receipt"])["photos"])
        named |= dict.fromkeys(photos)
        missing |= dict.fromkeys(await missing_photos(photos, row["claimed_id"], row["person_id"], row["carrier"]))
    unreadable = await damaged(list(named))
    state = "unknown" if not rows else "quarantined"
    if stored is not None:
        state = "waiting_photos" if missing else "complete"
        if not missing:
            finished[report_id] = stored
    return {
        "id": str(report_id),
        "state": state,
        "missing_photos": list(missing),
        "damaged_photos": [sha256 for sha256 in named if sha256 in unreadable and sha256 not in missing],
    }


async def _complete(row: Row, secret: bytes) -> Row:
    """The second receipt, made once: the first's fields, outcome stored, and when all was here."""
    kept = (
        await Report.select(Report.complete_receipt)
        .where(Report.digest == row["digest"])
        .first()
        .output(load_json=True)
    )
    if kept and kept["complete_receipt"]:
        return dict(kept["complete_receipt"])
    first = row["accepted_receipt"] or row["receipt"]
    receipt = receipts.issue(
        secret,
        report_id=first["report_id"],
        digest=first["digest"],
        outcome="stored",
        received_at=parse(first["received_at"]),
        photos=list(first["photos"]),
        completed_at=clock.now(),
    )
    await Report.update({Report.complete_receipt: receipt}).where(Report.digest == row["digest"])
    return receipt
