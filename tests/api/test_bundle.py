"""GET /api/v1/bundle: which site, what travels, what need not (protocol, "Down: the bundle")."""

import asyncio
import gzip
import json
from typing import Any

import httpx
import pytest

from server.checklists.publishing import publish
from server.checklists.reading import read_checklists
from server.lib import clock, digest, ids
from server.people.tables import Membership, Person
from server.reports.tables import BundleServed
from server.sites.tables import Asset
from server.workorders.tables import WorkOrder
from tests import cast_places
from tests.builders import Phone, check, defect
from tests.cast import Cast
from tests.pictures import picture

PARTS = ["places", "checklists", "plan", "day", "settings"]
Told = dict[str, Any]


@pytest.fixture
async def lin(cast: Cast) -> Phone:
    return await cast.phone("lin")


async def fetched(phone: Phone, **params: str) -> Told:
    answer = await phone.get("/bundle", **params)
    assert answer.status_code == 200, answer.text
    told: Told = answer.json()
    return told


def digests(told: Told) -> dict[str, str]:
    return {name: part["digest"] for name, part in told["parts"].items()}


def changed(before: Told, after: Told) -> set[str]:
    return {name for name in PARTS if digests(before)[name] != digests(after)[name]}


async def test_a_bundle_has_all_parts_and_says_so_in_its_headers(lin: Phone, cast: Cast) -> None:
    answer = await lin.get("/bundle", site=str(cast.site()))
    told = answer.json()

    assert list(told) == ["version", "site_id", "server_time", "parts"]
    assert list(told["parts"]) == PARTS
    assert all(sorted(part) == ["data", "digest"] for part in told["parts"].values())
    assert told["site_id"] == str(cast.site())
    assert answer.headers["etag"] == f'"{told["version"]}"'
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith("application/json")
    assert "set-cookie" not in answer.headers


async def test_a_served_version_is_remembered_once(lin: Phone, cast: Cast) -> None:
    version = (await fetched(lin))["version"]
    await fetched(lin)

    rows = await BundleServed.select().where(BundleServed.version == version)
    assert [row["site_id"] for row in rows] == [cast.site()]


async def test_without_a_token_there_is_no_bundle(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/bundle")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_person_of_one_site_need_not_name_it(lin: Phone, cast: Cast) -> None:
    assert (await fetched(lin))["site_id"] == str(cast.site())


async def test_a_person_of_several_sites_must_name_one(cast: Cast) -> None:
    he = await cast.phone("he")
    refused = await he.get("/bundle")

    assert (refused.status_code, refused.json()["code"]) == (400, "site-required")
    for site in ("garden", "court"):
        assert (await fetched(he, site=str(cast.site(site))))["site_id"] == str(cast.site(site))


@pytest.mark.parametrize("username", ["wang", "fan"])
async def test_a_site_of_others_is_not_there(cast: Cast, username: str) -> None:
    phone = await cast.phone(username)
    theirs = await phone.get("/bundle", site=str(cast.site("garden")))
    nobodys = await phone.get("/bundle", site=str(ids.new()))

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.json() == nobodys.json()


@pytest.mark.parametrize("site", ["", "garden", "0193A5B0-0000-7000-8000-000000000001", "0193a5b0"])
async def test_what_is_no_id_is_refused_by_name(lin: Phone, site: str) -> None:
    refused = await lin.get("/bundle", site=site)

    assert (refused.status_code, refused.json()["code"]) == (422, "bad-fields")
    assert [error["path"] for error in refused.json()["errors"]] == ["site"]


async def test_who_left_the_site_finds_nothing_and_who_left_the_company_is_signed_out(lin: Phone, cast: Cast) -> None:
    await Membership.delete().where(Membership.person == cast.person("lin"))
    assert (await lin.get("/bundle")).status_code == 404
    assert (await lin.get("/bundle", site=str(cast.site()))).status_code == 404
    await Person.update({Person.disabled_at: clock.now()}).where(Person.id == cast.person("lin"))

    refused = await lin.get("/bundle")
    assert (refused.status_code, refused.json()["code"]) == (401, "token-revoked")


async def test_nothing_of_another_site_is_in_it(lin: Phone, cast: Cast) -> None:
    told = (await lin.get("/bundle")).text

    for key in ("court-lobby", "court-east"):
        assert str(cast.point(key)) not in told
    for username in ("wang", "fan"):
        assert str(cast.person(username)) not in told
    assert str(cast.site("court")) not in told
    assert str(cast.route("route-court")) not in told


async def test_no_code_leaves_the_server_in_clear(lin: Phone, cast: Cast) -> None:
    told = (await lin.get("/bundle")).text

    for key in cast_places.POINTS:
        assert cast.code(key) not in told
    assert digest.sha256(cast.code("east2").encode()) in told


async def test_a_bundle_the_phone_has_is_not_sent_again(client: httpx.AsyncClient, lin: Phone) -> None:
    version = (await fetched(lin))["version"]
    for held in (f'"{version}"', f'W/"{version}"', f'"other", W/"{version}"', "*"):
        answer = await client.get("/api/v1/bundle", headers={**lin.headers, "If-None-Match": held})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == f'"{version}"'
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["vary"] == "Accept-Encoding"
    for held in ('"other"', version, "", f'"{version[:-1]}"'):
        answer = await client.get("/api/v1/bundle", headers={**lin.headers, "If-None-Match": held})
        assert answer.status_code == 200


async def test_unchanged_parts_come_without_their_data(lin: Phone) -> None:
    whole = await fetched(lin)
    held = digests(whole)
    have = f"places:{held['places']},checklists:{held['checklists']},plan:{'0' * 64}"
    some = await fetched(lin, have=have)

    assert some["version"] == whole["version"]
    assert digests(some) == held
    assert [name for name in PARTS if "data" in some["parts"][name]] == ["plan", "day", "settings"]


@pytest.mark.parametrize(
    "have", ["", ",", "places", "places:", ":", "rubbish:1", "places:ABC", "nothing:" + "0" * 64, "天:地", ",,a:b:c"]
)
async def test_what_the_phone_says_it_has_and_is_no_digest_is_passed_over(lin: Phone, have: str) -> None:
    told = await fetched(lin, have=have)

    assert all("data" in part for part in told["parts"].values())


async def test_it_travels_compressed_where_that_is_accepted(client: httpx.AsyncClient, lin: Phone) -> None:
    for accepted, coded in (
        ("gzip, br", True),
        ("*", True),
        ("br;q=1, gzip;q=0.2", True),
        ("identity", False),
        ("gzip;q=0, *;q=0.5", False),
        ("", False),
    ):
        sent = {**lin.headers, "Accept-Encoding": accepted}
        async with client.stream("GET", "/api/v1/bundle", headers=sent) as answer:
            content = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert (answer.headers.get("content-encoding") == "gzip") is coded, accepted
        assert answer.headers["vary"] == "Accept-Encoding"
        told = json.loads(gzip.decompress(content) if coded else content)
        assert list(told["parts"]) == PARTS


async def test_an_order_that_moves_changes_only_the_day(lin: Phone, cast: Cast) -> None:
    shot = picture(1)
    line = lin.inspection("east2", [check("fire-door", defect("FD01", photos=[shot]))], photos=[shot])
    before = await fetched(lin)
    [result] = await lin.send(line)
    assert result["outcome"] == "stored"
    opened = await fetched(lin)
    assert changed(before, opened) == {"day"}
    [known] = opened["parts"]["day"]["data"]["open_defects"]
    assert (known["item"], known["photo"], known["sightings_count"]) == ("FD01", shot.sha256, 1)

    su = await cast.phone("su")
    seen = await fetched(su)
    assert [order["id"] for order in seen["parts"]["day"]["data"]["orders"]] == [known["order_id"]]
    await WorkOrder.update({WorkOrder.severity: "minor"}).where(WorkOrder.site == cast.site())
    assert changed(seen, await fetched(su)) == {"day"}


async def test_what_the_orders_list_says_of_an_order_the_bundle_says(lin: Phone, cast: Cast) -> None:
    await lin.send(lin.inspection("east2", [check("fire-door", defect("FD01"))]))
    su = await cast.phone("su")
    [listed] = (await su.get("/orders")).json()["items"]
    [carried] = (await fetched(su))["parts"]["day"]["data"]["orders"]

    assert carried == listed


async def test_a_new_version_of_a_checklist_changes_the_checklists(lin: Phone) -> None:
    before = await fetched(lin)
    content = read_checklists(cast_places.CHECKLISTS)
    [lamp] = [one for one in content if one.key == "lamp"]
    fewer = type(lamp)(key=lamp.key, version=lamp.version, name=lamp.name, items=lamp.items[:2])
    await publish([fewer])
    after = await fetched(lin)

    assert changed(before, after) == {"checklists", "plan"}
    [told] = [one for one in after["parts"]["checklists"]["data"] if one["key"] == "lamp"]
    assert (told["version"], len(told["items"])) == (lamp.version + 1, 2)


async def test_a_new_name_of_a_thing_changes_only_the_places(lin: Phone, cast: Cast) -> None:
    before = await fetched(lin)
    await Asset.update({Asset.name: "防火门 甲"}).where(Asset.id == cast.asset("east2", "fire-door"))

    assert changed(before, await fetched(lin)) == {"places"}


async def test_every_person_of_a_site_gets_the_same_places_checklists_and_plan(cast: Cast) -> None:
    told = [await fetched(await cast.phone(username)) for username in ("lin", "chen", "zhou", "su")]

    assert all(changed(told[0], other) <= {"day"} for other in told)


async def test_phones_that_ask_at_once_in_the_morning_get_the_same_rounds(cast: Cast) -> None:
    phones = [await cast.phone(username) for username in ("lin", "lin", "chen", "su", "zhou", "lin")]
    told = await asyncio.gather(*(fetched(phone) for phone in phones))

    assert len({digests(one)["plan"] for one in told}) == 1
    rounds = [one["round_id"] for one in told[0]["parts"]["plan"]["data"]["rounds"]]
    assert rounds and len(rounds) == len(set(rounds))


async def test_asked_for_in_sections_a_part_tells_only_the_fields_that_changed(lin: Phone, cast: Cast) -> None:
    first = await fetched(lin, sections="places,plan,day")
    assert list(first["parts"]["settings"]) == ["digest", "data"]
    sections = first["parts"]["day"]["sections"]
    whole = (await fetched(lin))["parts"]["day"]["data"]
    assert {name: one["data"] for name, one in sections.items()} == whole

    await lin.send(lin.inspection("east2", [check("fire-door", defect("FD05"))]))
    held = [f"{name}:{part['digest']}" for name, part in first["parts"].items()]
    held += [f"day.{name}:{one['digest']}" for name, one in sections.items()]
    then = await fetched(lin, sections="places,plan,day", have=",".join(held))

    told = then["parts"]["day"]["sections"]
    assert then["parts"]["places"] == {"digest": first["parts"]["places"]["digest"]}
    assert {name for name, one in told.items() if "data" in one} >= {"open_defects"}
    assert {name for name, one in told.items() if "data" in one}.isdisjoint({"people", "emergency_phones", "keys"})
    assert sorted(told) == sorted(whole)


async def test_a_place_changed_by_whatever_means_is_in_the_next_bundle(lin: Phone, cast: Cast) -> None:
    before = (await fetched(lin))["parts"]["places"]

    await Asset.raw("UPDATE asset SET name = 'another name' WHERE id = {}", cast.asset("east2", "fire-door"))
    after = (await fetched(lin))["parts"]["places"]

    assert before["digest"] != after["digest"]
    assert "another name" in json.dumps(after["data"])
