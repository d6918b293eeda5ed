"""Bytes that claim to be a photo: each is turned down with its reason, quickly, and nothing else happens."""

import io
import random
import struct
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from server.photos import rules
from server.photos.imaging import Undecodable, examine
from tests.photos_source import photo, resized


def encoded(form: str) -> bytes:
    output = io.BytesIO()
    Image.open(io.BytesIO(resized("china.jpg", 640))).save(output, form)
    return output.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, pixels: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]


def webp_with(at: int, new: bytes) -> bytes:
    content = encoded("WEBP")
    return content[:at] + new + content[at + len(new) :]


def many_scans() -> bytes:
    """A progressive photo whose last scan is repeated: small in bytes, endless in work."""
    output = io.BytesIO()
    Image.open(io.BytesIO(resized("china.jpg", 640))).save(output, "JPEG", progressive=True)
    content = output.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * 2000 + b"\xff\xd9"


def of_51_megapixels() -> bytes:
    output = io.BytesIO()
    Image.open(photo("phone.jpg")).resize((8260, 6180), Image.Resampling.BILINEAR).save(output, "JPEG", quality=40)
    return output.getvalue()


DAMAGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a JPEG without its last byte": (lambda: photo("phone.jpg").read_bytes()[:-1], "damaged"),
    "a JPEG cut in the middle": (lambda: photo("phone.jpg").read_bytes()[:300_000], "damaged"),
    "a JPEG cut in its header": (lambda: photo("phone.jpg").read_bytes()[:700], "damaged"),
    "three bytes of a JPEG": (lambda: b"\xff\xd8\xff", "damaged"),
    "a JPEG of zeros": (lambda: b"\xff\xd8\xff\xe0" + bytes(5000), "damaged"),
    "a JPEG of 51 megapixels": (of_51_megapixels, "too-many-pixels"),
    "a JPEG that is drawn two thousand times": (many_scans, "too-many-scans"),
    "a PNG with one bit flipped in its pixels": (lambda: flipped(encoded("PNG"), 100_000), "damaged"),
    "a PNG with one bit flipped in its checksum": (lambda: flipped(encoded("PNG"), 31), "damaged"),
    "a PNG without its end": (lambda: encoded("PNG")[:-12], "damaged"),
    "a PNG cut in the middle": (lambda: encoded("PNG")[:100_000], "damaged"),
    "a PNG that is nothing but its first eight bytes": (lambda: b"\x89PNG\r\n\x1a\n", "damaged"),
    "a PNG that declares 900 megapixels": (
        lambda: png(30_000, 30_000, zlib.compress(bytes(2_000_000))),
        "too-many-pixels",
    ),
    "a PNG that declares more than it holds": (lambda: png(3000, 3000, zlib.compress(bytes(90_000))), "damaged"),
    "a PNG without pixels": (lambda: png(0, 0, zlib.compress(b"")), "damaged"),
    "a PNG whose pixels do not inflate": (lambda: png(100, 100, b"no zlib stream at all"), "damaged"),
    "a WebP cut by one byte": (lambda: encoded("WEBP")[:-1], "damaged"),
    "a WebP of twelve bytes": (lambda: encoded("WEBP")[:12], "damaged"),
    "a WebP that declares two gigabytes": (lambda: webp_with(4, b"\xff\xff\xff\x7f"), "damaged"),
    "a WebP of an unknown kind": (lambda: webp_with(12, b"VP9X"), "damaged"),
    "a WebP with a nonsense frame": (lambda: webp_with(20, b"\x00" * 16), "damaged"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_photo_is_undecodable(case: str, tmp_path: Path) -> None:
    make, damage = DAMAGED[case]
    path = tmp_path / "photo"
    path.write_bytes(make())
    media_type = rules.media_type_of(path.read_bytes()[: rules.HEAD_BYTES])
    assert media_type is not None

    started = time.perf_counter()
    with pytest.raises(Undecodable) as refusal:
        examine(path, media_type)

    assert refusal.value.damage == damage
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("size", [(8000, 6250), (50_000, 1000)])
def test_fifty_megapixels_exactly_are_taken(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    Image.new("L", size, 128).save(path, quality=30)
    assert examine(path, "image/jpeg").width == size[0]


def test_a_film_behind_the_picture_does_not_cost_it(tmp_path: Path) -> None:
    path = tmp_path / "moving.jpg"
    path.write_bytes(photo("phone.jpg").read_bytes() + b"film\xff\xda" * 2000)
    assert examine(path, "image/jpeg").width > 0


def test_a_header_that_looks_like_many_scans_does_not_cost_the_picture(tmp_path: Path) -> None:
    content = resized("china.jpg", 640)
    path = tmp_path / "talkative.jpg"
    path.write_bytes(content[:2] + b"\xff\xfe" + (2 + 4000).to_bytes(2, "big") + b"\xff\xda" * 2000 + content[2:])
    assert examine(path, "image/jpeg").width == 640


def test_the_disks_own_errors_are_no_verdict_on_a_photo(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        examine(tmp_path / "gone.jpg", "image/jpeg")


@pytest.mark.parametrize(("form", "seed"), [(form, seed) for form in ("JPEG", "PNG", "WEBP") for seed in range(60)])
def test_whatever_is_broken_the_answer_is_a_verdict(form: str, seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    output = io.BytesIO()
    Image.open(io.BytesIO(resized("china.jpg", 160))).save(output, form)
    content = bytearray(output.getvalue())
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(12, min(len(content), chance.choice((64, 600, 100_000))))] = chance.randrange(256)
    path = tmp_path / "photo"
    path.write_bytes(content)
    media_type = rules.media_type_of(bytes(content[: rules.HEAD_BYTES]))
    assert media_type is not None
    with suppress(Undecodable):
        assert examine(path, media_type).thumb.startswith(b"\xff\xd8\xff")
