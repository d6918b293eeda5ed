"""Takes one photo in.

The order of the checks is the protocol's ("Up: photos"): too big, not a photo by its first bytes, other bytes than the
address says, undecodable, no space. The bytes are durable before their row is, and the row before the answer.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from server.lib import clock, db, ids
from server.lib.digest import is_digest
from server.lib.problems import Problem
from server.photos import queries, rules
from server.photos.blobs import BlobFolder, NoSpace, Received, TooBig
from server.photos.imaging import Undecodable, examine, off_the_loop
from server.photos.tables import Photo, PhotoSent
from server.photos.terms import MAX_BYTES, BlobKind, Damage, Examined, MediaType

Outcome = Literal["stored", "held"]

# A photo sent again within this time is not written down again: all that is wanted of `sent_at` are days.
_STILL_FRESH: Final = timedelta(days=1)


async def take_in(blobs: BlobFolder, person_id: UUID, sha256: str, chunks: AsyncIterator[bytes]) -> Outcome:
    """Receives a photo that this person sends: "stored" for new bytes, "held" for bytes that were here already.

    Bytes held already are read and hashed all the same: who has not held a photo can't claim it. Raises Problem:
    too-large, not-a-photo, digest-mismatch, undecodable (kept aside, counts as sent), no-space, unavailable.
    """
    # What is held needs no second copy.
    is_held = is_digest(sha256) and blobs.exists(sha256, "original")
    try:
        async with blobs.receive(chunks, MAX_BYTES, to_disk=not is_held) as received:
            media_type = rules.media_type_of(received.head)
            if media_type is None:
                raise Problem("not-a-photo")
            if received.digest != sha256:
                raise Problem("digest-mismatch")
            if is_held:
                await _take_again(blobs, person_id, received, media_type)
                return "held"
            return await _take_first(blobs, person_id, received, media_type)
    except TooBig as error:
        raise Problem("too-large") from error
    except NoSpace as error:
        raise Problem("no-space") from error


async def _take_first(blobs: BlobFolder, person_id: UUID, received: Received, media_type: MediaType) -> Outcome:
    if received.path is None:
        raise NoSpace
    try:
        examined = await off_the_loop(examine, received.path, media_type)
    except Undecodable as error:
        await blobs.keep(received, "aside")
        await _note(blobs, person_id, _damaged(received, media_type, error.damage))
        raise Problem("undecodable") from error
    is_new = await blobs.keep(received, "original")
    await asyncio.to_thread(blobs.put, received.digest, "thumb", examined.thumb)
    await _note(blobs, person_id, _sound(received, examined))
    return "stored" if is_new else "held"


async def _take_again(blobs: BlobFolder, person_id: UUID, received: Received, media_type: MediaType) -> None:
    digest = received.digest
    photo = await queries.held(digest)
    if photo is None:
        # The server was killed after the bytes were kept and before their row was.
        examined = await off_the_loop(examine, blobs.path(digest, "original"), media_type)
        photo = _sound(received, examined)
    sent_at = await queries.sent_at(person_id, digest)
    if sent_at is None or clock.now() - sent_at > _STILL_FRESH:
        await _note(blobs, person_id, photo)


async def _note(blobs: BlobFolder, person_id: UUID, photo: Photo) -> None:
    """Writes down that these bytes are held and that this person has sent them."""
    kind: BlobKind = "aside" if photo.damaged_reason else "original"
    sent = PhotoSent(
        id=ids.derived("photo-sent", photo.sha256, person_id), photo=photo.sha256, person=person_id, sent_at=clock.now()
    )
    async with db.writing():
        await db.lock(f"photo {photo.sha256}")
        # Tidying removes bytes under the same lock; what it has just removed must come once more.
        if not blobs.exists(photo.sha256, kind):
            raise Problem("unavailable")
        await Photo.insert(photo).on_conflict(
            target=Photo.sha256,
            action="DO UPDATE",
            # A photo that could not be decoded once may be by a later version of the decoder.
            values=[
                Photo.width,
                Photo.height,
                Photo.brightness,
                Photo.sharpness,
                Photo.print,
                Photo.damaged_reason,
            ],
        )
        await PhotoSent.insert(sent).on_conflict(target=PhotoSent.id, action="DO UPDATE", values=[PhotoSent.sent_at])


def _sound(received: Received, examined: Examined) -> Photo:
    return Photo(
        sha256=received.digest,
        bytes_count=received.bytes_count,
        media_type=examined.media_type,
        width=examined.width,
        height=examined.height,
        brightness=examined.brightness,
        sharpness=examined.sharpness,
        print=examined.print,
        received_at=clock.now(),
    )


def _damaged(received: Received, media_type: MediaType, damage: Damage) -> Photo:
    return Photo(
        sha256=received.digest,
        bytes_count=received.bytes_count,
        media_type=media_type,
        damaged_reason=damage,
        received_at=clock.now(),
    )
