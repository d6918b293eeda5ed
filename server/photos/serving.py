"""A picture as an HTTP answer: for phones by their token, for desks by their session."""

import asyncio
from typing import Any, Final

from litestar.datastructures.headers import ETag
from litestar.response import File, Response

from server.lib.problems import Problem
from server.photos import showing
from server.photos.blobs import BlobFolder, NoSpace
from server.photos.terms import Size

# The address names the bytes, so an answer never changes; only for the one who asked, so no shared cache keeps it.
_HEADERS: Final = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}


async def picture(blobs: BlobFolder, sha256: str, size: Size, if_none_match: str | None) -> Response[Any]:
    """200 with the picture, or 304 when the asker has it. Whether they may see it has been decided before.

    Raises Problem: not-found (not held, or a small picture of a damaged one), no-space.
    """
    etag = f"{sha256}-{size}"
    try:
        found = await showing.file_of(blobs, sha256, size)
    except NoSpace as error:
        raise Problem("no-space") from error
    if found is None:
        raise Problem("not-found")
    if _names(if_none_match, etag):
        return Response(b"", status_code=304, headers={**_HEADERS, "ETag": f'"{etag}"'})
    path, media_type = found
    if size == "original":
        is_picture = media_type.startswith("image/")
        return File(
            path,
            media_type=media_type,
            headers=_HEADERS,
            etag=ETag(value=etag),
            content_disposition_type="inline" if is_picture else "attachment",
        )
    content = await asyncio.to_thread(path.read_bytes)
    return Response(content, media_type=media_type, headers={**_HEADERS, "ETag": f'"{etag}"'})


def _names(if_none_match: str | None, etag: str) -> bool:
    """Whether the header names this picture, compared weakly (RFC 9110 §13.1.2)."""
    if if_none_match is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return f'"{etag}"' in tags or "*" in tags
