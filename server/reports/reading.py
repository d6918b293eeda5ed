"""What can be read of a line, and whether it is a sealed report at all. Pure."""

import re
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from server.lib import digest, ids, strictjson, times
from server.lib.bodies import field_error
from server.lib.i18n import N_
from server.lib.problems import FieldError
from server.reports.keeping import Line
from server.reports.wire import KINDS, Envelope

T = TypeVar("T")
# A kind we do not know is kept by name as well: a later server may, and then applies what waited for it.
_KIND = re.compile(r"[a-z][a-z_-]{0,19}")
_TIMES = frozenset({"at", "until", "server_time", "device_time"})
_DATES = frozenset({"date"})
_EITHER = frozenset({"until"})


class Refused(Exception):
    """A line that can't be applied: why, as a code of the catalogue, and the bad fields."""

    def __init__(self, code: str, errors: list[FieldError] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors or []


def glance(content: bytes) -> tuple[Line, dict[str, Any] | None]:
    """What a kept line is filed under, however little of it can be read; and its JSON object, or None."""
    key = digest.sha256(content)
    try:
        data = strictjson.decode_object(content)
    except strictjson.Unreadable:
        return Line(content=content, digest=key), None
    body = data.get("body")
    photos, described = _photos(body)
    kind, seq, previous = data.get("kind"), data.get("seq"), data.get("previous")
    return (
        Line(
            content=content,
            digest=key,
            report_id=_id(data.get("id")),
            kind=kind if isinstance(kind, str) and _KIND.fullmatch(kind) else None,
            site_id=_id(data.get("site_id")),
            person_id=_id(data.get("person_id")),
            device_id=_id(data.get("device_id")),
            seq=seq if isinstance(seq, int) and not isinstance(seq, bool) else None,
            previous=previous if isinstance(previous, str) else None,
            of_report_id=_id(body.get("of")) if isinstance(body, dict) and data.get("kind") == "addendum" else None,
            sealed_at=_time(data.get("sealed_at")),
            photos=tuple(photos),
            described=described,
        ),
        data,
    )


def envelope_of(data: dict[str, Any] | None) -> Envelope:
    """The envelope; Refused where a field is missing, ill-typed or of an unknown value."""
    if data is None:
        raise Refused("unreadable-line")
    if isinstance(data.get("kind"), str) and data["kind"] not in KINDS:
        raise Refused("unknown-kind")
    return shaped(data, Envelope, "")


def shaped(data: object, shape: type[T], prefix: str) -> T:
    """A part of a line in its shape, its times and dates real ones; Refused otherwise."""
    try:
        value = msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        wrong = field_error(str(error))
        raise Refused("invalid-report", [FieldError(f"{prefix}{wrong.path}", wrong.message)]) from error
    wrong_times: list[FieldError] = []
    _check_times(msgspec.to_builtins(value), prefix.rstrip("."), wrong_times)
    if wrong_times:
        raise Refused("invalid-report", wrong_times)
    return value


def _check_times(value: object, path: str, wrong: list[FieldError]) -> None:
    """The patterns have been checked; whether the calendar has such a time, only the calendar knows."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _check_times(item, f"{path}[{index}]", wrong)
    elif isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, str) and (name.endswith("_at") or name in _TIMES | _DATES):
                if not _is_real(name, item):
                    wrong.append(FieldError(f"{path}.{name}".lstrip("."), N_("没有这个时间")))
            elif isinstance(item, dict | list) and name != "body":
                _check_times(item, f"{path}.{name}", wrong)


def _is_real(name: str, text: str) -> bool:
    try:
        if name in _DATES or (name in _EITHER and len(text) == 10):
            times.parse_date(text)
        else:
            times.parse(text)
    except ValueError:
        return False
    return True


def _photos(body: object) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """The photos a body names: `photos` in order, then digests only items name, each once; never `of` or lost ones."""
    names: dict[str, None] = {}
    described: dict[str, dict[str, Any]] = {}
    if not isinstance(body, dict):
        return [], {}
    for photo in _list(body.get("photos")):
        if isinstance(photo, dict) and _is_digest(photo.get("sha256")):
            names.setdefault(photo["sha256"])
            described.setdefault(photo["sha256"], photo)
    for check in _list(body.get("checks")):
        for item in _list(check.get("items") if isinstance(check, dict) else None):
            for sha256 in _list(item.get("photos") if isinstance(item, dict) else None):
                if _is_digest(sha256):
                    names.setdefault(sha256)
    return list(names), described


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and digest.is_digest(value)


def _id(value: object) -> UUID | None:
    return UUID(value) if isinstance(value, str) and ids.is_canonical(value) else None


def _time(value: object) -> datetime | None:
    try:
        return times.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
