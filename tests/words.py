"""All texts that people can read, as the code marks them."""

from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parent.parent
_KEYWORDS = {"_": None, "N_": None}


def texts() -> dict[str, list[str]]:
    """Every marked text with the places it stands at (`file:line`)."""
    found: dict[str, list[str]] = {}
    for folder in ("server", "pwa/js"):
        for name, line, text, _comments, _context in extract_from_dir(
            ROOT / folder,
            method_map=[("**.py", "python"), ("**.html", "jinja2.ext:babel_extract"), ("static/*.js", "javascript")]
            if folder == "server"
            else [("**.js", "javascript")],
            keywords=_KEYWORDS,
            directory_filter=lambda path: not str(path).endswith(("piccolo_migrations", "__pycache__", "lib/vendor")),
        ):
            if isinstance(text, str):
                found.setdefault(text, []).append(f"{folder}/{name}:{line}")
    return found
