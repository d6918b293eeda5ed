"""What a photo is by its first bytes."""

import pytest

from server.photos import rules


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "image/jpeg"),
        (b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"RIFF\x00\x00\x00\x00WEB", None),
        (b"\xff\xd8", None),
        (b"\x89PNG\n\x1a\n\x00\x00\x00\x00\x0d", None),
        (b"GIF89a\x01\x00\x01\x00\x80\x00", None),
        (b'<svg xmlns="', None),
        (b"<!DOCTYPE ht", None),
        (b"%PDF-1.7\n%\xe2\xe3", None),
        (b"\x00\x00\x00\x1cftypavif", None),
        (b"BM\x8a\x00\x00\x00\x00\x00\x00\x00\x8a\x00", None),
        (b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00", None),
        (b"", None),
    ],
)
def test_the_first_bytes_decide_the_media_type(head: bytes, media_type: str | None) -> None:
    assert rules.media_type_of(head) == media_type


def test_fifty_megapixels_are_the_most_a_photo_may_have() -> None:
    assert not rules.has_too_many_pixels(10_000, 5_000)
    assert rules.has_too_many_pixels(10_000, 5_001)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_lying_picture_is_as_wide_as_it_is_stored_high(orientation: int) -> None:
    expected = (30, 40) if orientation >= 5 else (40, 30)
    assert rules.upright_size(40, 30, orientation) == expected
