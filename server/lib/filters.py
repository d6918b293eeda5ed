"""The filters of a list, read from the query: an unknown name or value is refused with its path (protocol,
"For integrations"); everything that is wrong is said at once."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from server.lib import ids, times
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem


class Filters:
    """`pairs` as they stand in the query. Read each value once, then call `check`; what was wrong reads as None."""

    def __init__(self, pairs: Iterable[tuple[str, str]], known: Collection[str]) -> None:
        self._values: dict[str, str] = {}
        self._errors: list[FieldError] = []
        for name, value in pairs:
            if name not in known:
                self.refuse(name, N_("没有这个筛选项"))
            elif name in self._values:
                self.refuse(name, N_("同一个筛选项只能写一次"))
            self._values[name] = value

    def text(self, name: str) -> str | None:
        """The value as it came, or None where the filter is absent."""
        return self._values.get(name)

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        """One of these words."""
        value = self._values.get(name)
        if value is None or value in choices:
            return value
        self.refuse(name, N_("没有这个选项"))
        return None

    def id(self, name: str) -> UUID | None:
        """An id of anything."""
        value = self._values.get(name)
        if value is None:
            return None
        if ids.is_canonical(value):
            return UUID(value)
        self.refuse(name, N_("这不是一个编号"))
        return None

    def time(self, name: str) -> datetime | None:
        """Any RFC 3339 time."""
        value = self._values.get(name)
        try:
            return None if value is None else times.parse(value)
        except ValueError:
            self.refuse(name, N_("没有这个时间"))
            return None

    def refuse(self, name: str, message: str) -> None:
        """Notes what is wrong with a filter."""
        self._errors.append(FieldError(name, message))

    def check(self) -> None:
        """Problem bad-fields if anything was wrong."""
        if self._errors:
            raise Problem("bad-fields", errors=self._errors)
