"""All texts that people can read, as the code marks them; `make words` brings the English catalogue up to them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
ENGLISH = ROOT / "server" / "locale" / "en.po"
_KEYWORDS = {"_": None, "N_": None}
_METHODS = {"server": [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]}
# Babel's own reader of JavaScript passes over a template inside a template, where half of our texts stand.
_SCRIPTS = ("server/static/*.js", "pwa/js/**/*.js")
_IN_SCRIPT = re.compile(r"""(?<![\w.$])_\(\s*("(?:[^"\\\n]|\\.)*")""")


def texts() -> dict[str, list[str]]:
    """Every marked text with the places it stands at (`file:line`)."""
    found: dict[str, list[str]] = {}
    for folder, methods in _METHODS.items():
        for name, line, text, _comments, _context in extract_from_dir(
            ROOT / folder,
            method_map=methods,
            keywords=_KEYWORDS,
            directory_filter=lambda path: Path(str(path)).name not in ("piccolo_migrations", "__pycache__"),
        ):
            if isinstance(text, str):
                found.setdefault(text, []).append(f"{folder}/{name}:{line}")
    for text, place in _of_scripts():
        found.setdefault(text, []).append(place)
    return found


def _of_scripts() -> Iterator[tuple[str, str]]:
    for pattern in _SCRIPTS:
        for path in sorted(ROOT.glob(pattern)):
            source = path.read_text(encoding="utf-8")
            for match in _IN_SCRIPT.finditer(source):
                line = source.count("\n", 0, match.start()) + 1
                yield json.loads(match[1]), f"{path.relative_to(ROOT)}:{line}"


def refresh(more: dict[str, str] | None = None) -> list[str]:
    """Rewrites the catalogue: unused texts go, new ones come in, with their English where `more` has it.

    Returns those that lack it.
    """
    with ENGLISH.open("rb") as file:
        known = {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id}
    known |= more or {}
    fresh = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for text in texts():
        fresh.add(text, known.get(text, ""))
    with ENGLISH.open("wb") as file:
        file.write(_HEADER)
        # Without gettext's own header: its date would change every time.
        write_po(file, fresh, width=120, sort_output=True, omit_header=True)
    return [text for text in texts() if not known.get(text)]


_HEADER = b"# English for the Chinese source texts of pages, problems, command line, phone. Kept by `make words`.\n\n"

if __name__ == "__main__":
    for missing in refresh():
        print(missing)
