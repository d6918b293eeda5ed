"""Pages: one Jinja environment for every package's templates, with the reader's words and no inline script or style."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, select_autoescape

from server.lib import i18n

_SERVER = Path(__file__).parent.parent

# `script-src` and all the rest fall back to 'self'; pictures may also be made in the page (previews of a chosen file).
CSP = (
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}


@cache
def environment() -> Environment:
    """`shell.html` and other shared templates by name; a package's own as `package/name.html`."""
    packages = {
        folder.parent.name: FileSystemLoader(folder)
        for folder in sorted(_SERVER.glob("*/templates"))
        if folder.is_dir()
    }
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(_SERVER / "templates"), PrefixLoader(packages)]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["at"] = local_time
    return made


def render(template: str, language: str, values: Mapping[str, Any]) -> str:
    """A page in one language. Templates have `_` (words), `lang`, and the filter `at` (a time in a zone)."""
    return environment().get_template(template).render(_=i18n.translator(language), lang=language, **values)


def local_time(moment: datetime | None, zone: str, form: str = "%m-%d %H:%M") -> str:
    """A time as people at the site read it; empty where there is none."""
    if moment is None:
        return ""
    try:
        return moment.astimezone(ZoneInfo(zone)).strftime(form)
    except OverflowError:
        # The last hours of the calendar, as a phone may send them.
        return moment.strftime(form)
