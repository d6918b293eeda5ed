"""The lists' doors on a database of their own, and rows put straight into the tables: how they come in is another
test's business."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar, Router
from litestar.di import Provide

from server import settings
from server.defects import api as defects_api
from server.defects import queries as defects
from server.inspections import api as inspections_api
from server.lib import db
from server.lib.answers import API_EXCEPTIONS
from server.patrols import api as patrols_api
from server.people.callers import token_caller
from server.reports import api as reports_api
from server.workorders import api as workorders_api
from tests import cast as the_cast
from tests.api.reading.rows import Rows
from tests.cast import Cast

DOORS: list[Any] = [workorders_api, defects_api, inspections_api, patrols_api, reports_api]


@pytest.fixture
async def cast(made: settings.Settings) -> AsyncIterator[Cast]:
    """The cast on a server that has only these doors."""
    doors = Router(
        path="/api/v1",
        route_handlers=[handler for door in DOORS for handler in door.HANDLERS],
        dependencies={
            "caller": Provide(token_caller),
            "defects_of_reports": Provide(lambda: defects.of_reports, sync_to_thread=False),
        },
        exception_handlers=API_EXCEPTIONS,
    )
    await db.open_pool()
    app: Any = Litestar([doors], openapi_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
        yield await the_cast.build(client)
    await db.close_pool()


@pytest.fixture
def rows(cast: Cast) -> Rows:
    """Writes rows."""
    return Rows(cast)
