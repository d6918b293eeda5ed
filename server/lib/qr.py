"""QR codes as SVG paths, for labels and invitations."""

from itertools import groupby
from urllib.parse import urlsplit

import segno

# ISO/IEC 18004 asks for four modules of white around the code.
QUIET_MODULES = 4
_OWN_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


def qr_path(text: str) -> tuple[int, str]:
    """A QR code's width in modules with its quiet zone, and its dark modules as an SVG path, a run at a time: runs
    have no seams that a printer could show. Error correction M."""
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
    """Whether a printed link would carry an address that only the server itself can open."""
    return urlsplit(base_url).hostname in _OWN_MACHINE
