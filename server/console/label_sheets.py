"""Label sheets: A4, twelve labels of 95 × 45 mm on a page, each with a QR code that phones and the app read."""

from collections.abc import Sequence

from msgspec import Struct

from server.lib.qr import opens_nowhere_else, qr_path
from server.sites.labels import LabelPoint

__all__ = ["Label", "LabelSheet", "label_of", "opens_nowhere_else", "sheets"]

LABELS_A_SHEET = 12


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
