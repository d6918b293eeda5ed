"""Label sheets: A4, twelve labels of 95 × 45 mm on a page, each with a QR code that phones and the app read."""

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlsplit

import segno
from msgspec import Struct

from server.sites.labels import LabelPoint

LABELS_A_SHEET = 12
# ISO/IEC 18004 asks for four modules of white around the code.
QUIET_MODULES = 4
_OWN_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


class Label(Struct, frozen=True):
    """One label. `size` is the QR code's width in modules with its quiet zone, `path` its dark ones as an SVG path."""

    point: LabelPoint
    link: str
    size: int
    path: str


class LabelSheet(Struct, frozen=True):
    """One A4 page, with its number from 1."""

    number: int
    labels: tuple[Label, ...]


def sheets(points: Sequence[LabelPoint], base_url: str) -> list[LabelSheet]:
    """The points' labels in the given order; a point without a valid tag has none."""
    labels = [label_of(point, base_url) for point in points if point.code is not None]
    starts = range(0, len(labels), LABELS_A_SHEET)
    return [
        LabelSheet(number, tuple(labels[start : start + LABELS_A_SHEET]))
        for number, start in enumerate(starts, start=1)
    ]


def label_of(point: LabelPoint, base_url: str) -> Label:
    """The label of a point that has a tag: the link to it (protocol: `/app/p/<code>`), error correction M."""
    link = f"{base_url}/app/p/{point.code}"
    size, path = qr_path(link)
    return Label(point, link, size, path)


def qr_path(text: str) -> tuple[int, str]:
    """A QR code's width in modules with its quiet zone, and its dark modules as an SVG path, a run at a time: runs
    have no seams that a printer could show."""
    code = segno.make_qr(text, error="m", boost_error=False)
    rows = list(code.matrix_iter(border=QUIET_MODULES))
    parts: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, run in groupby(row):
            width = len(list(run))
            if is_dark:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return len(rows), "".join(parts)


def opens_nowhere_else(base_url: str) -> bool:
    """Whether labels would carry an address that only the server itself can open."""
    return urlsplit(base_url).hostname in _OWN_MACHINE
