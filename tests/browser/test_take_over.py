"""Taking a unit over: begun at a desk, walked on a phone without signal, answered for at the desk."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.pages import SignIn, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Server
from tests.browser.test_vacant_unit import row, take
from tests.browser.world import World


def test_what_is_found_on_a_take_over_is_left_over_and_answered_for(
    server: Server, world: World, phones: Callable[..., Phone], desks: Callable[..., Desk], pictures: dict[str, Path]
) -> None:
    su = desks(server.url)
    su.sign_in("su", world.password)
    desk = su.open("/console/takeovers")
    desk.get_by_label("楼栋").select_option(label="1栋")
    desk.get_by_label("房屋（空着是公共部位）").fill("301")
    desk.get_by_label("移交单位").fill("阳光地产")
    desk.get_by_role("button", name="开始").click()
    expect(desk.get_by_text("还没有遗留问题")).to_be_visible()
    address = desk.url.removeprefix(server.url).partition("?")[0]

    lin = phones("lin", server.url)
    today = SignIn(lin.open()).enter_and_load("lin", world.password)
    lin.has_installed()
    expect_synced(today)
    lin.go_offline()
    page = _visit(today)
    row(page, "TU03").locator(".answers label").nth(1).tap()
    row(page, "TU03").locator(".chips label").first.tap()
    take(page, row(page, "TU03"), pictures)
    _leave(page)
    lin.go_online()
    expect_synced(Today(page))

    su.open(address)
    expect(desk.get_by_text("墙面裂空鼓")).to_be_visible()
    desk.locator("summary", has_text="由谁负责").click()
    desk.get_by_label("由谁负责", exact=True).select_option(label="施工或维修单位")
    desk.get_by_role("button", name="记下").click()
    expect(desk.get_by_text("已记下由谁负责。")).to_be_visible()
    expect(desk.locator("li.row small", has_text="施工或维修单位")).to_have_count(1)


def _visit(today: Today) -> Page:
    """Opens the unit from the list; nothing is left over yet."""
    page = today.page
    today.tab("空置房")
    unit = page.locator("main a.row", has_text="301")
    expect(unit).to_contain_text("没有遗留")
    unit.tap()
    expect(page.locator("header h1")).to_contain_text("房屋 1栋 301")
    return page


def _leave(page: Page) -> None:
    """Everything else is fine."""
    page.locator("button.allok").tap()
    expect(page.locator("#toast")).to_contain_text("项正常")
    for item in page.locator("li.item--todo").evaluate_all("items => items.map((one) => one.id)"):
        page.locator(f"#{item} .answers label").first.tap()
        expect(page.locator(f"#{item}.item--todo")).to_have_count(0)
    page.locator(".actionbar button[data-do=done]").tap()
    expect(page.locator("#toast")).to_contain_text("已存好")
