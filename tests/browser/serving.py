"""A real server process on a data folder, and a proxy before it that can be told to misbehave."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from tests.browser.world import ROOT, environment

START_SECONDS = 90  # on two cores, beside several browsers
STOP_SECONDS = 10


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Server:
    """`louxun serve` on one data folder and one port; may be stopped and started again."""

    def __init__(
        self, folder: Path, *, source: Path = ROOT, program: tuple[str, ...] = ("-m", "server.cli", "serve")
    ) -> None:
        self.folder = folder
        self.source = source
        self.program = program
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        """Returns once it answers."""
        settings = environment(self.folder, LOUXUN_PORT=str(self.port), PYTHONPATH=str(self.source))
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.program], cwd=self.source, env=settings, stdout=log, stderr=log
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200:
                    return self
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log()[-4000:]}")

    def stop(self) -> None:
        """As `systemctl stop` does; nothing answers on the port afterwards."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError("the server did not stop when told to") from None
        self._process = None

    def log(self) -> str:
        """What it said so far."""
        return (self.folder / "server.log").read_text(errors="replace")


class Api:
    """The server asked directly, in the name of a person."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self._client = httpx.Client(base_url=f"{url}/api/v1", timeout=20)
        asked = {
            "username": username,
            "password": password,
            "device_id": "01980000-0000-7000-8000-000000000001",
            "device_name": "the test itself",
            "app_version": "0.1.0",
        }
        answer = self._client.post("/devices", json=asked)
        assert answer.status_code == 201, answer.text
        self._client.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    def items(self, path: str, **filters: str) -> list[dict[str, Any]]:
        """The whole list at /orders, /defects, /inspections, /rounds or /quarantine."""
        answer = self._client.get(path, params={"limit": 200, **filters})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        assert answer.json()["next"] is None
        return found

    def photo(self, sha256: str) -> bytes:
        """The original as the server holds it."""
        answer = self._client.get(f"/photos/{sha256}")
        assert answer.status_code == 200, f"{sha256}: {answer.status_code} {answer.text[:200]}"
        return answer.content

    def status(self, ids: list[str]) -> dict[str, str]:
        """Report → state."""
        answer = self._client.post("/reports/status", json={"ids": ids})
        assert answer.status_code == 200, answer.text
        return {one["id"]: one["state"] for one in answer.json()["states"]}

    def close(self) -> None:
        self._client.close()


# What a rule makes of a request: None lets it pass.
Rule = Callable[[str, str], str | None]


class Proxy:
    """Stands before a server under one address. Its rule says of each request (method, path) what goes wrong:

    `drop` the server does it, the answer never arrives; `cut` half of the answer arrives; `500` and `html` are answers
    of somebody else's; `hang` nothing comes until the rule changes. `seen` are all requests that reached the server.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.rule: Rule = lambda _method, _path: None
        self.seen: list[tuple[str, str]] = []
        self._stopping = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def _handler(proxy: "Proxy") -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the handler's in there
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (ConnectionError, TimeoutError):
                    self.close_connection = True

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length) if length else None
                fate = proxy._wait_out(self.command, self.path)
                if fate == "500":
                    return self._say(500, "text/plain", b"no")
                if fate == "html":
                    return self._say(200, "text/html", b"<!doctype html><title>Hotel</title>Please pay for the network")
                if fate == "gone":
                    return self._break()
                try:
                    status, headers, content = proxy._pass_on(self.command, self.path, dict(self.headers), body)
                except OSError:
                    return self._break()
                if fate == "drop":
                    return self._break()
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                if status not in (204, 304):
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: len(content) // 2] if fate == "cut" else content)
                if fate == "cut":
                    self._break()
                return None

            # The names are http.server's.
            do_POST = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815

            def _say(self, status: int, kind: str, content: bytes) -> None:
                self.send_response_only(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def _break(self) -> None:
                """Ends the connection in the middle."""
                self.close_connection = True
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)

        return Handler

    def _wait_out(self, method: str, path: str) -> str | None:
        fate = self.rule(method, path)
        was_hanging = fate == "hang"
        while fate == "hang" and not self._stopping.is_set():
            time.sleep(0.05)
            fate = self.rule(method, path)
        return "gone" if was_hanging else fate  # who hung is long given up

    def _pass_on(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        self.seen.append((method, path))
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            sent = {name: value for name, value in headers.items() if name.lower() != "connection"}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        own = {"content-length", "transfer-encoding", "connection"}
        return answer.status, [pair for pair in answer.getheaders() if pair[0].lower() not in own], content


def copied_source(folder: Path) -> Path:
    """The program in a folder of its own, so that a test can deploy another version of it."""
    for name in ("server", "pwa", "checklists"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.d.ts"))
    return folder


def kill_all(pids: list[int]) -> None:
    """SIGKILL, and wait until they are gone."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    until = time.monotonic() + 10
    while time.monotonic() < until and any(_is_alive(pid) for pid in pids):
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
