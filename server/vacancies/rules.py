"""When a vacant unit is due, and why. Pure; source: facts on vacant units §3.1 and §3.3, product "Vacant unit"."""

from datetime import date, timedelta

from server.vacancies.terms import Due, Intervals, Reason, StormRound, UnitState

_DAY = timedelta(days=1)


def due(unit: UnitState, today: date, every: Intervals) -> Due | None:
    """When the unit is due next, or was; None for one that is not vacant.

    A storm's round goes before everything else: from its date on to the day after, until somebody has been there. A
    unit that fell vacant after its last visit is due at once.
    """
    if not unit.is_vacant:
        return None
    storm = next((one for one in sorted(unit.storms, key=lambda one: one.on) if _waits(one, today)), None)
    if storm is not None:
        return Due(storm.on, "storm", is_overdue=today > storm.on)
    on = due_on(unit, today, every)
    return Due(on, _reason(unit), is_overdue=(today - on).days > every.most - every.dry)


def due_on(unit: UnitState, today: date, every: Intervals) -> date:
    """The first day on which enough days have passed since the last visit. Which season counts is that day's: what
    falls into the rainy months comes sooner than what was planned in the dry ones."""
    last = unit.last_on
    if last is None or (unit.vacant_since is not None and last < unit.vacant_since):
        return unit.vacant_since or today
    on = last + _DAY
    while (on - last).days < _interval(unit, on, every):
        on += _DAY
    return on


def _interval(unit: UnitState, on: date, every: Intervals) -> int:
    days = every.rainy if on.month in every.rainy_months else every.dry
    return min(days, every.leak) if unit.has_leak else days


def _reason(unit: UnitState) -> Reason:
    if unit.has_leak:
        return "leak"
    return "recheck" if unit.has_defects else "due"


def _waits(storm: StormRound, today: date) -> bool:
    return not storm.is_visited and storm.on <= today <= storm.on + _DAY
