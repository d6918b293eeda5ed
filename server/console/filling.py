"""A form that comes back as it was filled in, with what is wrong at each field; lists that are put in order."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from server.lib.problems import Problem

One = TypeVar("One")


class Filled(Struct, frozen=True):
    """`form` names the one of the page's forms that was sent; `errors` are Chinese source texts by field."""

    form: str = ""
    values: Mapping[str, object] = {}
    errors: Mapping[str, str] = {}

    def value(self, form: str, field: str, otherwise: object = "") -> object:
        """What was typed into that form, else what stands."""
        return self.values.get(field, otherwise) if form == self.form else otherwise

    def error(self, form: str, field: str) -> str:
        """What is wrong there; "" for nothing."""
        return self.errors.get(field, "") if form == self.form else ""


def refused(form: str, values: Mapping[str, object], problem: Problem) -> Filled:
    """The form once more; any other problem than bad-fields is raised again."""
    if problem.code != "bad-fields":
        raise problem
    return Filled(form, values, {error.path: error.message for error in problem.errors})


def moved(order: Sequence[One], move: str) -> list[One]:
    """The order after a press of a button: `up:3` takes the fourth one up, `down:0` the first one down; anything else
    changes nothing."""
    listed = list(order)
    way, _, place = move.partition(":")
    if way not in ("up", "down") or not (place.isascii() and place.isdecimal() and len(place) <= 6):
        return listed
    index = int(place)
    other = index + (-1 if way == "up" else 1)
    if index < len(listed) and 0 <= other < len(listed):
        listed[index], listed[other] = listed[other], listed[index]
    return listed
