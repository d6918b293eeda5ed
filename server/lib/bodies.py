"""Reading what a request brings: limits in either framing, JSON that has one meaning, the shape that is asked for."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException

from server.lib import strictjson, times
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem

T = TypeVar("T")
JSON_BODY_LIMIT = 256 * 1024
_PATH = re.compile(r" - at `\$?([^`]*)`$")
_MISSING = re.compile(r"missing required field `([^`]+)`")


async def read_json(request: Request[Any, Any, Any], shape: type[T], *, limit: int = JSON_BODY_LIMIT) -> T:
    """The request's JSON body in this shape.

    Raises Problem: 413 too-large, 415 (another Content-Type, or any Content-Encoding), 400 unreadable-body,
    422 bad-fields with the path of the first bad field.
    """
    refuse_encoding(request)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Problem("unsupported-media-type")
    body = await read_body(request, limit)
    try:
        value = strictjson.decode(body)
    except strictjson.Unreadable as error:
        raise Problem("unreadable-body") from error
    return convert(value, shape)


def refuse_encoding(request: Request[Any, Any, Any]) -> None:
    """415 on any Content-Encoding (protocol, conventions): a digest is over the bytes as sent."""
    if request.headers.get("content-encoding"):
        raise Problem("unsupported-media-type")


async def read_body(request: Request[Any, Any, Any], limit: int) -> bytes:
    """The whole body; Problem too-large as soon as it is known to be over `limit` bytes, in either framing."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise Problem("too-large")
    body = bytearray()
    async for piece in pieces(request):
        body += piece
        if len(body) > limit:
            raise Problem("too-large")
    return bytes(body)


async def pieces(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """The body as it comes in. A phone that loses its signal in the middle is no fault of the server."""
    try:
        async for piece in request.stream():
            yield piece
    except InternalServerException as error:
        raise Problem("unreadable-body") from error


def convert(value: object, shape: type[T]) -> T:
    """A decoded JSON value in this shape, with its times and dates real ones; Problem bad-fields otherwise."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise Problem("bad-fields", errors=[field_error(str(error))]) from error


def field_error(message: str) -> FieldError:
    """msgspec's words (`Expected `int`, got `str` - at `$.seq``) as a field and a sentence for people."""
    found = _PATH.search(message)
    path = (found[1] if found else "").lstrip(".")
    missing = _MISSING.search(message)
    if missing:
        return FieldError(f"{path}.{missing[1]}".lstrip("."), N_("缺少这一项"))
    return FieldError(path, N_("这一项的填法不对"))


def moment(text: str, path: str) -> datetime:
    """A time field as UTC; Problem bad-fields where the calendar has no such time."""
    try:
        return times.parse(text)
    except ValueError as error:
        raise Problem("bad-fields", errors=[FieldError(path, N_("没有这个时间"))]) from error
