"""Every site of a manager in one row each: rounds, orders, phones and waiting lines. As many queries for two sites as
for forty."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.patrols import planning, surveying
from server.patrols.surveying import SiteDay, SiteRounds
from server.people.tables import Membership, Token
from server.people.terms import Member
from server.reports.tables import Report, ReportSite
from server.sites.tables import Site
from server.sites.terms import settings_of
from server.workorders.standing import due_of, holds_of
from server.workorders.tables import WorkOrder
from server.workorders.terms import ENDED_STATES, Due
from server.workorders.urgency import urgency


class SiteRow(Struct, frozen=True, kw_only=True):
    """One site. `orders`: open ones by severity; `late_count`: those whose next deadline has passed; `phones_count`:
    phones that had something unsent at their last word; `waiting_count`: lines in quarantine."""

    id: UUID
    name: str
    zone: str
    rounds: SiteRounds
    orders: dict[str, int]
    late_count: int
    phones_count: int
    waiting_count: int

    @property
    def orders_count(self) -> int:
        return sum(self.orders.values())

    @property
    def missed_count(self) -> int:
        return self.rounds.states.get("missed", 0) + self.rounds.states.get("partly_done", 0)


# What the table can be sorted by; the first way round is the one that shows what needs somebody first.
SORTS: dict[str, tuple[Callable[[SiteRow], Any], bool]] = {
    "name": (lambda row: row.name, False),
    "rounds": (lambda row: row.rounds.rounds_count, True),
    "coverage": (lambda row: row.rounds.coverage if row.rounds.coverage is not None else 2.0, False),
    "missed": (lambda row: row.missed_count, True),
    "orders": (lambda row: (row.orders.get("critical", 0), row.orders.get("major", 0), row.orders_count), True),
    "late": (lambda row: row.late_count, True),
    "phones": (lambda row: row.phones_count, True),
    "waiting": (lambda row: row.waiting_count, True),
}


async def days_of(members: Sequence[Member], now: datetime) -> list[SiteDay]:
    """Each site's today."""
    rows = (
        await Site.select(Site.id, Site.settings)
        .where(Site.id.is_in([member.site_id for member in members]))
        .output(load_json=True)
        if members
        else []
    )
    waits = {row["id"]: timedelta(hours=settings_of(row["settings"]).waiting_hours) for row in rows}
    return [
        SiteDay(one.site_id, now.astimezone(ZoneInfo(one.time_zone)).date(), waits[one.site_id])
        for one in members
        if one.site_id in waits
    ]


async def prepare(days: Sequence[SiteDay]) -> None:
    """Makes today's rounds of the sites where nobody has asked for them yet. Writes, so it goes before the reading."""
    for day in await surveying.without_rounds(days):
        await planning.ensure_rounds(day.site_id, day.today - timedelta(days=1), day.today)


async def rows_of(members: Sequence[Member], days: Sequence[SiteDay], now: datetime) -> list[SiteRow]:
    """A row a site."""
    site_ids = [member.site_id for member in members]
    rounds = await surveying.rounds_today(days, now)
    orders, late = await _orders(site_ids, now)
    phones, waiting = await _phones(site_ids), await _waiting(site_ids)
    return [
        SiteRow(
            id=one.site_id,
            name=one.site_name,
            zone=one.time_zone,
            rounds=rounds.get(one.site_id, SiteRounds({})),
            orders={level: orders[one.site_id, level] for level in ("critical", "major", "minor")},
            late_count=late[one.site_id],
            phones_count=phones[one.site_id],
            waiting_count=waiting[one.site_id],
        )
        for one in members
    ]


def in_order(rows: Sequence[SiteRow], by: str, *, is_reversed: bool) -> list[SiteRow]:
    """By one of SORTS; equal ones by name."""
    key, descends = SORTS[by]
    by_name = sorted(rows, key=lambda row: row.name)
    return sorted(by_name, key=key, reverse=descends != is_reversed)


async def _orders(site_ids: Sequence[UUID], now: datetime) -> tuple[Counter[tuple[UUID, str]], Counter[UUID]]:
    rows = await WorkOrder.select(
        WorkOrder.id, WorkOrder.site, WorkOrder.severity, WorkOrder.state, WorkOrder.created_at,
        WorkOrder.accept_due_at, WorkOrder.safe_due_at, WorkOrder.close_due_at, WorkOrder.safe_at,
    ).where(WorkOrder.site.is_in(list(site_ids)), WorkOrder.state.not_in(list(ENDED_STATES)))  # fmt: skip
    # A hold moves the closing deadline alone: only what is past some deadline can be late.
    past = [row for row in rows if _is_past(due_of(row), now)]
    holds = await holds_of([row["id"] for row in past] or [UUID(int=0)])
    late: Counter[UUID] = Counter()
    for row in past:
        due = urgency(
            row["state"], due_of(row), row["created_at"], now, safe_at=row["safe_at"], holds=holds.get(row["id"], ())
        )
        late[row["site"]] += due is not None and due.phase == "late"
    return Counter((row["site"], row["severity"]) for row in rows), late


def _is_past(due: Due, now: datetime) -> bool:
    return any(at is not None and at < now for at in (due.accept, due.safe, due.close))


async def _phones(site_ids: Sequence[UUID]) -> Counter[UUID]:
    """A phone counts at every site of the person who is signed in on it."""
    unsent = Token.select(Token.person).where(
        Token.ended_at.is_null(), (Token.outbox_reports > 0) | (Token.outbox_photos > 0)
    )
    posts = await Membership.select(Membership.site, Membership.person).where(
        Membership.site.is_in(list(site_ids)), Membership.person.is_in(unsent)
    )
    rows = await unsent
    phones = Counter(row["person"] for row in rows)
    found: Counter[UUID] = Counter()
    for post in posts:
        found[post["site"]] += phones[post["person"]]
    return found


async def _waiting(site_ids: Sequence[UUID]) -> Counter[UUID]:
    rows = await ReportSite.select(ReportSite.site_id).where(
        ReportSite.site_id.is_in(list(site_ids)),
        ReportSite.report.is_in(Report.select(Report.digest).where(Report.state == "waiting")),
    )
    return Counter(row["site_id"] for row in rows)
