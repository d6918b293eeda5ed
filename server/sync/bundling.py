"""Putting a bundle together: five parts, each with the digest of its bytes; unchanged parts need not travel.

Everything in a part is sorted, so that the same state of things always has the same digest.
"""

import asyncio
import hmac
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from server.lib import clock, db, digest, times
from server.patrols.planning import ensure_rounds
from server.people.terms import Member
from server.reports.keys import parcel_key
from server.reports.tables import BundleServed
from server.sites.queries import site_facts
from server.sync.bundle_day import day_part
from server.sync.bundle_plan import places_part, plan_part
from server.sync.gathering import Gathered, Reader, days_of, gather
from server.sync.wire_bundle import Pace, ParcelKey, PhoneSettings

PARTS: Final = ("places", "checklists", "plan", "day", "settings")
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


class Packed(Struct, frozen=True):
    """A bundle: each part as JSON with its digest. `version` covers all parts and not `server_time`."""

    site_id: UUID
    version: str
    server_time: str
    parts: Mapping[str, tuple[str, bytes]]


async def bundle_of(person_id: UUID, member: Member, secret: bytes) -> Packed | None:
    """The bundle of one person at one site, as of now; None if the site is gone. Its version is remembered."""
    site = await site_facts(member.site_id)
    if site is None:
        return None
    today = clock.today(site.time_zone)
    await ensure_rounds(site.id, *days_of(today))
    reader = Reader(person_id, member, site, clock.now(), today)
    async with db.reading():
        gathered = await gather(reader)
    packed = await asyncio.to_thread(_pack, gathered, secret)
    await _remember(packed)
    return packed


def answer(packed: Packed, held: Mapping[str, str]) -> bytes:
    """The answer's JSON. `held`: part → digest the phone has; such a part's `data` stays away."""
    parts: dict[str, dict[str, Any]] = {}
    for name, (part_digest, data) in packed.parts.items():
        parts[name] = {"digest": part_digest}
        if held.get(name) != part_digest:
            parts[name]["data"] = msgspec.Raw(data)
    return msgspec.json.encode(
        {
            "version": packed.version,
            "site_id": packed.site_id,
            "server_time": packed.server_time,
            "parts": parts,
        }
    )


def _pack(gathered: Gathered, secret: bytes) -> Packed:
    contents: dict[str, object] = {
        "places": places_part(gathered.places),
        "checklists": gathered.checklists,
        "plan": plan_part(gathered, _proof_secret(secret)),
        "day": day_part(gathered),
        "settings": _settings_part(gathered, secret),
    }
    parts = {}
    for name in PARTS:
        data = _ENCODER.encode(contents[name])
        parts[name] = (digest.sha256(data), data)
    site_id = gathered.reader.site.id
    lines = [str(site_id), *(f"{name} {part_digest}" for name, (part_digest, _) in parts.items())]
    version = digest.sha256("\n".join(lines).encode())
    return Packed(site_id, version, times.text(gathered.reader.now), parts)


def _settings_part(gathered: Gathered, secret: bytes) -> PhoneSettings:
    settings = gathered.reader.site.settings
    return PhoneSettings(
        photo_max_px=settings.photo_max_px,
        photo_max_bytes=settings.photo_max_bytes,
        gallery_allowed=settings.gallery_allowed,
        location=settings.location,
        parcel_key=ParcelKey(**parcel_key(secret, gathered.reader.site.id)),
        photo_prints=list(gathered.prints),
        pace=Pace(settings.pace_scan_seconds, settings.pace_floors_per_minute, settings.pace_card_seconds),
        keys_back_by=settings.keys_back_by,
    )


def _proof_secret(secret: bytes) -> bytes:
    """Of the installation's secret, what chooses proof photos; it tells nothing of the other keys."""
    return hmac.digest(secret, b"louxun-proof-1", "sha256")


async def _remember(packed: Packed) -> None:
    """A report that names this version is not flagged `unknown-bundle`. Written only once per version."""
    if await BundleServed.exists().where(BundleServed.version == packed.version):
        return
    async with db.writing():
        await BundleServed.insert(
            BundleServed(version=packed.version, site_id=packed.site_id, served_at=clock.now())
        ).on_conflict(action="DO NOTHING")
