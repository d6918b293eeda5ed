"""A server that learns a kind re-applies the lines that waited for it (protocol, "Up: reports")."""

from typing import Any

import structlog

from server.intake.applying import APPLIERS, admit, apply
from server.intake.context import Arrival
from server.intake.taking import is_ours, set_applied
from server.lib import clock, db
from server.people.queries import memberships_of
from server.people.terms import Caller
from server.reports import receipts, tables
from server.reports.reading import Refused, glance

_LOG = structlog.get_logger("louxun.intake")


async def reapply(secret: bytes) -> int:
    """Applies waiting lines of kinds that are known now, oldest first; what still can't be applied goes on waiting.

    Returns how many were applied. Run by `louxun migrate`.
    """
    rows = (
        await tables.Report.select()
        .where(tables.Report.state == "waiting", tables.Report.kind.is_in(sorted(APPLIERS)))
        .order_by(tables.Report.received_at)
        .output(load_json=True)
    )
    waited = [row for row in rows if (row["problem"] or {}).get("code") == "unknown-kind"]
    applied_count = 0
    for row in waited:
        async with db.writing():
            await db.lock(f"line:{row['digest']}", f"site:{row['site_id']}")
            if not await _still_waits(row["digest"]):
                continue
            try:
                async with db.savepoint():
                    await _apply_one(row, secret)
                applied_count += 1
            except Refused:
                continue
            except Exception as error:
                if is_ours(error):
                    raise
                _LOG.error("line-not-applied", digest=row["digest"], exc_info=error)
    return applied_count


async def _still_waits(digest: str) -> bool:
    """A supervisor may have decided about it since the lines were read."""
    return bool(await tables.Report.exists().where(tables.Report.digest == digest, tables.Report.state == "waiting"))


async def _apply_one(row: dict[str, Any], secret: bytes) -> None:
    line, data = glance(row["line"])
    carrier = Caller(
        person_id=row["carrier"],
        person_name="",
        memberships=await memberships_of(row["carrier"]),
        device_id=row["carrier_device_id"],
    )
    arrival = Arrival(caller=carrier, received_at=row["received_at"], client_time=None, secret=secret)
    report = await admit(line, data, arrival)
    if await tables.Report.exists().where(tables.Report.claimed_id == report.id):
        raise Refused("id-taken")
    receipt = receipts.issue(
        secret,
        report_id=str(report.id),
        digest=line.digest,
        outcome="stored",
        received_at=row["received_at"],
        photos=list(line.photos),
    )
    await tables.Report.update(
        {
            tables.Report.claimed_id: report.id,
            tables.Report.state: "accepted",
            tables.Report.accepted_receipt: receipt,
            tables.Report.decided_at: clock.now(),
            tables.Report.site_id: report.site.id,
            tables.Report.person_id: report.person_id,
        }
    ).where(tables.Report.digest == row["digest"])
    applied = await apply(report, chain=tuple(row["flags"]))
    await set_applied(line.digest, applied, row["problem"])
