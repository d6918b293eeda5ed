"""Where Piccolo finds the database and the apps. Named by PICCOLO_CONF; imports no feature."""

from piccolo.conf.apps import AppRegistry

from server import settings
from server.lib import db

DB = db.engine_for(settings.load().database_url)

APP_REGISTRY = AppRegistry(
    apps=[
        "server.journal.piccolo_app",
        "server.sites.piccolo_app",
        "server.people.piccolo_app",
        "server.residents.piccolo_app",
        "server.duty.piccolo_app",
        "server.photos.piccolo_app",
        "server.reports.piccolo_app",
        "server.checklists.piccolo_app",
        "server.inspections.piccolo_app",
        "server.patrols.piccolo_app",
        "server.defects.piccolo_app",
        "server.workorders.piccolo_app",
        "server.vacancies.piccolo_app",
        "server.reviews.piccolo_app",
        "server.keys.piccolo_app",
        "server.incidents.piccolo_app",
        "server.diaries.piccolo_app",
        "server.takeovers.piccolo_app",
    ]
)
