"""The server as a process: it starts, answers over HTTP and HTTPS, stops in time, and says in a sentence why not."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.lib import clock

_ROOT = Path(__file__).parents[2]


def _environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOUXUN_")}
    return {**kept, "LOUXUN_DATA": str(data), "LOUXUN_LANGUAGE": "zh-CN", **more}


def _louxun(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server.cli", *words]
    return subprocess.run(command, env=environment, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=120)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _running(environment: dict[str, str], url: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A server until the end of the block, once it is ready at this address."""
    command = [sys.executable, "-m", "server.cli", "serve", *words]
    with subprocess.Popen(command, env=environment, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            deadline = time.monotonic() + 120
            while not _answers(url):
                assert process.poll() is None, "the server ended by itself"
                assert time.monotonic() < deadline, "the server never answered"
                time.sleep(0.1)
            yield process
        finally:
            process.kill()


def _answers(url: str) -> bool:
    unchecked = ssl.create_default_context()
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5, context=unchecked) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for localhost, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


def test_the_server_starts_with_two_workers_and_stops_in_time(tmp_path: Path) -> None:
    port = _free_port()
    environment = _environment(tmp_path, LOUXUN_PORT=str(port), LOUXUN_WORKERS="2")
    assert _louxun("migrate", environment=environment).returncode == 0
    with _running(environment, f"http://127.0.0.1:{port}") as process:
        taken = _louxun("serve", environment=environment)
        assert taken.returncode == 1
        assert f"127.0.0.1 的 {port} 端口用不了" in taken.stderr
        assert "Traceback" not in taken.stderr
        process.send_signal(signal.SIGTERM)
        # Shorter than the grace that a hanging request or thread would use up.
        process.wait(timeout=9)


def test_the_server_speaks_https_with_a_certificate(tmp_path: Path) -> None:
    port = _free_port()
    environment = _environment(tmp_path, LOUXUN_PORT=str(port))
    certificate, key = _certificate(tmp_path)
    assert _louxun("migrate", environment=environment).returncode == 0
    words = ("--tls-cert", str(certificate), "--tls-key", str(key))
    with _running(environment, f"https://127.0.0.1:{port}", *words) as process:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=10)
    assert f"https://127.0.0.1:{port}/app/" in said


def test_a_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    certificate, _ = _certificate(tmp_path)
    refused = _louxun("serve", "--tls-cert", str(certificate), environment=_environment(tmp_path))
    assert (refused.returncode, refused.stderr) == (1, "--tls-cert 和 --tls-key 要一起给。\n")


def test_a_server_without_tables_says_what_to_run(tmp_path: Path) -> None:
    refused = _louxun("serve", environment=_environment(tmp_path))
    assert (refused.returncode, refused.stderr) == (1, "数据库还不是最新的，请先运行 louxun migrate。\n")


def test_a_wrong_setting_stops_with_one_sentence(tmp_path: Path) -> None:
    for name, value in {
        "LOUXUN_PORT": "http",
        "LOUXUN_WORKERS": "0",
        "LOUXUN_DATABASE_URL": "mysql://a@b/c",
        "LOUXUN_SECRET": "short",
        "LOUXUN_BASE_URL": "louxun.example.com",
    }.items():
        refused = _louxun("doctor", environment=_environment(tmp_path, **{name: value}))
        assert refused.returncode == 1, name
        assert refused.stderr.startswith(f"设置有误：{name}"), refused.stderr
        assert refused.stderr.count("\n") == 1, refused.stderr


def test_a_database_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    url = f"postgres://louxun@127.0.0.1:{_free_port()}/louxun"
    refused = _louxun("doctor", environment=_environment(tmp_path, LOUXUN_DATABASE_URL=url))
    assert refused.returncode == 1
    assert refused.stderr.startswith("连不上数据库（")
    assert "Traceback" not in refused.stderr
