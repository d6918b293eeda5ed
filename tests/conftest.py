"""Every test gets a server of its own on a fresh database, on both engines: `engine` is sqlite and postgres in turn."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from litestar import Litestar

_FIRST = Path(tempfile.mkdtemp(prefix="louxun-tests-"))
os.environ["LOUXUN_DATA"] = str(_FIRST)
os.environ["PICCOLO_CONF"] = "server.piccolo_conf"
for _name in ("LOUXUN_DATABASE_URL", "LOUXUN_SECRET", "LOUXUN_PORT", "LOUXUN_HOST", "LOUXUN_WORKERS", "LOUXUN_DEMO"):
    os.environ.pop(_name, None)

from server import settings  # noqa: E402
from server.lib import db  # noqa: E402
from server.migrating import migrate  # noqa: E402
from tests import throwaway_postgres  # noqa: E402
from tests.engines import table_names, use_engine  # noqa: E402

if TYPE_CHECKING:
    from tests.cast import Cast

# What a test takes says nothing here: machines are small and busy, and speed is shown by `make bench`.
examples.register_profile("louxun", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("louxun")

_DATABASE = "louxun_tests"
SECRET = "the tests' own secret, longer than thirty-two characters"


def pytest_sessionfinish() -> None:
    throwaway_postgres.stop()
    shutil.rmtree(_FIRST, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A migrated SQLite file; each test gets a copy."""
    path = _FIRST / "template.sqlite"
    use_engine(f"sqlite:///{path}")
    asyncio.run(migrate())
    return path


@pytest.fixture(scope="session")
def postgres_template() -> throwaway_postgres.Cluster:
    """A throwaway PostgreSQL cluster with one migrated database; each test finds it empty."""
    cluster = throwaway_postgres.start()
    cluster.create(_DATABASE)
    use_engine(cluster.url(_DATABASE))
    asyncio.run(migrate())
    return cluster


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which engine this test runs on; API tests run on both."""
    return str(request.param)


@pytest.fixture
def made(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> settings.Settings:
    """Settings with a data folder and a fresh migrated database of this test's own."""
    if engine == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "louxun.sqlite")
        url = f"sqlite:///{tmp_path / 'louxun.sqlite'}"
    else:
        cluster: throwaway_postgres.Cluster = request.getfixturevalue("postgres_template")
        cluster.empty(_DATABASE, table_names())
        url = cluster.url(_DATABASE)
    use_engine(url)
    return settings.load(
        {"LOUXUN_DATA": str(tmp_path), "LOUXUN_DATABASE_URL": url, "LOUXUN_SECRET": SECRET, "LOUXUN_DEMO": "0"}
    )


@asynccontextmanager
async def alive(app: Litestar) -> AsyncIterator[None]:
    """The app's lifespan in a task of its own: who entered it must leave it, and a fixture's halves are two tasks."""
    started, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        try:
            async with app.lifespan():
                started.set()
                await stop.wait()
        finally:
            started.set()

    living = asyncio.create_task(live())
    await started.wait()
    if living.done():
        await living
    yield
    stop.set()
    await living


@pytest.fixture
async def client(made: settings.Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The server in this process and this event loop, on this test's database."""
    from server.app import create

    app: Any = create(made)
    # raise_app_exceptions off: what a phone would see is an answer.
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with alive(app), httpx.AsyncClient(transport=transport, base_url="http://testserver.local") as running:
        yield running


@pytest.fixture
async def database(made: settings.Settings) -> AsyncIterator[None]:
    """The database alone, for tests of verbs below the doors."""
    await db.open_pool()
    yield
    await db.close_pool()


@pytest.fixture
async def cast(client: httpx.AsyncClient) -> "Cast":
    """The small world of tests/cast.py on this test's running server."""
    from tests.cast import build

    return await build(client)
