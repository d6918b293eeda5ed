"""The README's pictures, taken from the running demo: `make screenshots`.

Builds the demo in a folder of its own (or takes a copy of the data folder named on the command line), walks a few
points on a phone, and looks at the console. What can be seen in docs/screenshots/ is what the program shows.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from server.demo.drawing import draw
from server.people.demo_password import DEMO_PASSWORD
from tests.browser.desk import Desk
from tests.browser.pages import Route
from tests.browser.phones import Phone
from tests.browser.serving import Api, Server
from tests.browser.world import ROOT, environment

OUT = ROOT / "docs" / "screenshots"
MOST_BYTES = 300_000
# In the middle of the afternoon's round, whenever the pictures are taken.
MOMENT = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=16, minute=35, second=0, microsecond=0)


def main() -> None:
    """Takes all of them."""
    OUT.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=20_000)
    with tempfile.TemporaryDirectory() as folder, _demo(Path(folder) / "demo") as server, sync_playwright() as running:
        _phone(running, server, Path(folder))
        _repairers_phone(running, server, Path(folder))
        _console(running, server)


@contextmanager
def _demo(folder: Path) -> Iterator[Server]:
    if len(sys.argv) > 1:
        shutil.copytree(sys.argv[1], folder)
    else:
        folder.mkdir()
        for command in ("migrate", "demo"):
            arguments = [sys.executable, "-m", "server.cli", command]
            subprocess.run(arguments, cwd=ROOT, env=environment(folder), check=True)
    server = Server(folder, program=("-m", "tests.browser.serve_at", MOMENT.isoformat())).start()
    try:
        yield server
    finally:
        server.stop()


def _phone(running: Playwright, server: Server, folder: Path) -> None:
    """A patroller's day, in Chinese by day; then the night and English."""
    lin = _signed_in(running, server, folder, "lin")
    page = lin.page
    read = page.locator("button[data-do=briefing-read]")
    if read.is_visible():
        read.tap()
    _take(page, "phone-today")
    page.locator("main a[href^='/app/route/']").first.tap()
    page.locator("button[data-do=skip-menu]").first.tap()  # the roof
    page.locator(".skip-panel label", has_text="门锁着").tap()
    expect(page.locator("#toast")).to_contain_text("已跳过")
    for n in range(4):
        if n == 2:
            lin.go_offline()
        _inspect(page, folder, bad=n == 3)
    expect(page.locator("ol.route")).to_be_visible()
    expect(page.locator("#toast")).to_be_hidden()
    _take(page, "phone-route")
    lin.open("/app/sync")
    _take(page, "phone-sync")
    page.emulate_media(color_scheme="dark")
    lin.open()
    _take(page, "phone-today-dark")
    page.emulate_media(color_scheme="light")
    lin.go_online()
    lin.open("/app/me")
    page.locator("label", has_text="English").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    lin.open()
    expect(page.locator("header a.sync--ok")).to_be_visible(timeout=60_000)
    _take(page, "phone-today-en")
    lin.close()


def _inspect(page: Page, folder: Path, *, bad: bool) -> None:
    """The next point by its number; its fire door has a fault if `bad`."""
    scan = Route(page).scan_next()
    point = scan.type_number(_number_of(page, page.url.rsplit("/", 1)[1]))
    if bad:
        card = page.locator("ol.items > li", has_text="防火门").locator("h2").first.inner_text()
        point.fault(card, "视窗玻璃裂")
        picture = folder / "door.jpg"
        picture.write_bytes(draw("fire-door/glass", "the README's"))
        point.take_photo(card, picture)
        expect(point.toast).to_be_hidden()
        point.card(card).evaluate("(one) => { one.scrollIntoView({ block: 'start' }); scrollBy(0, 130); }")
        _take(page, "phone-point")
    shortcut = page.locator("button.allok")
    if shortcut.is_visible():
        shortcut.tap()
        expect(shortcut).to_have_count(0)
    left = page.locator("li.item--todo .answers:not(:has(input:checked)) label:first-child")
    while left.count():
        left.first.tap()
        page.wait_for_timeout(200)
    page.locator("button[data-do=done]").first.tap()  # with the readings left out, if it asks for any
    expect(page.locator("ol.route")).to_be_visible()


def _number_of(page: Page, point: str) -> str:
    """The four digits of a point, as its tag would say."""
    numbers: dict[str, str] = page.evaluate(
        """() => new Promise((resolve) => {
          indexedDB.open("louxun").onsuccess = (opened) => {
            const asking = opened.target.result.transaction("bundles").objectStore("bundles").getAll();
            asking.onsuccess = () => {
              opened.target.result.close();
              resolve(Object.fromEntries(asking.result[0].data.places.points.map((one) => [one.id, one.number])));
            };
          };
        })"""
    )
    return numbers[point]


def _repairers_phone(running: Playwright, server: Server, folder: Path) -> None:
    chen = _signed_in(running, server, folder, "chen")
    chen.open("/app/orders")
    chen.page.locator("main a[href^='/app/order/']").first.tap()
    expect(chen.page.locator("figure.bigphoto img[src], main .card").first).to_be_visible()
    chen.page.wait_for_timeout(500)
    _take(chen.page, "phone-order")
    chen.close()


def _console(running: Playwright, server: Server) -> None:
    su = Desk(running, server.url, english=False, dark=False, width=1440)
    page = su.sign_in("su", DEMO_PASSWORD)
    _take(page, "console-today")
    su.open("/console/evidence")
    _take(page, "console-evidence")
    su.open("/console/orders")
    _take(page, "console-orders")
    su.open(f"/console/orders/{_told_order(server)}")
    _take(page, "console-order")
    su.close()


def _told_order(server: Server) -> str:
    """The order with the longest story among those repaired or closed."""
    api = Api(server.url, "su", DEMO_PASSWORD)
    orders = [one for state in ("completed", "closed") for one in api.items("/orders", state=state)]
    api.close()
    return str(max(orders, key=lambda one: len(one["steps"]))["id"])


def _signed_in(running: Playwright, server: Server, folder: Path, username: str) -> Phone:
    phone = Phone(running, folder / username, server.url)
    phone.scale = 2
    phone.permissions = []  # the worker, if it did the sending, would see the true time
    phone.start()
    phone.context.clock.install(time=MOMENT)
    page = phone.open()
    page.locator("#u").fill(username)
    page.locator("#p").fill(DEMO_PASSWORD)
    page.locator("form button.btn--primary").tap()
    page.locator("button[data-do=agree]").tap()
    expect(page.locator("header a.sync--ok")).to_be_visible(timeout=60_000)
    expect(page.locator("main .window-card, main .rows").first).to_be_visible()
    phone.has_installed()
    phone.open()
    page.wait_for_timeout(1000)  # the small pictures
    return phone


def _take(page: Page, name: str) -> None:
    """A picture of what stands on the screen, with few enough colours to stay small."""
    page.wait_for_load_state("networkidle")
    path = OUT / f"{name}.png"
    page.screenshot(path=path)
    for colours in (256, 128, 64):
        with Image.open(path) as image:
            small = image.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
        if path.stat().st_size < MOST_BYTES:
            break
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
