"""Starting the server: what must be right before, and what people are told."""

import os
import socket
from pathlib import Path

import uvicorn

from server.lib import terminal
from server.lib.i18n import N_
from server.lib.terminal import say, stop
from server.migrating import pending
from server.people.demo_password import DEMO_PASSWORD
from server.settings import Settings

_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
# A worker that starts on a busy machine is not ended for being slow to answer, and started over without end.
_PATIENCE_SECONDS = 60
_GRACE_SECONDS = 10


def serve(chosen: Settings, tls_cert: Path | None, tls_key: Path | None) -> None:
    """Serves until it is told to stop; requests under way get ten seconds to finish."""
    if terminal.run(pending()):
        stop(N_("数据库还不是最新的，请先运行 louxun migrate。"))
    _refuse_taken_port(chosen)
    address = _address(chosen, "https" if tls_cert else "http")
    # The workers read their settings anew: they are to know the address people really use.
    os.environ["LOUXUN_BASE_URL"] = address
    _announce(chosen, address)
    uvicorn.run(
        "server.app:create",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        workers=chosen.workers if chosen.workers > 1 else None,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_worker_healthcheck=_PATIENCE_SECONDS,
    )


def _address(chosen: Settings, scheme: str) -> str:
    """What people type: LOUXUN_BASE_URL where it is given, else this machine's address in its network."""
    if os.environ.get("LOUXUN_BASE_URL"):
        return chosen.base_url
    host = chosen.host
    if host in _ANYWHERE:
        # Nothing is sent: connecting a datagram socket only chooses the way out (192.0.2.1 is nobody's, RFC 5737).
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
            try:
                way_out.connect(("192.0.2.1", 9))
                host = str(way_out.getsockname()[0])
            except OSError:
                host = "127.0.0.1"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{chosen.port}"


def _announce(chosen: Settings, address: str) -> None:
    say(N_("楼巡已启动：{address}"), address=address)
    say(N_("  手机（巡查、维修）：{address}/app/"), address=address)
    say(N_("  电脑（主管、前台）：{address}/console/"), address=address)
    if chosen.demo:
        say(N_("  演示账号，密码都是 {password}："), password=DEMO_PASSWORD)
        say(N_("    手机：lin 管家助理，chen 工程；电脑：su 主管，zhou 前台，he 经理；另一个小区：wang，fan"))
    if address.startswith("http://") and chosen.host not in ("127.0.0.1", "localhost", "::1"):
        say(N_("  注意：手机只有通过 HTTPS 才能离线使用。请用 --tls-cert 和 --tls-key，或反向代理。"))
    elif address.startswith("http://"):
        say(
            N_("  用数据线连上安卓手机：adb reverse tcp:{port} tcp:{port}，然后在手机上打开同一个地址。"),
            port=chosen.port,
        )
    say(N_("  按 Ctrl+C 停止。"))


def _refuse_taken_port(chosen: Settings) -> None:
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((chosen.host, chosen.port))
        except OSError as error:
            stop(
                N_("{host} 的 {port} 端口用不了（{error}）。请换一个 LOUXUN_PORT，或停掉占用它的程序。"),
                host=chosen.host,
                port=chosen.port,
                error=error.strerror,
            )
