"""Sealed lines as a phone makes them: `seq` and `previous` run on by themselves, times are of now unless given.

    phone = await cast.phone("lin")
    line = phone.inspection("east2", [check("fire-door", defect("FD01", photos=[shot]))], photos=[shot])
    [result] = await phone.send(line)
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from server.lib import clock, digest, ids, times
from tests import cast_places
from tests.pictures import Picture

if TYPE_CHECKING:
    from tests.cast import Cast

Fields = dict[str, Any]


class Line(NamedTuple):
    """A report's sealed bytes. `envelope` is what was sealed, for comparing."""

    id: str
    content: bytes
    envelope: Fields

    @property
    def digest(self) -> str:
        return digest.sha256(self.content)


def ok(item: str, **more: Any) -> Fields:
    """An item that was fine (list those with a value or a photo)."""
    return {"item": item, "result": "ok", "photos": [], **_named(more)}


def defect(item: str, **more: Any) -> Fields:
    """An item that was not. `photos` are Pictures or digests."""
    return {"item": item, "result": "defect", "photos": [], **_named(more)}


def na(item: str, **more: Any) -> Fields:
    """An item that could not be judged."""
    return {"item": item, "result": "na", "photos": [], **_named(more)}


class Checked(NamedTuple):
    """One asset looked at: by its kind at the point of the inspection."""

    kind: str
    items: tuple[Fields, ...]
    more: Fields


def check(kind: str, *items: Fields, **more: Any) -> Checked:
    """A check of the point's asset of this kind (its daily items, and those given); `more` replaces what is sealed."""
    return Checked(kind, items, more)


def photo(picture: Picture, role: str = "evidence", **more: Any) -> Fields:
    """A photo as a report describes it. When it was taken, the report says (in its last minute) unless it is given."""
    described = {
        "sha256": picture.sha256,
        "bytes": len(picture.content),
        "width": picture.width,
        "height": picture.height,
        "source": "camera",
        "role": role,
    }
    return {**described, **more}


class Phone:
    """One person's phone at one site."""

    def __init__(self, cast: "Cast", person_id: UUID, site_id: UUID, device_id: UUID, token: str) -> None:
        self.cast = cast
        self.person_id = person_id
        self.site_id = site_id
        self.device_id = device_id
        self.token = token
        self.seq = 0
        self.previous: str | None = None

    @staticmethod
    def bundle_of(site_id: UUID) -> str:
        """A version that counts as served at this site."""
        return digest.sha256(f"the tests' bundle of {site_id}".encode())

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def seal(self, kind: str, body: Fields, /, *, sealed_at: datetime | None = None, **envelope: Any) -> Line:
        """The next line of this phone's chain. `envelope` replaces fields; a value of `...` leaves one out."""
        moment = sealed_at or clock.now()
        self.seq += 1
        head = {
            "id": str(ids.new()),
            "kind": kind,
            "device_id": str(self.device_id),
            "person_id": str(self.person_id),
            "site_id": str(self.site_id),
            "seq": self.seq,
            "previous": self.previous,
            "sealed_at": times.text(moment),
            "utc_offset_minutes": 480,
            "clock": {
                "server_time": times.text(moment - timedelta(seconds=60)),
                "device_time": times.text(moment - timedelta(seconds=60)),
                "elapsed_ms": 60_000,
            },
            "bundle": self.bundle_of(self.site_id),
            "app_version": "0.1.0",
            "body": _without(body),
        }
        sealed = _without({**head, **envelope})
        content = json.dumps(sealed, ensure_ascii=False, separators=(",", ":")).encode()
        self.previous = digest.sha256(content)
        return Line(str(sealed.get("id")), content, sealed)

    def inspection(
        self,
        point: str | None = None,
        checks: Sequence[Checked] | None = None,
        *,
        unit: str | None = None,
        photos: Sequence[Fields | Picture] = (),
        at: datetime | None = None,
        body: Fields | None = None,
        **envelope: Any,
    ) -> Line:
        """A visit to a point (or a unit) that ended `at`. Without `checks` every asset was looked at and fine."""
        finished = at or clock.now()
        started = finished - timedelta(minutes=2)
        told: Fields = {
            "started_at": times.text(started),
            "finished_at": times.text(finished),
            "checks": [self._check(one, point, unit) for one in _all(point, unit, checks)],
            "photos": [_described(one, finished) for one in photos],
        }
        if point is not None:
            told["point_id"] = str(self.cast.point(point))
            told["presence"] = {"method": "qr", "code": self.cast.code(point), "at": times.text(started)}
        if unit is not None:
            told["unit_id"] = str(self.cast.unit(unit))
        return self.seal("inspection", {**told, **(body or {})}, sealed_at=envelope.pop("sealed_at", at), **envelope)

    def patrol(self, round_id: UUID | Fields, stops: Sequence[Fields], *, at: datetime | None = None,
               body: Fields | None = None, **envelope: Any) -> Line:  # fmt: skip
        """A walk that ended `at`; `stops` as in the protocol (see `stop`)."""
        finished = at or clock.now()
        told = {
            "patrol_id": str(ids.new()),
            "round": round_id if isinstance(round_id, dict) else {"round_id": str(round_id)},
            "started_at": times.text(finished - timedelta(hours=1)),
            "finished_at": times.text(finished),
            "finished_by_hand": True,
            "stops": list(stops),
        }
        return self.seal("patrol", {**told, **(body or {})}, sealed_at=envelope.pop("sealed_at", at), **envelope)

    def stop(self, point: str, inspection: Line | None = None, **more: Any) -> Fields:
        """A stop that was done by this inspection, or skipped."""
        state: Fields = {"state": "done", "inspection_id": inspection.id} if inspection else {"state": "skipped"}
        return {"point_id": str(self.cast.point(point)), **state, **more}

    def work(self, order_id: UUID | str, step: str, *, at: datetime | None = None,
             photos: Sequence[Fields | Picture] = (), envelope: Fields | None = None, **body: Any) -> Line:  # fmt: skip
        """A step on an order; `body` are the step's own fields."""
        moment = at or clock.now()
        told = {"order_id": str(order_id), "step": step, "at": times.text(moment),
                "photos": [_described(one, moment) for one in photos], **body}  # fmt: skip
        return self.seal("work", told, sealed_at=at, **(envelope or {}))

    def addendum(self, of: Line | str, reason: str, *, checks: Sequence[Checked] | None = None,
                 point: str | None = None, photos: Sequence[Fields | Picture] | None = None,
                 envelope: Fields | None = None, **body: Any) -> Line:  # fmt: skip
        """What is added to a report; `checks` are of the assets at `point`."""
        told: Fields = {"of": of if isinstance(of, str) else of.id, "at": times.text(clock.now()), "reason": reason}
        told |= body
        if checks is not None:
            told["checks"] = [self._check(one, point, None) for one in checks]
        if photos is not None:
            told["photos"] = [_described(one, clock.now()) for one in photos]
        return self.seal("addendum", told, **(envelope or {}))

    async def post(self, content: bytes, **headers: str) -> Any:
        """POST /reports with exactly these bytes: the answer as it came."""
        sent = {**self.headers, "Content-Type": "application/x-ndjson", **headers}
        return await self._client.post("/api/v1/reports", content=content, headers=sent)

    async def send(self, *lines: Line | bytes) -> list[Any]:
        """The results of these lines sent in one request."""
        contents = [line if isinstance(line, bytes) else line.content for line in lines]
        answer = await self.post(b"".join(content + b"\n" for content in contents))
        assert answer.status_code == 200, answer.text
        results: list[Any] = answer.json()["results"]
        return results

    async def put(self, *pictures: Picture) -> None:
        """PUTs photos' bytes."""
        for picture in pictures:
            sent = {**self.headers, "Content-Type": picture.media_type}
            answer = await self._client.put(f"/api/v1/photos/{picture.sha256}", content=picture.content, headers=sent)
            assert answer.status_code in (200, 201), answer.text

    async def status(self, *report_ids: str) -> list[Any]:
        """How far these reports are."""
        answer = await self._client.post("/api/v1/reports/status", json={"ids": list(report_ids)}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        states: list[Any] = answer.json()["states"]
        return states

    async def get(self, path: str, **params: Any) -> Any:
        """GET under /api/v1 with this phone's token: the answer as it came."""
        return await self._client.get(f"/api/v1{path}", params=params, headers=self.headers)

    @property
    def _client(self) -> Any:
        assert self.cast.client is not None, "this test has no server"
        return self.cast.client

    def _check(self, checked: Checked, point: str | None, unit: str | None) -> Fields:
        asked = [*cast_places.daily_items(checked.kind)]
        told: Fields = {
            "checklist": {"key": checked.kind, "version": cast_places.version_of(checked.kind)},
            "asked": asked + [item["item"] for item in checked.items if item["item"] not in asked],
            "items": list(checked.items),
        }
        if unit is None and point is not None:
            told["asset_id"] = str(self.cast.asset(point, checked.kind))
        return _without({**told, **checked.more})


def _all(point: str | None, unit: str | None, checks: Sequence[Checked] | None) -> Sequence[Checked]:
    if checks is not None:
        return checks
    if point is not None:
        return [check(kind) for kind in cast_places.POINTS[point].assets]
    return [check("vacant-unit")] if unit is not None else []


def _described(one: Fields | Picture, at: datetime) -> Fields:
    entry = photo(one) if isinstance(one, Picture) else one
    return {"taken_at": times.text(at - timedelta(seconds=30)), **entry}


def _named(more: Fields) -> Fields:
    photos = [one.sha256 if isinstance(one, Picture) else one for one in more.get("photos", [])]
    return {**more, "photos": photos}


def _without(fields: Fields) -> Fields:
    return {key: value for key, value in fields.items() if value is not ...}
