"""A phone of the demo: it signs in, fetches the bundle, seals lines in a chain and sends them, as the protocol says.

All goes through the server's real routes, in this process."""

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import httpx

from server import __version__
from server.lib import clock, digest, ids, times

Fields = dict[str, Any]
_PARTS = ("places", "checklists", "plan", "day", "settings")


class Photo(NamedTuple):
    """A photo's bytes, how a report describes it, and what it was drawn from."""

    content: bytes
    entry: Fields
    seed: str

    @property
    def sha256(self) -> str:
        """Its name everywhere."""
        return str(self.entry["sha256"])


def photo(content: bytes, taken_at: datetime, role: str = "evidence", seed: str = "") -> Photo:
    """Describes a drawn picture (1536 x 2048)."""
    entry = {
        "sha256": digest.sha256(content),
        "bytes": len(content),
        "width": 1536,
        "height": 2048,
        "taken_at": times.text(taken_at),
        "source": "camera",
        "role": role,
    }
    return Photo(content, entry, seed)


class Phone:
    """One person on one phone. `clock_error`: how far its clock is ahead."""

    def __init__(self, client: httpx.AsyncClient, username: str, model: str) -> None:
        self.client = client
        self.username = username
        self.model = model
        self.device_id = ids.derived("demo device", username)
        self.clock_error = timedelta(0)
        self.bundle: Fields = {}
        self._headers: dict[str, str] = {}
        self._seq = 0
        self._previous: str | None = None
        self._exchange: tuple[datetime, datetime] | None = None
        self._outbox: list[bytes] = []
        self._photos: list[Photo] = []

    async def sign_in(self, password: str) -> None:
        """A token, and who and where the person is."""
        body = {
            "username": self.username,
            "password": password,
            "device_id": str(self.device_id),
            "device_name": self.model,
            "app_version": __version__,
        }
        answer = await self._call("POST", "/devices", json=body)
        self._headers = {"Authorization": f"Bearer {answer['token']}"}
        self.person_id = str(answer["person"]["id"])
        self.site_id = str(answer["person"]["sites"][0]["id"])

    async def fetch(self) -> None:
        """The newest bundle; parts that are here already are not sent again."""
        have = ",".join(f"{name}:{part['digest']}" for name, part in self.bundle.get("parts", {}).items())
        params = {"site": self.site_id} | ({"have": have} if have else {})
        new = await self._call("GET", "/bundle", params=params)
        kept = self.bundle.get("parts", {})
        for name in _PARTS:
            new["parts"][name].setdefault("data", kept.get(name, {}).get("data"))
        self.bundle = new

    def part(self, name: str) -> Any:
        """A part's data."""
        return self.bundle["parts"][name]["data"]

    def seal(self, kind: str, body: Fields, at: datetime, photos: "list[Photo] | None" = None, **envelope: Any) -> str:
        """Puts a line into the outbox, as sealed at that moment; returns the report's id."""
        self._seq += 1
        report_id = str(ids.new())
        server_time, device_time = self._exchange or (at, at + self.clock_error)
        sealed_at = at + self.clock_error
        line = {
            "id": report_id,
            "kind": kind,
            "device_id": str(self.device_id),
            "person_id": self.person_id,
            "site_id": self.site_id,
            "seq": self._seq,
            "previous": self._previous,
            "sealed_at": times.text(sealed_at),
            "utc_offset_minutes": 480,
            "clock": {
                "server_time": times.text(server_time),
                "device_time": times.text(device_time),
                "elapsed_ms": round((sealed_at - device_time).total_seconds() * 1000),
            },
            "bundle": self.bundle["version"],
            "app_version": __version__,
            "body": body,
        }
        content = json.dumps(line | envelope, ensure_ascii=False, separators=(",", ":")).encode()
        self._previous = digest.sha256(content)
        self._outbox.append(content)
        self._photos += photos or []
        return report_id

    async def send(self) -> list[Fields]:
        """Everything in the outbox: reports first, then the photos, then the heartbeat. The reports' results."""
        results: list[Fields] = []
        for start in range(0, len(self._outbox), 50):
            body = b"".join(line + b"\n" for line in self._outbox[start : start + 50])
            headers = {"Content-Type": "application/x-ndjson"}
            results += (await self._call("POST", "/reports", content=body, headers=headers))["results"]
        for one in self._photos:
            headers = {"Content-Type": "image/jpeg"}
            await self._call("PUT", f"/photos/{one.sha256}", content=one.content, headers=headers)
        self._outbox, self._photos = [], []
        said = {"outbox_reports": 0, "outbox_photos": 0, "app_version": __version__, "bundle": self.bundle["version"]}
        await self._call("POST", "/heartbeat", json=said | {"storage_used": 84_000_000, "storage_quota": 9_000_000_000})
        return results

    async def listed(self, what: str, **filters: str) -> list[Fields]:
        """A list for integrations (supervisors only), at most 200."""
        found: list[Fields] = (await self._call("GET", f"/{what}", params={"limit": "200", **filters}))["items"]
        return found

    async def _call(self, method: str, path: str, **request: Any) -> Any:
        now = clock.now()
        headers = {**self._headers, "Louxun-Client-Time": times.text(now + self.clock_error)}
        headers |= request.pop("headers", {})
        answer = await self.client.request(method, f"/api/v1{path}", headers=headers, **request)
        if answer.status_code >= 300:
            raise RuntimeError(f"the demo's {self.username} was refused {method} {path}: {answer.text}")
        self._exchange = (now, now + self.clock_error)
        return answer.json() if answer.content else None


def made_id(*parts: object) -> str:
    """An id of the demo's own that nothing real has."""
    return str(ids.derived("demo", *parts))
