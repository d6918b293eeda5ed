"""What the drawn photos are made of: flat shapes in perspective at half size, then light, grain and a hand that was not
quite steady. The same seed draws the same picture."""

import io
from collections.abc import Sequence
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

WIDTH, HEIGHT = 1536, 2048
_HALF = (WIDTH // 2, HEIGHT // 2)
_GRAIN = 512

Colour = tuple[int, int, int]
Spot = tuple[float, float]


class Canvas:
    """A drawing of 768 x 1024; coordinates from 0 to 1 in both directions."""

    def __init__(self, seed: str, background: Colour) -> None:
        self.lots = Random(seed)  # noqa: S311 - a picture, no secret
        self.image = Image.new("RGB", _HALF, background)
        self._draw = ImageDraw.Draw(self.image)

    def shape(self, corners: Sequence[Spot], fill: Colour, edge: Colour | None = None, width: int = 2) -> None:
        """A filled polygon."""
        points = [_at(corner) for corner in corners]
        self._draw.polygon(points, fill=fill)
        if edge is not None:
            self._draw.line([*points, points[0]], fill=edge, width=width)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, edge: Colour | None = None
    ) -> None:
        """An upright rectangle."""
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], fill, edge)

    def line(self, spots: Sequence[Spot], fill: Colour, width: float = 0.004) -> None:
        """A line of a width that is a part of the picture's."""
        self._draw.line([_at(spot) for spot in spots], fill=fill, width=max(1, round(width * _HALF[0])), joint="curve")

    def disc(self, centre: Spot, radius: float, fill: Colour, edge: Colour | None = None, squeeze: float = 1.0) -> None:
        """A circle; `squeeze` below 1 lays it down."""
        x, y = _at(centre)
        r = radius * _HALF[0]
        self._draw.ellipse((x - r, y - r * squeeze, x + r, y + r * squeeze), fill=fill, outline=edge, width=3)

    def steel(self, left: float, top: float, right: float, bottom: float, light: Colour, dark: Colour) -> None:
        """Brushed metal: a soft gradient from side to side."""
        size = (round((right - left) * _HALF[0]), round((bottom - top) * _HALF[1]))
        ramp = Image.linear_gradient("L").rotate(90).resize(size)
        sheet = Image.composite(Image.new("RGB", size, light), Image.new("RGB", size, dark), ramp)
        self.image.paste(sheet, (round(left * _HALF[0]), round(top * _HALF[1])))

    def glow(self, centre: Spot, radius: float, strength: float) -> None:
        """Light around a lamp."""
        r = round(radius * _HALF[0])
        ball = ImageChops.invert(Image.radial_gradient("L").resize((2 * r, 2 * r)))
        light = Image.new("L", _HALF, 0)
        x, y = _at(centre)
        light.paste(ball.point(lambda value: round(max(0, value - 90) * strength)), (round(x) - r, round(y) - r))
        self.image = ImageChops.screen(self.image, Image.merge("RGB", (light, light, light)))
        self._draw = ImageDraw.Draw(self.image)

    def stain(self, centre: Spot, radius: float, colour: Colour, strength: float = 0.6) -> None:
        """A blot with soft edges: damp, dirt, a puddle."""
        mask = Image.new("L", _HALF, 0)
        pen = ImageDraw.Draw(mask)
        for _ in range(14):
            x, y = _at((centre[0] + self.lots.gauss(0, radius / 2), centre[1] + self.lots.gauss(0, radius / 2)))
            r = radius * _HALF[0] * self.lots.uniform(0.2, 0.7)
            pen.ellipse((x - r, y - r, x + r, y + r), fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(10))
        self.image.paste(Image.new("RGB", _HALF, colour), mask=mask)
        self._draw = ImageDraw.Draw(self.image)

    def crack(self, start: Spot, step: float, fill: Colour = (60, 55, 50), steps: int = 14) -> None:
        """A crooked line that runs downwards."""
        x, y = start
        spots = [start]
        for _ in range(steps):
            x, y = x + self.lots.gauss(0, step * 0.7), y + step * self.lots.uniform(0.5, 1.1)
            spots.append((x, y))
        self.line(spots, fill, 0.004)
        self.line(spots[steps // 2 :], fill, 0.007)

    def jpeg(self) -> bytes:
        """The photo: 1536 x 2048, slightly askew, lit from one side, grainy."""
        lots = self.lots
        askew = self.image.rotate(lots.uniform(-1.6, 1.6), Image.Resampling.BILINEAR)
        margin = 22
        left, top = margin + lots.randint(-14, 14), margin + lots.randint(-14, 14)
        cut = askew.crop((left, top, left + _HALF[0] - 2 * margin, top + _HALF[1] - 2 * margin))
        cut = ImageChops.multiply(cut, _light(lots, cut.size))
        cut = ImageEnhance.Brightness(cut).enhance(lots.uniform(0.92, 1.14))
        photo = cut.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
        photo = ImageChops.add(photo, _grain(lots.randrange(4)), 1, -128)
        output = io.BytesIO()
        photo.save(output, "JPEG", quality=78)
        return output.getvalue()


def _at(spot: Spot) -> tuple[float, float]:
    return spot[0] * _HALF[0], spot[1] * _HALF[1]


def _light(lots: Random, size: tuple[int, int]) -> Image.Image:
    """Darker towards the corners, and on one side."""
    corners = ImageChops.invert(Image.radial_gradient("L")).point(lambda value: min(255, 150 + value))
    turned = Image.linear_gradient("L").rotate(lots.choice((0, 90, 180, 270)))
    side = turned.point(lambda value: 205 + value * 50 // 255)
    light = ImageChops.multiply(corners, side).resize(size, Image.Resampling.BILINEAR)
    warm = lots.randint(236, 255)
    return Image.merge("RGB", (light, light, light.point(lambda value: value * warm // 255)))


@cache
def _grain(number: int) -> Image.Image:
    """One of four sensors' noise around middle grey, a tile repeated."""
    lots = Random(number)  # noqa: S311 - a picture, no secret
    tile = Image.frombytes("L", (_GRAIN, _GRAIN), lots.randbytes(_GRAIN * _GRAIN))
    tile = tile.point(lambda value: 128 + (value - 128) // 11)
    grain = Image.new("L", (WIDTH, HEIGHT))
    for x in range(0, WIDTH, _GRAIN):
        for y in range(0, HEIGHT, _GRAIN):
            grain.paste(tile, (x, y))
    return Image.merge("RGB", (grain, grain, grain))
