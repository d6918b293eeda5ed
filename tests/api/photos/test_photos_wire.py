"""PUT on a real connection: refused early, cut in the middle, sent by several at once."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from server.photos import storing
from server.photos.blobs import BlobFolder
from server.photos.imaging import examine
from server.photos.tables import Photo, PhotoSent
from server.photos.terms import Examined, MediaType
from tests.api.photos.conftest import Phone, sha
from tests.photos_source import unique


@pytest.fixture
async def port(door: httpx.AsyncClient) -> AsyncIterator[int]:
    """The door behind uvicorn, in this test's event loop."""
    app: Any = door._transport.app  # type: ignore[attr-defined]
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def begin(port: int, phone: Phone, name: str, *headers: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"PUT /api/v1/photos/{name} HTTP/1.1", "Host: 127.0.0.1", *headers]
    lines += [f"Authorization: {phone.headers['Authorization']}", "", ""]
    writer.write("\r\n".join(lines).encode())
    await writer.drain()
    return reader, writer


async def status(reader: asyncio.StreamReader) -> str:
    line = await asyncio.wait_for(reader.readline(), 10)
    return line.decode().split(" ")[1]


@pytest.mark.parametrize("expect", [(), ("Expect: 100-continue",)])
async def test_too_long_by_its_length_is_refused_without_waiting_for_the_body(
    expect: tuple[str, ...], lin: Phone, port: int
) -> None:
    reader, writer = await begin(port, lin, "0" * 64, "Content-Length: 8388609", *expect)
    assert await status(reader) == "413"
    writer.close()


async def test_an_endless_photo_in_pieces_is_refused_before_its_end(lin: Phone, port: int, blobs: BlobFolder) -> None:
    reader, writer = await begin(port, lin, "0" * 64, "Transfer-Encoding: chunked")
    for _ in range(140):
        writer.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
        await writer.drain()
    assert await status(reader) == "413"
    writer.close()
    assert not any((blobs.root / "incoming").iterdir())


async def test_a_photo_cut_ten_times_and_sent_again_is_stored_once_and_whole(
    lin: Phone, port: int, jpeg: bytes, blobs: BlobFolder
) -> None:
    for cut in range(10):
        _, writer = await begin(port, lin, sha(jpeg), f"Content-Length: {len(jpeg)}")
        writer.write(jpeg[: len(jpeg) * cut // 10])
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.transport.abort()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answer = await Phone(client, lin.person_id, lin.headers["Authorization"].removeprefix("Bearer ")).send(jpeg)
    assert answer.status_code == 201
    assert blobs.path(sha(jpeg), "original").read_bytes() == jpeg
    for _ in range(100):
        if not any((blobs.root / "incoming").iterdir()):
            break
        await asyncio.sleep(0.02)
    assert not any((blobs.root / "incoming").iterdir())


async def test_the_same_photo_from_two_people_eight_times_at_once_is_kept_once(
    lin: Phone, chen: Phone, jpeg: bytes, blobs: BlobFolder
) -> None:
    answers = await asyncio.gather(*(phone.send(jpeg) for phone in (lin, chen) * 4))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert await Photo.count() == 1
    assert await PhotoSent.count() == 2
    assert blobs.path(sha(jpeg), "original").read_bytes() == jpeg


async def test_twenty_photos_at_once_all_arrive(lin: Phone, blobs: BlobFolder) -> None:
    photos = [unique(n) for n in range(20)]
    answers = await asyncio.gather(*(lin.send(content) for content in photos))
    assert [answer.status_code for answer in answers] == [201] * 20
    assert (await lin.missing([sha(content) for content in photos])).json() == {"missing": []}
    assert all(blobs.path(sha(content), "original").read_bytes() == content for content in photos)


async def test_pictures_are_looked_at_in_threads_of_their_own(
    lin: Phone, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def watched(path: Path, media_type: MediaType) -> Examined:
        threads.append(threading.current_thread().name)
        return examine(path, media_type)

    monkeypatch.setattr(storing, "examine", watched)
    assert (await lin.send(jpeg)).status_code == 201
    assert len(threads) == 1
    assert threads[0].startswith("imaging")
