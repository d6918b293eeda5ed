"""A phone: Chromium with a profile of its own, which a test can take off the network, kill, and open again."""

import contextlib
import os
import re
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Error, Page, Playwright, expect

from tests.browser.serving import kill_all

CHROMIUM = os.environ.get("LOUXUN_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What a browser says of its own accord when there is no network; the app is there to live with it.
_NO_NETWORK = re.compile(r"net::ERR_|Failed to fetch|bytes of body")


class Phone:
    """One person's phone. `page` is the app as it stands; `troubles` is what the browser complained of."""

    def __init__(
        self, playwright: Playwright, profile: Path, url: str, *, english: bool = False, dark: bool = False
    ) -> None:
        self.playwright = playwright
        self.profile = profile
        self.url = url
        self.english = english
        self.dark = dark
        self.scale = 1.0  # pixels of the screen for one of the page
        self.permissions = ["background-sync"]
        self.arguments = list(ARGUMENTS)
        self.troubles: list[str] = []
        self._allowed: list[str] = []
        self.scripts: list[str] = []
        self.context: BrowserContext
        self.page: Page

    def start(self) -> "Phone":
        """Opens the browser, with an empty tab."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=self.arguments,
            headless=True,
            chromium_sandbox=False,
            viewport={"width": 390, "height": 844},
            device_scale_factor=self.scale,
            is_mobile=True,
            has_touch=True,
            locale="en-GB" if self.english else "zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if self.dark else "light",
            reduced_motion="reduce",
            permissions=self.permissions,
        )
        self.context.set_default_timeout(15_000)
        for script in self.scripts:
            self.context.add_init_script(script)
        self.context.on("page", self._listen)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        for page in self.context.pages:
            self._listen(page)
        return self

    def has_camera(self) -> "Phone":
        """A camera that pages may look through: Chromium's own moving test picture. Before the start."""
        self.arguments += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        self.permissions.append("camera")
        return self

    def open(self, path: str = "/app/") -> Page:
        """The address, loaded anew."""
        self.page.goto(self.url + path)
        expect(self.page.locator("#app main:not(.opening)")).to_be_visible()
        return self.page

    def tab(self, path: str = "/app/") -> Page:
        """One more tab of the app."""
        page = self.context.new_page()
        page.goto(self.url + path)
        expect(page.locator("#app main:not(.opening)")).to_be_visible()
        return page

    def allow(self, *complaints: str) -> None:
        """What a test provokes is no trouble: complaints with these words in them."""
        self._allowed += complaints

    def has_installed(self) -> None:
        """Waits until the service worker holds the shell and answers for this page."""
        self.page.evaluate(_CONTROLLED)

    def go_offline(self) -> None:
        self.context.set_offline(True)

    def go_online(self) -> None:
        self.context.set_offline(False)

    def kill(self) -> None:
        """SIGKILL to the whole browser, as a phone short of memory does. `start()` opens the same profile again."""
        pids = [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and f"--user-data-dir={self.profile}" in _command(entry)
        ]
        assert pids, "the browser's process was not found"
        kill_all(pids)
        with contextlib.suppress(Error):  # there is nobody left to answer
            self.context.close()

    def close(self) -> None:
        self.context.close()

    def stored(self, store: str) -> list[dict[str, Any]]:
        """All rows of a store of the app's database, without bytes."""
        rows: list[dict[str, Any]] = self.page.evaluate(_ROWS, store)
        return rows

    def wait_for_stored(self, store: str, found: Any, seconds: float = 30) -> list[dict[str, Any]]:
        """The rows as soon as `found(rows)` holds."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            rows = self.stored(store)
            if found(rows):
                return rows
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{store} is still {str(self.stored(store))[:2000]}")

    def _listen(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._note(f"error in the page: {error}"))
        page.on("dialog", self._refuse)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "") if message.location else ""
            self._note(f"{message.text} ({where})")

    def _refuse(self, dialog: Dialog) -> None:
        self._note(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _note(self, complaint: str) -> None:
        if _NO_NETWORK.search(complaint) or any(words in complaint for words in self._allowed):
            return
        self.troubles.append(complaint)


def _command(process: Path) -> str:
    try:
        return process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


# Asked from outside, not with wait_for_function: the app's content policy forbids eval.
_CONTROLLED = """
async () => {
  await navigator.serviceWorker.ready;
  while (navigator.serviceWorker.controller?.state !== "activated") await new Promise((go) => setTimeout(go, 20));
}
"""

_ROWS = """
(store) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("louxun");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const db = opening.result;
    const asking = db.transaction(store).objectStore(store).getAll();
    asking.onerror = () => reject(asking.error);
    asking.onsuccess = () => {
      db.close();
      const withoutBytes = (_key, value) => value instanceof ArrayBuffer ? undefined : value;
      resolve(JSON.parse(JSON.stringify(asking.result, withoutBytes)));
    };
  };
})
"""
