"""Looking at pictures with Pillow: is it whole, how large, and a small upright JPEG of it.

Everything here blocks for milliseconds to seconds, so it runs in two threads of its own (`off_the_loop`); Pillow lets
go of the interpreter while it decodes. Only the three formats are opened, whatever Pillow knows besides.
"""

import asyncio
import io
import mmap
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from PIL import ExifTags, Image, ImageFilter, ImageStat

from server.photos import likeness, rules
from server.photos.terms import SIDES, Damage, Examined, MediaType

P = ParamSpec("P")
T = TypeVar("T")

# The count in the header is compared with our own limit before anything is decoded; Pillow's is for other uses.
Image.MAX_IMAGE_PIXELS = None

_FORMATS: Final[dict[MediaType, str]] = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_QUALITY: Final = 80
# 1.5 lets libjpeg decode at a half or a quarter of the size where 2.0 would not: 1.5 times faster, no visible loss.
_REDUCING_GAP: Final = 1.5
# A progressive JPEG draws the whole picture once per scan, and a scan can be a few bytes: a small file could keep a
# thread busy for hours. Cameras use up to some ten scans.
_MAX_SCANS: Final = 100
# Among a scan's data, FF is followed by a stuffed 00 or a restart (D0 to D7) and is no marker.
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_START_OF_SCAN: Final = b"\xff\xda"
_END_OF_IMAGE: Final = b"\xff\xd9"
_WITHOUT_LENGTH: Final = (b"\xff\xd8", b"\xff\x01")
_LAPLACIAN: Final = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
_TO_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_POOL: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="imaging")


class Undecodable(Exception):
    """The bytes claim to be a photo and cannot be shown; `damage` says why."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(damage)
        self.damage: Damage = damage


async def off_the_loop(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs a function of this module in the two threads kept for pictures."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, lambda: function(*args, **kwargs))


def examine(path: Path, media_type: MediaType) -> Examined:
    """Decodes a photo once: that proves it whole, and gives the thumb and the figures. Raises Undecodable."""
    small, width, height = _shrunk(path, media_type, SIDES["thumb"])
    grey = small.convert("L")
    return Examined(
        media_type=media_type,
        width=width,
        height=height,
        brightness=round(ImageStat.Stat(grey).mean[0], 1),
        sharpness=round(_sharpness(grey), 1),
        print=likeness.print_of(grey.resize((likeness.WIDTH, likeness.HEIGHT), Image.Resampling.BOX).tobytes()),
        thumb=_jpeg(small),
    )


def thumbnail(path: Path, media_type: MediaType, side: int) -> bytes:
    """A JPEG of at most `side` pixels on the longer side: upright, never enlarged, on white, without any metadata.

    Of an animation the first frame. Raises Undecodable.
    """
    small, _, _ = _shrunk(path, media_type, side)
    return _jpeg(small)


def _shrunk(path: Path, media_type: MediaType, side: int) -> tuple[Image.Image, int, int]:
    """The small upright picture, 8 bits grey or RGB, and the width and height of the large one as seen upright."""
    try:
        with Image.open(path, formats=(_FORMATS[media_type],)) as image:
            width, height = image.size
            if rules.has_too_many_pixels(width, height):
                raise Undecodable("too-many-pixels")
            _check_outline(path, media_type)
            small = _decoded(image, side)
            orientation = _orientation(image)
    except Undecodable:
        raise
    except Exception as error:
        # Damaged bytes make Pillow raise almost anything (OSError, SyntaxError, ValueError, struct.error, …). What
        # is no verdict on the picture: the disk's own errors, which carry a number, and want of memory.
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno is not None):
            raise
        raise Undecodable("damaged") from error
    if orientation in _TO_UPRIGHT:
        small = small.transpose(_TO_UPRIGHT[orientation])
    return small, *rules.upright_size(width, height, orientation)


def _check_outline(path: Path, media_type: MediaType) -> None:
    """What decoding would not tell, or tell too late, at the cost of reading the file once."""
    if media_type == "image/png":
        # Decoding passes over the checksums and a missing end.
        with Image.open(path, formats=(_FORMATS[media_type],)) as image:
            image.verify()
    if media_type == "image/jpeg" and _has_too_many_scans(path):
        raise Undecodable("too-many-scans")


def _has_too_many_scans(path: Path) -> bool:
    """Goes from marker to marker up to the picture's end: behind it phones put films, in which anything may stand."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at, count = 0, 0
        while count <= _MAX_SCANS and (marker := _MARKER.search(content, at)):
            at, name = marker.end(), marker.group()
            if name == _END_OF_IMAGE:
                break
            if name not in _WITHOUT_LENGTH:
                at += int.from_bytes(content[at : at + 2], "big")
            count += name == _START_OF_SCAN
        return count > _MAX_SCANS


def _decoded(image: Image.Image, side: int) -> Image.Image:
    """Decodes and shrinks. A JPEG is decoded at no more than the size needed; the others have no such way."""
    small = image
    if image.format not in ("JPEG", "MPO"):
        image.load()
        small = _plain(image)
    small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)
    small.load()
    return _plain(small)


def _plain(image: Image.Image) -> Image.Image:
    """The picture in 8 bits, grey or RGB, on white where it is transparent."""
    if image.mode.startswith("I"):
        # 16 bits of grey; a plain convert() would cut off at 255 instead of scaling.
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    if image.mode in ("L", "RGB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _orientation(image: Image.Image) -> int:
    """EXIF orientation 1 to 8; 1 where the EXIF is absent, damaged or nonsense: that must not cost the picture."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:
        return 1
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def _sharpness(grey: Image.Image) -> float:
    """The variance of the Laplacian; 0 for a picture too small to have an inside."""
    if min(grey.size) < 3:
        return 0.0
    # Pillow copies the border pixels unfiltered, so they are cut off.
    inside = grey.filter(_LAPLACIAN).crop((1, 1, grey.width - 1, grey.height - 1))
    return ImageStat.Stat(inside).var[0]


def _jpeg(image: Image.Image) -> bytes:
    # Pillow would write a comment found in `info` into the new file; nothing of the old file may go along.
    image.info = {}
    output = io.BytesIO()
    image.save(output, "JPEG", quality=_QUALITY)
    return output.getvalue()
