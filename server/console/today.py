"""What is going on today: how far the rounds are, what is due, what was found, what waits, what just came in."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.defects.tables import Defect
from server.inspections import evidence
from server.inspections.evidence import Asked
from server.inspections.words import FLAG_WORDS
from server.lib import i18n
from server.lib.i18n import N_
from server.lib.spans import span
from server.patrols import planning
from server.patrols import queries as patrols
from server.patrols.terms import RoundState
from server.people import queries as people
from server.people import roll
from server.people.terms import DECIDERS, Member
from server.reports.queries import shown_at
from server.reports.tables import Report
from server.workorders import board
from server.workorders.board import Ticket, Wanted
from server.workorders.words import LANE_WORDS, SEVERITY_WORDS, STATE_LOOKS, STATE_WORDS

# Two foreign keys away: Piccolo's types know one.
_POINT: Any = Defect.asset.point
_TICKETS = 8
_EVIDENCE = 6
_DEFECTS = 6
ROUND_WORDS: dict[RoundState, str] = {
    "upcoming": N_("未到时间"),
    "open": N_("正在巡"),
    "done": N_("巡完了"),
    "partly_done": N_("没巡完"),
    "waiting_for_phone": N_("等手机联网"),
    "missed": N_("没有巡"),
}
ROUND_LOOKS: dict[RoundState, tuple[str, str]] = {
    "upcoming": ("clock", ""),
    "open": ("next", "next"),
    "done": ("ok", "ok"),
    "partly_done": ("skip", "warn"),
    "waiting_for_phone": ("phonesave", "pend"),
    "missed": ("flag", "defect"),
}


class RoundTold(Struct, frozen=True, kw_only=True):
    """One of today's rounds."""

    site_name: str
    zone: str
    route: str
    window: str
    starts_at: datetime
    ends_at: datetime
    state: RoundState
    who: str
    stops_count: int
    done_count: int
    late_count: int


async def prepare(members: Sequence[Member], now: datetime) -> None:
    """Makes today's rounds where nobody has asked for them yet. Writes, so it goes before the reading."""
    for member in members:
        today = now.astimezone(ZoneInfo(member.time_zone)).date()
        await planning.ensure_rounds(member.site_id, today, today)


async def gather(members: Sequence[Member], language: str, now: datetime) -> dict[str, Any]:
    """All that the page shows, for these sites."""
    _ = i18n.translator(language)
    site_ids = tuple(member.site_id for member in members)
    deciding = [member for member in members if member.role in DECIDERS]
    rounds = [told for member in members for told in await _rounds(member, language, now)]
    tickets = await board.open_orders(Wanted(site_ids=site_ids), language, _, now)
    rows: list[evidence.Row] = []
    if deciding:
        asked = Asked(site_ids=tuple(member.site_id for member in deciding), zone=deciding[0].time_zone)
        rows, _following = await evidence.inspections(asked, language, None, _EVIDENCE)
    return {
        "rounds": rounds,
        "stops_count": sum(one.stops_count for one in rounds if one.state != "upcoming"),
        "done_count": sum(one.done_count for one in rounds if one.state != "upcoming"),
        "round_words": ROUND_WORDS,
        "round_looks": ROUND_LOOKS,
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


async def _rounds(member: Member, language: str, now: datetime) -> list[RoundTold]:
    today = now.astimezone(ZoneInfo(member.time_zone)).date()
    # Yesterday's last rounds may still be on their way from a phone.
    rounds = await planning.rounds_with_state(member.site_id, today - timedelta(days=1), today, now)
    shown = [one for one in rounds if one.date == today or one.state == "waiting_for_phone"]
    since = now - timedelta(days=2)
    routes = {one.id: one.name for one in await patrols.routes_of(member.site_id, retired_since=since)}
    windows = {
        one.id: one.name_en if language == "en" else one.name_zh
        for one in await patrols.windows_of(member.site_id, retired_since=since)
    }
    names = await people.names_of(list({person for one in shown for person in (*one.person_ids, *one.walker_ids)}))
    told = [
        RoundTold(
            site_name=member.site_name,
            zone=member.time_zone,
            route=routes.get(one.route_id, ""),
            window=windows.get(one.window_id, ""),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            state=one.state,
            who=" ".join(dict.fromkeys(names.get(key, "") for key in (one.walker_ids or one.person_ids))),
            stops_count=one.stops_count,
            done_count=one.done_count,
            late_count=len(one.late_point_ids),
        )
        for one in shown
    ]
    return sorted(told, key=lambda one: (one.starts_at, one.route))


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
    faults = await board.fault_words({row["item"] for row in newest}, language)
    _ = i18n.translator(language)
    shown = [{**row, "words": board.title_words([row], faults, _), "place": board.place_words(row)} for row in newest]
    return {"count": len(rows), "shown": shown}
