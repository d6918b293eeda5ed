"""SHA-256, written as 64 lower-case hex digits."""

import hashlib
import re

# `$` alone would let a line end through in Python.
PATTERN = r"^[0-9a-f]{64}$(?!\n)"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def sha256(content: bytes) -> str:
    """The digest of these bytes."""
    return hashlib.sha256(content).hexdigest()


def is_digest(text: str) -> bool:
    """Whether this is written as a digest."""
    return _DIGEST.fullmatch(text) is not None
