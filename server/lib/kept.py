"""What takes long to make is kept in this process, by a name that says all it depends on; the least used goes first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """At most `most` things. Any thread may ask; the same thing is made by one at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, name: Hashable) -> V | None:
        """What is kept under a name."""
        with self._lock:
            if name in self._things:
                self._things.move_to_end(name)
            return self._things.get(name)

    def put(self, name: Hashable, thing: V) -> V:
        """Keeps it, and gives it back."""
        with self._lock:
            self._things[name] = thing
            self._things.move_to_end(name)
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return thing

    def made(self, name: Hashable, make: Callable[[], V]) -> V:
        """What is kept under a name, or else made now."""
        with self._lock:
            found = self.get(name)
            return self.put(name, make()) if found is None else found
