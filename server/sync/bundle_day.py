"""The bundle's `day`: what changes from hour to hour."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from server.checklists.due import due_at_visit
from server.checklists.terms import SEVERITY_RANK, Item
from server.checklists.terms import Words as ItemWords
from server.defects.standing import Standing
from server.duty.terms import OnDuty
from server.inspections.latest import LatestPhoto, LatestReading
from server.lib import times
from server.patrols.grounds import due_unit, items_by_key
from server.reviews.queries import RetakeTold
from server.sites.places import SitePlaces
from server.sites.terms import Words
from server.sync.bundle_plan import seasons_of
from server.sync.gathering import Gathered, local_date
from server.sync.wire_bundle import (
    BriefingLine,
    BundleDepartment,
    BundlePerson,
    Day,
    DutyTold,
    LastPhoto,
    LastReading,
    OpenDefect,
    RetakeAsked,
    StandIn,
    UnitDue,
)
from server.takeovers.wire import bundled
from server.vacancies.rules import due
from server.vacancies.settings import intervals_of
from server.vacancies.standing import Ground, state_of, storms_of


def day_part(gathered: Gathered) -> Day:
    """What this person's phone should know today."""
    reader = gathered.reader
    people = sorted((row["name"], str(row["id"])) for row in gathered.people)
    departments = sorted((row["key"], row["name"], str(row["id"])) for row in gathered.departments)
    places = _Places(gathered.places)
    return Day(
        people=[BundlePerson(person_id, name) for name, person_id in people],
        departments=[BundleDepartment(department_id, key, name) for key, name, department_id in departments],
        open_defects=[_open_defect(defect, gathered.order_states) for defect in gathered.defects],
        orders=list(gathered.orders),
        retakes=[_retake(one) for one in gathered.retakes],
        keys=list(gathered.keys),
        units_due=[] if reader.member.contractor else _units_due(gathered),
        last_readings=[_reading(one, places) for one in gathered.readings if places.has(one.place_id)],
        last_photos=[_photo(one, places) for one in gathered.photos if places.has(one.place_id)],
        briefing=[] if reader.member.contractor else _briefing(gathered, places),
        note=None if reader.member.contractor else reader.site.settings.note,
        emergency_phones=list(reader.site.settings.emergency_phones),
        incidents=list(gathered.incidents),
        takeovers=bundled(gathered.take_overs),
        diary_answer=gathered.diary_answer,
        duty=_duty(gathered.duty) if gathered.duty else None,
    )


def _duty(one: OnDuty) -> DutyTold:
    stand_in = one.stand_in
    return DutyTold(
        person_id=str(one.who.person_id),
        name=one.who.name,
        phone=one.who.phone,
        until=times.text(one.until),
        stand_in=StandIn(str(stand_in.person_id), stand_in.name, stand_in.phone) if stand_in else None,
    )


class _Places:
    """Which ids are places of the site, and where an asset is."""

    def __init__(self, places: SitePlaces) -> None:
        self.unit_names = {unit.id: unit.name for unit in places.units}
        self.asset_names = {asset.id: asset.name for point in places.points for asset in point.assets}
        self.point_of = {asset.id: point.id for point in places.points for asset in point.assets}

    def has(self, place_id: UUID) -> bool:
        """Whether it is an asset or unit of the site that is not retired."""
        return place_id in self.asset_names or place_id in self.unit_names

    def asset_and_unit(self, place_id: UUID) -> tuple[str | None, str | None]:
        """`(asset_id, unit_id)`, one of them None."""
        is_unit = place_id in self.unit_names
        return (None, str(place_id)) if is_unit else (str(place_id), None)


def _open_defect(defect: Standing, order_states: Mapping[UUID, str]) -> OpenDefect:
    return OpenDefect(
        id=str(defect.id),
        asset_id=_text(defect.asset_id),
        unit_id=_text(defect.unit_id),
        checklist=defect.checklist,
        item=defect.item,
        spot=defect.spot,
        severity=defect.severity,
        order_id=_text(defect.order_id),
        photo=defect.photo,
        sightings_count=defect.sightings_count,
        opened_at=times.text(defect.opened_at),
        order_state=order_states.get(defect.order_id) if defect.order_id else None,
    )


def _reading(one: LatestReading, places: _Places) -> LastReading:
    asset_id, unit_id = places.asset_and_unit(one.place_id)
    return LastReading(asset_id=asset_id, unit_id=unit_id, item=one.item, value=one.value, at=times.text(one.at))


def _photo(one: LatestPhoto, places: _Places) -> LastPhoto:
    asset_id, unit_id = places.asset_and_unit(one.place_id)
    return LastPhoto(
        asset_id=asset_id, unit_id=unit_id, item=one.item, sha256=one.sha256, taken_at=times.text(one.taken_at)
    )


def _retake(one: RetakeTold) -> RetakeAsked:
    return RetakeAsked(
        id=str(one.id),
        report_id=str(one.report_id),
        point_id=_text(one.point_id),
        unit_id=_text(one.unit_id),
        asset_id=_text(one.asset_id),
        item=one.item,
        photo=one.photo,
        reason=one.reason,
        asked_by=str(one.asked_by),
        asked_at=times.text(one.asked_at),
    )


def _units_due(gathered: Gathered) -> list[UnitDue]:
    """Vacant units due today or before: before and after storms first, then the longest due."""
    items = items_by_key(gathered.checklists)
    today, settings = gathered.reader.today, gathered.reader.site.settings
    every, ground = intervals_of(settings), _ground(gathered)
    found = []
    for unit in gathered.places.units:
        when = due(state_of(unit, ground), today, every) if unit.checklists else None
        if when is None or when.on > today:
            continue
        last_done = {row.item: row.done_on for row in gathered.done.get(unit.id, ())}
        row = UnitDue(
            unit_id=str(unit.id),
            due_on=when.on.isoformat(),
            last_at=times.text_or_none(gathered.unit_visits.get(unit.id)),
            checklists=list(unit.checklists),
            items=due_at_visit(due_unit(unit, items, last_done), today, seasons_of(settings)),
            reason=when.reason,
            overdue=when.is_overdue,
        )
        found.append(row)
    return sorted(found, key=lambda row: (row.reason != "storm", row.due_on, row.unit_id))


def _ground(gathered: Gathered) -> Ground:
    """What decides when units are due."""
    faults: dict[UUID, list[str]] = defaultdict(list)
    for defect in gathered.defects:
        if defect.unit_id is not None:
            faults[defect.unit_id].append(defect.item)
    visited = {
        (round_id, seen.place_id) for round_id, rows in gathered.inspected.items() for seen in rows if seen.is_unit
    }
    return Ground(
        zone=gathered.reader.site.time_zone,
        last=gathered.unit_visits,
        faults=faults,
        storms=storms_of(gathered.rounds),
        visited=visited,
    )


def _briefing(gathered: Gathered, places: _Places) -> list[BriefingLine]:
    """Yesterday's problems that are still open, the gravest first: read before the first walk."""
    yesterday = gathered.reader.today - timedelta(days=1)
    items = {item.id: item for checklist in gathered.checklists for item in checklist.items}
    found = [defect for defect in gathered.defects if _day_of(defect.opened_at, gathered) == yesterday]
    found.sort(key=lambda defect: (-SEVERITY_RANK[defect.severity], defect.opened_at, defect.id))
    return [
        BriefingLine(
            defect_id=str(defect.id),
            order_id=_text(defect.order_id),
            severity=defect.severity,
            point_id=_text(places.point_of.get(defect.asset_id)) if defect.asset_id else None,
            unit_id=_text(defect.unit_id),
            text=_briefing_text(defect, items, places),
            state=gathered.order_states.get(defect.order_id, "open") if defect.order_id else "open",
            opened_at=times.text(defect.opened_at),
        )
        for defect in found
    ]


def _briefing_text(defect: Standing, items: Mapping[str, Item], places: _Places) -> Words:
    """`防火门 A · 没关 · 东侧`: the thing, what is wrong, the spot."""
    thing = places.asset_names.get(defect.asset_id) if defect.asset_id else None
    thing = thing or (places.unit_names.get(defect.unit_id) if defect.unit_id else None)
    known = items.get(defect.item)
    fault = known.fault if known else ItemWords(defect.item, defect.item)
    around = (thing or "", defect.spot)
    zh, en = (" · ".join(part for part in (around[0], words, around[1]) if part) for words in (fault.zh, fault.en))
    return Words(zh, en)


def _day_of(moment: datetime, gathered: Gathered) -> date:
    return local_date(moment, gathered.reader.site)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
