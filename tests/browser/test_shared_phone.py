"""One phone, several persons: passcodes, locking, and nobody sees another's work."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.pages import SignIn, Sync, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Server
from tests.browser.world import World

Phones = Callable[..., Phone]
LIN, MEI = "270491", "805316"


def test_a_patrols_offline_and_locks_b_sees_nothing_of_it_and_as_work_goes_out_while_b_works(
    server: Server, world: World, phones: Phones, pictures: dict[str, Path]
) -> None:
    phone = phones("shared", server.url)
    page = phone.open()
    _sign_in_shared(page, "lin", world.password, LIN)
    expect_synced(Today(page))
    phone.has_installed()
    _lock(page)
    _sign_in_shared(page, "mei", world.password, MEI)
    expect_synced(Today(page))
    _lock(page)

    # lin, without signal: one point done with a fault and a photo, another begun.
    phone.go_offline()
    _come_back(page, "林晓", LIN)
    stop = world.stops[0]
    point = Today(page).begin().scan_next().type_number(stop.number)
    point.fault("东防火门", "门破损变形")
    point.note("东防火门", "lin-saw-this")
    point.take_photo("东防火门", pictures["phone"])
    point.all_the_rest_ok()
    point.complete()
    phone.open(f"/app/p/{world.stops[1].code}")
    point.fault("西防火门", "门破损变形")
    point.note("西防火门", "lin-began-this")
    page.wait_for_timeout(500)
    [draft] = [one for one in phone.stored("drafts") if "lin-began-this" in str(one)]
    _lock(page)
    assert "lin-" not in page.content()
    assert stop.name not in page.content()

    # mei, without signal: no screen and no address shows anything of lin's.
    _come_back(page, "梅雨", MEI)
    expect(Today(page).title).to_contain_text("今日")
    photo = phone.stored("photos")[0]["sha256"]
    order_free = ["/app/", "/app/orders", "/app/units", "/app/sync", "/app/me", "/app/scan", "/app/passcode"]
    own = [f"/app/point/{one.id}" for one in world.stops[:2]]
    foreign = [f"/app/annotate/{draft['id']}/{photo}", f"/app/finish/{draft['round_id']}"]
    for path in [*order_free, *own, *foreign, f"/app/route/{draft['round_id']}"]:
        phone.open(path)
        page.wait_for_timeout(150)
        content = page.content()
        assert "lin-" not in content, path
        assert "林晓" not in page.locator("#app").inner_text() or path == "/app/me", path
        assert photo not in content, path
    phone.open("/app/sync")
    expect(page.locator("main")).not_to_contain_text(stop.name)

    # Signal returns: lin's goes out while mei works on.
    phone.go_online()
    lin = world.people["lin"]
    phone.wait_for_stored(
        "outbox", lambda rows: [one["state"] for one in rows if one["person_id"] == lin] == ["confirmed"]
    )
    phone.open(f"/app/p/{world.elsewhere.code}")
    expect(page.locator("ol.items")).to_be_visible()
    assert "林晓" not in page.locator("#app").inner_text()

    # And lin finds everything as it was.
    _lock(page)
    _come_back(page, "林晓", LIN)
    phone.open(f"/app/point/{world.stops[1].id}")
    expect(page.get_by_label("补充说明（可不填）").first).to_have_value("lin-began-this")
    Sync(page)
    phone.open("/app/sync")
    expect(page.locator("main")).to_contain_text(stop.name)


def test_ten_wrong_tries_are_counted_over_restarts_and_then_only_a_full_sign_in_helps(
    server: Server, world: World, phones: Phones
) -> None:
    phone = phones("shared", server.url)
    page = phone.open()
    _sign_in_shared(page, "lin", world.password, LIN)
    expect_synced(Today(page))
    phone.has_installed()
    _lock(page)
    phone.go_offline()
    _choose(page, "林晓")
    for n in range(4):
        _type(page, "111222")
        expect(page.get_by_role("alert")).to_contain_text(f"还能试 {9 - n} 次")
    phone.kill()
    phone.start()
    page = phone.page
    phone.go_offline()
    phone.open()
    _choose(page, "林晓")
    for n in range(6):
        _type(page, "111222")
        expect(page.get_by_role("alert")).to_contain_text(f"还能试 {5 - n} 次" if n < 5 else "口令错了 10 次")
    expect(page.get_by_role("button", name="1", exact=True)).to_have_count(0)
    phone.open()
    _choose(page, "林晓")
    expect(page.get_by_role("alert")).to_contain_text("口令错了 10 次")
    phone.go_online()
    phone.open()
    SignIn(page).enter("lin", world.password)
    # The passcode is gone; on a shared phone another one is asked for.
    expect(page.get_by_role("heading", name="输入 6 位数字")).to_be_visible()
    assert phone.stored("locks") == []
    page.get_by_role("button", name="以后再设").tap()
    expect(Today(page).title).to_contain_text("今日")


def test_a_passcode_is_typed_twice_and_may_not_be_the_first_thing_anybody_tries(
    server: Server, world: World, phones: Phones
) -> None:
    phone = phones("lin", server.url)
    page = phone.open()
    expect_synced(SignIn(page).enter_and_load("lin", world.password))
    assert phone.stored("locks") == []  # a private phone is not asked
    phone.open("/app/passcode")
    page.get_by_role("button", name="设一个口令").tap()
    _type(page, "123456")
    expect(page.get_by_role("alert")).to_contain_text("太好猜")
    _type(page, LIN)
    expect(page.get_by_role("heading", name="再输一次")).to_be_focused()
    _type(page, MEI)
    expect(page.get_by_role("alert")).to_contain_text("两次不一样")
    page.keyboard.type(LIN)
    expect(page.get_by_role("heading", name="再输一次")).to_be_visible()
    page.keyboard.type(LIN)
    expect(page.get_by_role("button", name="现在锁上")).to_be_visible()
    [lock] = phone.stored("locks")
    assert LIN not in str(lock)
    page.get_by_label("1 分钟", exact=True).check()
    phone.wait_for_stored("locks", lambda rows: rows[0]["after_minutes"] == 1)


def test_out_of_sight_for_long_the_app_is_locked_when_it_is_seen_again(
    server: Server, world: World, phones: Phones
) -> None:
    phone = phones("lin", server.url)
    page = phone.open()
    _sign_in_shared(page, "lin", world.password, LIN)
    expect_synced(Today(page))
    path = f"/app/p/{world.stops[0].code}"
    phone.open(path)
    expect(page.locator("ol.items")).to_be_visible()
    page.evaluate(_SIGHT, "hidden")
    expect(page.locator("#app")).to_be_hidden()
    page.evaluate(_SIGHT, "visible")
    expect(page.locator("ol.items")).to_be_visible()
    page.evaluate(_SIGHT, "hidden")
    page.wait_for_timeout(300)
    page.evaluate(_AGE)
    page.evaluate(_SIGHT, "visible")
    expect(page.get_by_role("heading", name="用口令继续")).to_be_visible()
    assert world.stops[0].name not in page.content()
    _come_back(page, "林晓", LIN)
    expect(page.locator("h1")).to_contain_text(world.stops[0].name)
    # Closed, and opened again the next day.
    page.evaluate(_AGE)
    phone.open()
    expect(page.get_by_role("heading", name="用口令继续")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="用口令继续")).to_be_visible()
    assert world.stops[0].name not in page.content()


def test_what_is_recorded_is_read_and_agreed_to_before_the_first_work(
    server: Server, world: World, phones: Phones
) -> None:
    phone = phones("fan", server.url)
    page = phone.open()
    SignIn(page).enter("fan", world.password)
    expect(page.locator("h1")).to_have_text("记录什么")
    expect(page.locator("main")).to_contain_text("位置默认不记")
    phone.open("/app/orders")
    expect(page.locator("h1")).to_have_text("记录什么")
    page.locator("main button[data-do=language]").tap()
    expect(page.locator("main")).to_contain_text("Location is off by default")
    page.locator("main button[data-do=language]").tap()
    # Not agreeing signs out and loses nothing.
    page.get_by_role("button", name="不同意，退出登录").tap()
    expect(page.get_by_label("工号或手机号")).to_be_visible()
    SignIn(page).enter("fan", world.password)
    page.get_by_role("button", name="知道了，同意").tap()
    expect(Today(page).title).to_contain_text("工单")  # where fan was on the way to
    expect_synced(Today(page))
    rows = phone.wait_for_stored("people", lambda rows: rows[0]["consent"]["state"] == "kept")
    assert rows[0]["consent"]["language"] == "zh"
    phone.open("/app/me")
    page.get_by_role("link", name=re.compile("记录什么，给谁看")).tap()
    expect(page.locator("main")).to_contain_text(re.compile("您 .+ 同意了第 1 版"))
    # Another phone knows it already.
    other = phones("fan's other", server.url)
    expect_synced(SignIn(other.open()).enter_and_load("fan", world.password))


def _sign_in_shared(page: Page, username: str, password: str, passcode: str) -> None:
    page.get_by_label("这部手机几个人用").check()
    SignIn(page).enter(username, password)
    expect(page.get_by_role("heading", name="输入 6 位数字")).to_be_visible()
    _type(page, passcode)
    expect(page.get_by_role("heading", name="再输一次")).to_be_visible()
    _type(page, passcode)
    expect(Today(page).title).to_contain_text("今日")


def _type(page: Page, passcode: str) -> None:
    for digit in passcode:
        key = page.get_by_role("button", name=digit, exact=True)
        expect(key).to_be_enabled()
        key.tap()


def _choose(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).tap()


def _come_back(page: Page, name: str, passcode: str) -> None:
    _choose(page, name)
    _type(page, passcode)
    expect(page.locator(".passcode")).to_have_count(0)


def _lock(page: Page) -> None:
    page.goto(page.url.split("/app/")[0] + "/app/me")
    page.get_by_role("button", name="锁上，换人用").tap()
    expect(page.get_by_role("heading", name="用口令继续")).to_be_visible()


_SIGHT = """
(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}
"""

# As if the app had last been seen yesterday.
_AGE = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("louxun");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const tx = opening.result.transaction("facts", "readwrite");
    const asking = tx.objectStore("facts").get("current");
    asking.onsuccess = () => tx.objectStore("facts").put({ ...asking.result, seen_at: Date.now() - 86_400_000 });
    tx.oncomplete = () => (opening.result.close(), resolve());
    tx.onerror = () => reject(tx.error);
  };
})
"""
