"""SHA-256, written as 64 lower-case hex digits."""

import hashlib
import re

PATTERN = r"^[0-9a-f]{64}$"
_PATTERN = re.compile(PATTERN, re.ASCII)


def sha256(content: bytes) -> str:
    """The digest of these bytes."""
    return hashlib.sha256(content).hexdigest()


def is_digest(text: str) -> bool:
    """Whether this is written as a digest."""
    return _PATTERN.match(text) is not None
