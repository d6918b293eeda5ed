"""Servers of the benchmark's own, each a process on a free port of this machine."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

Measure = Callable[[], Awaitable[dict[str, float]]]
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def serving(target: str, ask: str, **environment: str) -> AsyncIterator[tuple[httpx.AsyncClient, float]]:
    """uvicorn with an application factory until it answers `ask`: a client, and the seconds that took."""
    port = free_port()
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "uvicorn", target, "--factory", "--port", str(port), "--log-level", "critical",
        "--no-access-log", cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=limits, timeout=60) as client:
        try:
            yield client, await _answers(client, ask, began, process)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _answers(client: httpx.AsyncClient, ask: str, began: float, process: asyncio.subprocess.Process) -> float:
    while time.perf_counter() - began < 60:
        if process.returncode is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if (await client.get(ask)).status_code == 200:
                return time.perf_counter() - began
        except httpx.TransportError:
            await asyncio.sleep(0.005)
    raise RuntimeError("the server did not answer within 60 s")
