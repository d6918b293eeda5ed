"""Spans of time and sizes as people say them."""

from datetime import timedelta

from server.lib.i18n import Translate

_KIB = 1024


def span(length: timedelta, _: Translate) -> str:
    """`35 分`, `4 小时 20 分`, `1 天 3 小时`; never less than a minute, signs are left out."""
    minutes = max(1, round(abs(length.total_seconds()) / 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return _("{days} 天 {hours} 小时", days=days, hours=hours) if hours else _("{days} 天", days=days)
    if hours:
        return _("{hours} 小时 {minutes} 分", hours=hours, minutes=left) if left else _("{hours} 小时", hours=hours)
    return _("{minutes} 分", minutes=left)


def size(bytes_count: int) -> str:
    """`312 KiB`, `1.4 GiB`: units are written the same in both languages."""
    amount = float(bytes_count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if amount < _KIB or unit == "GiB":
            return f"{amount:.0f} {unit}" if amount >= 10 or unit == "B" else f"{amount:.1f} {unit}"
        amount /= _KIB
    raise AssertionError
