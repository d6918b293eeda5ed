"""Keeping lines: each once, as it came, with its place in the chain of its device and person."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.lib import ids
from server.lib.paging import batches
from server.photos.tables import PhotoSent
from server.reports.tables import LostPhoto, Report, ReportPhoto, ReportSite

# The least whole number a line may have; there is none before it, and a column of the database takes none.
_LEAST = -(2**63)


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
    rows = [
        ReportPhoto(
            id=ids.derived(line.digest, "photo", position),
            report=line.digest,
            sha256=sha256,
            position=position,
            described=line.described.get(sha256),
        )
        for position, sha256 in enumerate(line.photos)
    ]
    for batch in batches(rows):
        await ReportPhoto.insert(*batch)
    if not stored and kept.sites:
        await ReportSite.insert(
            *(ReportSite(id=ids.derived(line.digest, site), report=line.digest, site_id=site) for site in kept.sites)
        )


async def chain_flags(line: Line) -> list[str]:
    """`sequence-gap` and `chain-broken` (protocol) by the lines of this device and person kept before this one."""
    if line.seq is None or line.device_id is None or line.person_id is None:
        return []
    chain = (Report.device_id == line.device_id) & (Report.person_id == line.person_id)
    highest = (
        await Report.select(Report.seq)
        .where(chain, Report.digest != line.digest, Report.seq.is_not_null())
        .order_by(Report.seq, ascending=False)
        .first()
    )
    flags = ["sequence-gap"] if line.seq != (highest["seq"] if highest else 0) + 1 else []
    if line.seq == 1:
        broken = line.previous is not None
    elif line.seq == _LEAST:
        broken = False
    else:
        before = await Report.select(Report.digest).where(chain, Report.seq == line.seq - 1)
        broken = bool(before) and line.previous not in {row["digest"] for row in before}
    return [*flags, "chain-broken"] if broken else flags


class Claim(Struct, frozen=True, kw_only=True):
    """The photos a kept line names, and who may have sent them. `report_id` is the one it claims, if it claims one."""

    photos: tuple[str, ...]
    report_id: UUID | None
    site_id: UUID | None
    person_id: UUID | None
    carrier_id: UUID


async def missing_photos(claim: Claim) -> list[str]:
    """Those of these photos that neither the report's person nor its carrier has PUT, and nobody declared lost."""
    [missing] = await all_missing([claim])
    return missing


async def all_missing(claims: Sequence[Claim]) -> list[list[str]]:
    """The missing photos of each claim, in its own order. A handful of queries, however many there are."""
    sent = await _sent(claims)
    lost = await _lost([claim.report_id for claim in claims if claim.report_id is not None])
    return [
        [
            sha256
            for sha256 in claim.photos
            if sent[sha256].isdisjoint((claim.person_id, claim.carrier_id)) and not _is_lost(lost, claim, sha256)
        ]
        for claim in claims
    ]


async def _sent(claims: Sequence[Claim]) -> dict[str, set[UUID]]:
    """Photo → who has PUT it."""
    senders: dict[str, set[UUID]] = defaultdict(set)
    for batch in batches(list({sha256 for claim in claims for sha256 in claim.photos})):
        for row in await PhotoSent.select(PhotoSent.photo, PhotoSent.person).where(PhotoSent.photo.is_in(list(batch))):
            senders[row["photo"]].add(row["person"])
    return senders


async def _lost(report_ids: Sequence[UUID]) -> dict[tuple[UUID, str], list[dict[str, Any]]]:
    declared: dict[tuple[UUID, str], list[dict[str, Any]]] = defaultdict(list)
    for batch in batches(list(set(report_ids))):
        for row in await LostPhoto.select(
            LostPhoto.of_report_id,
            LostPhoto.sha256,
            LostPhoto.by_decider,
            LostPhoto.report.person_id.as_alias("person_id"),
            LostPhoto.report.site_id.as_alias("site_id"),
        ).where(LostPhoto.of_report_id.is_in(list(batch))):
            declared[row["of_report_id"], row["sha256"]].append(row)
    return declared


def _is_lost(lost: dict[tuple[UUID, str], list[dict[str, Any]]], claim: Claim, sha256: str) -> bool:
    """Declared by the report's own person, or by who decides at its site: nobody else's word counts."""
    if claim.report_id is None:
        return False
    return any(
        row["site_id"] == claim.site_id and (row["by_decider"] or row["person_id"] == claim.person_id)
        for row in lost.get((claim.report_id, sha256), ())
    )
