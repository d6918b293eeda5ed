"""Rounds at a desk, seen with the phones they concern: the week's page, an extra round from a button, a half-done round
that a colleague goes on with."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.pages import Route, SignIn, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Server
from tests.browser.world import ROUTE, World

Phones = Callable[..., Phone]
Desks = Callable[..., Desk]


def test_a_half_done_round_is_handed_over_at_the_desk(
    server: Server, world: World, phones: Phones, desks: Desks
) -> None:
    lin = phones("lin", server.url)
    SignIn(lin.open()).enter_and_load("lin", world.password)
    route = Today(lin.page).begin()
    half = world.stops[:3]
    for stop in half:
        point = route.scan_next().type_number(stop.number)
        expect(point.title).to_have_text(re.compile(f"^{stop.name}"))
        point.all_the_rest_ok()
        point.complete()
        route = Route(lin.page)
    lin.open()
    expect_synced(Today(lin.page))

    desk = desks(server.url)
    desk.sign_in("su", world.password)
    page = desk.open("/console/rounds")
    expect(page.get_by_role("heading", level=1)).to_contain_text("巡查日历")
    today = page.locator(".week .span--now", has_text=ROUTE)
    expect(today).to_contain_text(f"{len(half)}/{len(world.stops)}")
    today.click()
    expect(page.locator("main ol > li", has_text="巡到")).to_have_count(len(half))
    page.get_by_text("交给同事接着巡").click()
    page.get_by_label("交给谁").select_option(label="梅雨")
    page.get_by_label("说明（可不填）").fill("林晓去接消防")
    page.get_by_role("button", name="交给同事", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已交给同事")
    expect(page.locator("main")).to_contain_text("林晓 交给 梅雨")
    expect(page.locator("main")).to_contain_text("林晓去接消防")

    mei = phones("mei", server.url)
    SignIn(mei.open()).enter_and_load("mei", world.password)
    expect_synced(Today(mei.page))
    expect(mei.page.locator("main")).to_contain_text(ROUTE)
    [given] = [one for one in _rounds(mei) if one["person_ids"] == [world.people["mei"]] and one["inspected"]]
    assert [(one["point_id"], one["person_id"]) for one in given["inspected"]] == [
        (stop.id, world.people["lin"]) for stop in half
    ]
    assert given["stops"] == [stop.id for stop in world.stops]


def test_before_a_storm_a_button_puts_an_extra_round_on_the_phones(
    server: Server, world: World, phones: Phones, desks: Desks
) -> None:
    desk = desks(server.url)
    desk.sign_in("su", world.password)
    page = desk.open("/console/rounds")
    page.get_by_role("link", name="暴雨前加巡").click()
    expect(page.get_by_label("为什么加")).to_have_value("before-storm")
    _fill_times(page, "00:00", "24:00")
    page.get_by_text("按路线分给平时的人，各走各的").click()
    page.locator("fieldset", has_text="不分的话，由谁去").get_by_label("林晓").check()
    page.get_by_role("button", name="排上").click()
    expect(page.get_by_role("status")).to_contain_text("加巡已排好")
    expect(page.get_by_role("heading", level=1)).to_contain_text("暴雨前加巡")
    expect(page.locator("main")).to_contain_text("1栋 201")

    lin = phones("lin", server.url)
    SignIn(lin.open()).enter_and_load("lin", world.password)
    expect_synced(Today(lin.page))
    [extra] = [one for one in _rounds(lin) if one["kind"] == "extra"]
    assert (extra["event"], extra["title"]["zh"], extra["unit_ids"]) == ("before-storm", "暴雨前加巡", [world.unit])
    assert extra["due"][world.unit]
    expect(lin.page.locator("main")).to_contain_text("暴雨前加巡")


def test_a_window_that_cannot_be_comes_back_with_what_was_typed(server: Server, world: World, desks: Desks) -> None:
    desk = desks(server.url)
    desk.allow("the server responded with a status of 422")
    desk.sign_in("su", world.password)
    page = desk.open("/console/rounds/plan")
    page.get_by_text("加一个时段").click()
    form = page.locator("form[action='/console/rounds/plan/windows']")
    form.get_by_label("名称", exact=True).fill("夜间")
    form.get_by_label("开始").fill("22:00")
    form.get_by_label("结束").fill("26:00")
    form.get_by_role("button", name="加上").click()
    expect(page.get_by_role("alert")).to_contain_text("时间写成 12:00 这样")
    expect(form.get_by_label("名称", exact=True)).to_have_value("夜间")
    form.get_by_label("结束").fill("02:00")
    form.get_by_role("button", name="加上").click()
    expect(page.get_by_role("status")).to_contain_text("时段已保存")
    expect(page.locator("main")).to_contain_text("22:00–02:00 · 每天 · 到第二天")


def _fill_times(page: Page, start: str, end: str) -> None:
    page.get_by_label("开始").fill(start)
    page.get_by_label("结束").fill(end)


def _rounds(phone: Phone) -> list[dict[str, Any]]:
    """The rounds of the bundle as this phone holds it."""
    [bundle] = phone.stored("bundles")
    rounds: list[dict[str, Any]] = bundle["data"]["plan"]["rounds"]
    return rounds
