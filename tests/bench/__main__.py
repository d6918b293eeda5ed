"""`make bench`: how fast the server is on this machine, in one process, over its real routes, on both databases.

The load runs in the same process, so the figures are a floor. Nothing is asserted.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

_DATA = tempfile.mkdtemp(prefix="louxun-bench-")
os.environ |= {"LOUXUN_DATA": _DATA, "PICCOLO_CONF": "server.piccolo_conf"}

import httpx  # noqa: E402

from server import settings  # noqa: E402
from server.app import create  # noqa: E402
from server.demo.building import build  # noqa: E402
from server.demo.drawing import draw  # noqa: E402
from server.demo.phones import Phone, photo  # noqa: E402
from server.lib import clock, db, times  # noqa: E402
from server.migrating import migrate  # noqa: E402
from server.people.demo_password import DEMO_PASSWORD  # noqa: E402
from tests import throwaway_postgres  # noqa: E402
from tests.engines import use_engine  # noqa: E402

_REPORTS, _PHOTOS, _BUNDLES = 200, 40, 5


def main() -> None:
    """Both databases, one after the other."""
    cluster = throwaway_postgres.start()
    cluster.create("bench")
    try:
        for name, url in (("SQLite", f"sqlite:///{_DATA}/bench.sqlite"), ("PostgreSQL", cluster.url("bench"))):
            use_engine(url)
            asyncio.run(migrate())
            folder = Path(_DATA) / name
            made = settings.load({"LOUXUN_DATA": str(folder), "LOUXUN_DATABASE_URL": url, "LOUXUN_DEMO": "1"})
            asyncio.run(_measure(name, made))
    finally:
        throwaway_postgres.stop()


async def _measure(name: str, made: settings.Settings) -> None:
    await db.open_pool()
    began = time.perf_counter()
    await build(made, days=1)
    print(f"{name}: a day of the demo (two sites, 36 floors) built in {time.perf_counter() - began:.1f} s")
    await db.close_pool()
    app = create(made)
    transport = httpx.ASGITransport(app=cast(Any, app))
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://bench.invalid") as client:
        phone = Phone(client, "lin", "bench")
        await phone.sign_in(DEMO_PASSWORD)

        async def bundle() -> None:
            phone.bundle = {}
            await phone.fetch()

        await _timed(name, "whole bundles", _BUNDLES, lambda: _times(_BUNDLES, bundle))
        _seal(phone, _REPORTS)
        await _timed(name, "reports of a point with its assets, 50 a request", _REPORTS, phone.send)
        pictures = [photo(draw("corridor", str(number)), clock.now()) for number in range(_PHOTOS)]
        phone.seal("inspection", _visit(phone, 0) | {"photos": [one.entry for one in pictures]}, clock.now(), pictures)
        await _timed(name, "photos of 3 megapixels, with their small pictures", _PHOTOS, phone.send)


def _seal(phone: Phone, count: int) -> None:
    for number in range(count):
        phone.seal("inspection", _visit(phone, number), clock.now())


def _visit(phone: Phone, number: int) -> dict[str, Any]:
    points = phone.part("places")["points"]
    versions = {checklist["key"]: checklist for checklist in phone.part("checklists")}
    point = points[number % len(points)]
    checks = []
    for asset in point["assets"]:
        checklist = versions[asset["checklists"][0]]
        asked = [item["id"] for item in checklist["items"] if item["type"] == "pass"]
        reference = {"key": checklist["key"], "version": checklist["version"]}
        checks.append({"asset_id": asset["id"], "checklist": reference, "asked": asked, "items": []})
    now = clock.now()
    return {
        "point_id": point["id"],
        "started_at": times.text(now - timedelta(minutes=2)),
        "finished_at": times.text(now),
        "presence": {"method": "number", "code": point["number"], "at": times.text(now)},
        "checks": checks,
        "photos": [],
    }


async def _times(count: int, deed: Callable[[], Awaitable[None]]) -> None:
    for _ in range(count):
        await deed()


async def _timed(name: str, what: str, count: int, deed: Callable[[], Awaitable[object]]) -> None:
    began = time.perf_counter()
    await deed()
    took = time.perf_counter() - began
    print(f"{name}: {count} {what}: {took:.2f} s, {count / took:.1f} a second")


if __name__ == "__main__":
    main()
