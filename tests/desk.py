"""A person at a desk: signs in through the form, keeps their own cookies, sends forms with the page's token."""

import re
from html import unescape
from http.cookies import SimpleCookie
from typing import Any

from tests.cast import PASSWORD

_TOKEN = re.compile(r'name="csrf-token" content="([^"]*)"')


class Desk:
    """One browser. Several share a test's client, so each keeps its cookies for itself."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.cookies: dict[str, str] = {}
        self.token = ""

    async def sign_in(self, username: str, password: str = PASSWORD) -> Any:
        """The answer to the form."""
        await self.get("/console/sign-in")
        return await self.post("/console/sign-in", username=username, password=password)

    async def get(self, path: str, **headers: str) -> Any:
        """A page, without following where it leads."""
        return await self._ask("GET", path, headers=headers)

    async def post(self, path: str, **fields: Any) -> Any:
        """A form with the token of the page last seen; `step__x=…` is sent as `step.x`."""
        named = {name.replace("__", "."): value for name, value in fields.items()}
        return await self._ask("POST", path, data={"_csrf_token": self.token, **named})

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        self.client.cookies.clear()
        headers = {"Accept-Language": "zh-CN", **more.pop("headers", {})}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = await self.client.request(method, path, headers=headers, follow_redirects=False, **more)
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        self.client.cookies.clear()
        found = _TOKEN.search(answer.text)
        if found:
            self.token = found[1]
        return answer


async def at_desk(client: Any, username: str) -> Desk:
    """Somebody who has signed in."""
    desk = Desk(client)
    answer = await desk.sign_in(username)
    assert answer.status_code == 303, answer.text
    await desk.get("/console/sign-in")
    if not desk.token:
        await desk.get("/console/")
    return desk


def words(answer: Any) -> str:
    """A page's text without its tags."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))
