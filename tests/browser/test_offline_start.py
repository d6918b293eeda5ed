"""The app starts without network after the first visit, and a new version comes whole, and only when it is wanted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import SignIn, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Proxy, Server, copied_source
from tests.browser.world import World

Phones = Callable[..., Phone]
_MARK = "楼巡，新的一版"


@pytest.fixture
def deployed(data: tuple[Path, World], tmp_path: Path) -> Iterator[Server]:
    """A server whose program lies in a folder of its own: another version can be put there."""
    server = Server(data[0], source=copied_source(tmp_path / "program")).start()
    yield server
    server.stop()


def test_after_the_first_visit_every_screen_opens_without_network(server: Server, world: World, phones: Phones) -> None:
    lin = phones("lin", server.url)
    _at_work(lin, world)
    lin.go_offline()
    server.stop()
    stop = world.stops[0]
    for path, words in [
        ("/app/", "今日"),
        (f"/app/scan/{stop.id}", stop.name),
        (f"/app/p/{stop.code}", stop.name),
        ("/app/orders", "工单"),
        ("/app/units", "空置房"),
        ("/app/sync", "上传与存储"),
        ("/app/me", "我的"),
        ("/app/install", "装到桌面"),
        ("/app/no-such-screen", "今日"),
    ]:
        lin.open(path)
        expect(lin.page.locator("h1").first).to_contain_text(words)
    lin.open()
    Today(lin.page).begin().finish()
    expect(lin.page.locator("h1")).to_contain_text("小结")


def test_signing_in_without_network_says_so_and_keeps_what_was_typed(
    server: Server, world: World, phones: Phones
) -> None:
    lin = phones("lin", server.url)
    lin.open()
    lin.has_installed()
    lin.go_offline()
    lin.open("/app/sign-in")
    expect(lin.page.locator("main")).to_contain_text("现在没有信号")
    sign_in = SignIn(lin.page)
    sign_in.enter("lin", world.password)
    expect(lin.page.get_by_role("alert")).to_contain_text("现在连不上服务器")
    lin.go_online()
    sign_in.button("登录").tap()
    expect(Today(lin.page).title).to_contain_text("今日")


def test_a_tag_scanned_by_the_phone_itself_leads_to_its_point_also_through_the_sign_in(
    server: Server, world: World, phones: Phones
) -> None:
    stop = world.stops[2]
    lin = phones("lin", server.url)
    lin.open(f"/app/p/{stop.code}")
    sign_in = SignIn(lin.page)
    sign_in.link("登录").tap()
    sign_in.enter("lin", world.password)
    expect(lin.page.locator("h1")).to_contain_text(stop.name)
    lin.has_installed()
    expect_synced(Today(lin.page))
    lin.go_offline()
    lin.open(f"/app/p/{stop.code}")
    expect(lin.page.locator("h1")).to_contain_text(stop.name)
    expect(lin.page.locator("main")).to_contain_text("已扫码")


def test_a_captive_portals_page_never_gets_into_the_app(deployed: Server, world: World, phones: Phones) -> None:
    proxy = Proxy(deployed)
    try:
        lin = phones("lin", proxy.url)
        lin.allow("MIME type", "/app/files.json", "/app/js/main.js")
        _at_work(lin, world)
        _deploy(deployed)
        wrong: set[str] = set()
        # One after the other and never fewer: loading the page looks for a new version too.
        for path in ("/app/js/main.js", "/app/files.json", "/app/sw.js"):
            wrong.add(path)
            proxy.rule = lambda _method, asked: "html" if asked in wrong else None
            assert _look_for_update(lin.page) == "refused", path
            lin.open()
            expect(Today(lin.page).title).to_contain_text("今日")
            assert _version(lin.page) == "old"
        lin.go_offline()
        lin.open()
        expect(Today(lin.page).title).to_contain_text("今日")
        # Out of the hotel, the new version comes after all.
        lin.go_online()
        proxy.rule = lambda _method, _path: None
        assert _look_for_update(lin.page) == "waiting"
    finally:
        proxy.stop()


def test_a_new_version_waits_for_the_persons_word_and_no_draft_suffers(
    deployed: Server, world: World, phones: Phones
) -> None:
    lin = phones("lin", deployed.url)
    _at_work(lin, world)
    stop = world.stops[0]
    point = Today(lin.page).begin().scan_next().type_number(stop.number)
    point.fault("东防火门", "门破损变形")
    point.note("东防火门", "下面的合页")
    lin.page.evaluate("window.stillThis = true")

    _deploy(deployed)
    assert _look_for_update(lin.page) == "waiting"
    lin.page.wait_for_timeout(500)
    assert lin.page.evaluate("window.stillThis"), "the page was loaded anew by itself"
    expect(point.card("东防火门").get_by_label("补充说明（可不填）")).to_have_value("下面的合页")
    # Loading the page anew is not the person's word either.
    lin.open(f"/app/point/{stop.id}")
    assert _version(lin.page) == "old"
    expect(point.card("东防火门").get_by_label("补充说明（可不填）")).to_have_value("下面的合页")

    lin.open()
    lin.page.evaluate("window.stillThis = true")
    lin.page.locator("button[data-do=update]").tap()
    lin.page.wait_for_event("load")
    expect(Today(lin.page).title).to_contain_text("今日")
    assert _version(lin.page) == "new"
    lin.open(f"/app/point/{stop.id}")
    expect(point.card("东防火门").locator(".chips--defect input:checked")).to_have_value("FD05")
    expect(point.card("东防火门").get_by_label("补充说明（可不填）")).to_have_value("下面的合页")
    point.all_the_rest_ok()
    point.complete()


def _at_work(phone: Phone, world: World) -> None:
    today = SignIn(phone.open()).enter_and_load("lin", world.password)
    phone.has_installed()
    expect_synced(today)


def _deploy(server: Server) -> None:
    """Another version: the page's title as it stands before the app has drawn, and a file of the app."""
    page = server.source / "pwa" / "index.html"
    page.write_text(page.read_text().replace('content="楼巡"', f'content="{_MARK}"'))
    main = server.source / "pwa" / "js" / "main.js"
    main.write_text(main.read_text() + "\n// a new version\n")


def _version(page: Page) -> str:
    name = page.locator("meta[name=apple-mobile-web-app-title]").get_attribute("content")
    return "new" if name == _MARK else "old"


def _look_for_update(page: Page) -> str:
    """As when the app comes back into view: `waiting` for the new version, `refused` when it could not be had."""
    return str(page.evaluate(_UPDATE))


_UPDATE = """
async () => {
  const registration = await navigator.serviceWorker.getRegistration("/app/");
  try {
    await registration.update();
  } catch {
    return "refused";
  }
  for (let i = 0; i < 500; i++) {
    if (registration.waiting) return "waiting";
    if (!registration.installing && i > 5) return "refused";
    await new Promise((go) => setTimeout(go, 20));
  }
  return "neither";
}
"""
