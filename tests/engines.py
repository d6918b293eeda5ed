"""Pointing Piccolo's tables at another database within one process."""

from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import Finder
from piccolo.table import Table

from server import piccolo_conf
from server.lib import db


def use_engine(url: str) -> None:
    """All tables use the database at this URL from now on."""
    engine = db.engine_for(url)
    piccolo_conf.DB = engine
    tables: list[type[Table]] = [*Finder().get_table_classes(), Migration]
    for table in tables:
        table._meta.db = engine


def table_names() -> list[str]:
    """The names of all tables but the migrations' own."""
    return [table._meta.tablename for table in Finder().get_table_classes() if table is not Migration]
