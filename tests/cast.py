"""A small world for tests: two sites, their people, places, checklists, routes; and phones to sign in.

千禧花园 has lin (patroller), chen (repairer, engineering), zhou (front desk), su (supervisor) and he (manager of both);
银杏苑 has wang (patroller) and fan (supervisor). Things are asked for by short names: `cast.point("east2")`,
`cast.asset("east2", "fire-door")`, `await cast.phone("lin")`.
"""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from argon2 import PasswordHasher

from server.checklists.tables import ChecklistVersion
from server.lib import clock, digest, ids
from server.patrols.expecting import round_id
from server.patrols.rules import window_interval
from server.patrols.tables import Round, Route, Stop, Window
from server.people import signing_in
from server.people.tables import Department, Membership, MembershipDepartment, Person
from server.people.terms import DEPARTMENT_NAMES
from server.reports.tables import BundleServed
from server.sites.tables import Asset, Building, Floor, Point, Site, Tag, Unit
from tests import cast_places
from tests.builders import Phone

PASSWORD = "correct horse battery staple"
ZONE = "Asia/Shanghai"
LONG_AGO = timedelta(days=90)

# username: name, {site: role}, departments
PEOPLE: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "lin": ("林晓", {"garden": "patroller"}, []),
    "chen": ("陈建国", {"garden": "repairer"}, ["engineering"]),
    "zhou": ("周敏", {"garden": "front_desk"}, []),
    "su": ("苏梅", {"garden": "supervisor"}, []),
    "he": ("何伟", {"garden": "manager", "court": "manager"}, []),
    "wang": ("王芳", {"court": "patroller"}, []),
    "fan": ("范红", {"court": "supervisor"}, []),
}
SITES = {"garden": "千禧花园", "court": "银杏苑"}
# key: zh, en, start, end
WINDOWS = {
    "morning": ("上午", "Morning", "09:30", "12:00"),
    "afternoon": ("下午", "Afternoon", "16:00", "18:10"),
}


def id_of(*words: str) -> UUID:
    """The id of anything in this world, from the words that name it."""
    return ids.derived("cast", *words)


class Cast:
    """Ids by short names, and phones. `client` is missing in tests below the doors."""

    def __init__(self, client: Any = None) -> None:
        self.client = client

    def site(self, key: str = "garden") -> UUID:
        return id_of("site", key)

    def person(self, username: str) -> UUID:
        return id_of("person", username)

    def department(self, key: str, site: str = "garden") -> UUID:
        return id_of("department", site, key)

    def building(self, key: str) -> UUID:
        return id_of("building", key)

    def floor(self, building: str, ordinal: int) -> UUID:
        return id_of("floor", building, str(ordinal))

    def point(self, key: str) -> UUID:
        return id_of("point", key)

    def asset(self, point: str, kind: str) -> UUID:
        return id_of("asset", point, kind)

    def unit(self, key: str) -> UUID:
        return id_of("unit", key)

    def route(self, key: str) -> UUID:
        return id_of("route", key)

    def window(self, key: str, site: str = "garden") -> UUID:
        return id_of("window", site, key)

    def code(self, point: str) -> str:
        """The code on the tag of a point."""
        return cast_places.code_of(point)

    def site_of(self, username: str) -> UUID:
        """The person's (first) site."""
        return self.site(next(iter(PEOPLE[username][1])))

    async def phone(self, username: str, device_id: UUID | None = None) -> Phone:
        """A phone that this person has signed in on, without the password's toil; its chain begins at 1."""
        device = device_id or ids.new()
        person = await Person.objects().get(Person.id == self.person(username))
        assert person is not None
        token = await signing_in.sign_device_in(person, device, "Redmi 12", "0.1.0")
        return Phone(self, self.person(username), self.site_of(username), device, token)

    async def sign_in(self, username: str, password: str = PASSWORD, device_id: UUID | None = None) -> Any:
        """POST /api/v1/devices: the answer as it came."""
        assert self.client is not None
        asked = {
            "username": username,
            "password": password,
            "device_id": str(device_id or ids.new()),
            "device_name": "Redmi 12",
            "app_version": "0.1.0",
        }
        return await self.client.post("/api/v1/devices", json=asked)

    async def headers(self, username: str) -> dict[str, str]:
        """What a person's requests carry, after signing in by the API."""
        answer = await self.sign_in(username)
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    async def round(self, route: str, window: str, on: date, *usernames: str) -> UUID:
        """An expected round, as planning would write it."""
        site = next(key for key in SITES if route in cast_places.ROUTES[key])
        _, _, start, end = WINDOWS[window]
        starts_at, ends_at = window_interval(on, start, end, ZONE)
        row = Round(
            id=round_id(self.route(route), self.window(window, site), on),
            site=self.site(site),
            route=self.route(route),
            window=self.window(window, site),
            date=on,
            starts_at=starts_at,
            ends_at=ends_at,
            person_ids=[str(self.person(name)) for name in usernames],
            point_ids=[str(self.point(key)) for key in cast_places.ROUTES[site][route]],
            building_ids=sorted({str(self.building(cast_places.POINTS[key].building))
                                 for key in cast_places.ROUTES[site][route]}),
        )  # fmt: skip
        await Round.insert(row)
        return UUID(str(row.id))

    def today(self) -> date:
        """The date it is now at both sites."""
        return clock.now().astimezone(ZoneInfo(ZONE)).date()


async def build(client: Any = None) -> Cast:
    """Writes the world into the test's database."""
    cast, then = Cast(client), clock.now() - LONG_AGO
    await Site.insert(*(Site(id=cast.site(key), name=name, time_zone=ZONE, created_at=then, settings={})
                        for key, name in SITES.items()))  # fmt: skip
    await _people(cast, then)
    await _places(cast, then)
    await _routes(cast)
    await ChecklistVersion.insert(*(
        ChecklistVersion(id=ids.new(), key=one["key"], version=one["version"], content=one, published_at=then,
                         digest=digest.sha256(msgspec.json.encode(one)))
        for one in cast_places.checklists()
    ))  # fmt: skip
    await BundleServed.insert(*(
        BundleServed(version=Phone.bundle_of(cast.site(key)), site_id=cast.site(key), served_at=then) for key in SITES
    ))  # fmt: skip
    return cast


@cache
def _password_hash() -> str:
    """Once per test run, and as cheap as argon2 can be: what is tested is not its cost."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


async def _people(cast: Cast, then: datetime) -> None:
    await Department.insert(*(
        Department(id=cast.department(key, site), site=cast.site(site), key=key, name=name)
        for site in SITES for key, name in DEPARTMENT_NAMES.items()
    ))  # fmt: skip
    await Person.insert(*(
        Person(id=cast.person(username), username=username, name=name, password_hash=_password_hash(), created_at=then)
        for username, (name, _, _) in PEOPLE.items()
    ))  # fmt: skip
    await Membership.insert(*(
        Membership(id=id_of("membership", username, site), person=cast.person(username), site=cast.site(site),
                   role=role)
        for username, (_, roles, _) in PEOPLE.items() for site, role in roles.items()
    ))  # fmt: skip
    await MembershipDepartment.insert(*(
        MembershipDepartment(id=ids.new(), membership=id_of("membership", username, site),
                             department=cast.department(key, site))
        for username, (_, roles, keys) in PEOPLE.items() for site in roles for key in keys
    ))  # fmt: skip


async def _places(cast: Cast, then: datetime) -> None:
    buildings = cast_places.BUILDINGS
    await Building.insert(*(
        Building(id=cast.building(key), site=cast.site(one.site), name=one.name, ordinal=ordinal)
        for ordinal, (key, one) in enumerate(buildings.items(), 1)
    ))  # fmt: skip
    await Floor.insert(*(
        Floor(id=cast.floor(key, level), building=cast.building(key), name=name, ordinal=level)
        for key, one in buildings.items() for level, name in one.floors.items()
    ))  # fmt: skip
    await Point.insert(*(
        Point(id=cast.point(key), site=cast.site(buildings[one.building].site), building=cast.building(one.building),
              floor=cast.floor(one.building, one.level), name=one.name, number=one.number,
              retired_at=then if one.retired else None)
        for key, one in cast_places.POINTS.items()
    ))  # fmt: skip
    await Tag.insert(*(
        Tag(id=ids.new(), point=cast.point(key), code=cast.code(key), code_hash=digest.sha256(cast.code(key).encode()),
            created_at=then)
        for key in cast_places.POINTS
    ))  # fmt: skip
    await Asset.insert(*(
        Asset(id=cast.asset(key, kind), site=cast.site(buildings[one.building].site), point=cast.point(key), kind=kind,
              name=name, checklists=[kind], limits=cast_places.LIMITS.get((key, kind), {}), ordinal=ordinal)
        for key, one in cast_places.POINTS.items() for ordinal, (kind, name) in enumerate(one.assets.items())
    ))  # fmt: skip
    await Unit.insert(*(
        Unit(id=cast.unit(key), site=cast.site(buildings[one.building].site), building=cast.building(one.building),
             floor=cast.floor(one.building, one.level), name=key, number=key, vacant=one.vacant,
             vacant_since=then if one.vacant else None, checklists=["vacant-unit"] if one.vacant else [])
        for key, one in cast_places.UNITS.items()
    ))  # fmt: skip


async def _routes(cast: Cast) -> None:
    walkers = {"garden": "lin", "court": "wang"}
    await Window.insert(*(
        Window(id=cast.window(key, site), site=cast.site(site), name_zh=zh, name_en=en, start=start, end=end,
               ordinal=ordinal)
        for site in SITES for ordinal, (key, (zh, en, start, end)) in enumerate(WINDOWS.items())
    ))  # fmt: skip
    # Routes are of today: rounds are expected from then on, and sixty days of them would only make tests slow.
    await Route.insert(*(
        Route(id=cast.route(key), site=cast.site(site), name=key, ordinal=ordinal, created_at=clock.now(),
              person_ids=[str(cast.person(walkers[site]))])
        for site in SITES for ordinal, key in enumerate(cast_places.ROUTES[site])
    ))  # fmt: skip
    await Stop.insert(*(
        Stop(id=ids.new(), route=cast.route(key), point=cast.point(point), ordinal=ordinal)
        for site in SITES for key, points in cast_places.ROUTES[site].items() for ordinal, point in enumerate(points)
    ))  # fmt: skip
