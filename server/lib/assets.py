"""Files as browsers get them: named by content (ETag), asked for again each time (no-cache), gzip where it is taken.

Litestar's own static files answer If-None-Match with the whole body and make the ETag from the file's time, which
differs between hosts. Hence this small handler of our own.
"""

import gzip
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from litestar import Request, Response

from server.lib import digest

# What is served at all. Anything else in a folder (type declarations, build scripts) does not exist for browsers.
MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_ALREADY_SMALL = frozenset({".png", ".ico", ".woff2"})
_SMALL_BYTES = 1024
_SERVER = Path(__file__).parent.parent


def shipped(name: str) -> Path:
    """A folder of files that are not Python ("pwa", "checklists"): `server/_pwa` in a wheel, `pwa` in a checkout."""
    packed = _SERVER / f"_{name}"
    return packed if packed.is_dir() else _SERVER.parent / name


class Asset(NamedTuple):
    """Bytes to serve; `packed` is their gzip where that is worth it."""

    content: bytes
    packed: bytes | None
    digest: str
    media_type: str


def asset_of(content: bytes, suffix: str) -> Asset:
    """An asset with the type of this file name ending (a key of MEDIA_TYPES)."""
    packed = None
    if len(content) >= _SMALL_BYTES and suffix not in _ALREADY_SMALL:
        packed = gzip.compress(content, compresslevel=6, mtime=0)
    return Asset(content, packed, digest.sha256(content), MEDIA_TYPES[suffix])


class Folder:
    """A folder's files, kept in memory and read again when one has changed on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._kept: dict[str, tuple[int, int, Asset]] = {}

    def get(self, name: str) -> Asset | None:
        """The file `css/base.css`; None where there is none, or where the name would lead elsewhere."""
        if not _is_plain(name):
            return None
        try:
            found = (self.root / name).stat()
            kept = self._kept.get(name)
            if kept is None or kept[:2] != (found.st_mtime_ns, found.st_size):
                content = (self.root / name).read_bytes()
                kept = (found.st_mtime_ns, found.st_size, asset_of(content, PurePosixPath(name).suffix))
                self._kept[name] = kept
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            self._kept.pop(name, None)
            return None
        return kept[2]

    def names(self) -> list[str]:
        """All files that are served, in order."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())
        return sorted(name for name in found if _is_plain(name))


def answer(request: Request[Any, Any, Any], asset: Asset) -> Response[bytes]:
    """200 with the content in the form the browser takes, or 304 where it has it already."""
    packed = asset.packed is not None and _takes_gzip(request.headers.get("accept-encoding", ""))
    # The two forms are different bytes, so their (strong) names differ (RFC 9110 §8.8.3.3).
    tag = f"{asset.digest[:32]}-gzip" if packed else asset.digest[:32]
    headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if _has(request.headers.get("if-none-match", ""), asset.digest[:32]):
        return Response(b"", status_code=304, headers=headers, media_type=asset.media_type)
    if packed and asset.packed is not None:
        return Response(
            asset.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=asset.media_type, status_code=200
        )
    return Response(asset.content, headers=headers, media_type=asset.media_type, status_code=200)


def _is_plain(name: str) -> bool:
    if "\\" in name or "\0" in name or PurePosixPath(name).suffix not in MEDIA_TYPES:
        return False
    return not any(segment in ("", "..") or segment.startswith(".") for segment in name.split("/"))


def _takes_gzip(accept_encoding: str) -> bool:
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _has(if_none_match: str, tag: str) -> bool:
    """Weak comparison: whoever has either form has this content."""
    theirs = (part.strip().removeprefix("W/").strip('"') for part in if_none_match.split(","))
    return any(one == "*" or one.removesuffix("-gzip") == tag for one in theirs)
