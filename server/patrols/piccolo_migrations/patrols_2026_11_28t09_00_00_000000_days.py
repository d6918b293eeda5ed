"""Days of routes and windows, extra and practice rounds, who walks when, hand-overs, doubts about a walk's pace."""

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.columns.column_types import (
    JSON,
    UUID,
    Boolean,
    Date,
    DoublePrecision,
    ForeignKey,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

ID = "2026-11-28T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Days, extra rounds, rosters, hand-overs, doubts"


class Site(Table, tablename="site", schema=None):
    id = UUID(primary_key=True, default=None)


class Person(Table, tablename="person", schema=None):
    id = UUID(primary_key=True, default=None)


class Route(Table, tablename="route", schema=None):
    id = UUID(primary_key=True, default=None)


class Round(Table, tablename="patrol_round", schema=None):
    id = UUID(primary_key=True, default=None)


# table class, table, column, its class, what differs from a plain one that must be there
_EVERY_DAY = "[0, 1, 2, 3, 4, 5, 6]"
COLUMNS: tuple[tuple[str, str, str, type, dict[str, Any]], ...] = (
    ("Route", "route", "kind", Varchar, {"length": 12, "default": "ordinary"}),
    ("Route", "route", "event", Varchar, {"length": 20, "null": True}),
    ("Route", "route", "title_zh", Text, {"null": True}),
    ("Route", "route", "title_en", Text, {"null": True}),
    ("Route", "route", "alternates", Boolean, {"default": False}),
    ("Route", "route", "days", JSON, {"default": _EVERY_DAY}),
    ("Route", "route", "unit_ids", JSON, {"default": "[]"}),
    ("Route", "route", "changed_at", Timestamptz, {"null": True}),
    ("Window", "patrol_window", "kind", Varchar, {"length": 12, "default": "ordinary"}),
    ("Window", "patrol_window", "days", JSON, {"default": _EVERY_DAY}),
    ("Window", "patrol_window", "changed_at", Timestamptz, {"null": True}),
    ("Round", "patrol_round", "kind", Varchar, {"length": 12, "default": "ordinary"}),
    ("Round", "patrol_round", "event", Varchar, {"length": 20, "null": True}),
    ("Round", "patrol_round", "unit_ids", JSON, {"default": "[]"}),
    ("Patrol", "patrol", "repeats", UUID, {"null": True}),
    ("Assignment", "assignment", "id", UUID, {"primary_key": True}),
    ("Assignment", "assignment", "site", ForeignKey, {"references": Site}),
    ("Assignment", "assignment", "route", ForeignKey, {"references": Route}),
    ("Assignment", "assignment", "date", Date, {}),
    ("Assignment", "assignment", "person_ids", JSON, {"default": "[]"}),
    ("Assignment", "assignment", "by", UUID, {}),
    ("Assignment", "assignment", "at", Timestamptz, {}),
    ("StandIn", "stand_in", "id", UUID, {"primary_key": True}),
    ("StandIn", "stand_in", "site", ForeignKey, {"references": Site}),
    ("StandIn", "stand_in", "person", ForeignKey, {"references": Person}),
    ("StandIn", "stand_in", "stand_in", ForeignKey, {"references": Person}),
    ("StandIn", "stand_in", "first_on", Date, {}),
    ("StandIn", "stand_in", "last_on", Date, {}),
    ("StandIn", "stand_in", "by", UUID, {}),
    ("StandIn", "stand_in", "at", Timestamptz, {}),
    ("HandOver", "round_hand_over", "id", UUID, {"primary_key": True}),
    ("HandOver", "round_hand_over", "round", ForeignKey, {"references": Round}),
    ("HandOver", "round_hand_over", "from_ids", JSON, {"default": "[]"}),
    ("HandOver", "round_hand_over", "to_ids", JSON, {"default": "[]"}),
    ("HandOver", "round_hand_over", "note", Text, {"null": True}),
    ("HandOver", "round_hand_over", "by", UUID, {}),
    ("HandOver", "round_hand_over", "at", Timestamptz, {}),
    ("Doubt", "patrol_doubt", "id", UUID, {"primary_key": True}),
    ("Doubt", "patrol_doubt", "patrol_id", UUID, {"index": True}),
    ("Doubt", "patrol_doubt", "inspection_id", UUID, {"index": True}),
    ("Doubt", "patrol_doubt", "code", Varchar, {"length": 20, "default": ""}),
    ("Doubt", "patrol_doubt", "measured", DoublePrecision, {"default": 0.0}),
    ("Doubt", "patrol_doubt", "allowed", DoublePrecision, {"default": 0.0}),
)
NEW_TABLES = ("Assignment", "StandIn", "HandOver", "Doubt")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="patrols", description=DESCRIPTION)
    for name in NEW_TABLES:
        tablename = next(column[1] for column in COLUMNS if column[0] == name)
        manager.add_table(class_name=name, tablename=tablename, schema=None, columns=None)
    for table_class, tablename, column, column_class, more in COLUMNS:
        params: dict[str, Any] = {
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "choices": None,
            "db_column_name": None,
            "secret": False,
            **more,
        }
        if column_class is ForeignKey:
            actions = {"on_delete": OnDelete.cascade, "on_update": OnUpdate.cascade}
            params |= {**actions, "target_column": None}
        manager.add_column(
            table_class_name=table_class,
            tablename=tablename,
            column_name=column,
            db_column_name=column,
            column_class_name=column_class.__name__,
            column_class=column_class,
            params=params,
        )
    return manager
