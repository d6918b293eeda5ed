"""The folder of photos: durable before the answer, never half, never replaced."""

import hashlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.photos.blobs import BlobFolder, NoSpace, Received, TooBig

CONTENT = bytes(range(256)) * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> BlobFolder:
    blobs = BlobFolder(tmp_path / "photos", reserve=0)
    blobs.prepare()
    return blobs


async def pieces(content: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def files_in(folder: BlobFolder) -> list[Path]:
    return sorted(path.relative_to(folder.root) for path in folder.root.rglob("*") if path.is_file())


async def test_what_is_kept_can_be_opened_again(folder: BlobFolder) -> None:
    async with folder.receive(pieces(CONTENT), limit=len(CONTENT)) as received:
        assert (received.digest, received.bytes_count, received.head) == (DIGEST, len(CONTENT), CONTENT[:12])
        assert not folder.exists(DIGEST, "original")
        assert await folder.keep(received, "original") is True

    file = folder.open(DIGEST, "original")
    assert file is not None
    with file:
        assert file.read() == CONTENT
    assert files_in(folder) == [Path(DIGEST[:2], DIGEST[2], DIGEST)]


async def test_what_is_not_kept_leaves_nothing(folder: BlobFolder) -> None:
    async with folder.receive(pieces(CONTENT), limit=len(CONTENT)):
        pass
    assert files_in(folder) == []
    assert folder.open(DIGEST, "original") is None


async def test_a_sender_that_goes_away_leaves_nothing(folder: BlobFolder) -> None:
    async def cut_off() -> AsyncIterator[bytes]:
        yield CONTENT[:5000]
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        async with folder.receive(cut_off(), limit=len(CONTENT)):
            raise AssertionError("nothing was received in full")
    assert files_in(folder) == []


async def test_reading_stops_at_the_limit(folder: BlobFolder) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1000
            yield bytes(1000)

    with pytest.raises(TooBig):
        async with folder.receive(endless(), limit=10_000):
            raise AssertionError("nothing was received in full")
    assert read == 11_000
    assert files_in(folder) == []


async def test_bytes_held_before_are_never_replaced(folder: BlobFolder) -> None:
    for expected in (True, False):
        async with folder.receive(pieces(CONTENT), limit=len(CONTENT)) as received:
            assert await folder.keep(received, "original") is expected
    path = folder.path(DIGEST, "original")
    first = path.stat().st_ino
    async with folder.receive(pieces(CONTENT), limit=len(CONTENT)) as received:
        await folder.keep(received, "original")
    assert path.stat().st_ino == first


async def test_the_file_and_then_the_folder_are_synced_before_keep_returns(
    folder: BlobFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeds: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def watched_fsync(descriptor: int) -> None:
        deeds.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().parent.name}")
        fsync(descriptor)

    def watched_rename(path: Path, target: Path) -> Path:
        deeds.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    async with folder.receive(pieces(CONTENT), limit=len(CONTENT)) as received:
        await folder.keep(received, "original")
        # the file; its two new folders' names in those above; the name of the file in its folder
        above = folder.root.parent.name
        assert deeds == ["fsync incoming", f"fsync {above}", "fsync photos", "rename", f"fsync {DIGEST[:2]}"]


async def test_a_disk_with_only_the_reserve_left_keeps_nothing_but_still_reads(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path, reserve=1 << 60)
    blobs.prepare()
    async with blobs.receive(pieces(CONTENT), limit=len(CONTENT)) as received:
        assert received.path is None
        assert received.digest == DIGEST
        with pytest.raises(NoSpace):
            await blobs.keep(received, "original")
    with pytest.raises(NoSpace):
        blobs.put(DIGEST, "thumb", b"small")
    assert files_in(blobs) == []


async def test_a_disk_that_fills_up_on_the_way_keeps_nothing(
    folder: BlobFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin_on_a_full_disk(_expected: int) -> Received:
        path = folder.root / "incoming" / "half"
        path.touch()
        return Received(Path("/dev/full").open("wb"), path)

    monkeypatch.setattr(folder, "_begin", begin_on_a_full_disk)
    async with folder.receive(pieces(CONTENT), limit=len(CONTENT)) as received:
        assert received.digest == DIGEST
        with pytest.raises(NoSpace):
            await folder.keep(received, "original")
    with pytest.raises(NoSpace):
        folder.put(DIGEST, "thumb", b"small")
    assert files_in(folder) == []


async def test_kinds_of_one_digest_lie_side_by_side_and_go_together(folder: BlobFolder) -> None:
    async with folder.receive(pieces(CONTENT), limit=len(CONTENT)) as received:
        await folder.keep(received, "original")
    folder.put(DIGEST, "thumb", b"small")
    folder.put(DIGEST, "preview", b"larger")
    assert folder.exists(DIGEST, "thumb")
    assert folder.path(DIGEST, "preview").read_bytes() == b"larger"
    assert not folder.exists(DIGEST, "aside")

    folder.remove(DIGEST)
    assert files_in(folder) == []
    folder.remove(DIGEST)


def test_what_a_killed_server_left_half_is_removed_at_the_next_start(folder: BlobFolder) -> None:
    incoming = folder.root / "incoming"
    (incoming / "old").write_bytes(b"half")
    (incoming / "being-received").write_bytes(b"half")
    two_hours_ago = time.time() - 7200
    os.utime(incoming / "old", (two_hours_ago, two_hours_ago))
    folder.prepare()
    assert files_in(folder) == [Path("incoming/being-received")]
