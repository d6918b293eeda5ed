"""What a photo is, by its bytes and its header alone."""

from typing import Final

from server.photos.terms import MAX_PIXELS, MediaType

HEAD_BYTES: Final = 12

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"

# EXIF 2.32 §4.6.4: the orientations whose stored rows are the columns of the upright picture.
_LYING: Final = frozenset({5, 6, 7, 8})


def media_type_of(head: bytes) -> MediaType | None:
    """The media type that the first 12 bytes prove, or None for anything that is no photo.

    The sender's Content-Type is not asked (protocol: the first bytes decide, not the header).
    """
    if head.startswith(_JPEG):
        return "image/jpeg"
    if head.startswith(_PNG):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None


def has_too_many_pixels(width: int, height: int) -> bool:
    """More than 50 megapixels: some 150 MB once decoded, and no phone of ours sends it."""
    return width * height > MAX_PIXELS


def upright_size(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Width and height as a person sees the picture, from those stored and the EXIF orientation 1 to 8."""
    return (height, width) if orientation in _LYING else (width, height)
