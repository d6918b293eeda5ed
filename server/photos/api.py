"""The door for phones (protocol, "Up: photos").

Whether one of the caller's sites has a report naming a photo is known a floor above; the application hands that
question in as `may_see_photo`.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, SkipValidation

from server.lib import bodies
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.people.terms import Caller
from server.photos import queries, serving, storing
from server.photos.blobs import BlobFolder
from server.photos.terms import MAX_BYTES, MAX_DIGESTS, SIZES, Size
from server.photos.wire import PhotosMissing, PhotosMissingAnswer

PhoneRequest = Request[Any, Any, Any]
# (caller, digest) → whether the caller may see the photo
MaySeePhoto = NamedDependency[SkipValidation[Callable[[Caller, str], Awaitable[bool]]]]


@post("/photos/missing", status_code=200, tags=["photos"], summary="Which photos has this person not yet sent?")
async def missing(request: PhoneRequest, caller: NamedDependency[Caller]) -> PhotosMissingAnswer:
    """Of at most 500 digests those whose bytes are still wanted from this person."""
    asked = await bodies.read_json(request, PhotosMissing)
    if len(asked.sha256) > MAX_DIGESTS:
        raise Problem("too-large")
    return PhotosMissingAnswer(await queries.not_sent_by(caller.person_id, asked.sha256))


@put("/photos/{sha256:str}", tags=["photos"], summary="Send a photo's bytes")
async def send(
    request: PhoneRequest, caller: NamedDependency[Caller], blobs: NamedDependency[BlobFolder], sha256: FromPath[str]
) -> Response[bytes]:
    """201 stored durably, 200 where the bytes were held already; refusals in the protocol's order."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_BYTES:
        raise Problem("too-large")
    bodies.refuse_encoding(request)
    outcome = await storing.take_in(blobs, caller.person_id, sha256, bodies.pieces(request))
    return Response(b"", status_code=201 if outcome == "stored" else 200)


@get("/photos/{sha256:str}", tags=["photos"], summary="A photo, or a small picture of it")
async def picture(
    caller: NamedDependency[Caller],
    blobs: NamedDependency[BlobFolder],
    may_see_photo: MaySeePhoto,
    sha256: FromPath[str],
    size: FromQuery[str] = "original",
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
) -> Response[Any]:
    """200 or 304 for persons of a site that has a report naming it, else 404."""
    if not await may_see_photo(caller, sha256):
        raise Problem("not-found")
    return await serving.picture(blobs, sha256, chosen_size(size), if_none_match)


def chosen_size(text: str) -> Size:
    """One of the three sizes; Problem bad-fields for anything else."""
    for size in SIZES:
        if size == text:
            return size
    raise Problem("bad-fields", errors=[FieldError("size", N_("只能是 thumb、preview 或 original"))])


HANDLERS = [missing, send, picture]
