"""Reading what was typed at a desk about a unit: every fault is named at its field, and nothing typed is lost."""

import math
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from server.checklists.meters import Before, Why, is_possible, reckon
from server.checklists.terms import Item
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.vacancies.terms import (
    LOWER_REASONS,
    OCCASIONS,
    OCCUPANCY_STEPS,
    VACANCY_KINDS,
    LowerReason,
    Occasion,
    OccupancyStep,
    VacancyKind,
)

EARLIEST = date(2000, 1, 1)
CONTACT_MAX, NOTE_MAX, SERIAL_MAX = 120, 500, 40
OCCUPANCY_FIELDS = ("step", "kind", "since", "owner_informed", "entry_consent", "contact", "note")
READING_FIELDS = ("item", "number", "occasion", "on", "why", "old_end", "new_start", "serial", "note")


class Occupancy(Struct, frozen=True, kw_only=True):
    """A step in a unit's occupancy, as a form said it."""

    step: OccupancyStep
    kind: VacancyKind | None
    since_on: date
    owner_informed: bool
    entry_consent: bool
    contact: str | None
    note: str | None


class ReadByHand(Struct, frozen=True, kw_only=True):
    """A meter read outside a visit, as a form said it."""

    item: Item
    number: float
    occasion: Occasion
    on: date
    why: LowerReason | None
    old_end: float | None
    new_start: float | None
    serial: str | None
    note: str | None


class _Form:
    """The fields with what is wrong with each."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self.form = form
        self.errors: list[FieldError] = []

    def refuse(self, name: str, message: str) -> None:
        self.errors.append(FieldError(name, message))

    def choice(self, name: str, known: tuple[Any, ...], *, required: bool = True) -> Any:
        value = self.form[name]
        if value in known:
            return value
        if value or required:
            self.refuse(name, N_("请选一个"))
        return None

    def text(self, name: str, most: int) -> str | None:
        value = self.form[name]
        if len(value) > most or "\0" in value:
            self.refuse(name, N_("太长了，写短一些"))
        return value or None

    def date(self, name: str, today: date) -> date | None:
        try:
            on = date.fromisoformat(self.form[name])
        except ValueError:
            self.refuse(name, N_("要填一个日期"))
            return None
        if not EARLIEST <= on <= today:
            self.refuse(name, N_("日期要在 2000 年以后，不能晚于今天"))
            return None
        return on

    def number(self, name: str, item: Item | None, *, required: bool = False) -> float | None:
        plain = unicodedata.normalize("NFKC", self.form[name]).strip().replace(",", ".")
        if not plain and not required:
            return None
        try:
            value = float(plain)
        except ValueError:
            self.refuse(name, N_("要填一个数字"))
            return None
        if not math.isfinite(value) or (item is not None and not is_possible(item, value)):
            self.refuse(name, N_("这个表显示不出这样的数"))
            return None
        return value

    def check(self) -> None:
        if self.errors:
            raise Problem("bad-fields", errors=self.errors)


def read_occupancy(form: Mapping[str, str], today: date) -> Occupancy:
    """What the form says; Problem bad-fields with every fault."""
    asked = _Form(form)
    step = asked.choice("step", OCCUPANCY_STEPS)
    kind = asked.choice("kind", VACANCY_KINDS, required=step == "vacant") if step != "let" else None
    since = asked.date("since", today)
    contact, note = asked.text("contact", CONTACT_MAX), asked.text("note", NOTE_MAX)
    asked.check()
    assert since is not None
    return Occupancy(
        step=step,
        kind=kind if step == "vacant" else None,
        since_on=since,
        owner_informed=form["owner_informed"] == "1",
        entry_consent=form["entry_consent"] == "1",
        contact=contact,
        note=note,
    )


def read_reading(
    form: Mapping[str, str], today: date, meters: Mapping[str, Item]
) -> ReadByHand:
    """What the form says, apart from what was read before; Problem bad-fields with every fault."""
    asked = _Form(form)
    item = meters.get(asked.choice("item", tuple(meters)) or "")
    number = asked.number("number", item, required=True)
    occasion = asked.choice("occasion", OCCASIONS)
    on = asked.date("on", today)
    why = asked.choice("why", LOWER_REASONS, required=False)
    old_end, new_start = asked.number("old_end", item), asked.number("new_start", item)
    serial, note = asked.text("serial", SERIAL_MAX), asked.text("note", NOTE_MAX)
    asked.check()
    assert item is not None and number is not None and on is not None
    is_changed = why == "changed"
    return ReadByHand(
        item=item,
        number=number,
        occasion=occasion,
        on=on,
        why=why,
        old_end=old_end if is_changed else None,
        new_start=new_start if is_changed else None,
        serial=serial,
        note=note,
    )


def held_against(read: ReadByHand, before: Before | None) -> None:
    """Problem bad-fields where the reading is lower than the one before and nothing explains it."""
    told = reckon(before.value if before else None, read.number, why_of(read.why, read.old_end, read.new_start))
    if not told.went_back:
        return
    if read.why == "changed":
        raise Problem("bad-fields", errors=[FieldError("old_end", N_("换表前后的读数对不上"))])
    raise Problem("bad-fields", errors=[FieldError("why", N_("比上次的读数小，请选一个原因"))])


def why_of(why: str | None, old_end: float | None, new_start: float | None) -> Why:
    """The explanation as the rule takes it."""
    return Why(
        rolled_over=why == "rolled_over",
        changed=why == "changed",
        misread_before=why == "misread_before",
        old_end=old_end,
        new_start=new_start,
    )
