"""A desk: the console in Chromium on a wide screen."""

import re

from playwright.sync_api import ConsoleMessage, Page, Playwright, expect

from tests.browser.phones import ARGUMENTS, CHROMIUM


class Desk:
    """One person's browser at the console."""

    def __init__(self, playwright: Playwright, url: str, *, english: bool, dark: bool, width: int) -> None:
        self.url = url
        self.troubles: list[str] = []
        self._allowed: list[str] = []
        self._browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, headless=True)
        self._context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            locale="en-GB" if english else "zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        self._context.set_default_timeout(15_000)
        self.page: Page = self._context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error in the page: {error}"))

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def sign_in(self, username: str, password: str) -> Page:
        self.open("/console/")
        self.page.locator("input[name=username]").fill(username)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("form[action='/console/sign-in'] button").last.click()
        expect(self.page).to_have_url(re.compile(r"/console/$"))
        return self.page

    def allow(self, *complaints: str) -> None:
        """What a test provokes is no trouble: complaints with these words in them."""
        self._allowed += complaints

    def close(self) -> None:
        self._browser.close()

    def _hear(self, message: ConsoleMessage) -> None:
        complaint = f"{message.text} ({message.location.get('url', '') if message.location else ''})"
        if message.type == "error" and not any(words in complaint for words in self._allowed):
            self.troubles.append(complaint)
