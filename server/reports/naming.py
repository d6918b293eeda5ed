"""Which photos kept lines name: that decides who may see a photo, and which photos may go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.lib import db
from server.people.terms import DECIDERS, Caller
from server.photos.tables import PhotoSent
from server.reports.tables import Report, ReportPhoto, ReportSite


async def may_see_photo(caller: Caller, sha256: str) -> bool:
    """Whether a report at one of the caller's sites names this photo, sent by someone who has PUT its bytes.

    Knowing a digest is not enough to see the picture (protocol, "Up: photos"). A line that waits in quarantine counts
    for those who decide about it.
    """
    rows = await ReportPhoto.select(
        ReportPhoto.report.digest,
        ReportPhoto.report.site_id,
        ReportPhoto.report.person_id,
        ReportPhoto.report.carrier,
        ReportPhoto.report.outcome,
        ReportPhoto.report.state,
    ).where(ReportPhoto.sha256 == sha256)
    senders: set[UUID] = set()
    for row in rows:
        if await _is_open_to(caller, row):
            senders |= {row["report.person_id"], row["report.carrier"]} - {None}
    if not senders:
        return False
    return bool(await PhotoSent.exists().where((PhotoSent.photo == sha256) & PhotoSent.person.is_in(list(senders))))


async def named(digests: Sequence[str]) -> set[str]:
    """Which of these (at most 500) a kept line names: stored, or waiting in quarantine and not discarded.

    Lines waiting may be unreadable, and an original may be named only as what an annotated copy was drawn on, so what
    no row names is also searched for as text: in all lines waiting, and in those of whoever sent the photo.
    """
    rows = await ReportPhoto.select(ReportPhoto.sha256, ReportPhoto.report.outcome, ReportPhoto.report.state).where(
        ReportPhoto.sha256.is_in(list(digests))
    )
    found = {row["sha256"] for row in rows if _is_kept(row)}
    for digest in set(digests) - found:
        if await _is_written_in_a_line(digest):
            found.add(digest)
    return found


_PRINTS = """
SELECT DISTINCT print FROM (
    SELECT photo.print AS print FROM report
    JOIN report_photo ON report_photo.report = report.digest
    JOIN photo ON photo.sha256 = report_photo.sha256
    WHERE report.site_id = {} AND report.received_at >= {} AND report.received_at < {}
      AND report.claimed_id IS NOT NULL AND photo.print IS NOT NULL AND photo.received_at < {}
    ORDER BY report.received_at DESC, report_photo.sha256 LIMIT {}
) AS recent ORDER BY print
"""


async def prints_at(site_id: UUID, since: datetime, until: datetime, most: int) -> list[str]:
    """What photos of this site's reports of that time look like: difference hashes of the newest, at most `most`."""
    rows = await Report.raw(_PRINTS, site_id, since, until, until, most)
    return [row["print"] for row in rows]


def _is_kept(row: dict[str, Any]) -> bool:
    return row["report.outcome"] == "stored" or row["report.state"] in ("waiting", "accepted")


async def _is_open_to(caller: Caller, row: dict[str, Any]) -> bool:
    if row["report.outcome"] == "stored" or row["report.state"] == "accepted":
        return caller.at(row["report.site_id"]) is not None
    if row["report.state"] != "waiting":
        return False
    sites = await ReportSite.select(ReportSite.site_id).where(ReportSite.report == row["report.digest"])
    return not {site["site_id"] for site in sites}.isdisjoint(caller.sites(DECIDERS))


async def _is_written_in_a_line(digest: str) -> bool:
    contains = "position({} in line) > 0" if db.is_postgres() else "instr(line, {}) > 0"
    rows = await Report.raw(
        "SELECT 1 FROM report WHERE (state IS NULL OR state <> 'discarded')"  # noqa: S608 - no value is put in here
        " AND (state = 'waiting' OR carrier IN (SELECT person FROM photo_sent WHERE photo = {}))"
        f" AND {contains} LIMIT 1",
        digest,
        digest.encode(),
    )
    return bool(rows)
