"""The phones' door for photos on a database of its own, with four people at two sites.

Lin and Chen are at the first site (Su supervises it), Wang at the second only.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Router
from litestar.di import Provide

from server import settings
from server.lib import clock, db, digest, ids
from server.lib.answers import API_EXCEPTIONS
from server.people.callers import token_caller
from server.people.tables import Device, Membership, Person, Token
from server.people.terms import Role
from server.photos import api as photos_api
from server.photos.blobs import BlobFolder
from server.reports.naming import may_see_photo
from server.reports.tables import Report, ReportPhoto, ReportSite
from server.sites.tables import Site
from tests.photos_source import resized


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Phone:
    """One person's phone: sends and asks for photos with its own token."""

    def __init__(self, client: httpx.AsyncClient, person_id: UUID, token: str) -> None:
        self.client = client
        self.person_id = person_id
        self.headers = {"Authorization": f"Bearer {token}"}

    async def send(self, content: Any, sha256: str | None = None, **headers: str) -> Any:
        """PUTs bytes (Content-Length) or an iterator (chunked)."""
        name = sha(content) if sha256 is None else sha256
        sent = {**self.headers, "Content-Type": "image/jpeg", **headers}
        return await self.client.put(f"/api/v1/photos/{name}", content=content, headers=sent)

    async def get(self, sha256: str, size: str | None = None, **headers: str) -> Any:
        query = {} if size is None else {"size": size}
        return await self.client.get(f"/api/v1/photos/{sha256}", params=query, headers={**self.headers, **headers})

    async def missing(self, digests: list[str]) -> Any:
        return await self.client.post("/api/v1/photos/missing", json={"sha256": digests}, headers=self.headers)


class World:
    """The sites, and reports put straight into the tables: how they come in is another test's business."""

    first: UUID
    second: UUID

    async def report(
        self, site: UUID, sender: Phone, *photos: str, outcome: str = "stored", state: str | None = None, line: str = ""
    ) -> str:
        content = (line or f"{ids.new()} {photos}").encode()
        key = sha(content)
        await Report.insert(
            Report(
                digest=key,
                line=content,
                outcome=outcome,
                state=state,
                site_id=site,
                person_id=sender.person_id,
                carrier=sender.person_id,
                received_at=clock.now(),
            )
        )
        if state:
            await ReportSite.insert(ReportSite(id=ids.new(), report=key, site_id=site))
        for position, photo in enumerate(photos):
            await ReportPhoto.insert(ReportPhoto(id=ids.new(), report=key, sha256=photo, position=position))
        return key


@pytest.fixture
def blobs(made: settings.Settings) -> BlobFolder:
    folder = BlobFolder(made.photos)
    folder.prepare()
    return folder


@pytest.fixture
async def door(made: settings.Settings, blobs: BlobFolder) -> AsyncIterator[httpx.AsyncClient]:
    phones = Router(
        path="/api/v1",
        route_handlers=photos_api.HANDLERS,
        dependencies={
            "caller": Provide(token_caller),
            "blobs": Provide(lambda: blobs, sync_to_thread=False),
            "may_see_photo": Provide(lambda: may_see_photo, sync_to_thread=False),
        },
        exception_handlers=API_EXCEPTIONS,
    )
    app: Any = Litestar([phones], request_max_body_size=None)
    # httpx's own transport hands the pieces of a body on as they come and stays in this test's event loop.
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    await db.open_pool()
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver.local") as client:
        yield client
    await db.close_pool()


@pytest.fixture
async def world(door: httpx.AsyncClient) -> World:
    world = World()
    world.first, world.second = ids.new(), ids.new()
    for site_id, name in ((world.first, "千禧花园"), (world.second, "银杏苑")):
        await Site.insert(Site(id=site_id, name=name, created_at=clock.now()))
    return world


@pytest.fixture
def signed_in(door: httpx.AsyncClient, world: World) -> Callable[[str, UUID, Role], Awaitable[Phone]]:
    async def sign_in(name: str, site: UUID, role: Role) -> Phone:
        person_id, device_id, token = ids.new(), ids.new(), f"token of {name}"
        now = clock.now()
        await Person.insert(Person(id=person_id, username=name, name=name, password_hash="", created_at=now))
        await Membership.insert(Membership(id=ids.new(), person=person_id, site=site, role=role))
        await Device.insert(Device(id=device_id, name="phone", created_at=now))
        token_hash = digest.sha256(token.encode())
        await Token.insert(
            Token(id=ids.new(), device=device_id, person=person_id, token_hash=token_hash, created_at=now)
        )
        return Phone(door, person_id, token)

    return sign_in


@pytest.fixture
async def lin(signed_in: Callable[..., Awaitable[Phone]], world: World) -> Phone:
    return await signed_in("lin", world.first, "patroller")


@pytest.fixture
async def chen(signed_in: Callable[..., Awaitable[Phone]], world: World) -> Phone:
    return await signed_in("chen", world.first, "repairer")


@pytest.fixture
async def su(signed_in: Callable[..., Awaitable[Phone]], world: World) -> Phone:
    return await signed_in("su", world.first, "supervisor")


@pytest.fixture
async def wang(signed_in: Callable[..., Awaitable[Phone]], world: World) -> Phone:
    return await signed_in("wang", world.second, "patroller")


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    return resized("phone-13mp.jpg", 2048)
