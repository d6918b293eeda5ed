"""Reading JSON that a stranger sent: one meaning or none.

Two readers of one sealed line must never see two things, so whatever JSON libraries disagree on is refused
(RFC 8259 §4, §6, §8; I-JSON): duplicate keys, numbers that are not finite, integers beyond signed 64 bits,
lone surrogates, NUL, a byte order mark, and anything deeper than `DEPTH` levels. A number without a fraction is a whole
number however it is written (41.0 is 41, as JSON Schema has it), where every reader holds it exactly.
"""

import json
import math
from typing import NoReturn

DEPTH = 64
_INT64 = 1 << 63
_EXACT = 1 << 53


class Unreadable(ValueError):
    """Says in English (for the log) why these bytes have no single meaning; `reason` is a stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def decode_object(line: bytes) -> dict[str, object]:
    """One JSON object from UTF-8 bytes; raises Unreadable."""
    value = decode(line)
    if not isinstance(value, dict):
        raise Unreadable("not-an-object")
    return value


def decode(content: bytes) -> object:
    """One JSON value from UTF-8 bytes; raises Unreadable."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("not-utf-8") from error
    if _depth_over(text):
        raise Unreadable("too-deep")
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float, parse_int=_int)
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable("not-json") from error
    _check_texts(value)
    return value


def _depth_over(text: str) -> bool:
    """Counts brackets outside strings: before any parser recurses into them."""
    depth = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > DEPTH:
                return True
        elif character in "]}":
            depth -= 1
    return False


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Unreadable("duplicate-keys")
    return result


def _constant(_name: str) -> NoReturn:
    raise Unreadable("not-finite")


def _float(text: str) -> float | int:
    value = float(text)
    if not math.isfinite(value):
        raise Unreadable("not-finite")
    return int(value) if value.is_integer() and abs(value) <= _EXACT else value


def _int(text: str) -> int:
    if len(text) > 20 or not -_INT64 <= (value := int(text)) < _INT64:
        raise Unreadable("integer-too-large")
    return value


def _check_texts(value: object) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\x00" in item or (not item.isascii() and any("\ud800" <= c <= "\udfff" for c in item)):
                raise Unreadable("unusable-text")
        elif isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
