"""What is kept in the process: by name, the least used goes first, and one thing is made once."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

from server.lib.kept import Kept


def test_the_least_used_goes_first() -> None:
    kept: Kept[int] = Kept(most=2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)


def test_threads_that_ask_together_make_it_once() -> None:
    kept: Kept[object] = Kept(most=2)
    made: list[int] = []

    def make() -> object:
        sleep(0.01)
        made.append(1)
        return object()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: id(kept.made("a", make)), range(8)))
    assert (len(found), len(made)) == (1, 1)
