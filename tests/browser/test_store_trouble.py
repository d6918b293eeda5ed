"""The phone's store is held, replaced or does not answer: a screen says what is safe and what to tap."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.pages import SignIn, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Server
from tests.browser.world import World

Phones = Callable[..., Phone]

# An old page that holds the first version of the store and does not let go.
_HOLD = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("louxun", 1);
  opening.onupgradeneeded = () => {
    const db = opening.result;
    for (const [name, keyPath] of [["facts", "key"], ["people", "person_id"], ["bundles", ["person_id", "site_id"]],
      ["lines", "id"], ["chains", ["device_id", "person_id"]], ["photo_bytes", ["person_id", "sha256"]],
      ["pictures", ["person_id", "sha256"]]]) db.createObjectStore(name, { keyPath });
    for (const [name, keyPath] of [["drafts", "id"], ["work_drafts", ["person_id", "order_id"]], ["visits", "id"],
      ["patrols", "patrol_id"], ["photos", ["person_id", "sha256"]], ["outbox", "id"]])
      db.createObjectStore(name, { keyPath }).createIndex("person_id", "person_id");
  };
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => ((window.held = opening.result), resolve());
})
"""
# A newer app in another tab.
_NEWER = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("louxun", 99);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => (opening.result.close(), resolve());
})
"""
# From now on no transaction can be begun.
_SILENT = """
IDBDatabase.prototype.transaction = () => { throw new DOMException("gone", "UnknownError"); };
document.querySelector(".tabbar a[href='/app/me']").click();
"""


def test_an_old_page_that_holds_the_store_is_named_and_once_it_is_closed_the_app_opens(
    server: Server, world: World, phones: Phones
) -> None:
    lin = phones("lin", server.url)
    lin.page.goto(server.url + "/healthz/live")
    lin.page.evaluate(_HOLD)
    app = lin.context.new_page()
    app.goto(server.url + "/app/")
    expect(app.get_by_role("alert")).to_contain_text("楼巡还开着一个旧页面")
    expect(app.get_by_role("button", name="重新打开")).to_be_visible()
    lin.page.evaluate("held.close()")
    expect(app.get_by_label("工号或手机号")).to_be_visible()


def test_a_newer_app_in_another_page_asks_for_a_reload_and_nothing_is_lost(
    server: Server, world: World, phones: Phones
) -> None:
    lin = phones("lin", server.url)
    lin.allow("VersionError", "requested version", "Uncaught", "A round of sending broke off", "lock could not")
    expect_synced(SignIn(lin.open()).enter_and_load("lin", world.password))
    other = lin.context.new_page()
    other.goto(server.url + "/healthz/live")
    other.evaluate(_NEWER)
    expect(lin.page.get_by_role("alert")).to_contain_text("换了新版本")
    expect(lin.page.get_by_role("alert")).to_contain_text("存好的都还在手机里")
    assert "林晓" not in lin.page.locator("#app").inner_text()


def test_a_store_that_does_not_answer_is_said_in_words(server: Server, world: World, phones: Phones) -> None:
    lin = phones("lin", server.url)
    lin.allow("gone", "UnknownError", "A round of sending broke off", "lock could not")
    expect_synced(SignIn(lin.open()).enter_and_load("lin", world.password))
    lin.page.evaluate(_SILENT)
    expect(lin.page.get_by_role("alert")).to_contain_text("手机的存储没有回应")
    lin.page.get_by_role("button", name="重新打开").tap()
    expect(Today(lin.page).title).to_contain_text("我的")
