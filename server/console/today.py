"""What is going on today: how far the rounds are, what was missed, what is due, what was found, what just came in."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.console import rounds
from server.defects.tables import Defect
from server.incidents import reading as incidents
from server.incidents.words import category_words
from server.inspections import evidence
from server.inspections.evidence import Asked, has_photo
from server.inspections.queries import flagged_at_all
from server.inspections.words import FLAG_WORDS
from server.lib import i18n
from server.lib.spans import span
from server.patrols import planning
from server.people import roll
from server.people.terms import DECIDERS, Member
from server.reports.queries import shown_at
from server.reports.tables import Report
from server.workorders import board, titles
from server.workorders.board import Ticket, Wanted
from server.workorders.words import LANE_WORDS, SEVERITY_WORDS, STATE_LOOKS, STATE_WORDS

# Two foreign keys away: Piccolo's types know one.
_POINT: Any = Defect.asset.point
_TICKETS = 8
_EVIDENCE = 6
_DEFECTS = 6
async def prepare(members: Sequence[Member], now: datetime) -> None:
    """Makes today's rounds where nobody has asked for them yet. Writes, so it goes before the reading."""
    for member in members:
        today = now.astimezone(ZoneInfo(member.time_zone)).date()
        await planning.ensure_rounds(member.site_id, today - timedelta(days=1), today)


async def gather(members: Sequence[Member], language: str, now: datetime) -> dict[str, Any]:
    """All that the page shows, for these sites."""
    _ = i18n.translator(language)
    site_ids = tuple(member.site_id for member in members)
    deciding = [member for member in members if member.role in DECIDERS]
    known = [told for member in members for told in await rounds.rounds_of(member, language, now)]
    shown = rounds.of_today(known, now)
    begun = [one.row for one in shown if one.row.state != "upcoming"]
    tickets = await board.open_orders(Wanted(site_ids=site_ids), language, _, now)
    rows: list[evidence.Row] = []
    if deciding:
        only = (has_photo() | flagged_at_all(),)
        asked = Asked(site_ids=tuple(member.site_id for member in deciding), zone=deciding[0].time_zone, only=only)
        rows, _following = await evidence.inspections(asked, language, None, _EVIDENCE)
    return {
        "emergencies": await incidents.open_emergencies(site_ids),
        "category_words": category_words,
        "incident_place": incidents.place_words,
        "rounds": shown,
        "missed_again": [one for member in deciding for one in await rounds.missed_again(member, language, now)],
        "missed": await rounds.missed(known, _),
        "stops_count": sum(one.stops_count for one in begun),
        "done_count": sum(one.done_count for one in begun),
        "round_words": rounds.ROUND_WORDS,
        "round_looks": rounds.ROUND_LOOKS,
        "tickets": tickets[:_TICKETS],
        "orders_count": len(tickets),
        "late_count": _late_count(tickets),
        "lanes": {lane: len(found) for lane, found in board.lanes(tickets).items()},
        "severities": {level: sum(1 for one in tickets if one.severity == level) for level in SEVERITY_WORDS},
        "lane_words": LANE_WORDS,
        "state_words": STATE_WORDS,
        "state_looks": STATE_LOOKS,
        "defects": await _defects(members, language, now),
        "waiting_count": await waiting_lines_count([member.site_id for member in deciding]),
        "phones": await roll.unsent([member.site_id for member in members]),
        "evidence": rows,
        "flag_words": FLAG_WORDS,
        "decides": bool(deciding),
        "now": now,
        "zone": members[0].time_zone,
        "span": span,
    }


async def waiting_lines_count(site_ids: Sequence[UUID]) -> int:
    """Lines in quarantine that wait for somebody's decision at these sites."""
    if not site_ids:
        return 0
    return int(await Report.count().where(shown_at(site_ids), Report.state == "waiting"))


def _late_count(tickets: Sequence[Ticket]) -> int:
    return sum(1 for ticket in tickets if ticket.urgency and ticket.urgency.phase == "late")


async def _defects(members: Sequence[Member], language: str, now: datetime) -> dict[str, Any]:
    """Today's new defects: how many, and the newest with their orders."""
    rows: list[dict[str, Any]] = []
    for member in members:
        zone = ZoneInfo(member.time_zone)
        since = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
        rows += await Defect.select(
            Defect.id, Defect.item, Defect.spot, Defect.severity, Defect.order_id, Defect.created_at,
            Defect.building.name, Defect.asset.name, _POINT.name, Defect.unit.name,
        ).where(Defect.site == member.site_id, Defect.created_at >= since)  # fmt: skip
    newest = sorted(rows, key=lambda row: row["created_at"], reverse=True)[:_DEFECTS]
    faults = await titles.fault_words({row["item"] for row in newest}, language)
    _ = i18n.translator(language)
    shown = [{**row, "words": titles.title_words([row], faults, _), "place": titles.place_words(row)} for row in newest]
    return {"count": len(rows), "shown": shown}
