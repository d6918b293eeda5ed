"""A round goes from hand to hand: begun by one, gone on with by another, made up after its window."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from server.patrols.terms import PACE_CODES
from tests.browser.desk import Desk
from tests.browser.pages import Finish, Route, Scan, SignIn, Sync, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Api, Server
from tests.browser.world import ROUTE, World

Phones = Callable[..., Phone]
Desks = Callable[..., Desk]


@pytest.fixture
def handed(data: tuple[Path, World]) -> World:
    """lin's route is lin's alone, so that mei finds it among her colleagues' rounds."""
    folder, world = data
    with sqlite3.connect(folder / "louxun.sqlite") as database:
        database.execute("UPDATE route SET person_ids = ? WHERE name = ?", (f'["{world.people["lin"]}"]', ROUTE))
    return world


@pytest.fixture
def over(data: tuple[Path, World]) -> World:
    """The window of the day was over a minute after midnight."""
    folder, world = data
    with sqlite3.connect(folder / "louxun.sqlite") as database:
        database.execute("UPDATE patrol_window SET start = '00:00', end = '00:01'")
    return world


def _inspect(route: Route, number: str) -> Route:
    """The next stop, all well."""
    point = route.scan_next().type_number(number)
    point.all_the_rest_ok()
    point.complete()
    return Route(route.page)


def _knows_four(rows: list[dict[str, Any]]) -> bool:
    """Whether the phone has heard of four visits of one round."""
    return any(len(one["inspected"]) == 4 for one in rows[0]["data"]["plan"]["rounds"])


def _by_number(phone: Phone, number: str) -> None:
    """At a stop chosen from the list, all well."""
    point = Scan(phone.page).type_number(number)
    point.all_the_rest_ok()
    point.complete()
    point.at("/app/(route|finish)/.+")


def test_a_half_done_round_is_gone_on_with_by_a_colleague_and_both_records_stay(
    handed: World, server: Server, phones: Phones, desks: Desks
) -> None:
    world = handed
    lin, mei = phones("lin", server.url), phones("mei", server.url)
    today = SignIn(lin.open()).enter_and_load("lin", world.password)
    route = today.begin()
    for stop in world.stops[:3]:
        route = _inspect(route, stop.number)
    lin.open()
    expect_synced(Today(lin.page))

    hers = SignIn(mei.open()).enter_and_load("mei", world.password)
    mei.has_installed()
    expect_synced(hers)
    main = mei.page.locator("main")
    main.get_by_text("同事的班次").tap()
    row = main.locator("a.row", has_text=ROUTE)
    expect(row).to_contain_text(f"林晓 · 00:00–00:00 · {len(world.stops)} 个点")
    row.tap()
    hers.at("/app/route/.+")
    expect(main).to_contain_text("这是林晓的班次")
    expect(main.locator("a.stop")).to_have_count(0)  # looked at, until it is taken over
    # Without signal: a round can be taken over in the cellar, too.
    mei.go_offline()
    button = hers.button("接过来，我来巡")
    button.tap()
    expect(hers.toast).to_contain_text("接过来了")
    hers.toast.get_by_role("button", name="撤销").tap()  # a slip of the finger leaves no walk behind
    expect(button).to_be_visible()
    assert mei.stored("patrols") == []
    button.tap()
    route = Route(mei.page)
    # What lin has seen becomes known with the first visit that is hers.
    main.locator(f"a[href='/app/scan/{world.stops[3].id}']").tap()
    _by_number(mei, world.stops[3].number)
    mei.go_online()
    expect_synced(hers)
    mei.open("/app/sync")
    Sync(mei.page).send()
    mei.wait_for_stored("bundles", _knows_four)
    mei.open()
    Today(mei.page).begin()
    mei.go_offline()
    expect(mei.page.locator(".actionbar a.btn--primary")).to_contain_text(world.stops[4].name)
    expect(main.locator("a.stop--seen")).to_have_count(3)
    expect(main.locator("a.stop--seen").first).to_contain_text("林晓巡过")
    # The third one she looks at once more: both are kept.
    main.locator("a.stop--seen").nth(2).tap()
    _by_number(mei, world.stops[2].number)
    expect(main).to_contain_text(f"林晓也巡了{world.stops[2].name}")
    expect(main).to_contain_text("两份都留着，不用您选。")
    for stop in world.stops[4:]:
        route = _inspect(route, stop.number)
    summary = Finish(mei.page)
    summary.at("/app/finish/.+")
    expect(main).to_contain_text("2 个点同事巡过了，不用重来")
    expect(main.locator("h2", has_text="没到的")).to_have_count(0)
    mei.page.get_by_label("这一班要说明的（可不填）").fill("替林晓接着巡")
    summary.finish()
    mei.go_online()
    expect_synced(Today(mei.page))

    su = Api(server.url, "su", world.password)
    [done] = [one for one in su.items("/rounds") if one["done_count"]]
    assert (done["state"], done["done_count"]) == ("done", len(world.stops))
    visits = [one["point_id"] for one in su.items("/inspections")]
    assert sorted(visits) == sorted([*(stop.id for stop in world.stops), world.stops[2].id])
    assert not [one for one in su.items("/inspections") if "missing-reason" in one["flags"]]
    [patrol] = [row for row in mei.stored("outbox") if row["kind"] == "patrol"]
    # No hand is as quick as a test's: the pace is doubted, and nothing else.
    assert set(patrol["flags"]) <= set(PACE_CODES)
    desk = desks(server.url)
    page = desk.sign_in("su", world.password)
    desk.open(f"/console/evidence/{patrol['id']}")
    expect(page.locator("main")).to_contain_text("同事巡过：林晓")
    expect(page.locator("main")).to_contain_text("替林晓接着巡")


def test_after_its_window_a_round_is_made_up_and_called_so(over: World, server: Server, phones: Phones) -> None:
    world = over
    lin = phones("lin", server.url)
    SignIn(lin.open()).enter_and_load("lin", world.password)
    main = lin.page.locator("main")
    card = main.locator(".window-later", has_text=ROUTE)
    expect(card).to_contain_text("时段外")
    card.get_by_role("link", name="补巡").tap()
    route = Route(lin.page)
    route.at("/app/route/.+")
    expect(main).to_contain_text("现在去算补巡")
    point = route.scan_next().type_number(world.stops[0].number)
    expect(main).to_contain_text("现在去算补巡")
    point.all_the_rest_ok()
    point.complete()
    Route(lin.page).finish()
    expect(main).to_contain_text("其中 1 个点是时段过后补巡的")
    # All at a tap: the phone says first what the supervisor would ask.
    expect(main).to_contain_text(re.compile("有 1 处走得特别快|会生成|没到的"))
    main.locator("label", has_text="时间不够").tap()
    Finish(lin.page).finish()
    expect_synced(Today(lin.page))
    su = Api(server.url, "su", world.password)
    [made_up] = [one for one in su.items("/rounds") if one["done_count"]]
    assert made_up["done_count"] == 1
    assert made_up["late"]
