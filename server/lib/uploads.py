"""A workbook that somebody sends at a desk: judged by its bytes, and kept between its preview and the confirming.

It is kept in a folder of the data folder, so that every worker finds it, under a key nobody can guess, and given back
only to whoever sent it, for what it was sent. What nobody confirms is removed after some hours.
"""

import asyncio
import os
import re
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile

from server.lib import clock
from server.lib.i18n import N_
from server.lib.sheets import Fault, FaultySheets
from server.lib.texts import tidy
from server.lib.workbooks import MOST_BYTES

# For the handler that takes a workbook: the file and the form around it.
MOST_BODY_BYTES = MOST_BYTES + 64 * 1024
KEPT_FOR = timedelta(hours=4)
MOST_KEPT = 5
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KEY = re.compile(r"[0-9a-f]{12}-[0-9a-f]{32}", re.ASCII)


class Sent(msgspec.Struct, frozen=True):
    """A workbook as it came; `name` is what the sender calls the file."""

    name: str
    content: bytes


async def sent_workbook(request: Request[Any, Any, Any], field: str = "file") -> Sent:
    """The file of a posted form (multipart). Raises FaultySheets where there is none, or where its first bytes are
    those of no XLSX: neither its name nor what the browser calls it is believed."""
    file = (await request.form()).get(field)
    if not isinstance(file, UploadFile):
        raise FaultySheets([Fault("", None, None, N_("请选一个 XLSX 文件"))])
    name = "".join(character for character in tidy(file.filename) if character.isprintable())[-80:]
    content = await file.read(MOST_BYTES + 1)
    what = _wrong_with(content)
    if what:
        raise FaultySheets([Fault(name, None, None, what)])
    return Sent(name or "xlsx", content)


class UploadFolder:
    """Workbooks waiting for their sender to confirm them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self) -> None:
        """Makes the folder, for this server's eyes only."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def keep(self, content: bytes, purpose: str, owner: UUID) -> str:
        """The key to find it again by. Of an owner's waiting ones the oldest beyond MOST_KEPT make room."""
        key = f"{int(clock.now().timestamp() * 1000):012x}-{secrets.token_hex(16)}"
        await asyncio.to_thread(self._write, self._path(key, purpose, owner), content, owner)
        return key

    async def find(self, key: str, purpose: str, owner: UUID) -> Path | None:
        """The file; None where there is none for this purpose and owner, or no more."""
        if not _KEY.fullmatch(key) or _is_old(key):
            return None
        path = self._path(key, purpose, owner)
        return path if await asyncio.to_thread(path.is_file) else None

    async def drop(self, key: str, purpose: str, owner: UUID) -> None:
        """Removes one that has been used or is not wanted."""
        if _KEY.fullmatch(key):
            await asyncio.to_thread(self._path(key, purpose, owner).unlink, missing_ok=True)

    async def remove_old(self) -> int:
        """Removes what nobody has confirmed in time; how many there were."""
        return await asyncio.to_thread(self._remove_old)

    def _path(self, key: str, purpose: str, owner: UUID) -> Path:
        return self.root / f"{owner}.{purpose}.{key}.xlsx"

    def _write(self, path: Path, content: bytes, owner: UUID) -> None:
        kept = sorted(self.root.glob(f"{owner}.*.xlsx"), key=_key_of)
        for old in kept[: len(kept) - MOST_KEPT + 1] if len(kept) >= MOST_KEPT else []:
            old.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)

    def _remove_old(self) -> int:
        old = [path for path in self.root.glob("*.xlsx") if _is_old(_key_of(path))]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def _wrong_with(content: bytes) -> str:
    """What the first bytes say against it; "" for a packed file, whose inside `workbooks.read` judges."""
    if not content:
        return N_("文件是空的")
    if len(content) > MOST_BYTES:
        return N_("文件太大，最多 10 MB，请分成几个再导入")
    if content.startswith(_OLE):
        return N_("这是旧的 XLS，或加了密码。请在表格软件里另存为不加密码的 XLSX")
    if not content.startswith(_ZIP):
        return N_("这不是 XLSX 文件。CSV 等请先在表格软件里另存为 XLSX")
    return ""


def _key_of(path: Path) -> str:
    return path.name.rsplit(".", 2)[-2]


def _is_old(key: str) -> bool:
    made_at = datetime.fromtimestamp(int(key.partition("-")[0], 16) / 1000, UTC)
    return clock.now() - made_at > KEPT_FOR
