"""The phone app's files, the console's, the front page and the health checks."""

import json
import re
from pathlib import Path
from typing import Any

from litestar.testing import AsyncTestClient

from server.lib import digest
from server.lib.assets import Folder, shipped

PHONE = "Mozilla/5.0 (Linux; Android 14; 2311DRK48C) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


async def test_every_screen_of_the_app_gets_its_page(client: AsyncTestClient[Any]) -> None:
    page = shipped("pwa").joinpath("index.html").read_bytes()
    for path in ("/app/", "/app/sign-in", "/app/route/0193a5b0-0000-7000-8000-000000000022", "/app/point/7K2M9QX4TB"):
        answer = await client.get(path)
        assert (answer.status_code, answer.content) == (200, page), path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_the_app_without_its_slash_is_sent_on(client: AsyncTestClient[Any]) -> None:
    answer = await client.get("/app", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/app/")


async def test_files_have_their_types(client: AsyncTestClient[Any]) -> None:
    types = {
        "/app/js/router.js": "text/javascript; charset=utf-8",
        "/app/css/base.css": "text/css; charset=utf-8",
        "/app/manifest.webmanifest": "application/manifest+json",
        "/app/icons/icon.svg": "image/svg+xml",
        "/app/icons/icon-192.png": "image/png",
        "/app/lib/idb.js": "text/javascript; charset=utf-8",
        "/app/sw.js": "text/javascript; charset=utf-8",
        "/app/files.json": "application/json",
        "/app/i18n/en.json": "application/json",
        "/app/install-qr.svg": "image/svg+xml",
        "/static/lib/htmx.js": "text/javascript; charset=utf-8",
        "/favicon.ico": "image/png",
    }
    for path, media_type in types.items():
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type), path
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_no_file_sets_a_cookie(client: AsyncTestClient[Any]) -> None:
    for path in ("/", "/app/", "/app/js/router.js", "/app/sw.js", "/static/front.css", "/healthz", "/app/nothing.js"):
        assert "set-cookie" not in (await client.get(path)).headers, path


async def test_a_file_is_asked_for_again_and_not_sent_again(client: AsyncTestClient[Any]) -> None:
    first = await client.get("/app/js/router.js")
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    for said in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await client.get("/app/js/router.js", headers={"If-None-Match": said})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), said
    assert (await client.get("/app/js/router.js", headers={"If-None-Match": '"other"'})).status_code == 200


async def test_gzip_only_where_it_is_taken(client: AsyncTestClient[Any]) -> None:
    plain = await client.get("/app/css/base.css", headers={"Accept-Encoding": "identity"})
    packed = await client.get("/app/css/base.css", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    refused = await client.get("/app/css/base.css", headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert plain.headers["etag"] != packed.headers["etag"]
    assert "accept-encoding" in packed.headers["vary"].lower()


async def test_head_tells_the_same_without_the_bytes(client: AsyncTestClient[Any]) -> None:
    answer = await client.head("/app/js/router.js")
    assert answer.status_code == 200
    assert answer.headers["etag"]


async def test_nothing_outside_the_folders_is_served(client: AsyncTestClient[Any]) -> None:
    for path in (
        "/app/%2e%2e/pyproject.toml",
        "/app/%2e%2e/%2e%2e/etc/passwd",
        "/app/js/..%2f..%2f..%2fREADME.md",
        "/app/js/%2e%2e/%2e%2e/server/app.py",
        "/app/..%5cserver%5capp.py",
        "/app/libs.mjs",
        "/app/lib/idb.d.ts",
        "/app/js/nothing.js",
        "/app/js/router.js/x.js",
        "/app/js/.hidden.js",
        "/static/%2e%2e/app.py",
        "/static/nothing.css",
        "/static/lib",
    ):
        assert (await client.get(path)).status_code == 404, path


async def test_the_list_names_every_file_with_its_digest(client: AsyncTestClient[Any]) -> None:
    listed = (await client.get("/app/files.json")).json()
    paths = [file["path"] for file in listed["files"]]
    assert {"/app/", "/app/js/router.js", "/app/lib/idb.js", "/app/i18n/en.json"} <= set(paths)
    assert not {"/app/sw.js", "/app/index.html", "/app/files.json"} & set(paths)
    assert len(paths) == len(set(paths))
    for file in listed["files"]:
        content = (await client.get(file["path"])).content
        assert (digest.sha256(content), len(content)) == (file["sha256"], file["bytes"]), file["path"]


async def test_the_worker_begins_with_the_version(client: AsyncTestClient[Any]) -> None:
    version = (await client.get("/app/files.json")).json()["version"]
    first, rest = (await client.get("/app/sw.js")).text.split("\n", 1)
    assert first == f"// {version}"
    assert rest == shipped("pwa").joinpath("sw.js").read_text()


async def test_the_words_are_the_catalogue(client: AsyncTestClient[Any]) -> None:
    words = json.loads((await client.get("/app/i18n/en.json")).content)
    assert words["楼巡"] == "Louxun"


async def test_the_poster_holds_a_code_without_inline_style(client: AsyncTestClient[Any]) -> None:
    drawn = (await client.get("/app/install-qr.svg")).text
    assert drawn.startswith("<svg")
    assert "style=" not in drawn


async def test_a_phone_comes_straight_to_the_app_and_a_desk_sees_both_doors(client: AsyncTestClient[Any]) -> None:
    phone = await client.get("/", headers={"User-Agent": PHONE}, follow_redirects=False)
    assert (phone.status_code, phone.headers["location"]) == (303, "/app/")
    desk = await client.get("/", headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)", "Accept-Language": "zh-CN"})
    assert desk.status_code == 200
    assert 'href="/console/"' in desk.text
    assert 'href="/app/"' in desk.text
    english = await client.get("/", headers={"User-Agent": "curl", "Accept-Language": "en"})
    assert not re.search(r"[一-鿿]", english.text)


async def test_health_says_live_and_ready(client: AsyncTestClient[Any]) -> None:
    assert (await client.get("/healthz/live")).json() == {"status": "ok"}
    answer = await client.get("/healthz/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})
    assert (await client.get("/healthz")).status_code == 200


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    root = tmp_path
    (root / "a.css").write_text("a{}")
    folder = Folder(root)
    first = folder.get("a.css")
    assert first is not None
    assert folder.get("a.css") is first
    (root / "a.css").write_text("a{color:red}")
    second = folder.get("a.css")
    assert second is not None
    assert second.content == b"a{color:red}"
    (root / "a.css").unlink()
    assert folder.get("a.css") is None
