"""RFC 8785 (JSON Canonicalization Scheme) for what receipts hold: objects, arrays, strings, null."""

import json

Canonical = dict[str, "Canonical"] | list["Canonical"] | str | None


def canonical(value: object) -> bytes:
    """The canonical bytes. Numbers are refused: receipts have none, and their canonical form is a study of its own."""
    return _write(value).encode("utf-8")


def _write(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(_write(item) for item in value) + "]"
    if isinstance(value, dict):
        # §3.2.3: keys in the order of their UTF-16 code units
        keys = sorted(value, key=lambda key: str(key).encode("utf-16-be"))
        return "{" + ",".join(f"{_write(key)}:{_write(value[key])}" for key in keys) + "}"
    raise TypeError(f"no canonical form here for {type(value).__name__}")
