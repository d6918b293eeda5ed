"""From the start of the process to the first answer, against a Litestar application that says hello."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar, get

from tests.bench import world
from tests.bench.running import Measure, serving


@asynccontextmanager
async def ready() -> AsyncIterator[Measure]:
    """A migrated data folder."""
    with tempfile.TemporaryDirectory(prefix="louxun-bench-") as folder:
        world.make(Path(folder))

        async def measure() -> dict[str, float]:
            async with serving("tests.bench.starting:hello", "/") as (_, limit):
                pass
            async with serving("server.app:create", "/api/v1/receipt-key", LOUXUN_DATA=folder) as (_, ours):
                pass
            return {"start to first answer: time / hello": ours / limit}

        yield measure


@get("/")
async def _hello() -> str:
    return "hello"


def hello() -> Litestar:
    """The limit."""
    return Litestar([_hello])
