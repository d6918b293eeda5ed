"""The bundle of a whole estate (40 buildings, 6,000 points, 30,000 assets): building it, what travels, and a phone's
time to keep and open it at a fourth of the processor's speed."""

import gzip
import hashlib
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
from playwright.async_api import async_playwright

from tests.bench import estate
from tests.bench.running import Measure, serving
from tests.browser.phones import ARGUMENTS, CHROMIUM
from tests.builders import Phone
from tests.cast import Cast

KIB = 1024
_SECTIONS = "places,plan,day"
_THROTTLE = 4

# In the page: what the app does with an answer, and, to compare, what no app can do without.
_KEEP = """async ([text, person_id, site_id]) => {
  const bundles = await import("/app/js/store/bundles.js");
  const t0 = performance.now();
  const answer = JSON.parse(text);
  const t1 = performance.now();
  if (!(await bundles.replaceBundle(person_id, answer))) throw new Error("not kept");
  const t2 = performance.now();
  const bundle = await bundles.bundleOf(person_id, site_id);
  const t3 = performance.now();
  if (!bundle.data.places.points.length) throw new Error("empty");
  return { parse: t1 - t0, keep: t2 - t1, open: t3 - t2 };
}"""


@asynccontextmanager
async def ready() -> AsyncIterator[Measure]:
    """A server on an estate of its own; every measure is of one process, the first request of it left out."""
    with tempfile.TemporaryDirectory(prefix="louxun-bench-") as folder:
        made = estate.make(Path(folder))
        async with serving("server.app:create", "/api/v1/receipt-key", LOUXUN_DATA=folder) as (client, _):
            client.timeout = httpx.Timeout(300)
            phone = Phone(
                Cast(client), UUID(made["person"]), UUID(made["site"]), UUID(made["device"]), made["token"]
            )  # fmt: skip

            async def measure() -> dict[str, float]:
                whole, seconds = await _fetched(client, made)
                plain = msgspec.json.decode(whole.content)
                limit = _limit(plain)
                unchanged, seconds_304 = await _fetched(client, made, etag=whole.headers["etag"])
                if unchanged.status_code != 304:
                    raise RuntimeError("the bundle changed by itself")
                sections, _ = await _fetched(client, made, sections=_SECTIONS)
                held = msgspec.json.decode(sections.content)["parts"]
                [result] = await phone.send(phone.work(made["order"], "comment", note=str(time.time_ns())))
                if result["outcome"] != "stored":
                    raise RuntimeError(str(result))
                by_parts, _ = await _fetched(client, made, have=_held(held, deep=False))
                by_sections, _ = await _fetched(client, made, have=_held(held, deep=True), sections=_SECTIONS)
                on_phone = await _on_phone(str(client.base_url), whole.content.decode(), made)
                return {
                    "bundle of 30,000 assets: time / encode, hash, gzip": seconds / limit,
                    "bundle unchanged (304): time / encode, hash, gzip": seconds_304 / limit,
                    "bundle whole (KiB, gzip)": _travelled(whole),
                    "bundle after one order changed, by parts (KiB, gzip)": _travelled(by_parts),
                    "bundle after one order changed, by sections (KiB, gzip)": _travelled(by_sections),
                    "phone at 1/4 speed keeps the bundle: time / JSON.parse": on_phone["keep"] / on_phone["parse"],
                    "phone at 1/4 speed opens the bundle: time / JSON.parse": on_phone["open"] / on_phone["parse"],
                    "phone at 1/4 speed parses, keeps, opens (ms)": sum(on_phone.values()),
                }

            yield measure


async def _fetched(
    client: httpx.AsyncClient, made: dict[str, str], etag: str = "", **query: str
) -> tuple[httpx.Response, float]:
    headers = {"Authorization": f"Bearer {made['token']}", "Accept-Encoding": "gzip"}
    if etag:
        headers["If-None-Match"] = etag
    began = time.perf_counter()
    answer = await client.get("/api/v1/bundle", params={"site": made["site"], **query}, headers=headers)
    if answer.status_code not in (200, 304):
        raise RuntimeError(f"{answer.status_code} {answer.text[:500]}")
    return answer, time.perf_counter() - began


def _limit(plain: Any) -> float:
    """Seconds that nobody can do without who sends this bundle as JSON."""
    began = time.perf_counter()
    data = msgspec.json.encode(plain)
    hashlib.sha256(data).digest()
    gzip.compress(data, 6)
    return time.perf_counter() - began


def _held(parts: dict[str, Any], *, deep: bool) -> str:
    named = [f"{name}:{part['digest']}" for name, part in parts.items()]
    if deep:
        for name, part in parts.items():
            named += [f"{name}.{key}:{one['digest']}" for key, one in part.get("sections", {}).items()]
    return ",".join(named)


def _travelled(answer: httpx.Response) -> float:
    """KiB of the body as it travelled."""
    return len(gzip.compress(answer.content, 6)) / KIB


async def _on_phone(base_url: str, text: str, made: dict[str, str]) -> dict[str, float]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        await page.goto(f"{base_url}/app/install")
        session = await page.context.new_cdp_session(page)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": _THROTTLE})
        told = await page.evaluate(_KEEP, [text, made["person"], made["site"]])
        await browser.close()
    return dict(json.loads(json.dumps(told)))
