"""What the app has said to be saved is on the disk; where there is no room, it says so and keeps the answers."""

import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.browser.pages import Finish, Orders, Point, SignIn, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Server
from tests.browser.world import World

Phones = Callable[..., Phone]
Pictures = dict[str, Path]

_NO_ROOM = """
(() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...key) {
    const bytes = (part) => part instanceof ArrayBuffer ? part.byteLength
      : part && typeof part === "object" ? Object.values(part).reduce((sum, one) => sum + bytes(one), 0) : 0;
    if (bytes(value) > 1_500_000) throw new DOMException("no room", "QuotaExceededError");
    return put.call(this, value, ...key);
  };
})();
"""

# Kept over reloads, and in the pages only: the worker's writes go through the same few lines of store/db.js.
_WATCH = """
(() => {
  const open = IDBDatabase.prototype.transaction;
  const keep = (line) => localStorage.setItem("watched", `${localStorage.getItem("watched") ?? ""}${line}\\n`);
  IDBDatabase.prototype.transaction = function (stores, mode = "readonly", options = undefined) {
    const transaction = open.call(this, stores, mode, options);
    if (mode !== "readonly") keep(`${mode} ${transaction.durability} ${[...transaction.objectStoreNames]}`);
    return transaction;
  };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...key) {
    const isTree = (part) => part && typeof part === "object" && !(part instanceof ArrayBuffer);
    const seen = (part) => part instanceof Blob || (isTree(part) && Object.values(part).some(seen));
    if (seen(value)) keep(`a Blob in ${this.name}`);
    return put.call(this, value, ...key);
  };
})();
"""


def test_every_write_is_durable_before_the_app_goes_on(
    server: Server, world: World, phones: Phones, pictures: Pictures
) -> None:
    lin = phones("lin", server.url, scripts=(_WATCH,))
    expect_synced(SignIn(lin.open()).enter_and_load("lin", world.password))
    lin.has_installed()
    route = Today(lin.page).begin()
    point = route.scan_next().type_number(world.stops[0].number)
    point.fault("东防火门", "门破损变形")
    point.note("东防火门", "下面的合页")
    point.take_photo("东防火门", pictures["phone"])
    marking = point.annotate("东防火门")
    marking.ring()
    point = marking.use()
    point.all_the_rest_ok()
    point.complete()
    route.skip(world.stops[1], "门锁着")
    route.finish()
    lin.page.locator("main label", has_text="时间不够").first.tap()
    Finish(lin.page).finish()
    expect_synced(Today(lin.page))
    # On the same phone, the technician's side.
    lin.open("/app/me")
    lin.page.locator("button[data-do=leave-ask]").tap()
    lin.page.locator("button[data-do=leave]").tap()
    SignIn(lin.page).enter_and_load("chen", world.password)
    lin.open("/app/orders")
    order = Orders(lin.page).open("门破损变形")
    lin.page.locator("button[data-step=comment]").first.tap()
    lin.page.get_by_label("要说的话").fill("已告诉住户")
    lin.page.locator("button[data-do=take][data-step=comment]").tap()
    expect(order.toast).to_contain_text("已存好")
    expect_synced(order)

    watched = lin.page.evaluate("localStorage.getItem('watched')").splitlines()
    writes = [line for line in watched if line.startswith("readwrite")]
    assert [line for line in watched if not line.startswith(("readwrite strict", "versionchange"))] == []
    stores = {store for line in writes for store in line.split()[-1].split(",")}
    assert {"drafts", "photos", "photo_bytes", "outbox", "lines", "chains", "patrols", "work_drafts"} <= stores


def test_without_room_the_app_says_so_and_every_answer_is_saved(
    server: Server, world: World, phones: Phones, pictures: Pictures, tmp_path: Path
) -> None:
    lin = phones("lin", server.url)
    lin.allow("StoreFull", "storage is full")
    # Chromium keeps to a quota set from outside only now and then, so the page's own store refuses what is large, in
    # the way it does: the transaction is aborted with this error.
    lin.context.add_init_script(_NO_ROOM)
    expect_synced(SignIn(lin.open()).enter_and_load("lin", world.password))
    lin.has_installed()
    lin.go_offline()
    point = Today(lin.page).begin().scan_next().type_number(world.stops[0].number)
    point.fault("东防火门", "门破损变形")
    point.take_photo("东防火门", pictures["phone"])
    with lin.page.expect_file_chooser() as camera:
        point.card("东防火门").locator("button.photo--add").first.tap()
    camera.value.set_files(_too_big(tmp_path / "gravel.jpg"))
    expect(point.toast).to_contain_text("手机空间不够")
    point.note("东防火门", "下面的合页")
    point.verdict("东过道", "正常")
    expect(point.card("东过道")).to_have_class(re.compile("item--done"))

    lin.open(f"/app/point/{world.stops[0].id}")
    door = Point(lin.page).card("东防火门")
    expect(door.locator(".chips--defect input:checked")).to_have_value("FD05")
    expect(door.get_by_label("补充说明（可不填）")).to_have_value("下面的合页")
    expect(door.locator("a.photo img[src]")).to_have_count(1)


def _too_big(path: Path) -> Path:
    """Gravel, as far as a JPEG is concerned: about two megabytes however it is shrunk."""
    Image.effect_noise((2048, 1536), 120).convert("RGB").save(path, "JPEG", quality=95)
    return path
