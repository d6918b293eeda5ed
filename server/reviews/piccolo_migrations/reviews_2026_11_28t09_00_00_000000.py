"""Retakes: a photo asked for once more."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-11-28T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Retakes"


class Site(Table, tablename="site", schema=None):
    id = UUID(default=None, null=False, primary_key=True)


class Person(Table, tablename="person", schema=None):
    id = UUID(default=None, null=False, primary_key=True)


_USUAL: dict[str, Any] = {
    "null": False, "primary_key": False, "unique": False, "index": False, "index_method": IndexMethod.btree,
    "choices": None, "db_column_name": None, "secret": False,
}
_CASCADE: dict[str, Any] = {"on_delete": OnDelete.cascade, "on_update": OnUpdate.cascade, "target_column": None}
COLUMNS: tuple[tuple[str, type[Any], dict[str, Any]], ...] = (
    ("id", UUID, {"default": None, "primary_key": True}),
    ("site", ForeignKey, {"references": Site, **_CASCADE}),
    ("report_id", UUID, {"default": None, "index": True}),
    ("person", ForeignKey, {"references": Person, **_CASCADE}),
    ("point_id", UUID, {"default": None, "null": True}),
    ("unit_id", UUID, {"default": None, "null": True}),
    ("asset_id", UUID, {"default": None, "null": True}),
    ("item", Varchar, {"length": 12, "default": None, "null": True}),
    ("photo", Varchar, {"length": 64, "default": ""}),
    ("reason", Text, {"default": ""}),
    ("asked_by", ForeignKey, {"references": Person, **_CASCADE}),
    ("asked_at", Timestamptz, {"default": None}),
    ("answered_report", UUID, {"default": None, "null": True}),
    ("answered_at", Timestamptz, {"default": None, "null": True}),
    ("withdrawn_by", UUID, {"default": None, "null": True}),
    ("withdrawn_at", Timestamptz, {"default": None, "null": True}),
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_table(class_name="Retake", tablename="retake", schema=None, columns=None)
    for name, column, params in COLUMNS:
        manager.add_column(
            table_class_name="Retake",
            tablename="retake",
            column_name=name,
            db_column_name=name,
            column_class_name=column.__name__,
            column_class=column,
            params={**_USUAL, **params},
        )
    return manager
