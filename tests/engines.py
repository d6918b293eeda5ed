"""Pointing Piccolo's tables at another database within one process."""

from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import Finder

from server import piccolo_conf
from server.lib import db


def use_engine(url: str) -> None:
    """All tables use the database at this URL from now on."""
    engine = db.engine_for(url)
    piccolo_conf.DB = engine
    for table in [*Finder().get_table_classes(), Migration]:
        table._meta.db = engine
