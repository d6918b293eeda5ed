"""What a phone's last word means: whether its app is old, and for how many photos its storage still has room."""

import re

# A photo as the app keeps it: at most 2048 px, about half a megabyte (facts: 350–700 KB), with its preview.
PHOTO_BYTES = 600 * 1024
FEW_PHOTOS = 150
_NUMBERS = re.compile(r"\d+", re.ASCII)


def is_older(version: str, current: str) -> bool:
    """Whether this version of the app came before the one that is served now; never for one that can't be read."""
    theirs, ours = _numbers(version), _numbers(current)
    return bool(theirs) and theirs < ours


def storage_left(used: int | None, quota: int | None) -> tuple[str, int] | None:
    """`(few | enough, about how many photos)`; None where the phone said nothing. Browsers tell a quota, not a disk: it
    is a forecast."""
    if used is None or quota is None or quota <= 0:
        return None
    photos = max(0, quota - used) // PHOTO_BYTES
    return ("few" if photos < FEW_PHOTOS else "enough", int(photos))


def _numbers(version: str) -> tuple[int, ...]:
    found = [int(part) for part in _NUMBERS.findall(version.partition("+")[0])[:4]]
    return tuple(found + [0] * (4 - len(found))) if found else ()
