"""The thumbnail and the verdict on a photo (one decode) against raw Pillow making the same thumbnail."""

import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from server.photos.imaging import examine
from tests import photos_source
from tests.bench.running import Measure

COUNT = 12


@asynccontextmanager
async def ready() -> AsyncIterator[Measure]:
    """Real photos of 2048 px, as phones send them."""
    with tempfile.TemporaryDirectory(prefix="louxun-bench-") as folder:
        path = Path(folder) / "photo.jpg"
        path.write_bytes(photos_source.unique(1))

        async def measure() -> dict[str, float]:
            raw = _seconds(lambda: _raw(path))
            ours = _seconds(lambda: examine(path, "image/jpeg"))
            with ThreadPoolExecutor(2) as two:
                began = time.perf_counter()
                list(two.map(lambda _: examine(path, "image/jpeg"), range(COUNT)))
                both = time.perf_counter() - began
            return {
                "thumbnail of 2048 px: time / raw Pillow": ours / raw,
                "thumbnails: rate of two threads / one": ours / both,
            }

        yield measure


def _seconds(deed: object) -> float:
    began = time.perf_counter()
    for _ in range(COUNT):
        deed()  # type: ignore[operator]
    return time.perf_counter() - began


def _raw(path: Path) -> bytes:
    """The limit: decode at a fraction, turn upright, reduce, encode."""
    with Image.open(path) as image:
        image.draft("RGB", (480, 480))
        image.thumbnail((320, 320), Image.Resampling.LANCZOS, reducing_gap=1.5)
        out = BytesIO()
        ImageOps.exif_transpose(image).save(out, "JPEG", quality=80)
        return out.getvalue()
