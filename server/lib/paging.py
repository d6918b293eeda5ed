"""Keyset pages: what is added meanwhile neither repeats nor skips others (protocol, "For integrations")."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Iterator, Sequence
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
Rows = list[dict[str, Any]]


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


async def sifted(
    fetch: Callable[[Cursor | None, int], Awaitable[Rows]],
    keep: Callable[[Rows], Awaitable[Rows]],
    cursor: Cursor | None,
    limit: int,
    at: str,
    key: str,
) -> Rows:
    """At least `limit` + 1 rows that `keep` lets pass, or all there are, where a query alone can't tell which do.

    `fetch(cursor, count)` reads the next rows in the list's order, `keep` returns those that pass in the same order.
    """
    passed: Rows = []
    while True:
        rows = await fetch(cursor, MOST + 1)
        passed += await keep(rows)
        if len(passed) > limit or len(rows) <= MOST:
            return passed
        cursor = Cursor(rows[-1][at], str(rows[-1][key]))


def batches(values: Sequence[T]) -> Iterator[list[T]]:
    """The values in portions for queries that name each of them."""
    for start in range(0, len(values), BATCH):
        yield list(values[start : start + BATCH])
