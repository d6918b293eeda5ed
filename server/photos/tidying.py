"""Removes photos that no kept line names, 30 days after they last came in (protocol, "Up: photos")."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from server.lib import clock, db
from server.photos.blobs import BlobFolder
from server.photos.tables import Photo, PhotoSent
from server.photos.terms import KEPT_UNNAMED_DAYS

# Which of these digests a kept line names. Lines stand a floor above photos, so whoever starts the tidying says.
Named = Callable[[Sequence[str]], Awaitable[set[str]]]

_PAGE = 200


async def remove_unnamed(blobs: BlobFolder, named: Named) -> list[str]:
    """Removes them, damaged ones too, and returns their digests."""
    before = clock.now() - timedelta(days=KEPT_UNNAMED_DAYS)
    removed: list[str] = []
    after = ""
    while digests := await _older_than(before, after):
        after = digests[-1]
        still_named = await named(digests)
        for digest in digests:
            if digest not in still_named and await _remove(blobs, digest, before, named):
                removed.append(digest)
    return removed


async def _older_than(before: datetime, after: str) -> list[str]:
    rows = (
        await Photo.select(Photo.sha256)
        .where((Photo.received_at < before) & (Photo.sha256 > after))
        .order_by(Photo.sha256)
        .limit(_PAGE)
    )
    return [row["sha256"] for row in rows]


async def _remove(blobs: BlobFolder, digest: str, before: datetime, named: Named) -> bool:
    """Looks once more, alone with this photo; the bytes go before the lock does, so that none come in between."""
    async with db.writing():
        await db.lock(f"photo {digest}")
        sent_again = await PhotoSent.exists().where((PhotoSent.photo == digest) & (PhotoSent.sent_at >= before))
        if sent_again or await named([digest]):
            return False
        await PhotoSent.delete().where(PhotoSent.photo == digest)
        await Photo.delete().where(Photo.sha256 == digest)
        blobs.remove(digest)
    return True
