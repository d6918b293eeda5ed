"""The phone app's files: those that lie in `pwa/`, and the few that are made: the list of all, the words, the worker.

Every file's digest stands in the list, the list's digest is the app's version, and the version stands in the worker's
first line: so any changed file makes a new worker, and a phone takes the whole new app or keeps the whole old one.
"""

import io

import msgspec
import segno

from server.lib import digest, i18n
from server.lib.assets import Asset, Folder, asset_of, shipped

APP = Folder(shipped("pwa"))
WORKER = "sw.js"
_INDEX = "index.html"
_WORDS = "i18n/en.json"


class ShellFile(msgspec.Struct):
    """One file that the worker keeps."""

    path: str
    sha256: str
    bytes: int


def find(name: str) -> Asset | None:
    """What stands at /app/<name>; None where nothing does."""
    if name in ("", _INDEX):
        return APP.get(_INDEX)
    if name == "files.json":
        return asset_of(msgspec.json.encode({"version": version(), "files": files()}), ".json")
    if name == _WORDS:
        return _words()
    if name == WORKER:
        worker = APP.get(WORKER)
        return worker and asset_of(b"// " + version().encode() + b"\n" + worker.content, ".js")
    return APP.get(name)


def files() -> list[ShellFile]:
    """All the worker keeps; the page itself as "/app/", without the worker."""
    found = {name: APP.get(name) for name in APP.names() if name != WORKER}
    found[_WORDS] = _words()
    return [
        ShellFile("/app/" if name == _INDEX else f"/app/{name}", asset.digest, len(asset.content))
        for name, asset in sorted(found.items())
        if asset is not None
    ]


def version() -> str:
    """SHA-256 over all files and the worker."""
    worker = APP.get(WORKER)
    lines = [f"{file.path} {file.sha256}" for file in files()]
    return digest.sha256("\n".join([*lines, worker.digest if worker else ""]).encode())


def install_code(base_url: str) -> Asset:
    """The QR code that opens the page with the pictures for installing, as SVG."""
    drawn = io.BytesIO()
    segno.make(f"{base_url}/app/install", error="m").save(
        drawn, kind="svg", scale=8, border=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return asset_of(drawn.getvalue(), ".svg")


def _words() -> Asset:
    return asset_of(msgspec.json.encode(i18n.catalogue(), order="sorted"), ".json")
