"""Keeping lines: each once, as it came, with its place in the chain of its device and person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.lib import ids
from server.photos.tables import PhotoSent
from server.reports.tables import LostPhoto, Report, ReportPhoto, ReportSite


class Line(Struct, frozen=True, kw_only=True):
    """A line with what could be read of it. `photos` in the receipt's order, `described` their entries."""

    content: bytes
    digest: str
    report_id: UUID | None = None
    kind: str | None = None
    site_id: UUID | None = None
    person_id: UUID | None = None
    device_id: UUID | None = None
    seq: int | None = None
    previous: str | None = None
    of_report_id: UUID | None = None
    sealed_at: datetime | None = None
    photos: tuple[str, ...] = ()
    described: dict[str, dict[str, Any]] = {}


class Kept(Struct, frozen=True, kw_only=True):
    """How a line is kept. `sites`: whose supervisors are shown it while it waits."""

    outcome: str
    received_at: datetime
    carrier_id: UUID
    carrier_device_id: UUID | None
    receipt: dict[str, Any]
    flags: tuple[str, ...] = ()
    problem: dict[str, Any] | None = None
    sites: tuple[UUID, ...] = ()


async def keep(line: Line, kept: Kept) -> None:
    """Writes the line down. Only stored lines claim their id; the others wait in quarantine."""
    stored = kept.outcome == "stored"
    await Report.insert(
        Report(
            digest=line.digest,
            line=line.content,
            report_id=line.report_id,
            claimed_id=line.report_id if stored else None,
            kind=line.kind,
            outcome=kept.outcome,
            state=None if stored else "waiting",
            site_id=line.site_id,
            person_id=line.person_id,
            device_id=line.device_id,
            carrier=kept.carrier_id,
            carrier_device_id=kept.carrier_device_id,
            seq=line.seq,
            of_report_id=line.of_report_id,
            sealed_at=line.sealed_at,
            received_at=kept.received_at,
            flags=list(kept.flags),
            problem=kept.problem,
            receipt=kept.receipt,
        )
    )
    if line.photos:
        await ReportPhoto.insert(
            *(
                ReportPhoto(
                    id=ids.derived(line.digest, "photo", position),
                    report=line.digest,
                    sha256=sha256,
                    position=position,
                    described=line.described.get(sha256),
                )
                for position, sha256 in enumerate(line.photos)
            )
        )
    if not stored and kept.sites:
        await ReportSite.insert(
            *(ReportSite(id=ids.derived(line.digest, site), report=line.digest, site_id=site) for site in kept.sites)
        )


async def chain_flags(line: Line) -> list[str]:
    """`sequence-gap` and `chain-broken` (protocol) by the lines of this device and person kept before this one."""
    if line.seq is None:
        return []
    rows = (
        await Report.select(Report.digest, Report.seq)
        .where(Report.device_id == line.device_id, Report.person_id == line.person_id, Report.digest != line.digest)
        .order_by(Report.seq, ascending=False)
        .limit(1)
    )
    highest = rows[0]["seq"] if rows else 0
    flags = ["sequence-gap"] if line.seq != (highest or 0) + 1 else []
    if line.seq == 1:
        broken = line.previous is not None
    else:
        before = await Report.select(Report.digest).where(
            Report.device_id == line.device_id, Report.person_id == line.person_id, Report.seq == line.seq - 1
        )
        broken = bool(before) and line.previous not in {row["digest"] for row in before}
    return [*flags, "chain-broken"] if broken else flags


async def missing_photos(
    photos: Sequence[str], report_id: UUID | None, person_id: UUID | None, carrier_id: UUID
) -> list[str]:
    """Those of these photos that neither the report's person nor its carrier has PUT, and nobody declared lost."""
    if not photos:
        return []
    senders = [sender for sender in (person_id, carrier_id) if sender is not None]
    rows = await PhotoSent.select(PhotoSent.photo).where(
        PhotoSent.person.is_in(senders), PhotoSent.photo.is_in(list(set(photos)))
    )
    there = {row["photo"] for row in rows}
    if len(there) < len(set(photos)) and report_id is not None:
        there |= await _lost(report_id, person_id)
    return [sha256 for sha256 in photos if sha256 not in there]


async def _lost(report_id: UUID, person_id: UUID | None) -> set[str]:
    rows = await LostPhoto.select(LostPhoto.sha256, LostPhoto.by_decider, LostPhoto.report.person_id).where(
        LostPhoto.of_report_id == report_id
    )
    return {row["sha256"] for row in rows if row["by_decider"] or row["report.person_id"] == person_id}
