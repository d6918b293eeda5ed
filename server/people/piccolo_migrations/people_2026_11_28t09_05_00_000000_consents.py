"""Who has agreed to what is recorded about staff."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import Column, OnDelete, OnUpdate
from piccolo.columns.column_types import UUID, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-11-28T09:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Consents"


class Person(Table, tablename="person", schema=None):
    id = UUID(primary_key=True, default=None)


_REFERENCE = {
    "references": Person, "on_delete": OnDelete.cascade, "on_update": OnUpdate.cascade, "target_column": None,
}  # fmt: skip
_COLUMNS: tuple[tuple[str, type[Column], dict[str, Any]], ...] = (
    ("id", UUID, {"default": None, "primary_key": True}),
    ("person", ForeignKey, {"default": None, **_REFERENCE}),
    ("version", Integer, {"default": 0}),
    ("language", Varchar, {"default": "", "length": 8}),
    ("at", Timestamptz, {"default": None}),
    ("received_at", Timestamptz, {"default": None}),
    ("device_id", UUID, {"default": None, "null": True}),
)
_USUAL = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="people", description=DESCRIPTION)
    manager.add_table(class_name="Consent", tablename="consent", schema=None, columns=None)
    for name, kind, own in _COLUMNS:
        manager.add_column(
            table_class_name="Consent",
            tablename="consent",
            column_name=name,
            db_column_name=name,
            column_class_name=kind.__name__,
            column_class=kind,
            params={**_USUAL, **own},
            schema=None,
        )
    return manager
