"""Builds the demo: checklists, places, people, a week. Refused where there is anything already."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx

from server.app import create
from server.checklists.publishing import publish
from server.checklists.reading import read_checklists
from server.demo.album import Album
from server.demo.people import COURT, GARDEN, PEOPLE, WALKERS
from server.demo.phones import Phone
from server.demo.places import Rows, court, garden
from server.demo.week import Week
from server.lib import clock, db
from server.lib.assets import shipped
from server.patrols.importing import import_file, write_file
from server.patrols.tables import Route
from server.people import enrolling
from server.people.demo_password import DEMO_PASSWORD
from server.people.enrolling import Post
from server.people.queries import department_by_key
from server.people.tables import Person
from server.settings import Settings
from server.sites.tables import Tag

DAYS = 7
_ZONE = ZoneInfo("Asia/Shanghai")
_MODELS = {"lin": "Redmi Note 13", "wang": "HONOR X50", "chen": "vivo Y36", "su": "HUAWEI nova 12", "he": "iPhone 15"}


class NotEmpty(Exception):
    """There are people here already who are not the demo's."""


def marker(chosen: Settings) -> Path:
    """The file that says: this installation is a demo."""
    return chosen.data / "demo"


async def is_used() -> bool:
    """Whether there is anybody already."""
    return await Person.exists()


async def build(chosen: Settings, days: int = DAYS) -> None:
    """Everything, on a migrated and empty database, with the pool open. NotEmpty where somebody is there already."""
    if await is_used():
        raise NotEmpty
    demo = chosen._replace(demo=True)
    marker(chosen).touch()
    today = clock.today("Asia/Shanghai")
    beginning = clock.now().astimezone(_ZONE).replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=days)
    with clock.pretend(beginning):
        await publish(read_checklists(shipped("checklists")))
        sites = {GARDEN: await _import(garden()), COURT: await _import(court())}
        # The labels hang already: the week's rounds scan them.
        await Tag.update({Tag.printed_at: clock.now()}).where(Tag.printed_at.is_null())
        await _add_people(sites)
    app = create(demo)
    transport = httpx.ASGITransport(app=cast(Any, app))
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://demo.invalid") as client:
        phones = {made.username: Phone(client, made.username, _MODELS.get(made.username, "Windows")) for made in PEOPLE}
        with clock.pretend(beginning + timedelta(minutes=30)):
            for phone in phones.values():
                await phone.sign_in(DEMO_PASSWORD)
                await phone.fetch()
        with Album() as album:
            for site in (GARDEN, COURT):
                await Week(site, phones, today, days, album).live()


async def _import(rows: Rows) -> UUID:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "places.xlsx"
        write_file(path, rows)
        return (await import_file(path)).site_id


async def _add_people(sites: dict[str, UUID]) -> None:
    ids: dict[str, UUID] = {}
    for made in PEOPLE:
        posts = []
        for site, role in made.posts.items():
            found = [await department_by_key(sites[site], key) for key in made.departments]
            departments = tuple(one for one in found if one is not None)
            posts.append(Post(site_id=sites[site], role=role, department_ids=departments))
        ids[made.username] = await enrolling.add_person(made.username, made.name, posts, DEMO_PASSWORD)
    async with db.writing():
        for site, username in WALKERS.items():
            await Route.update({Route.person_ids: [str(ids[username])]}).where(Route.site == sites[site])
