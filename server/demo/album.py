"""Photos drawn ahead by other processes while this one serves: drawing is half of the demo's work."""

import multiprocessing
import os
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType

from server.demo.drawing import draw


class Album:
    """Order what will be needed, take it when it is."""

    def __init__(self) -> None:
        # Not forked: this process has threads and a loop.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(max(1, (os.cpu_count() or 2) - 1), mp_context=context)
        self._ordered: dict[tuple[str, str], Future[bytes]] = {}

    def __enter__(self) -> "Album":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def order(self, scene: str, seed: str) -> None:
        """Has it drawn."""
        if (scene, seed) not in self._ordered:
            self._ordered[scene, seed] = self._pool.submit(draw, scene, seed)

    def take(self, scene: str, seed: str) -> bytes:
        """The picture, once it is there; one that nobody ordered is drawn now."""
        ordered = self._ordered.pop((scene, seed), None)
        return draw(scene, seed) if ordered is None else ordered.result()
