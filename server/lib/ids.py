"""Ids: UUIDv7 for what the server makes itself, derived ids for what a report makes."""

import re
import secrets
import time
from uuid import UUID, uuid5

_LOUXUN = UUID("5f0c1c1a-9a57-5b7e-8d3c-6c6f7578756e")
CANONICAL = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$(?!\n)"
_CANONICAL = re.compile(CANONICAL, re.ASCII)


def new() -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): ordered by time, so indexes grow at their end."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(secrets.token_bytes(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def derived(*parts: object) -> UUID:
    """The id that follows from these parts: from the same report the same, so a replay makes nothing."""
    return uuid5(_LOUXUN, "\x1f".join(str(part) for part in parts))


def is_canonical(text: str) -> bool:
    """Whether this is a UUID of any version written the canonical way, in lower case (protocol, conventions)."""
    return _CANONICAL.match(text) is not None
