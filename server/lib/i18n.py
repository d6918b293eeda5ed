"""Words for people. Chinese is the source language; English stands in `server/locale/en.po` (one catalogue for pages,
problems and the phone). `_` marks and translates, `N_` only marks what is translated later."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.pofile import read_po

LANGUAGES = ("zh-CN", "en")
DEFAULT = "zh-CN"

Translate = Callable[..., str]


def N_(text: str) -> str:  # noqa: N802 - gettext's customary name for "mark only"
    """Marks a text for the catalogue without translating it."""
    return text


def translate(language: str, text: str, /, **values: object) -> str:
    """The text in a language with its `{names}` filled."""
    words = catalogue().get(text, text) if language == "en" else text
    return words.format(**values) if values else words


def translator(language: str) -> Translate:
    """`_` for one reader."""
    return lambda text, /, **values: translate(language, text, **values)


@cache
def catalogue() -> dict[str, str]:
    """Chinese text → English text."""
    content = (files("server") / "locale" / "en.po").read_bytes()
    return {
        str(message.id): str(message.string)
        for message in read_po(BytesIO(content), locale="en")
        if message.id and message.string
    }


def chosen(accept_language: str | None) -> str:
    """The language of the highest q among zh and en, else zh-CN (protocol, conventions; RFC 9110 §12.5.4)."""
    best, best_q = DEFAULT, 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        language = {"zh": "zh-CN", "en": "en"}.get(tag.strip().lower().split("-")[0])
        q = _quality(parameters)
        if language and q > best_q:
            best, best_q = language, q
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0
