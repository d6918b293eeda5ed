"""The pictures as they are shown: the original's bytes, or a small picture that is made once, when first wanted."""

import asyncio
from pathlib import Path
from typing import cast

from server.photos import queries
from server.photos.blobs import BlobFolder
from server.photos.imaging import off_the_loop, thumbnail
from server.photos.terms import SIDES, BlobKind, MediaType, Size

# Pictures being made in this process, so that two who ask at the same time wait for one.
_making: dict[Path, asyncio.Task[None]] = {}


async def file_of(blobs: BlobFolder, sha256: str, size: Size) -> tuple[Path, str] | None:
    """Where a picture lies, and its media type; None if it is not held, or damaged and a small one is asked for.

    Bytes kept aside are given out as such: somebody may still make something of them. Raises NoSpace.
    """
    photo = await queries.held(sha256)
    if photo is None:
        return None
    if photo.damaged_reason:
        return _if_there(blobs, sha256, "aside", "application/octet-stream") if size == "original" else None
    if size == "original":
        return _if_there(blobs, sha256, "original", photo.media_type)
    if not blobs.exists(sha256, size):
        if not blobs.exists(sha256, "original"):
            return None
        await _make_once(blobs, sha256, size, cast(MediaType, photo.media_type))
    return blobs.path(sha256, size), "image/jpeg"


def _if_there(blobs: BlobFolder, sha256: str, kind: BlobKind, media_type: str) -> tuple[Path, str] | None:
    return (blobs.path(sha256, kind), media_type) if blobs.exists(sha256, kind) else None


async def _make_once(blobs: BlobFolder, sha256: str, size: Size, media_type: MediaType) -> None:
    target = blobs.path(sha256, size)
    task = _making.get(target)
    if task is None:
        task = asyncio.create_task(off_the_loop(_make, blobs, sha256, size, media_type))
        _making[target] = task
        task.add_done_callback(lambda _: _making.pop(target, None))
    # Who asked first may go away; the others still want it.
    await asyncio.shield(task)


def _make(blobs: BlobFolder, sha256: str, size: Size, media_type: MediaType) -> None:
    blobs.put(sha256, size, thumbnail(blobs.path(sha256, "original"), media_type, SIDES[size]))
