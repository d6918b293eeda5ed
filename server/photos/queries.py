"""Reads: which photos are held, and who has sent them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from server.photos.tables import Photo, PhotoSent


async def held(sha256: str) -> Photo | None:
    """The row of a photo that has come in, damaged or not."""
    photo: Photo | None = await Photo.objects().get(Photo.sha256 == sha256)
    return photo


async def sent_at(person_id: UUID, sha256: str) -> datetime | None:
    """When this person last sent this photo; None if never."""
    row = (
        await PhotoSent.select(PhotoSent.sent_at)
        .where((PhotoSent.person == person_id) & (PhotoSent.photo == sha256))
        .first()
    )
    return row["sent_at"] if row else None


async def sent_by(person_id: UUID, digests: Sequence[str]) -> set[str]:
    """Which of these (at most 500) this person has sent."""
    if not digests:
        return set()
    rows = await PhotoSent.select(PhotoSent.photo).where(
        (PhotoSent.person == person_id) & PhotoSent.photo.is_in(list(set(digests)))
    )
    return {row["photo"] for row in rows}


async def not_sent_by(person_id: UUID, digests: Sequence[str]) -> list[str]:
    """Which of these (at most 500) this person has not yet sent, each once, in the order asked."""
    sent = await sent_by(person_id, digests)
    return [digest for digest in dict.fromkeys(digests) if digest not in sent]


async def damaged(digests: Sequence[str]) -> set[str]:
    """Which of these (at most 500) came in and cannot be decoded."""
    if not digests:
        return set()
    rows = await Photo.select(Photo.sha256).where(
        Photo.sha256.is_in(list(set(digests))) & Photo.damaged_reason.is_not_null()
    )
    return {row["sha256"] for row in rows}
