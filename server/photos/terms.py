"""Words and limits of photos (protocol, "Up: photos")."""

from typing import Final, Literal, get_args

import msgspec

MediaType = Literal["image/jpeg", "image/png", "image/webp"]
Size = Literal["thumb", "preview", "original"]
SIZES: Final[tuple[Size, ...]] = get_args(Size)
# What lies in the store under a digest: the bytes as they came, two small pictures made of them, or bytes that
# claim to be a photo and cannot be decoded.
BlobKind = Literal["original", "thumb", "preview", "aside"]
Damage = Literal["damaged", "too-many-pixels", "too-many-scans"]

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
# Longer side in pixels; never enlarged.
SIDES: Final[dict[Size, int]] = {"thumb": 320, "preview": 1280}
# A list of digests longer than this is refused with 413.
MAX_DIGESTS: Final = 500
# Photos that no kept line names are removed after this many days.
KEPT_UNNAMED_DAYS: Final = 30
# So many bytes of the disk stay free for the database and the system.
RESERVE_BYTES: Final = 64 * 1024 * 1024


class Examined(msgspec.Struct, frozen=True):
    """What one look at a photo tells.

    `width` and `height` in pixels as seen upright; `brightness` the mean grey 0 (black) to 255 (white) and
    `sharpness` the variance of the Laplacian, both of the thumb, so that photos of any size compare; `print` what
    near-same pictures have nearly in common (`likeness.py`); `thumb` a JPEG.
    """

    media_type: MediaType
    width: int
    height: int
    brightness: float
    sharpness: float
    print: str
    thumb: bytes
