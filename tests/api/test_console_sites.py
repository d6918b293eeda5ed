"""All sites of a manager on one page: a row each with rounds, orders, phones and waiting lines, however many there are;
a new site, its name and time zone."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from piccolo.query.base import Query

from server.console import sites_overview
from server.journal.tables import JournalEntry
from server.lib import clock, ids
from server.patrols.tables import Round, Route, Stop, Window
from server.people.queries import memberships_of
from server.people.tables import Department, Membership, Token
from server.sites.tables import Building, Floor, Point, Site
from tests import cast as the_cast
from tests.builders import check, defect
from tests.cast import Cast
from tests.desk import Desk, at_desk, words

PAGE = "/console/sites"


def _rows(answer: Any) -> dict[str, str]:
    """Each site's row as text, in the page's order."""
    found = re.findall(r'<tr>\s*<th scope="row">(.*?)</tr>', answer.text, re.DOTALL)
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]
    return {row.split(" ")[0]: row for row in plain}


async def test_each_site_is_a_row_with_what_needs_somebody(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, he = await cast.phone("lin"), await at_desk(client, "he")
    strange = lin.seal("inspection", {"point_id": str(cast.point("east2"))})
    results = await lin.send(
        lin.inspection("east2", [check("fire-door", defect("FD05"))]), lin.inspection("west2"), strange
    )
    assert [one["outcome"] for one in results] == ["stored", "stored", "quarantined"], results
    await Token.update({Token.outbox_reports: 3}).where(Token.person == cast.person("lin"))
    rows = _rows(await he.get(PAGE))
    assert list(rows) == sorted(rows), "by name"
    assert rows.keys() == {"千禧花园", "银杏苑"}
    garden = rows["千禧花园"]
    assert "重要 1" in garden, garden
    assert garden.endswith(" 0 1 1"), garden
    assert rows["银杏苑"].endswith("没有 0 0 0"), rows["银杏苑"]
    made = await Round.count().where(Round.site == cast.site("court"))
    assert made > 0, "rounds nobody has asked for are made"


async def test_rounds_are_told_by_state_and_coverage_counts_what_has_begun(client: Any) -> None:
    cast = await the_cast.build(client)
    he, lin = await at_desk(client, "he"), await cast.phone("lin")
    await Window.update({Window.retired_at: clock.now() - timedelta(days=2)}).where(Window.site == cast.site())
    now = clock.now()
    points = ["lobby-b", "east-b", "roof-b"]
    opened = await _round(cast, "route-two", now - timedelta(hours=1), now + timedelta(hours=1), points)
    await _round(cast, "route-one", now - timedelta(hours=40), now - timedelta(hours=30), ["garage"])
    assert await lin.send(lin.inspection("lobby-b", body={"round_id": str(opened)}))
    garden = _rows(await he.get(PAGE))["千禧花园"]
    assert "正在巡 1" in garden, garden
    assert "没有巡 1" in garden, garden
    assert "25% 1/4" in garden or "0% 0/4" in garden, garden


async def _round(cast: Cast, route: str, starts_at: Any, ends_at: Any, points: list[str]) -> Any:
    round_id = ids.new()
    await Round.insert(Round(
        id=round_id, site=cast.site(), route=cast.route(route), window=cast.window("morning"), date=cast.today(),
        starts_at=starts_at, ends_at=ends_at, person_ids=[str(cast.person("lin"))],
        point_ids=[str(cast.point(key)) for key in points], building_ids=[],
    ))  # fmt: skip
    return round_id


async def test_the_table_is_sorted_by_any_column_both_ways(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, he = await cast.phone("lin"), await at_desk(client, "he")
    await lin.send(lin.inspection("east2", [check("fire-door", defect("FD05"))]))
    for column, first in (("orders", "千禧花园"), ("rounds", "千禧花园"), ("name", "千禧花园")):
        answer = await he.get(f"{PAGE}?by={column}")
        assert next(iter(_rows(answer))) == first, column
        assert answer.text.count("aria-sort=") == 1
        back = await he.get(f"{PAGE}?by={column}&way=back")
        assert next(iter(_rows(back))) == "银杏苑", column
    assert (await he.get(f"{PAGE}?by=drop")).status_code == 200


@asynccontextmanager
async def _counted(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    asked: list[str] = []
    run = Query.run

    async def counting(self: Any, *args: Any, **more: Any) -> Any:
        asked.append(type(self).__name__)
        return await run(self, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Query, "run", counting)
        yield asked


async def _more_sites(cast: Cast, count: int) -> None:
    """Sites like the others, each with a building, a route and rounds of its own."""
    for number in range(count):
        site, building, floor, point, route = (ids.new() for _ in range(5))
        await Site.insert(Site(id=site, name=f"小区{number:02d}", created_at=clock.now(), settings={}))
        await Membership.insert(Membership(id=ids.new(), person=cast.person("he"), site=site, role="manager"))
        await Building.insert(Building(id=building, site=site, name="1栋", ordinal=1))
        await Floor.insert(Floor(id=floor, building=building, name="1层", ordinal=1))
        await Point.insert(Point(id=point, site=site, building=building, floor=floor, name="门", number="0101"))
        await Route.insert(Route(id=route, site=site, name="路", created_at=clock.now(), person_ids=[]))
        await Stop.insert(Stop(id=ids.new(), route=route, point=point, ordinal=1))
        await Window.insert(
            Window(id=ids.new(), site=site, name_zh="全天", name_en="All day", start="00:00", end="23:59")
        )


async def test_forty_sites_ask_no_more_of_the_database_than_two(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = await the_cast.build(client)
    he = await at_desk(client, "he")
    counts = []
    for more in (0, 38):
        await _more_sites(cast, more)
        page = await he.get(PAGE)
        members = await memberships_of(cast.person("he"))
        assert len(_rows(page)) == len(members) == 2 + more
        async with _counted(monkeypatch) as asked:
            now = clock.now()
            days = await sites_overview.days_of(members, now)
            await sites_overview.prepare(days)
            rows = await sites_overview.rows_of(members, days, now)
        assert len(rows) == 2 + more
        assert all(row.rounds.rounds_count for row in rows)
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


async def test_only_managers_see_it_and_only_their_sites(client: Any) -> None:
    cast = await the_cast.build(client)
    su, fan, zhou, he = [await at_desk(client, name) for name in ("su", "fan", "zhou", "he")]
    for who in (su, fan, zhou):
        assert (await who.get(PAGE)).status_code == 403
        assert (await who.post(PAGE, name="新城", time_zone="Asia/Shanghai")).status_code == 403
    assert (await Desk(client).get(PAGE)).status_code == 303
    await Membership.update({Membership.role: "supervisor"}).where(
        Membership.person == cast.person("he"), Membership.site == cast.site("court")
    )
    assert _rows(await he.get(PAGE)).keys() == {"千禧花园"}
    assert (await he.post(f"{PAGE}/{cast.site('court')}", name="x", time_zone="UTC")).status_code == 403
    assert (await he.post(f"{PAGE}/{ids.new()}", name="x", time_zone="UTC")).status_code == 404
    assert "/console/sites" in (await he.get(f"/console/places?site={cast.site()}")).text
    assert "/console/sites" not in (await su.get("/console/places")).text


async def test_a_manager_makes_a_site_and_is_its_manager(client: Any) -> None:
    cast = await the_cast.build(client)
    he = await at_desk(client, "he")
    made = await he.post(PAGE, name=" 新城 ", time_zone="Asia/Urumqi")
    assert made.status_code == 303, words(made)
    page = await he.get(made.headers["location"])
    assert "还没有楼栋" in words(page)
    [site] = await Site.select().where(Site.name == "新城")
    assert site["time_zone"] == "Asia/Urumqi"
    [post] = await Membership.select().where(Membership.site == site["id"])
    assert (post["person"], post["role"]) == (cast.person("he"), "manager")
    assert await Department.count().where(Department.site == site["id"]) == 5
    assert "没有班次" in _rows(await he.get(PAGE))["新城"]


async def test_a_site_gets_another_name_or_the_form_comes_back(client: Any) -> None:
    cast = await the_cast.build(client)
    he = await at_desk(client, "he")
    path = f"{PAGE}/{cast.site()}"
    assert (await he.post(path, name="千禧苑", time_zone="Asia/Tokyo")).status_code == 303
    [site] = await Site.select().where(Site.id == cast.site())
    assert (site["name"], site["time_zone"]) == ("千禧苑", "Asia/Tokyo")
    for form, name, zone, said in (
        (path, "银杏苑", "Asia/Tokyo", "已经有叫这个名称的小区了"),
        (path, "千禧苑", "Mars/Base", "没有这个时区"),
        (PAGE, "", "Asia/Tokyo", "请填名称"),
        (PAGE, "#1", "Asia/Tokyo", "不能以 # 开头"),
    ):
        shown = await he.post(form, name=name, time_zone=zone)
        assert shown.status_code == 422, said
        assert said in words(shown)
        assert f'name="name" value="{name}"' in shown.text
        assert f'name="time_zone" value="{zone}"' in shown.text
    assert await JournalEntry.count().where(JournalEntry.thing == "site") == 1
