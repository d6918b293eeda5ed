"""A table's rows by what people call them: new ones are inserted, those that differ updated, the rest left alone."""

from collections.abc import Hashable, Mapping
from typing import Any, Generic, TypeVar
from uuid import UUID

from piccolo.columns import Column
from piccolo.table import Table

from server.lib import ids

Name = TypeVar("Name", bound=Hashable)
# Well under SQLite's limit of 32766 values in one statement.
_BATCH = 200


class NamedRows(Generic[Name]):
    """`found` holds the present rows by name (with `id`, JSON columns loaded). Call `put` for each, then `flush`."""

    def __init__(self, table: type[Table], found: Mapping[Name, Mapping[str, Any]]) -> None:
        self.table = table
        self.ids: dict[Name, UUID] = {name: row["id"] for name, row in found.items()}
        self.new_count = 0
        self.changed_count = 0
        self._found = found
        self._new: list[Table] = []

    async def put(self, name: Name, wanted: dict[str, Any], only_new: dict[str, Any] | None = None) -> UUID:
        """The row's id. `only_new` are the columns that are set once and never compared."""
        row = self._found.get(name)
        if row is None:
            self.ids[name] = ids.new()
            self._new.append(self.table(id=self.ids[name], **wanted, **(only_new or {})))
            self.new_count += 1
            return self.ids[name]
        different = {key: value for key, value in wanted.items() if row[key] != value}
        if different:
            columns: dict[Column | str, Any] = {
                self.table._meta.get_column_by_name(key): value for key, value in different.items()
            }
            await self.table.update(columns).where(self.table._meta.primary_key == row["id"])
            self.changed_count += 1
        return self.ids[name]

    async def flush(self) -> None:
        """Inserts the new ones."""
        for start in range(0, len(self._new), _BATCH):
            await self.table.insert(*self._new[start : start + _BATCH])
        self._new.clear()
