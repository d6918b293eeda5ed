"""Pure rules: what one answer amounts to. The phone judges the same way; tests/cases/judging.json holds both to it.
What a checklist file may not contain is decided in faults.py."""

import math
import re
from datetime import date

from server.checklists.terms import SEVERITY_RANK, Answer, Item, Judgement, Range, Severity

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def judge_value(item: Item, limits: Range | None, answer: Answer, visit_on: date) -> Judgement:
    """Judge one answer.

    `limits` are the asset's own for this item and replace the ends of `item.ok` they give. `visit_on` is the site's
    date of the visit: a date item is measured in days from it (0 = the same day, negative = before).

    A person's "defect" always stands. "ok" stands unless the value is out of range or the choice is a faulty one.
    A value that is missing or of the wrong type, and an unknown choice, are marked missing and the result is believed.
    """
    if answer.result == "na":
        return Judgement("na", None, False, False)
    if item.type == "choice":
        return _judge_choice(item, answer)
    if item.type in ("number", "date"):
        measure = measured(item, answer.value, visit_on)
        if measure is None:
            return _believed(item, answer, value_missing=True)
        return _judge_measure(item, limits, answer, measure)
    return _believed(item, answer)


def measured(item: Item, value: object, visit_on: date) -> float | None:
    """The value as a number in the item's unit, or days from the visit for a date; None if it is not one."""
    if item.type == "date":
        return _days_from(value, visit_on)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def ok_range(item: Item, limits: Range | None) -> Range | None:
    """The range that is fine at this asset: the item's, with the ends its limits give; None if neither has one."""
    if limits is None:
        return item.ok
    own = item.ok or Range()
    return Range(
        min=own.min if limits.min is None else limits.min,
        max=own.max if limits.max is None else limits.max,
    )


def contains(low: float | None, high: float | None, value: float) -> bool:
    """Whether the value lies between both ends, ends included; None is an open end."""
    return (low is None or value >= low) and (high is None or value <= high)


def higher(first: Severity, second: Severity | None) -> Severity:
    """The graver of two severities."""
    return second if second is not None and SEVERITY_RANK[second] > SEVERITY_RANK[first] else first


def is_plain(item: Item) -> bool:
    """Whether a look is enough to call it ok: no value, nothing to try by hand, no photo always, no exit check."""
    return item.type == "pass" and not item.by_hand and item.photo != "always" and not item.blocking


def _judge_measure(item: Item, limits: Range | None, answer: Answer, measure: float) -> Judgement:
    severity = _measured_severity(item, limits, measure)
    if severity is None:
        return _believed(item, answer)
    return Judgement("defect", _raised(item, answer, severity), False, answer.result == "ok")


def _measured_severity(item: Item, limits: Range | None, measure: float) -> Severity | None:
    fine = ok_range(item, limits)
    if fine is not None and contains(fine.min, fine.max, measure):
        return None
    for band in item.bands:
        if contains(band.min, band.max, measure):
            return band.severity
    return None if fine is None else item.severity


def _judge_choice(item: Item, answer: Answer) -> Judgement:
    chosen = next((choice for choice in item.choices if choice.value == answer.choice), None)
    if chosen is None:
        return _believed(item, answer, value_missing=True)
    if chosen.severity is None:
        return _believed(item, answer)
    return Judgement("defect", chosen.severity, False, answer.result == "ok")


def _believed(item: Item, answer: Answer, value_missing: bool = False) -> Judgement:
    if answer.result == "defect":
        return Judgement("defect", _raised(item, answer, item.severity), value_missing, False)
    return Judgement("ok", None, value_missing, False)


def _raised(item: Item, answer: Answer, severity: Severity) -> Severity:
    """A follow-up's answer may make a defect graver, never milder."""
    if item.follow_up is None or item.follow_up.type != "choice":
        return severity
    chosen = next((choice for choice in item.follow_up.choices if choice.value == answer.choice), None)
    return severity if chosen is None else higher(severity, chosen.severity)


def _days_from(value: object, visit_on: date) -> float | None:
    if not isinstance(value, str) or DAY.fullmatch(value) is None:
        return None
    try:
        return (date.fromisoformat(value) - visit_on).days
    except ValueError:
        return None
