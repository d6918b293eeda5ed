"""Photos at a desk: by the session's cookie, by the same rule as the API's."""

from typing import Annotated, Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter

from server.lib import digest
from server.lib.problems import Problem
from server.people.terms import Caller
from server.photos import serving
from server.photos.blobs import BlobFolder
from server.photos.terms import SIZES, Size
from server.reports import naming


@get("/photos/{sha256:str}", include_in_schema=False)
async def photo(
    caller: NamedDependency[Caller | None],
    blobs: NamedDependency[BlobFolder],
    sha256: FromPath[str],
    size: FromQuery[str] = "original",
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
) -> Response[Any]:
    """A photo that a report at some site of the person names."""
    if caller is None:
        raise Problem("unauthorized")
    if not digest.is_digest(sha256) or not await naming.may_see_photo(caller, sha256):
        raise Problem("not-found")
    chosen: Size = next((known for known in SIZES if known == size), "original")
    return await serving.picture(blobs, sha256, chosen, if_none_match)


HANDLERS = [photo]
