"""`make bench`: ours against limit loops, in interleaved rounds of one run; ratios per round, median (least–most).

Absolute figures differ from machine to machine and from minute to minute; the ratios hold better. Load generator,
server and database share the machine's cores.
"""

import asyncio
import statistics
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import bundles, pictures, putting, reporting, starting

ROUNDS = 5
Measure = Callable[[], Awaitable[dict[str, float]]]


async def main() -> None:
    """Runs every benchmark and prints a line per ratio."""
    print(f"{'what':<58} {'ratio':>7}   {'least':>6} – {'most':<6}  rounds")
    for module in (pictures, putting, reporting, starting, bundles):
        async with module.ready() as measure:
            await _run(measure)


async def _run(measure: Measure) -> None:
    rounds = [await measure() for _ in range(ROUNDS + 1)][1:]  # the first one warms up
    for name in rounds[0]:
        ratios = [one[name] for one in rounds]
        print(f"{name:<58} {statistics.median(ratios):7.2f}   {min(ratios):6.2f} – {max(ratios):<6.2f}  {len(ratios)}")


asyncio.run(main())
