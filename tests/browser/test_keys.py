"""Keys at the desk and on phones: added, borrowed without signal, given back; an overdue one is told to everyone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.pages import SignIn, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Server
from tests.browser.world import World, copy_world

Phones = Callable[..., Phone]
Desks = Callable[..., Desk]


def test_a_key_is_borrowed_without_signal_and_given_back(
    server: Server, world: World, phones: Phones, desks: Desks
) -> None:
    desk = desks(server.url)
    desk.sign_in("zhou", world.password)
    page = desk.open("/console/keys?view=add")
    page.get_by_label("编号（写在钥匙牌上）").fill("K-700")
    page.get_by_label("哪种钥匙").select_option("area")
    page.get_by_label("名称").fill("东大门")
    page.get_by_role("button", name="登记入柜").click()
    expect(page.get_by_text("已登记入柜")).to_be_visible()

    lin = phones("lin", server.url)
    today = SignIn(lin.open("/app/sign-in")).enter_and_load("lin", world.password)
    today.link("借钥匙").tap()
    lin.has_installed()
    lin.go_offline()
    phone = lin.page
    phone.get_by_role("button", name="K-700").tap()
    phone.get_by_role("button", name="借这把").tap()
    phone.locator(".chips label", has_text="巡查").tap()
    phone.get_by_role("button", name="记下，借走").tap()
    expect(phone.get_by_text("钥匙 K-700 在您手上")).to_be_visible()
    expect(phone.get_by_text("已存在手机里，有信号自动上传")).to_be_visible()

    lin.kill()
    lin.start()
    lin.go_offline()
    phone = lin.open()
    card = phone.locator(".card", has_text="钥匙 K-700 在您手上")
    expect(card).to_be_visible()
    lin.go_online()
    lin.open("/app/sync")
    today.page = lin.page
    expect_synced(today)
    page = desk.open("/console/keys?view=out")
    expect(page.locator("a.row", has_text="K-700")).to_contain_text("林晓 · 巡查")

    phone = lin.open("/app/keys")
    card = phone.locator(".card", has_text="钥匙 K-700 在您手上")
    card.get_by_role("button", name="还钥匙").tap()
    card.get_by_label("说明（可不填）").fill("锁有点紧")
    card.get_by_role("button", name="记下，已还").tap()
    expect(phone.get_by_text("在您手上")).to_have_count(0)
    expect_synced(today)
    page = desk.open("/console/keys?q=K-700")
    expect(page.locator("a.row", has_text="K-700")).to_contain_text("在柜里")
    page.locator("a.row", has_text="K-700").click()
    expect(page.locator("ol.tl")).to_contain_text("锁有点紧")


@pytest.fixture
def lived(templates: Callable[[str], Path], tmp_path: Path) -> Any:
    world = copy_world(templates("lived"), tmp_path / "lived")
    running = Server(tmp_path / "lived").start()
    yield running, world
    running.stop()


def test_an_overdue_key_is_told_at_the_desk_and_to_who_has_it(
    lived: tuple[Server, World], phones: Phones, desks: Desks
) -> None:
    server, world = lived
    desk = desks(server.url)
    desk.allow("the server responded with a status of 422")
    desk.sign_in("zhou", world.password)
    page = desk.open("/console/keys?where=overdue")
    expect(page.locator("a.row")).to_have_count(1)
    expect(page.locator("a.row")).to_contain_text("K-102")
    expect(page.locator("a.row")).to_contain_text("按丢失处理")

    # By keyboard alone: number, who, what for, Enter.
    page.get_by_label("钥匙编号").fill("K-101")
    page.get_by_label("姓名或用户名").fill("chen")
    page.get_by_label("借来做什么").select_option("repair")
    page.get_by_label("姓名或用户名").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("超过一天没还")
    expect(page.get_by_label("钥匙编号")).to_have_value("K-101")
    page.get_by_label("姓名或用户名").fill("林晓")
    page.get_by_label("姓名或用户名").press("Enter")
    expect(page.get_by_text("现在在 林晓 手上")).to_be_visible()

    chen = phones("chen", server.url)
    SignIn(chen.open("/app/sign-in")).enter_and_load("chen", world.password)
    card = chen.page.locator(".card", has_text="钥匙 K-102 在您手上")
    expect(card).to_contain_text("这把钥匙该还了")
    expect(card).to_contain_text("先不能再借别的")
