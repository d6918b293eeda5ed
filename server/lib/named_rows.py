"""A table's rows by what people call them: new ones are inserted, those that differ updated, the rest left alone.

`put` only plans; `flush` writes. So the same code tells what a file would change and changes it.
"""

from collections.abc import Hashable, Mapping
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from piccolo.columns import Column
from piccolo.table import Table

from server.lib import ids

Name = TypeVar("Name", bound=Hashable)
# Well under SQLite's limit of 32766 values in one statement.
_BATCH = 200


class Planned(msgspec.Struct, frozen=True):
    """What becomes of one row: `before` is None for a new one; of a changed one, only the columns that differ."""

    name: Any
    before: dict[str, Any] | None
    after: dict[str, Any]


class NamedRows(Generic[Name]):
    """`found` holds the present rows by name (with `id`, JSON columns loaded). Call `put` for each, then `flush`."""

    def __init__(self, table: type[Table], found: Mapping[Name, Mapping[str, Any]]) -> None:
        self.table = table
        self.ids: dict[Name, UUID] = {name: row["id"] for name, row in found.items()}
        self.new_count = 0
        self.changed_count = 0
        self.planned: list[Planned] = []
        self.unchanged: list[Name] = []
        self._found = found
        self._new: list[Table] = []
        self._changed: list[tuple[UUID, dict[Column | str, Any]]] = []

    async def put(self, name: Name, wanted: dict[str, Any], only_new: dict[str, Any] | None = None) -> UUID:
        """The row's id. `only_new` are the columns that are set once and never compared."""
        row = self._found.get(name)
        if row is None:
            self.ids[name] = ids.new()
            self._new.append(self.table(id=self.ids[name], **wanted, **(only_new or {})))
            self.new_count += 1
            self.planned.append(Planned(name, None, wanted))
            return self.ids[name]
        different = {key: value for key, value in wanted.items() if row[key] != value}
        if different:
            column = self.table._meta.get_column_by_name
            self._changed.append((row["id"], {column(key): value for key, value in different.items()}))
            self.changed_count += 1
            self.planned.append(Planned(name, {key: row[key] for key in different}, different))
        else:
            self.unchanged.append(name)
        return self.ids[name]

    async def flush(self) -> None:
        """Updates what differs and inserts the new ones."""
        for row_id, columns in self._changed:
            await self.table.update(columns).where(self.table._meta.primary_key == row_id)
        for start in range(0, len(self._new), _BATCH):
            await self.table.insert(*self._new[start : start + _BATCH])
        self._changed.clear()
        self._new.clear()
