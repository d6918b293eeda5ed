"""Which defect an observation belongs to. Pure; source: product (Defect) and protocol (check: sighting_of …)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from msgspec import structs

from server.defects.terms import SEVERITY_RANK, KnownDefect, Observation, Place, Placement, Severity
from server.lib.texts import tidy

RECURRENCE: Final = timedelta(days=30)
"""Closed less than this before it is seen again: a recurrence (product)."""


def asset_place(asset_id: UUID) -> Place:
    """The place of an asset's defects; item ids are unique over all checklists, so the checklist does not matter."""
    return str(asset_id)


def unit_place(unit_id: UUID, checklist: str) -> Place:
    """The place of a unit's own defects: the unit under one checklist (its key)."""
    return f"{unit_id}/{checklist}"


def normal_spot(spot: str | None) -> str:
    """The spot as it is compared and kept: trimmed and in Unicode NFC, so that two phones' keyboards agree."""
    return tidy(spot)


def raised(a: Severity, b: Severity) -> Severity:
    """The more urgent of the two: a sighting only ever raises a defect's severity."""
    return max(a, b, key=SEVERITY_RANK.__getitem__)


def place(observation: Observation, known: Iterable[KnownDefect]) -> Placement:
    """Decides where one observation belongs, given all defects known of its place in every state, together with those
    they were merged into and those the report names.

    In this order: the known defect it says it sees; a separate one beside another; at this place, item and spot one
    that was closed only after this was seen (before what is open now was first seen); the open one with the lowest
    number; a recurrence; a new one.
    """
    book = {defect.id: defect for defect in known}
    seen = _named(observation, book)
    if seen is not None:
        answer = _seen_again(observation, _same_fault(seen, book), seen.spot, seen.number)
        if answer.kind != "new" or _of_same(seen, observation):
            return answer
    here = _at_spot(observation.place, observation.item, observation.spot, book)
    other = book.get(observation.separate_from) if observation.separate_from else None
    astray = observation.separate_from is not None and (other is None or other.place != observation.place)
    if other is not None and other in here and observation.sighting != "gone":
        number = max(defect.number for defect in here) + 1
        return Placement(kind="new", number=number, spot=normal_spot(observation.spot))
    answer = _seen_again(observation, _followed(here, book), observation.spot, 1)
    return structs.replace(answer, unknown_reference=astray)


def _named(observation: Observation, book: dict[UUID, KnownDefect]) -> KnownDefect | None:
    """The defect the report names, followed through mergers; one of another place or item is not the one it sees."""
    named = book.get(observation.sighting_of) if observation.sighting_of else None
    return _final(named, book) if named is not None and _of_same(named, observation) else None


def _of_same(defect: KnownDefect, observation: Observation) -> bool:
    """Of the same place and item; a merger by hand may lead elsewhere, but nothing new is opened there."""
    return (defect.place, defect.item) == (observation.place, observation.item)


def _same_fault(seen: KnownDefect, book: dict[UUID, KnownDefect]) -> list[KnownDefect]:
    """The named defect and what opened under its number since: a phone may still show one that closed and recurred."""
    rows = _at_spot(seen.place, seen.item, seen.spot, book)
    return [row for row in rows if row.number == seen.number and row.state != "merged"]


def _at_spot(place: Place, item: str, spot: str, book: dict[UUID, KnownDefect]) -> list[KnownDefect]:
    """Every row ever opened at this place, item and spot, by number."""
    key = (place, item, normal_spot(spot))
    rows = [defect for defect in book.values() if (defect.place, defect.item, normal_spot(defect.spot)) == key]
    return sorted(rows, key=lambda defect: defect.number)


def _followed(rows: Sequence[KnownDefect], book: dict[UUID, KnownDefect]) -> list[KnownDefect]:
    """The rows, then what a supervisor merged some of them into, so that a merger holds for later sightings."""
    own = [row for row in rows if row.state != "merged"]
    finals = (_final(row, book) for row in rows if row.state == "merged")
    return own + [final for final in finals if final is not None and final not in own]


def _final(defect: KnownDefect, book: dict[UUID, KnownDefect]) -> KnownDefect | None:
    """The defect itself, or the one it was merged into in the end; None if that is not known or leads in a circle."""
    passed: set[UUID] = set()
    while defect.state == "merged":
        passed.add(defect.id)
        target = book.get(defect.merged_into) if defect.merged_into else None
        if target is None or target.id in passed:
            return None
        defect = target
    return defect


def _seen_again(observation: Observation, candidates: Sequence[KnownDefect], spot: str, number: int) -> Placement:
    """The placement among candidates that are the same fault; `spot` and `number` are for a row newly opened."""
    gone = observation.sighting == "gone"
    current = next((defect for defect in candidates if defect.state == "open"), None)
    closings = [(defect.closed_at, defect) for defect in candidates if defect.state == "closed" and defect.closed_at]
    later = [one for one in closings if one[0] > observation.observed_at and _precedes(one[0], current)]
    if later:
        return _joined("closed", min(later, key=_closed_at)[1], gone)
    if current is not None:
        return _joined("open", current, gone)
    last = max(closings, key=_closed_at, default=None)
    if gone:
        return _joined("closed", last[1], gone) if last else Placement(kind="none", gone=True)
    if last and observation.observed_at - last[0] < RECURRENCE:
        number, recurrence_of = last[1].number, last[1].id
        return Placement(kind="new", number=number, spot=normal_spot(spot), recurrence_of=recurrence_of)
    return Placement(kind="new", number=number, spot=normal_spot(spot))


def _precedes(closed_at: datetime, current: KnownDefect | None) -> bool:
    """Whether the closing lies before the first sight of what is open now: then what was seen was still the old one."""
    return current is None or closed_at <= current.opened_at


def _closed_at(closing: tuple[datetime, KnownDefect]) -> datetime:
    return closing[0]


def _joined(kind: Literal["open", "closed"], defect: KnownDefect, gone: bool) -> Placement:
    return Placement(kind=kind, defect_id=defect.id, number=defect.number, spot=defect.spot, gone=gone)
