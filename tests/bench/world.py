"""A data folder with the tests' small world in it, made in a process of its own: engines belong to their process."""

import asyncio
import json
import os
import sys
from pathlib import Path


def make(folder: Path) -> dict[str, object]:
    """Runs this file on the folder; what it prints is the world: tokens and ids by name."""
    import subprocess

    environment = {**os.environ, "LOUXUN_DATA": str(folder), "PICCOLO_CONF": "server.piccolo_conf"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.world"], env=environment, capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


async def _build() -> dict[str, object]:
    from server.lib import db
    from server.migrating import migrate
    from tests.builders import Phone
    from tests.cast import build

    await migrate()
    await db.open_pool()
    cast = await build()
    phone = await cast.phone("lin")
    await db.close_pool()
    return {
        "token": phone.token,
        "device": str(phone.device_id),
        "person": str(phone.person_id),
        "site": str(phone.site_id),
        "bundle": Phone.bundle_of(phone.site_id),
        "points": {key: str(cast.point(key)) for key in ("east1", "east2")},
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_build())))
