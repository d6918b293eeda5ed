"""PUT of photos (who, digest, verdict, thumbnail, fsync) against a bare receive, hash and fsync loop."""

import asyncio
import hashlib
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests import photos_source
from tests.bench import world
from tests.bench.running import Measure, serving

COUNT, AT_ONCE = 48, 8


@asynccontextmanager
async def ready() -> AsyncIterator[Measure]:
    """Both servers up, signed in."""
    with tempfile.TemporaryDirectory(prefix="louxun-bench-") as folder:
        made = world.make(Path(folder))
        headers = {"Authorization": f"Bearer {made['token']}", "Content-Type": "image/jpeg"}
        picture = photos_source.unique(1)
        taken = iter(range(1_000_000))
        ours = serving("server.app:create", "/api/v1/receipt-key", LOUXUN_DATA=folder)
        bare = serving("tests.bench.putting:bare", "/", BARE_FOLDER=folder)
        async with ours as (client, _), bare as (limit, _):

            async def measure() -> dict[str, float]:
                fresh = [_other(picture, next(taken)) for _ in range(COUNT)]
                rate_bare = await _rate(fresh, lambda one: limit.put(f"/{_digest(one)}", content=one))
                put = _putting(client, headers)
                rate_ours = await _rate(fresh, put)
                rate_again = await _rate(fresh, put)
                return {
                    "photo PUT with thumbnail: rate / bare receive, hash, fsync": rate_ours / rate_bare,
                    "photo re-sent: time / first time": rate_ours / rate_again,
                }

            yield measure


def bare() -> Callable[[Any, Any, Any], Awaitable[None]]:
    """The limit: stream to a file, hash, fsync, rename, answer."""
    folder = Path(os.environ["BARE_FOLDER"])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        if scope["method"] == "PUT":
            digest, path = hashlib.sha256(), folder / f"bare-{time.perf_counter_ns()}"
            with path.open("wb") as file:
                more = True
                while more:
                    message = await receive()
                    file.write(message["body"])
                    digest.update(message["body"])
                    more = message.get("more_body", False)
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
            path.rename(folder / f"bare-{digest.hexdigest()}")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app


def _putting(client: httpx.AsyncClient, headers: dict[str, str]) -> Callable[[bytes], Awaitable[httpx.Response]]:
    return lambda one: client.put(f"/api/v1/photos/{_digest(one)}", content=one, headers=headers)


def _other(picture: bytes, number: int) -> bytes:
    """The same picture with other bytes: a comment of its own behind the start of the file."""
    comment = f"{time.time_ns()} {number}".encode()
    return picture[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + picture[2:]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def _rate(items: list[bytes], deed: Callable[[bytes], Awaitable[httpx.Response]]) -> float:
    waiting = iter(items)

    async def worker() -> None:
        for one in waiting:
            answer = await deed(one)
            if answer.status_code not in (200, 201):
                raise RuntimeError(f"{answer.status_code} {answer.text}")

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return len(items) / (time.perf_counter() - began)
