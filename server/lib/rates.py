"""Limits of rate: a token bucket per key, in this process."""

import math
import time


class Rates:
    """`per_minute` on the long run, `burst` at once. Remembers at most `most` keys; the least recent are forgotten."""

    def __init__(self, *, per_minute: int, burst: int, most: int = 10_000) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._most = most
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, key: str) -> int:
        """0 when this request may pass, else the whole seconds after which one may."""
        now = time.monotonic()
        left, then = self._buckets.pop(key, (float(self._burst), now))
        left = min(self._burst, left + (now - then) * self._per_second)
        passes = left >= 1
        self._buckets[key] = (left - 1 if passes else left, now)
        if len(self._buckets) > self._most:
            del self._buckets[next(iter(self._buckets))]
        return 0 if passes else math.ceil((1 - left) / self._per_second)
