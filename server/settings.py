"""Settings from the environment. A wrong value stops the start with a sentence that says which and why."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit


class WrongSetting(ValueError):
    """Names the setting and says what is wrong with it."""


class Settings(NamedTuple):
    """See README, "Settings"."""

    data: Path
    host: str
    port: int
    database_url: str
    secret: bytes
    workers: int
    base_url: str
    demo: bool

    @property
    def photos(self) -> Path:
        """Where the photos lie."""
        return self.data / "photos"

    @property
    def uploads(self) -> Path:
        """Where workbooks wait between their preview and the confirming."""
        return self.data / "uploads"


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Reads and checks every setting; raises WrongSetting. Makes the data folder and the secret if absent."""
    data = _data_folder(environment.get("LOUXUN_DATA") or "./data")
    host = environment.get("LOUXUN_HOST") or "127.0.0.1"
    port = _number(environment, "LOUXUN_PORT", default=8000, least=1, most=65535)
    return Settings(
        data=data,
        host=host,
        port=port,
        database_url=_database_url(environment.get("LOUXUN_DATABASE_URL"), data),
        secret=_secret(environment.get("LOUXUN_SECRET"), data),
        workers=_number(environment, "LOUXUN_WORKERS", default=1, least=1, most=64),
        base_url=_base_url(environment.get("LOUXUN_BASE_URL"), host, port),
        demo=_yes(environment, "LOUXUN_DEMO") or (data / "demo").exists(),
    )


def _data_folder(text: str) -> Path:
    folder = Path(text).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise WrongSetting(f"LOUXUN_DATA: the folder {folder} can't be made: {error.strerror}") from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise WrongSetting(f"LOUXUN_DATA: the folder {folder} can't be written to")
    return folder


def _number(environment: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    text = environment.get(name) or str(default)
    try:
        value = int(text)
    except ValueError:
        raise WrongSetting(f"{name}: {text!r} is not a whole number") from None
    if not least <= value <= most:
        raise WrongSetting(f"{name}: {value} is not between {least} and {most}")
    return value


def _yes(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name) or "0"
    if text not in ("0", "1"):
        raise WrongSetting(f"{name}: {text!r} is neither 0 nor 1")
    return text == "1"


def _database_url(text: str | None, data: Path) -> str:
    if not text:
        return f"sqlite:///{quote(str(data / 'louxun.sqlite'))}"
    parts = urlsplit(text)
    if parts.scheme not in ("sqlite", "postgres", "postgresql"):
        raise WrongSetting("LOUXUN_DATABASE_URL: begins with none of sqlite:///, postgres:// and postgresql://")
    if parts.scheme != "sqlite" and not parts.path.removeprefix("/"):
        raise WrongSetting("LOUXUN_DATABASE_URL: names no database, as in postgres://person:password@host/louxun")
    if parts.scheme == "sqlite" and not text.startswith("sqlite:///"):
        raise WrongSetting("LOUXUN_DATABASE_URL: a SQLite file is written sqlite:////absolute/path")
    return text


def _secret(text: str | None, data: Path) -> bytes:
    if text:
        if len(text) < 32:
            raise WrongSetting("LOUXUN_SECRET: shorter than 32 characters")
        return text.encode()
    path = data / "secret"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    kept = path.read_text().strip()
    if len(kept) < 32:
        raise WrongSetting(f"LOUXUN_SECRET: the file {path} holds no secret; restore it from the backup")
    return kept.encode()


def _base_url(text: str | None, host: str, port: int) -> str:
    if not text:
        return f"http://{host if host not in ('0.0.0.0', '::') else '127.0.0.1'}:{port}"  # noqa: S104 - compared, not bound
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise WrongSetting(f"LOUXUN_BASE_URL: {text!r} is no address like https://louxun.example.com")
    return text.rstrip("/")
