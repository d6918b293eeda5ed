"""Keyset pages: what is added meanwhile neither repeats nor skips others (protocol, "For integrations")."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from server.lib import times
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem

DEFAULT_LIMIT = 50
MOST = 200
# Databases bound the number of values in one query.
BATCH = 500

T = TypeVar("T")


class Cursor(NamedTuple):
    """The last row of the page before: its time and its key."""

    at: datetime
    key: str


def limit_of(text: str | None) -> int:
    """1–200, default 50; Problem bad-fields otherwise."""
    if text is None:
        return DEFAULT_LIMIT
    if text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MOST:
        return int(text)
    raise Problem("bad-fields", errors=[FieldError("limit", N_("要在 1 到 200 之间"))])


def cursor_of(text: str | None) -> Cursor | None:
    """A cursor that we gave out; Problem bad-fields for anything else."""
    if text is None:
        return None
    try:
        at, key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode().split(" ", 1)
        return Cursor(times.parse(at), key)
    except (ValueError, binascii.Error) as error:
        raise Problem("bad-fields", errors=[FieldError("cursor", N_("这不是我们给的翻页标记"))]) from error


def next_of(rows: Sequence[Any], limit: int, at: str, key: str) -> tuple[Sequence[Any], str | None]:
    """Cuts `limit + 1` fetched rows to a page and names the next one, if there is more."""
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    text = f"{times.text(last[at])} {last[key]}"
    return rows[:limit], base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def batches(values: Sequence[T]) -> Iterator[list[T]]:
    """The values in portions for queries that name each of them."""
    for start in range(0, len(values), BATCH):
        yield list(values[start : start + BATCH])
