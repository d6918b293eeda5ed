"""The phone app's screens as a person uses them: found by the words they read, in Chinese."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.world import Stop

SYNCED = "已同步"
# "Still there", of a known problem about which nothing has been said yet.
_KNOWN = ".carry:not(:has([aria-pressed=true])) button[data-value=still]"


class Screen:
    """What every screen has."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def title(self) -> Locator:
        return self.page.locator("header h1")

    @property
    def chip(self) -> Locator:
        """The sync chip."""
        return self.page.locator("header a.sync")

    @property
    def toast(self) -> Locator:
        return self.page.locator("#toast")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def at(self, pattern: str) -> None:
        """Waits for the address."""
        expect(self.page).to_have_url(re.compile(f"^https?://[^/]+{pattern}$"))

    def button(self, words: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=words)

    def link(self, words: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("link", name=words)


class SignIn(Screen):
    def enter(self, username: str, password: str) -> None:
        self.page.get_by_label("工号或手机号").fill(username)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.button("登录").tap()

    def enter_and_load(self, username: str, password: str) -> "Today":
        """Signs in with signal: the day's data comes along."""
        self.enter(username, password)
        today = Today(self.page)
        expect(today.title).to_contain_text("今日")
        # Either the round of the day, my orders or "nothing planned": the data has come.
        expect(self.page.locator("main .window-card, main .empty, main .section-h").first).to_be_visible()
        expect(self.button("下载路线")).to_have_count(0)
        return today


class Today(Screen):
    def begin(self) -> "Route":
        """The round that is on."""
        self.page.locator(".window-card--now a.btn--primary").tap()
        self.at("/app/route/.+")
        return Route(self.page)

    def tab(self, words: str) -> None:
        self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=words).tap()


class Route(Screen):
    def scan_next(self) -> "Scan":
        """The button under the thumb."""
        self.page.locator(".actionbar a.btn--primary").tap()
        self.at("/app/scan/.+")
        return Scan(self.page)

    def skip(self, stop: Stop, reason: str) -> None:
        self.button(f"跳过{stop.name}").tap()
        self.page.locator(".skip-panel label", has_text=reason).tap()
        expect(self.toast).to_contain_text(f"已跳过{stop.name}")

    def finish(self) -> "Finish":
        self.page.locator(".actionbar a[href^='/app/finish/']").tap()
        return Finish(self.page)


class Scan(Screen):
    def type_number(self, number: str) -> "Point":
        """The four digits under the code, once it has turned out that this phone has no camera."""
        expect(self.button("拍一张码的照片")).to_be_visible()
        expect(self.page.locator("video")).to_have_count(0)
        self.page.get_by_label("码下面的 4 位数").fill(number)
        self.button("打开").tap()
        self.at("/app/point/.+")
        expect(self.page.locator("ol.items")).to_be_visible()
        return Point(self.page)


class Point(Screen):
    def card(self, name: str) -> Locator:
        """An asset's card, folded or not."""
        return self.page.locator("ol.items > li", has_text=name)

    def verdict(self, card: str, words: str) -> None:
        self.card(card).locator(".answers label", has_text=re.compile(f"^{words}$")).tap()

    def fault(self, card: str, words: str) -> None:
        """正常 is not so; what is wrong is chosen from the chips."""
        self.verdict(card, "有问题")
        self.chip_in(card, words).tap()
        expect(self.card(card).locator("section.fault")).to_be_visible()

    def chip_in(self, card: str, words: str) -> Locator:
        """A choice on the card."""
        return self.card(card).locator(".chips label", has_text=re.compile(f"^{words}$"))

    def note(self, card: str, words: str) -> None:
        self.card(card).get_by_label("补充说明（可不填）").fill(words)

    def take_photo(self, card: str, picture: Path, *, count: int = 1) -> None:
        """The camera gives this picture; `count` photos are then on the card."""
        with self.page.expect_file_chooser() as camera:
            self.card(card).locator("button.photo--add").first.tap()
        camera.value.set_files(picture)
        expect(self.card(card).locator("a.photo img[src]")).to_have_count(count, timeout=30_000)

    def begin_photo(self, card: str) -> None:
        """The camera is open, and nothing has come of it yet."""
        with self.page.expect_file_chooser():
            self.card(card).locator("button.photo--add").first.tap()

    def annotate(self, card: str) -> "Annotate":
        self.card(card).locator("a.photo").first.tap()
        self.at("/app/annotate/.+")
        return Annotate(self.page)

    def all_the_rest_ok(self) -> None:
        """The shortcut, and by hand what it leaves to the person's eyes."""
        expect(self.page.locator("ol.items")).to_be_visible()
        shortcut = self.page.locator("button.allok")
        if shortcut.is_visible():
            shortcut.tap()
            expect(shortcut).to_have_count(0)
        for _ in range(20):
            left = self.page.locator("li.item--todo").first
            if left.count() == 0:
                break
            key = left.get_attribute("id")
            card = self.page.locator(f"#{key}")
            if card.locator(".answers").count() and not card.locator(".answers input:checked").count():
                card.locator(".answers label", has_text="正常").tap()
            elif card.locator(_KNOWN).count():
                card.locator(_KNOWN).first.tap()
            elif card.get_by_role("button", name="和上次一样").count():
                card.get_by_role("button", name="和上次一样").first.tap()
            else:
                # The first choice of every question is the good one.
                card.locator(".value-item:not(:has(input:checked)) .chips label").first.tap()
            self.page.wait_for_timeout(100)
        expect(self.page.locator(".actionbar button[data-do=done]")).to_be_visible()

    def complete(self) -> None:
        """Done here: sealed."""
        self.page.locator(".actionbar button[data-do=done]").tap()
        expect(self.toast).to_contain_text("已存好")


class Annotate(Screen):
    def ring(self) -> None:
        """A ring in the middle of the photo, by dragging."""
        self.page.locator("button[data-tool=circle]").tap()
        box = self.page.locator("canvas").bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4)
        mouse.down()
        mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=4)
        mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.6, steps=4)
        mouse.up()
        expect(self.page.get_by_text("已画 1 处标注")).to_be_attached()

    def use(self) -> Point:
        self.button("用这张").tap()
        self.at("/app/point/.+")
        expect(self.page.locator("ol.items")).to_be_visible()
        return Point(self.page)


class Finish(Screen):
    def finish(self) -> Today:
        self.page.locator("button[data-do=finish]").tap()
        self.at("/app/")
        return Today(self.page)


class Sync(Screen):
    def send(self) -> None:
        self.page.locator("button[data-do=send]").tap()


class Orders(Screen):
    def open(self, words: str) -> "Order":
        self.page.locator("main a.row, main a.card, main a").filter(has_text=words).first.tap()
        self.at("/app/order/.+")
        return Order(self.page)


class Order(Screen):
    def step(self, words: str) -> None:
        """The main button, which names the next step."""
        self.page.locator(".actionbar").get_by_role("button", name=words).tap()

    def take_photo(self, picture: Path) -> None:
        with self.page.expect_file_chooser() as camera:
            self.page.locator(".actionbar button[data-do=shoot]").tap()
        camera.value.set_files(picture)
        expect(self.page.locator("main .photos [data-key] img[src]")).to_have_count(1, timeout=30_000)


def expect_synced(screen: Screen, seconds: float = 60) -> None:
    """The app says that everything is on the server."""
    expect(screen.chip).to_have_text(SYNCED, timeout=seconds * 1000)
