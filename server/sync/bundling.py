"""Putting a bundle together: five parts, each with the digest of its bytes; unchanged parts need not travel, and of a
part that is asked for in sections (its fields) only those that changed.

Everything in a part is sorted, so that the same state of things always has the same digest.
"""

import asyncio
import hmac
from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from server.lib import clock, db, digest, times
from server.lib.kept import Kept
from server.patrols.planning import ensure_rounds
from server.people import consents
from server.people.consents import Given
from server.people.terms import Member
from server.reports.keys import parcel_key
from server.reports.tables import BundleServed
from server.sites.queries import site_facts
from server.sync.bundle_day import day_part
from server.sync.bundle_plan import places_part, plan_part
from server.sync.gathering import Gathered, Reader, days_of, gather
from server.sync.wire_bundle import ConsentSeen, ConsentText, Pace, ParcelKey, PhoneSettings

PARTS: Final = ("places", "checklists", "plan", "day", "settings")
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


class Piece(Struct, frozen=True):
    """Some JSON and its digest. `sections`: its fields one by one; empty for what is no object."""

    digest: str
    data: bytes
    sections: Mapping[str, "Piece"] = {}


class Packed(Struct, frozen=True):
    """A bundle. `version` covers all parts and not `server_time`."""

    site_id: UUID
    version: str
    server_time: str
    parts: Mapping[str, Piece]


_PLACES: Kept[Piece] = Kept(most=16)


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


def answer(packed: Packed, held: Mapping[str, str], in_sections: Collection[str] = ()) -> bytes:
    """The answer's JSON. `held`: part, or `part.section` → digest the phone has; its `data` stays away. `in_sections`:
    the parts that are to be told section by section where they have changed."""
    return msgspec.json.encode(
        {
            "version": packed.version,
            "site_id": packed.site_id,
            "server_time": packed.server_time,
            "parts": {name: _told(name, part, held, name in in_sections) for name, part in packed.parts.items()},
        }
    )


def _told(name: str, piece: Piece, held: Mapping[str, str], in_sections: bool) -> dict[str, Any]:
    if held.get(name) == piece.digest:
        return {"digest": piece.digest}
    if in_sections and piece.sections:
        sections = {key: _told(f"{name}.{key}", one, held, False) for key, one in piece.sections.items()}
        return {"digest": piece.digest, "sections": sections}
    return {"digest": piece.digest, "data": msgspec.Raw(piece.data)}


def _pack(gathered: Gathered, secret: bytes) -> Packed:
    parts = {
        "places": _places_piece(gathered),
        "checklists": _piece(gathered.checklists),
        "plan": _piece(plan_part(gathered, _proof_secret(secret))),
        "day": _piece(day_part(gathered)),
        "settings": _piece(_settings_part(gathered, secret)),
    }
    site_id = gathered.reader.site.id
    lines = [str(site_id), *(f"{name} {parts[name].digest}" for name in PARTS)]
    version = digest.sha256("\n".join(lines).encode())
    return Packed(site_id, version, times.text(gathered.reader.now), {name: parts[name] for name in PARTS})


def _places_piece(gathered: Gathered) -> Piece:
    """Megabytes for a big site, and the same for every phone."""
    return _PLACES.made(gathered.places_name, lambda: _piece(places_part(gathered.places)))


def _piece(content: object) -> Piece:
    """JSON in a fixed order, field by field where it is a Struct."""
    if not isinstance(content, Struct):
        data = _ENCODER.encode(content)
        return Piece(digest.sha256(data), data)
    encoded = {name: _ENCODER.encode(getattr(content, name)) for name in content.__struct_fields__}
    data = b"{" + b",".join(b'"' + name.encode() + b'":' + one for name, one in encoded.items()) + b"}"
    sections = {name: Piece(digest.sha256(one), one) for name, one in encoded.items()}
    return Piece(digest.sha256(data), data, sections)


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
        consent=_consent(gathered.consent),
    )


def _consent(given: Given | None) -> ConsentText:
    seen = ConsentSeen(given.version, times.text(given.at)) if given else None
    return ConsentText(consents.VERSION, consents.TEXT, seen)


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
