"""A tag's link: named to whoever has not signed in, opened for those who have, and an old label opens its point too."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.pages import Point, SignIn, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Server
from tests.browser.world import World

Phones = Callable[..., Phone]
Desks = Callable[..., Desk]


def test_not_signed_in_the_link_names_the_place_and_leads_there_after_signing_in(
    server: Server, world: World, phones: Phones
) -> None:
    stop = world.stops[2]
    lin = phones("lin", server.url)
    page = lin.open(f"/app/p/{stop.code}")
    expect(page.locator("h1")).to_have_text(stop.name)
    expect(page.locator("main")).to_contain_text("千禧花园 · 3栋")
    for word in (stop.number, "防火门", stop.code):
        assert word not in page.content(), word
    page.get_by_role("link", name="登录").tap()
    SignIn(page).enter("lin", world.password)
    expect(page.locator("h1")).to_have_text(re.compile(stop.name))
    expect(page.locator("main")).to_contain_text("已扫码")


def test_with_the_app_on_the_phone_but_nobody_signed_in_the_place_is_named_too(
    server: Server, world: World, phones: Phones
) -> None:
    stop = world.stops[0]
    lin = phones("lin", server.url)
    lin.allow("status of 404")
    lin.open()
    lin.has_installed()
    page = lin.open(f"/app/p/{stop.code}")
    expect(page.locator("h1")).to_have_text(stop.name)
    page = lin.open("/app/p/NOSUCHCODE")
    expect(page.locator("h1")).to_have_text("这个码认不出来")
    lin.go_offline()
    page = lin.open(f"/app/p/{stop.code}")
    expect(page.get_by_label("工号或手机号")).to_be_visible()
    lin.go_online()
    SignIn(page).enter("lin", world.password)
    expect(page.locator("h1")).to_have_text(re.compile(stop.name))


def test_without_a_service_worker_the_link_still_opens_the_point(server: Server, world: World, phones: Phones) -> None:
    stop = world.stops[1]
    lin = phones("lin", server.url, scripts=("delete Navigator.prototype.serviceWorker",))
    expect_synced(SignIn(lin.open()).enter_and_load("lin", world.password))
    page = lin.open(f"/app/p/{stop.code}")
    expect(page.locator("h1")).to_have_text(re.compile(stop.name))
    expect(page.locator("main")).to_contain_text("已扫码")


def test_an_old_label_opens_its_point_says_so_and_the_desk_sees_where_it_hangs(
    server: Server, world: World, phones: Phones, desks: Desks
) -> None:
    stop = world.stops[0]
    desk = desks(server.url).sign_in("su", world.password)
    desk.goto(f"{server.url}/console/places")
    desk.get_by_role("link", name=re.compile("^3栋")).click()
    row = desk.locator("li", has=desk.get_by_role("checkbox", name=re.compile(stop.number)))
    row.locator("summary").click()
    row.get_by_role("button", name="换新的点位码").click()
    expect(desk.get_by_role("status")).to_contain_text("新的点位码已生成")
    expect(row).to_contain_text("旧标签还能用")

    lin = phones("lin", server.url)
    today = SignIn(lin.open()).enter_and_load("lin", world.password)
    expect_synced(today)
    page = lin.open(f"/app/p/{stop.code}")
    expect(page.locator("h1")).to_have_text(re.compile(stop.name))
    expect(page.get_by_text("标签要换")).to_be_visible()
    Point(page).all_the_rest_ok()
    Point(page).complete()
    lin.open("/app/")
    expect_synced(Today(lin.page))
    desk.reload()
    expect(row).to_contain_text(re.compile("旧标签 .* 还扫过"))


_NFC = """
window.NDEFReader = class {
  async scan() {
    window.touch = (url) => this.onreading({
      message: { records: [{ recordType: "url", data: new DataView(new TextEncoder().encode(url).buffer) }] },
    });
    window.touchBadly = () => this.onreadingerror();
  }
};
"""


def test_an_nfc_tag_with_the_same_link_opens_its_point(server: Server, world: World, phones: Phones) -> None:
    stop = world.stops[0]
    lin = phones("lin", server.url, scripts=(_NFC,))
    expect_synced(SignIn(lin.open()).enter_and_load("lin", world.password))
    page = lin.open("/app/scan")
    page.get_by_role("button", name="碰一碰标签").tap()
    expect(page.get_by_text("把手机背面贴近标签")).to_be_visible()
    page.evaluate("touchBadly()")
    expect(page.get_by_text("这个码认不出来")).to_be_visible()
    page.evaluate("(url) => touch(url)", f"{server.url}/app/p/{stop.code}")
    expect(page.locator("h1")).to_have_text(re.compile(stop.name))
    [draft] = lin.stored("drafts")
    assert draft["presence"]["method"] == "nfc"
    assert draft["presence"]["code"] == stop.code


_NO_NFC = "window.NDEFReader = class { async scan() { throw new DOMException('no', 'NotAllowedError'); } };"


def test_a_phone_that_does_not_let_nfc_be_read_says_what_else_to_do(
    server: Server, world: World, phones: Phones
) -> None:
    lin = phones("lin", server.url, scripts=(_NO_NFC,))
    expect_synced(SignIn(lin.open()).enter_and_load("lin", world.password))
    page = lin.open("/app/scan")
    page.get_by_role("button", name="碰一碰标签").tap()
    expect(page.get_by_role("alert")).to_contain_text("手机没让读 NFC")


_CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.inView ? [{ rawValue: window.inView }] : []; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
  setInterval(() => canvas.getContext("2d").fillRect(0, 0, Math.random() * 64, 64), 50);
  return canvas.captureStream(20);
};
"""


def test_the_apps_own_scanner_reads_a_tag_without_signal(server: Server, world: World, phones: Phones) -> None:
    stop = world.stops[3]
    lin = phones("lin", server.url, scripts=(_CAMERA,))
    expect_synced(SignIn(lin.open()).enter_and_load("lin", world.password))
    lin.has_installed()
    lin.go_offline()
    page = lin.open("/app/scan")
    expect(page.locator("video")).to_be_visible()
    page.evaluate("inView = 'https://elsewhere.example/app/p/NOTOFTHESE'")
    expect(page.get_by_text("这个码认不出来")).to_be_visible()
    page.evaluate("(url) => (inView = url)", f"{server.url}/app/p/{stop.code}")
    expect(page.locator("h1")).to_have_text(re.compile(stop.name))
    [draft] = lin.stored("drafts")
    assert draft["presence"]["method"] == "qr"
