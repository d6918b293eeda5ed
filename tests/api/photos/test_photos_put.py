"""PUT /api/v1/photos/{sha256}: every acceptance and every refusal, in the protocol's order."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from server.photos import blobs as blobs_module
from server.photos import storing
from server.photos.blobs import BlobFolder
from server.photos.tables import Photo, PhotoSent
from server.photos.terms import MAX_BYTES
from tests.api.photos.conftest import Phone, sha
from tests.photos_source import photo, unique


async def chunked(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 50_000):
        yield content[start : start + 50_000]


def as_form(form: str) -> bytes:
    output = io.BytesIO()
    Image.open(photo("china.jpg")).save(output, form)
    return output.getvalue()


def too_big() -> bytes:
    return photo("phone.jpg").read_bytes().ljust(MAX_BYTES + 1, b"\x00")


def files(blobs: BlobFolder) -> list[str]:
    return sorted(path.name for path in blobs.root.rglob("*") if path.is_file())


async def test_a_real_photo_is_stored_byte_for_byte(lin: Phone, blobs: BlobFolder) -> None:
    content = photo("phone.jpg").read_bytes()
    answer = await lin.send(content)
    assert (answer.status_code, answer.content) == (201, b"")
    assert blobs.path(sha(content), "original").read_bytes() == content
    row = await Photo.objects().get(Photo.sha256 == sha(content))
    assert row is not None
    assert (row.bytes_count, row.media_type, row.width, row.height) == (733_428, "image/jpeg", 2448, 2448)
    assert files(blobs) == [sha(content), f"{sha(content)}.thumb.jpg"]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
async def test_all_three_formats_are_taken_in_both_framings(form: str, lin: Phone) -> None:
    content = as_form(form)
    assert (await lin.send(chunked(content), sha(content))).status_code == 201
    assert (await lin.send(content)).status_code == 200


async def test_the_first_bytes_decide_and_not_the_header(lin: Phone) -> None:
    assert (await lin.send(as_form("PNG"), **{"Content-Type": "image/jpeg"})).status_code == 201
    assert (await lin.send(as_form("WEBP"), **{"Content-Type": "text/html"})).status_code == 201


async def test_the_same_photo_twice_is_kept_once(lin: Phone, chen: Phone, jpeg: bytes, blobs: BlobFolder) -> None:
    assert (await lin.send(jpeg)).status_code == 201
    first = blobs.path(sha(jpeg), "original").stat()
    for phone in (lin, chen, chen):
        assert (await phone.send(jpeg)).status_code == 200
    assert blobs.path(sha(jpeg), "original").stat() == first
    assert await Photo.count() == 1
    assert await PhotoSent.count() == 2


@pytest.mark.parametrize("length", ["8388609", "99999999999999999999"])
async def test_an_announced_length_over_8_mib_is_refused_before_a_byte_is_read(
    lin: Phone, blobs: BlobFolder, length: str
) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    answer = await lin.send(never(), "0" * 64, **{"Content-Length": length})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert files(blobs) == []


async def test_more_than_8_mib_in_pieces_is_refused(lin: Phone, blobs: BlobFolder) -> None:
    content = too_big()
    answer = await lin.send(chunked(content), sha(content))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert files(blobs) == []


async def test_exactly_8_mib_are_taken(lin: Phone) -> None:
    content = too_big()[:MAX_BYTES]
    assert (await lin.send(content)).status_code == 201


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"GIF89a" + bytes(500),
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\x00\x00\x00\x1cftypheic" + bytes(500),
    ],
)
async def test_what_is_no_photo_by_its_bytes_is_415_whatever_it_says_it_is(content: bytes, lin: Phone) -> None:
    for name in (sha(content), "0" * 64):
        answer = await lin.send(content, name)
        assert (answer.status_code, answer.json()["code"]) == (415, "not-a-photo")


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity", "x-unheard-of"])
async def test_any_content_encoding_is_415(encoding: str, lin: Phone, jpeg: bytes) -> None:
    answer = await lin.send(jpeg, **{"Content-Encoding": encoding})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize("name", ["0" * 64, "not-a-digest", "0" * 63, "0" * 65, "%2e%2e", "%0a", "图"])
async def test_bytes_that_are_not_what_the_address_says_are_not_kept(
    name: str, lin: Phone, jpeg: bytes, blobs: BlobFolder
) -> None:
    answer = await lin.send(jpeg, name)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "digest-mismatch")
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert files(blobs) == []
    assert (await lin.missing([sha(jpeg)])).json() == {"missing": [sha(jpeg)]}


async def test_a_digest_in_capitals_is_a_mismatch(lin: Phone, jpeg: bytes) -> None:
    assert (await lin.send(jpeg, sha(jpeg).upper())).json()["code"] == "digest-mismatch"


async def test_a_held_photo_can_not_be_claimed_without_its_bytes(lin: Phone, chen: Phone, jpeg: bytes) -> None:
    await lin.send(jpeg)
    for wrong in (jpeg[:-1], jpeg + b"\x00", jpeg[:100]):
        assert (await chen.send(wrong, sha(jpeg))).json()["code"] == "digest-mismatch"
    assert (await chen.missing([sha(jpeg)])).json() == {"missing": [sha(jpeg)]}


async def test_an_undecodable_photo_is_kept_aside_and_counts_as_delivered(
    lin: Phone, jpeg: bytes, blobs: BlobFolder
) -> None:
    damaged = jpeg[: len(jpeg) // 2]
    for _ in range(2):
        answer = await lin.send(damaged)
        assert (answer.status_code, answer.json()["code"], answer.json()["retry"]) == (422, "undecodable", False)
        assert (await lin.missing([sha(damaged)])).json() == {"missing": []}
    assert files(blobs) == [f"{sha(damaged)}.aside"]
    assert blobs.path(sha(damaged), "aside").read_bytes() == damaged
    row = await Photo.objects().get(Photo.sha256 == sha(damaged))
    assert row is not None
    assert row.damaged_reason == "damaged"


async def test_a_photo_of_more_than_fifty_megapixels_is_kept_aside(lin: Phone, blobs: BlobFolder) -> None:
    output = io.BytesIO()
    Image.new("L", (8001, 6250)).save(output, "JPEG")
    answer = await lin.send(output.getvalue())
    assert (answer.status_code, answer.json()["code"]) == (422, "undecodable")
    assert files(blobs) == [f"{sha(output.getvalue())}.aside"]


async def test_a_full_disk_is_507_and_what_is_wrong_with_the_bytes_is_said_first(
    lin: Phone, jpeg: bytes, blobs: BlobFolder
) -> None:
    held = unique(1)
    assert (await lin.send(held)).status_code == 201
    blobs.reserve = 1 << 60

    answer = await lin.send(jpeg)
    assert (answer.status_code, answer.json()["code"], answer.json()["retry"]) == (507, "no-space", True)
    assert int(answer.headers["retry-after"]) > 0
    assert (await lin.send(b"GIF89a", "0" * 64)).status_code == 415
    assert (await lin.send(jpeg, "0" * 64)).json()["code"] == "digest-mismatch"
    assert (await lin.send(too_big())).status_code == 413
    assert (await lin.send(held)).status_code == 200

    blobs.reserve = 0
    assert (await lin.send(jpeg)).status_code == 201


async def test_bytes_that_a_killed_server_kept_without_a_row_are_taken_over(
    lin: Phone, jpeg: bytes, blobs: BlobFolder
) -> None:
    await lin.send(jpeg)
    await PhotoSent.delete(force=True)
    await Photo.delete(force=True)

    assert (await lin.send(jpeg)).status_code == 200

    row = await Photo.objects().get(Photo.sha256 == sha(jpeg))
    assert row is not None
    assert row.width == 2048
    assert (await lin.missing([sha(jpeg)])).json() == {"missing": []}


async def test_a_photo_whose_file_was_lost_is_stored_again(lin: Phone, jpeg: bytes, blobs: BlobFolder) -> None:
    await lin.send(jpeg)
    blobs.remove(sha(jpeg))
    assert (await lin.send(jpeg)).status_code == 201
    assert blobs.path(sha(jpeg), "original").read_bytes() == jpeg


async def test_nothing_is_answered_before_file_and_folder_are_on_the_disk(
    lin: Phone, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    sync_file, sync_folder = blobs_module._sync, blobs_module._sync_folder
    note = storing._note

    def watched_file(file: io.BufferedWriter) -> None:
        sync_file(file)
        synced.append("file")

    def watched_folder(folder: Path) -> None:
        sync_folder(folder)
        synced.append(f"folder {folder.name}")

    async def watched_note(*args: object) -> None:
        synced.append("row")
        await note(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(blobs_module, "_sync", watched_file)
    monkeypatch.setattr(blobs_module, "_sync_folder", watched_folder)
    monkeypatch.setattr(storing, "_note", watched_note)
    assert (await lin.send(jpeg)).status_code == 201
    assert synced.index("file") < synced.index(f"folder {sha(jpeg)[2]}") < synced.index("row")


async def test_without_a_token_nothing_is_read(door: httpx.AsyncClient, jpeg: bytes, blobs: BlobFolder) -> None:
    for headers in ({}, {"Authorization": "Bearer unknown"}, {"Authorization": "Basic bGluOmxpbg=="}):
        answer = await door.put(f"/api/v1/photos/{sha(jpeg)}", content=jpeg, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert files(blobs) == []
