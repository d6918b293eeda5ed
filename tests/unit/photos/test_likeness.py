"""Near-same pictures have nearly the same print; others do not."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageEnhance

from server.photos.imaging import examine
from server.photos.likeness import HEIGHT, WIDTH, bits_apart, print_of
from tests.photos_source import photo

SAME = 6
CASES = json.loads((Path(__file__).parents[2] / "cases" / "likeness.json").read_text())


def print_of_picture(image: Image.Image, path: Path, quality: int = 85) -> str:
    output = io.BytesIO()
    image.convert("RGB").save(output, "JPEG", quality=quality)
    path.write_bytes(output.getvalue())
    return examine(path, "image/jpeg").print


def test_a_picture_that_gets_brighter_to_the_right_is_all_ones() -> None:
    assert print_of(list(range(9)) * 8) == "f" * 16
    assert print_of(list(range(9, 0, -1)) * 8) == "0" * 16
    assert print_of(list(range(9)) + [0] * 63) == "ff" + "0" * 14


def test_bits_apart_counts_what_differs() -> None:
    assert bits_apart("0" * 16, "f" * 16) == 64
    assert bits_apart("80" + "0" * 14, "01" + "0" * 14) == 2


@pytest.mark.parametrize("name", ["china.jpg", "flower.jpg", "phone-13mp.jpg", "camera-24mp.jpg"])
def test_a_picture_shrunk_pressed_and_brightened_is_still_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    with Image.open(photo(name)) as image:
        image.draft("RGB", (1280, 1280))
        first = print_of_picture(image, path)
        smaller = image.resize((image.width // 2, image.height // 2))
    assert bits_apart(first, print_of_picture(smaller, path, quality=40)) <= SAME
    assert bits_apart(first, print_of_picture(ImageEnhance.Brightness(smaller).enhance(1.1), path)) <= SAME


def test_different_pictures_are_far_apart() -> None:
    names = ["china.jpg", "flower.jpg", "phone.jpg", "phone-13mp.jpg", "camera-24mp.jpg"]
    prints = [examine(photo(name), "image/jpeg").print for name in names]
    assert min(bits_apart(a, b) for i, a in enumerate(prints) for b in prints[i + 1 :]) > SAME


@pytest.mark.parametrize("case", CASES["prints"], ids=lambda case: case["name"])
def test_a_print_is_the_same_on_the_server_and_on_the_phone(case: dict[str, Any]) -> None:
    assert print_of(case["grey"]) == case["print"]


@pytest.mark.parametrize("case", CASES["pictures"], ids=lambda case: case["name"])
def test_a_whole_picture_is_boxed_the_same_on_the_server_and_on_the_phone(case: dict[str, Any]) -> None:
    size = (case["width"], len(case["grey"]) // case["width"])
    small = Image.frombytes("L", size, bytes(case["grey"])).resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    assert print_of(small.tobytes()) == case["print"]


@pytest.mark.parametrize("case", CASES["apart"], ids=lambda case: case["name"])
def test_what_is_alike_is_alike_on_the_server_and_on_the_phone(case: dict[str, Any]) -> None:
    assert bits_apart(case["a"], case["b"]) == case["bits"]
    assert (case["bits"] <= SAME) is case["alike"]
