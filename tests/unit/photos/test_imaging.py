"""Pictures from real cameras: whole, upright, small and without a word about where they were taken."""

import io
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageChops, ImageFilter, ImageStat

from server.photos.imaging import examine, off_the_loop, thumbnail
from server.photos.terms import MediaType
from tests.photos_source import photo, resized

# The transposition that makes a picture stored with this orientation upright again, undone: how to store it.
LAID_DOWN = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference per channel, 0 to 255."""
    channels = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    return sum(channels) / len(channels)


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize(
    ("name", "size", "thumb_size"),
    [
        ("phone.jpg", (2448, 2448), (320, 320)),
        ("phone-13mp.jpg", (4208, 3120), (320, 237)),
        ("camera-24mp.jpg", (6000, 4000), (320, 213)),
        ("right.jpg", (480, 640), (240, 320)),
        ("down-mirrored.jpg", (480, 640), (240, 320)),
        ("china.jpg", (640, 427), (320, 214)),
    ],
)
def test_a_real_photo_has_its_size_and_a_thumb(name: str, size: tuple[int, int], thumb_size: tuple[int, int]) -> None:
    examined = examine(photo(name), "image/jpeg")
    assert (examined.width, examined.height) == size
    thumb = opened(examined.thumb)
    assert thumb.format == "JPEG"
    assert abs(thumb.width - thumb_size[0]) <= 1
    assert abs(thumb.height - thumb_size[1]) <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_every_orientation_comes_out_upright(
    orientation: int, form: str, media_type: MediaType, tmp_path: Path
) -> None:
    upright = opened(resized("china.jpg", 640, 95)).convert("RGB")
    step = LAID_DOWN[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    lying = upright if step is None else upright.transpose(step)
    path = saved(lying, tmp_path / "lying", format=form, exif=exif, quality=95)

    examined = examine(path, media_type)

    assert (examined.width, examined.height) == (640, 427)
    thumb = opened(examined.thumb)
    expected = upright.resize(thumb.size, Image.Resampling.LANCZOS)
    assert difference(thumb, expected) < 6
    assert difference(thumb, expected.transpose(Image.Transpose.ROTATE_180)) > 30


@pytest.mark.parametrize("side", [320, 1280])
def test_a_small_picture_tells_nothing_of_the_place_and_the_phone(side: int) -> None:
    original = photo("phone.jpg")
    before = original.read_bytes()
    assert ExifTags.IFD.GPSInfo in Image.open(original).getexif()

    small = thumbnail(original, "image/jpeg", side)

    picture = opened(small)
    assert picture.size == (side, side)
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (b"Exif", b"Apple", b"iPhone", b"GPS", b"ICC_PROFILE", b"http://ns.adobe.com", b"2016:03:24"):
        assert trace not in small
    assert original.read_bytes() == before


def test_comments_profiles_and_xmp_stay_with_the_original(tmp_path: Path) -> None:
    path = tmp_path / "chatty.jpg"
    with Image.open(photo("china.jpg")) as image:
        image.save(path, comment=b"taken at home", icc_profile=b"profile" * 20, xmp=b"<x:xmpmeta>secret</x:xmpmeta>")
    assert b"taken at home" in path.read_bytes()

    for small in (examine(path, "image/jpeg").thumb, thumbnail(path, "image/jpeg", 1280)):
        assert not any(trace in small for trace in (b"taken at home", b"profile", b"xmpmeta", b"secret"))


def test_a_small_photo_is_not_enlarged(tmp_path: Path) -> None:
    path = tmp_path / "small.jpg"
    path.write_bytes(resized("china.jpg", 200))
    assert opened(thumbnail(path, "image/jpeg", 320)).size == (200, 134)
    assert opened(thumbnail(path, "image/jpeg", 1280)).size == (200, 134)


@pytest.mark.parametrize("size", [(1, 1), (2, 3000), (3000, 1), (5, 5)])
def test_a_sliver_is_a_photo_too(size: tuple[int, int], tmp_path: Path) -> None:
    path = saved(Image.new("RGB", size, "red"), tmp_path / "sliver.png")
    examined = examine(path, "image/png")
    assert (examined.width, examined.height) == size
    assert max(opened(examined.thumb).size) <= 320


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (400, 400), (255, 0, 0, 0))
    clear.paste((0, 0, 255, 255), (0, 0, 200, 400))
    forms: list[tuple[Image.Image, str, MediaType]] = [
        (clear, "PNG", "image/png"),
        (clear, "WEBP", "image/webp"),
        (clear.convert("LA"), "PNG", "image/png"),
        (clear.quantize(8), "PNG", "image/png"),
    ]
    for image, form, media_type in forms:
        path = saved(image, tmp_path / "clear", format=form)
        pixel = opened(examine(path, media_type).thumb).convert("RGB").getpixel((300, 160))
        assert isinstance(pixel, tuple)
        assert min(pixel) > 245, (form, image.mode, pixel)


def test_sixteen_bits_of_grey_keep_their_shades(tmp_path: Path) -> None:
    path = saved(Image.new("I;16", (64, 64), 128 << 8), tmp_path / "deep.png")
    assert abs(examine(path, "image/png").brightness - 128) < 2


def test_printing_colours_come_out_as_seen(tmp_path: Path) -> None:
    with Image.open(photo("china.jpg")) as image:
        rgb = image.convert("RGB")
    path = saved(rgb.convert("CMYK"), tmp_path / "press.jpg", quality=95)
    thumb = opened(examine(path, "image/jpeg").thumb)
    assert difference(thumb, rgb.resize(thumb.size, Image.Resampling.LANCZOS)) < 8


def test_one_bit_and_grey_pictures_are_photos_too(tmp_path: Path) -> None:
    with Image.open(photo("china.jpg")) as image:
        for mode in ("1", "L", "P"):
            path = saved(image.convert(mode), tmp_path / "plain.png")
            assert max(opened(examine(path, "image/png").thumb).size) == 320


@pytest.mark.parametrize(("form", "media_type"), [("PNG", "image/png"), ("WEBP", "image/webp")])
def test_of_an_animation_the_first_frame_is_shown(form: str, media_type: MediaType, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (400, 300), colour) for colour in ("white", "black", "black")]
    path = saved(frames[0], tmp_path / "moving", format=form, save_all=True, append_images=frames[1:], duration=100)
    assert examine(path, media_type).brightness > 250


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_damaged_exif_block_does_not_cost_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "odd.jpg"
    with Image.open(photo("china.jpg")) as image:
        image.save(path, exif=b"Exif\x00\x00MM\x00\x2a\x00\x00\xff\xff broken" + b"\xff" * 40)
    assert examine(path, "image/jpeg").width == 640


def test_dark_and_blurred_photos_have_lower_figures(tmp_path: Path) -> None:
    with Image.open(photo("phone-13mp.jpg")) as image:
        image.draft("RGB", (2048, 2048))
        real = image.convert("RGB")
    plain = examine(saved(real, tmp_path / "plain.jpg"), "image/jpeg")
    dark = examine(saved(real.point(lambda value: value * 0.1), tmp_path / "dark.jpg"), "image/jpeg")
    blurred = examine(saved(real.filter(ImageFilter.GaussianBlur(24)), tmp_path / "blurred.jpg"), "image/jpeg")
    assert dark.brightness < 30 < plain.brightness
    assert blurred.sharpness < plain.sharpness / 5


async def test_pictures_are_looked_at_off_the_event_loop() -> None:
    examined = await off_the_loop(examine, photo("phone.jpg"), "image/jpeg")
    assert examined.width == 2448
