"""What a supervisor decides about a quarantined line: accept it, corrected, or discard it with a reason.

The raw line stays as it came; corrections stand beside it. Accepted lines go the same way as all others.
"""

from typing import Any

from msgspec import structs

from server.intake.applying import admit, apply
from server.intake.context import Arrival
from server.intake.taking import set_applied
from server.journal.noting import note
from server.lib import clock, db
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.texts import tidy
from server.people.terms import DECIDERS, Caller
from server.reports import receipts, tables
from server.reports.reading import Refused, glance

Corrections = dict[str, Any]


async def accept(digest: str, by: Caller, corrections: Corrections, secret: bytes) -> None:
    """Applies a waiting line with these corrections: `point_id`, `unit_id`, `site_id`, `person_id`, `order_id`,
    `assets` ({old: new}), `checklists` ({key: version}), `new_id`.

    Problems: not-found (another site's), conflict (no longer waiting, or the id is taken), bad-fields (it still can't
    be applied; the reason and path say why).
    """
    async with db.writing():
        await db.lock(f"line:{digest}", *(f"site:{site_id}" for site_id in by.sites(DECIDERS)))
        row = await _waiting(digest, by)
        line, data = glance(row["line"])
        corrected = correct(data, corrections)
        arrival = Arrival(caller=by, received_at=row["received_at"], client_time=None, secret=secret)
        try:
            report = await admit(line, corrected, arrival)
        except Refused as refused:
            raise _bad(refused) from refused
        if not by.decides(report.site.id):
            raise Problem("forbidden")
        if await tables.Report.exists().where(tables.Report.claimed_id == report.id):
            raise Problem("bad-fields", errors=[FieldError("new_id", N_("这个编号已有一份内容，要换一个新编号"))])
        receipt = receipts.issue(
            secret,
            report_id=str(report.id),
            digest=digest,
            outcome="stored",
            received_at=row["received_at"],
            # Corrections never touch photos: those of the line itself.
            photos=list(row["receipt"]["photos"]),
        )
        await tables.Report.update(
            {
                tables.Report.claimed_id: report.id,
                tables.Report.kind: report.envelope.kind,
                tables.Report.site_id: report.site.id,
                tables.Report.person_id: report.person_id,
                tables.Report.state: "accepted",
                tables.Report.accepted_receipt: receipt,
                tables.Report.corrections: {**corrections, "by": str(by.person_id)},
                tables.Report.decided_at: clock.now(),
                tables.Report.decided_by: by.person_id,
            }
        ).where(tables.Report.digest == digest)
        try:
            # Deadlines of what it opens count from now: nobody could work on it before.
            applied = await apply(structs.replace(report, received_at=clock.now()), chain=tuple(row["flags"]))
        except Refused as refused:
            raise _bad(refused) from refused
        await set_applied(digest, applied, row["problem"] or {"code": "not-applied"})
        await note("accept", "report", digest, site_id=report.site.id, person_id=by.person_id)


async def discard(digest: str, by: Caller, reason: str) -> None:
    """Puts a waiting line aside for ever; it stays readable. Problems as `accept`, bad-fields without a reason."""
    if not tidy(reason):
        raise Problem("bad-fields", errors=[FieldError("reason", N_("请写明原因"))])
    async with db.writing():
        await db.lock(f"line:{digest}")
        row = await _waiting(digest, by)
        await tables.Report.update(
            {
                tables.Report.state: "discarded",
                tables.Report.decided_at: clock.now(),
                tables.Report.decided_by: by.person_id,
                tables.Report.decided_reason: tidy(reason),
            }
        ).where(tables.Report.digest == digest)
        site_id = row["site_id"] if by.decides(row["site_id"]) else by.sites(DECIDERS)[0]
        await note("discard", "report", digest, site_id=site_id, person_id=by.person_id, reason=tidy(reason))


def correct(data: dict[str, Any] | None, corrections: Corrections) -> dict[str, Any] | None:
    """The line's object with the corrections put in; the line itself is not touched."""
    if data is None:
        return None
    body = data.get("body")
    fixed_body = dict(body) if isinstance(body, dict) else {}
    for name in ("point_id", "unit_id", "order_id"):
        if corrections.get(name):
            fixed_body[name] = corrections[name]
    if corrections.get("point_id"):
        fixed_body.pop("unit_id", None)
    if corrections.get("unit_id"):
        fixed_body.pop("point_id", None)
    assets = corrections.get("assets") or {}
    versions = corrections.get("checklists") or {}
    if isinstance(fixed_body.get("checks"), list):
        fixed_body["checks"] = [_correct_check(check, assets, versions) for check in fixed_body["checks"]]
    fixed = {**data, "body": fixed_body}
    for name, field in (("new_id", "id"), ("site_id", "site_id"), ("person_id", "person_id")):
        if corrections.get(name):
            fixed[field] = corrections[name]
    return fixed


def _correct_check(check: Any, assets: dict[str, str], versions: dict[str, int]) -> Any:
    if not isinstance(check, dict):
        return check
    fixed = dict(check)
    if fixed.get("asset_id") in assets:
        fixed["asset_id"] = assets[fixed["asset_id"]]
    sheet = fixed.get("checklist")
    if isinstance(sheet, dict) and sheet.get("key") in versions:
        fixed["checklist"] = {**sheet, "version": versions[sheet["key"]]}
    return fixed


async def _waiting(digest: str, by: Caller) -> dict[str, Any]:
    row = await tables.Report.select().where(tables.Report.digest == digest).first().output(load_json=True)
    mine = by.sites(DECIDERS)
    shown = bool(mine) and await tables.ReportSite.exists().where(
        tables.ReportSite.report == digest, tables.ReportSite.site_id.is_in(mine)
    )
    if row is None or not shown or row["outcome"] == "stored":
        raise Problem("not-found")
    if row["state"] != "waiting":
        raise Problem("conflict")
    return dict(row)


def _bad(refused: Refused) -> Problem:
    return Problem(refused.code, errors=refused.errors)
