"""A PostgreSQL cluster of the tests' own: made in a temporary folder, without fsync, gone afterwards.

The server refuses to run as root, so as root it runs as the account `postgres` that Debian's package makes.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_RUNNING: "Cluster | None" = None


class Cluster(NamedTuple):
    folder: Path
    binaries: Path
    port: int

    def url(self, name: str) -> str:
        return f"postgres://louxun@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> None:
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def empty(self, name: str, tables: Iterable[str]) -> None:
        """Takes every row out of these tables: ten times as quick as a fresh copy of the database."""
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        deletes = "".join(f'DELETE FROM "{table}";' for table in tables)
        # As a replica foreign keys are not asked: the order of the tables does not matter.
        self._sql(f"{others} AND pid <> pg_backend_pid(); SET session_replication_role = replica; {deletes}", name)

    def _sql(self, statement: str, database: str = "postgres") -> None:
        _run([str(self.binaries / "psql"), "-qX", "-h", "127.0.0.1", "-p", str(self.port), "-U", "louxun",
              "-d", database, "-v", "ON_ERROR_STOP=1", "-c", statement], as_postgres=False)


def start() -> Cluster:
    """The one cluster of this test process."""
    global _RUNNING
    if _RUNNING is None:
        binaries = _binaries()
        folder = Path(tempfile.mkdtemp(prefix="louxun-postgres-"))
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        _run([str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "louxun", "--auth=trust", "--no-sync",
              "--locale=C.UTF-8", "--encoding=UTF8"])
        _run([str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o",
              f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c full_page_writes=off -c max_connections=200",
              "start"])
        _RUNNING = Cluster(folder, binaries, port)
    return _RUNNING


def stop() -> None:
    """Stops and removes the cluster, if one was started."""
    global _RUNNING
    if _RUNNING is not None:
        _run([str(_RUNNING.binaries / "pg_ctl"), "-D", str(_RUNNING.folder / "data"), "-m", "immediate", "stop"])
        shutil.rmtree(_RUNNING.folder, ignore_errors=True)
        _RUNNING = None


def _binaries() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    raise RuntimeError("PostgreSQL's server programs are not installed: apt-get install postgresql (make test does it)")


def _run(command: list[str], as_postgres: bool = True) -> None:
    if as_postgres and os.getuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
