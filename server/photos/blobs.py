"""The folder the bytes of photos lie in, by digest: `<root>/ab/c/abc…` and beside it the small pictures.

The order that makes an answer true: everything into a temporary file of the same file system, fsync, rename, fsync
of the folder, and only then the answer (protocol, "Up: photos"). 4096 folders keep each below a few thousand files
at ten million photos, and a photo's own files together, so that one fsync of the folder serves them all.
"""

import asyncio
import errno
import hashlib
import os
import secrets
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from server.lib import clock
from server.photos.rules import HEAD_BYTES
from server.photos.terms import RESERVE_BYTES, BlobKind

_ENDINGS: Final[dict[BlobKind, str]] = {
    "original": "",
    "thumb": ".thumb.jpg",
    "preview": ".preview.jpg",
    "aside": ".aside",
}
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_LEFTOVER_AFTER_S: Final = 3600


class NoSpace(Exception):
    """The disk is full, or only the reserve is left."""


class TooBig(Exception):
    """More bytes came than may."""


class Received:
    """Bytes that have come in and lie in a temporary file: `digest`, `head` (the first 12), `bytes_count`.

    `path` is None when there was no room or they were not to be written: they were read and hashed, nothing more.
    """

    def __init__(self, file: BinaryIO | None, path: Path | None) -> None:
        self.file = file
        self.path = path
        self.head = b""
        self.bytes_count = 0
        self.digest = ""


class BlobFolder:
    """A store on the local disk. Made ready by `prepare()` once at start."""

    def __init__(self, root: Path, reserve: int = RESERVE_BYTES) -> None:
        self.root = root
        self.reserve = reserve
        self._incoming = root / "incoming"
        self._making = threading.Lock()

    def prepare(self) -> None:
        """Makes the folders and removes what a killed server left half received (older than an hour)."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        oldest = clock.now().timestamp() - _LEFTOVER_AFTER_S
        for path in self._incoming.iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)

    @asynccontextmanager
    async def receive(
        self, chunks: AsyncIterator[bytes], limit: int, *, to_disk: bool = True
    ) -> AsyncIterator[Received]:
        """Streams the bytes into a temporary file, which is gone when the block ends unless `keep` was called.

        With `to_disk=False` they are only read and hashed.

        Raises TooBig as soon as more than `limit` bytes have come. A full disk is no error yet: whether the bytes
        are a photo at all, and one already held, can still be told (`Received.path`).
        """
        # Making a file waits for the file system's journal, which others' fsyncs keep busy.
        received = await asyncio.to_thread(self._begin, limit) if to_disk else Received(None, None)
        digest = hashlib.sha256()
        try:
            async for chunk in chunks:
                received.bytes_count += len(chunk)
                if received.bytes_count > limit:
                    raise TooBig
                if len(received.head) < HEAD_BYTES:
                    received.head = (received.head + chunk)[:HEAD_BYTES]
                digest.update(chunk)
                _write(received, chunk)
            received.digest = digest.hexdigest()
            yield received
        finally:
            _discard(received)

    async def keep(self, received: Received, kind: BlobKind) -> bool:
        """Makes received bytes durable under their digest; False if they already were. Raises NoSpace."""
        return await asyncio.to_thread(self._settle, received, kind)

    def put(self, digest: str, kind: BlobKind, content: bytes) -> None:
        """Keeps a picture that can be made again: whole or not at all, but its name may be lost with the power.

        Blocks for one fsync. Raises NoSpace.
        """
        with _full_disk_is_no_space():
            received = self._begin(len(content))
            if received.file is None or received.path is None:
                raise NoSpace
            try:
                received.file.write(content)
                _sync(received.file)
                received.path.rename(self._place(digest, kind))
                received.path = None
            finally:
                _discard(received)

    def exists(self, digest: str, kind: BlobKind) -> bool:
        """Whether these bytes are held."""
        return self.path(digest, kind).is_file()

    def open(self, digest: str, kind: BlobKind) -> BinaryIO | None:
        """The bytes, to be closed by the caller; None if they are not held."""
        try:
            return self.path(digest, kind).open("rb")
        except FileNotFoundError:
            return None

    def remove(self, digest: str) -> None:
        """Removes everything kept under a digest."""
        for kind in _ENDINGS:
            self.path(digest, kind).unlink(missing_ok=True)

    def path(self, digest: str, kind: BlobKind) -> Path:
        """Where the bytes lie, held or not."""
        return self.root / digest[:2] / digest[2] / (digest + _ENDINGS[kind])

    def _begin(self, expected: int) -> Received:
        if shutil.disk_usage(self._incoming).free < self.reserve + expected:
            return Received(None, None)
        path = self._incoming / secrets.token_hex(16)
        try:
            with _full_disk_is_no_space():
                return Received(path.open("wb"), path)
        except NoSpace:
            return Received(None, None)

    def _settle(self, received: Received, kind: BlobKind) -> bool:
        if self.exists(received.digest, kind):
            return False
        if received.file is None or received.path is None:
            raise NoSpace
        with _full_disk_is_no_space():
            _sync(received.file)
            target = self._place(received.digest, kind)
            received.path.rename(target)
            received.path = None
            _sync_folder(target.parent)
        return True

    def _place(self, digest: str, kind: BlobKind) -> Path:
        """The path, with its folders made and themselves durable."""
        target = self.path(digest, kind)
        if not target.parent.is_dir():
            with self._making:
                for folder in (target.parent.parent, target.parent):
                    folder.mkdir(exist_ok=True)
                    _sync_folder(folder.parent)
        return target


def _write(received: Received, chunk: bytes) -> None:
    """Writes while there is room; without room the bytes are only counted and hashed."""
    if received.file is None:
        return
    try:
        with _full_disk_is_no_space():
            received.file.write(chunk)
            received.file.flush()
    except NoSpace:
        _discard(received)
        received.file = received.path = None


def _discard(received: Received) -> None:
    """Closes the temporary file and removes it if it still has its temporary name."""
    if received.file is not None:
        # Closing writes what is still buffered and can meet the full disk once more; the file goes in any case.
        with suppress(NoSpace), _full_disk_is_no_space():
            received.file.close()
    if received.path is not None:
        received.path.unlink(missing_ok=True)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _full_disk_is_no_space() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoSpace from error
        raise
