"""A data folder with a whole estate in it, made in a process of its own: 40 buildings, 6,000 points, 30,000 assets, and
a year's past. Written straight into the SQLite file: through the doors it would take an hour."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

BUILDINGS, FLOORS, POINTS, ASSETS = 40, 15, 10, 5
KINDS = ("fire-door", "hydrant-box", "corridor", "lamp", "wall")
ROOT = Path(__file__).parents[2]


def make(folder: Path) -> dict[str, str]:
    """Runs this file on the folder; what it prints: the patroller's and the supervisor's tokens, and ids by name."""
    environment = {**os.environ, "LOUXUN_DATA": str(folder), "PICCOLO_CONF": "server.piccolo_conf"}
    command = [sys.executable, "-m", "tests.bench.estate", str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


async def _build(folder: Path) -> dict[str, str]:
    from server import settings
    from server.lib import db
    from server.migrating import migrate
    from tests.cast import build

    chosen = settings.load()
    await migrate()
    await db.open_pool()
    cast = await build()
    phone, desk = await cast.phone("lin"), await cast.phone("su")
    await db.close_pool()
    file = sqlite3.connect(chosen.database_url.removeprefix("sqlite:///"))
    with file:
        route = _Estate(file, cast).write()
    file.close()
    return {
        "token": phone.token, "supervisor": desk.token, "site": str(phone.site_id), "person": str(phone.person_id),
        "device": str(phone.device_id), **route,
    }  # fmt: skip


class _Estate:
    """Writes it, table by table."""

    def __init__(self, file: sqlite3.Connection, cast: Any) -> None:
        self.file, self.cast = file, cast
        self.site, self.lin = str(cast.site()), str(cast.person("lin"))
        self.now = datetime.now(UTC).replace(microsecond=0)

    def write(self) -> dict[str, str]:
        points = list(self._places())
        assets = [(f"{point}/{n}", point, KINDS[n % len(KINDS)]) for point in points for n in range(ASSETS)]
        self._insert("asset", ({
            "id": _id(name), "site": self.site, "point": _id(point), "kind": kind, "name": f"{kind} {name[-1]}",
            "checklists": json.dumps([kind]), "limits": "{}", "ordinal": int(name[-1]),
        } for name, point, kind in assets))  # fmt: skip
        self._routes(points)
        self._past(assets)
        self._units()
        return {"asset": _id(assets[0][0]), "point": _id(points[0]), "order": _id("order/0")}

    def _places(self) -> Iterable[str]:
        for building in range(BUILDINGS):
            name = f"building/{building}"
            row = {"id": _id(name), "site": self.site, "name": f"{building + 10}栋", "ordinal": building + 10}
            self._insert("building", [row])
            for floor in range(FLOORS):
                at = f"{name}/{floor}"
                self._insert("floor", [{"id": _id(at), "building": _id(name), "name": f"{floor + 1}层",
                                        "ordinal": floor + 1}])  # fmt: skip
                made = [f"{at}/{place}" for place in range(POINTS)]
                self._insert("point", ({
                    "id": _id(one), "site": self.site, "building": _id(name), "floor": _id(at),
                    "name": f"{floor + 1}层 {place}号位", "number": f"{floor + 10}{place:02d}",
                } for place, one in enumerate(made)))  # fmt: skip
                self._insert("tag", ({
                    "id": _id(f"tag/{one}"), "point": _id(one), "code": _id(one)[-10:].upper(),
                    "code_hash": _id(one).replace("-", "") * 2, "created_at": self._at(400),
                } for one in made))  # fmt: skip
                yield from made

    def _routes(self, points: list[str]) -> None:
        each = len(points) // BUILDINGS
        for building in range(BUILDINGS):
            route = _id(f"route/{building}")
            row = {"id": route, "site": self.site, "name": f"{building + 10}栋路线", "ordinal": building,
                   "person_ids": json.dumps([self.lin]), "created_at": self._at(0)}  # fmt: skip
            self._insert("route", [row])
            self._insert("stop", ({
                "id": _id(f"stop/{one}"), "route": route, "point": _id(one), "ordinal": place,
            } for place, one in enumerate(points[building * each : (building + 1) * each])))  # fmt: skip

    def _past(self, assets: list[tuple[str, str, str]]) -> None:
        from tests.cast_places import checklists

        items = {
            one["key"]: [item for item in one["items"] if item["frequency"] in ("weekly", "monthly", "quarterly")]
            for one in checklists()
        }
        visit = _id("visit")
        self._insert("inspection", [{
            "id": visit, "report_digest": "0" * 64, "site": self.site, "person": self.lin, "started_at": self._at(9),
            "finished_at": self._at(9), "earliest_at": self._at(9), "latest_at": self._at(9),
            "received_at": self._at(9), "checks_count": 1, "flags": "[]",
        }])  # fmt: skip
        done = [(name, item) for name, _, kind in assets for item in items[kind]]
        self._insert("item_done", ({
            "id": _id(f"done/{name}/{item['id']}"), "site_id": self.site, "place_id": _id(name), "item": item["id"],
            "done_on": (self.now - timedelta(days=n % 80)).date().isoformat(),
        } for n, (name, item) in enumerate(done)))  # fmt: skip
        read = [(name, item) for name, item in done if item["type"] == "number"]
        self._insert("reading", ({
            "id": _id(f"reading/{name}/{item['id']}/{turn}"), "inspection": visit, "site_id": self.site,
            "place_id": _id(name), "item": item["id"], "number": 0.3 + turn / 100, "result": "ok",
            "at": self._at(5 + 30 * turn),
        } for name, item in read for turn in range(3)))  # fmt: skip
        self._insert("item_photo", ({
            "id": _id(f"photo/{name}"), "inspection": visit, "site_id": self.site, "place_id": _id(name),
            "item": items[kind][0]["id"], "sha256": _id(name).replace("-", "") * 2, "role": "evidence",
            "taken_at": self._at(n % 60),
        } for n, (name, _, kind) in enumerate(assets[::3]) if items[kind]))  # fmt: skip
        self._open(assets[::60], items)

    def _open(self, assets: list[tuple[str, str, str]], items: dict[str, list[dict[str, Any]]]) -> None:
        department = str(self.cast.department("engineering"))
        for n, (name, _, kind) in enumerate(assets):
            at = self._at(n % 20)
            self._insert("work_order", [{
                "id": _id(f"order/{n}"), "site": self.site, "asset": _id(name),
                "day": (self.now - timedelta(days=n % 20)).date().isoformat(), "ordinal": n + 1000,
                "state": "dispatched", "severity": "minor", "department": department, "created_at": at,
                "fire_hazard": 0, "call_due": 0, "rework_count": 0,
            }])  # fmt: skip
            self._insert("work_order_step", [{
                "id": _id(f"step/{n}"), "order": _id(f"order/{n}"), "step": "dispatch", "at": at, "received_at": at,
                "applied": 1, "to_state": "dispatched", "photos": "[]", "detail": "{}", "ordinal": 0,
            }])  # fmt: skip
            self._insert("defect", [{
                "id": _id(f"defect/{n}"), "site": self.site, "asset": _id(name), "place": _id(name),
                "checklist": kind, "item": items[kind][0]["id"] if items[kind] else "X", "spot": "", "number": 1,
                "state": "open", "severity": "minor", "fire_hazard": 0, "order_id": _id(f"order/{n}"),
                "report_id": _id("visit"), "observed_at": at, "created_at": at,
            }])  # fmt: skip
            self._insert("sighting", [{
                "id": _id(f"seen/{n}"), "defect": _id(f"defect/{n}"), "report_id": _id("visit"), "person": self.lin,
                "kind": "first", "at": at, "received_at": at, "severity": "minor", "photos": "[]",
            }])  # fmt: skip

    def _units(self) -> None:
        self._insert("unit", ({
            "id": _id(f"unit/{building}/{n}"), "site": self.site, "building": _id(f"building/{building}"),
            "name": f"{n // 6 + 1}0{n % 6 + 1}", "vacant": int(n % 20 == 0), "checklists": '["vacant-unit"]',
        } for building in range(BUILDINGS) for n in range(FLOORS * 6)))  # fmt: skip

    def _insert(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        rows = list(rows)
        if not rows:
            return
        names = ", ".join(f'"{name}"' for name in rows[0])
        places = ", ".join("?" * len(rows[0]))
        self.file.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({places})', [tuple(row.values()) for row in rows]
        )

    def _at(self, days: int) -> str:
        return (self.now - timedelta(days=days)).isoformat(sep=" ")


def _id(name: str) -> str:
    from server.lib import ids

    return str(UUID(str(ids.derived("estate", name))))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_build(Path(sys.argv[1])))))
