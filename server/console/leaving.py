"""Somebody leaves: what they still have at these sites, and handing all of it on with the end of their work here, in
one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

from server.duty import planning as duty_planning
from server.duty import queries as duties
from server.duty.tables import Taking
from server.journal.noting import note
from server.keys import succeeding as keys
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.pages import local_time
from server.lib.problems import FieldError, Problem
from server.patrols import succeeding as patrols
from server.people import enrolling, posting, roll
from server.people.roll import unsent_count
from server.people.signing_in import end_token, end_when_empty
from server.people.terms import Colleague, Member
from server.workorders import succeeding as orders

Kind = Literal["orders", "keys", "routes", "duty", "matters"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_WORDS: dict[Kind, str] = {
    "orders": N_("没办完的工单"),
    "keys": N_("借着的钥匙"),
    "routes": N_("固定走的路线"),
    "duty": N_("排好的值班"),
    "matters": N_("交接本里的事"),
}
_WHY = N_("离职交接")
# With whom an order is when nobody of the department has it.
POOL = "pool"


class Held(Struct, frozen=True):
    """What somebody still has of one kind at one site. `lines`: (id, what it is called), `field` the form's name."""

    kind: Kind
    member: Member
    lines: tuple[tuple[UUID, str], ...]

    @property
    def field(self) -> str:
        return f"{self.kind}.{self.member.site_id}"


async def held_by(person_id: UUID, members: Sequence[Member], now: datetime) -> list[Held]:
    """All that somebody has at these sites, site by site; kinds of which they have nothing are left out."""
    found: list[Held] = []
    for member in members:
        site_id = member.site_id
        listed: tuple[tuple[Kind, list[tuple[UUID, str]]], ...] = (
            ("orders", await orders.in_hand(person_id, site_id)),
            ("keys", await keys.loans_of(person_id, site_id)),
            ("routes", await patrols.routes_of(person_id, site_id, clock.today(member.time_zone))),
            ("duty", await _duties(person_id, site_id, now, member.time_zone)),
            ("matters", await _matters(person_id, site_id, now)),
        )
        found += [Held(kind, member, tuple(lines)) for kind, lines in listed if lines]
    return found


def fits(kind: Kind, one: Colleague, site_id: UUID) -> bool:
    """Whether somebody can take things of this kind over at this site: orders go to repairers, routes to patrollers."""
    role = next((held.role for held in one.posts if held.site_id == site_id), None)
    if one.disabled_at is not None or role is None:
        return False
    return {"orders": role == "repairer", "routes": role == "patroller"}.get(kind, True)


async def leave(
    one: Colleague, members: Sequence[Member], form: Mapping[str, str], by: UUID, *, is_everywhere: bool, at_once: bool
) -> None:
    """Hands everything on as the form says and ends the person's work: everywhere, or their post at the one site.

    Phones that still have something unsent go on sending until they are empty, unless `at_once`. Problem bad-fields:
    a kind of thing without somebody to take it; conflict where the person's work has ended already.
    """
    async with db.writing():
        await db.lock("person", *(f"site:{member.site_id}" for member in members))
        now = clock.now()
        held = await held_by(one.id, members, now)
        people = [other for other in await roll.colleagues([m.site_id for m in members]) if other.id != one.id]
        chosen = {group: _chosen(group, people, form) for group in held}
        errors = [FieldError(group.field, N_("请选交给谁")) for group, to in chosen.items() if to is None]
        if errors:
            raise Problem("bad-fields", errors=errors)
        for group, to in chosen.items():
            await _hand_on(group, one, None if to == POOL else UUID(str(to)), by, now)
        if is_everywhere:
            if one.disabled_at is not None:
                raise Problem("conflict")
            await _end_phones(one.id, by, at_once=at_once)
            await enrolling.disable(one.id, by)
        else:
            await posting.end_post(one.id, members[0].site_id, by)
        for member in members:
            counts = {group.kind: len(group.lines) for group in held if group.member.site_id == member.site_id}
            await note("leave", "person", one.id, site_id=member.site_id, person_id=by, handed_on=counts)


def _chosen(group: Held, people: Sequence[Colleague], form: Mapping[str, str]) -> str | None:
    value = form.get(group.field, "")
    if group.kind == "orders" and value == POOL:
        return POOL
    fitting = {str(other.id) for other in people if fits(group.kind, other, group.member.site_id)}
    return value if value in fitting else None


async def _end_phones(person_id: UUID, by: UUID, *, at_once: bool) -> None:
    for phone in await roll.phones_of(person_id):
        # A phone that never said what it holds may hold something.
        if at_once or (unsent_count(phone) == 0 and phone["heartbeat_at"] is not None):
            await end_token(phone["id"], by)
        else:
            await end_when_empty(phone["id"], by)


async def _hand_on(group: Held, one: Colleague, to: UUID | None, by: UUID, now: datetime) -> None:
    site_id, thing_ids = group.member.site_id, [key for key, _ in group.lines]
    if group.kind == "orders":
        for order_id in thing_ids:
            await orders.hand_on(order_id, group.member, to, _WHY, by, now)
        return
    assert to is not None
    if group.kind == "keys":
        for loan_id in thing_ids:
            await keys.hand_on(loan_id, site_id, to, _WHY, by, now)
    elif group.kind == "routes":
        await patrols.put_in_place(one.id, to, site_id, clock.today(group.member.time_zone), by)
    elif group.kind == "duty":
        await duty_planning.hand_on(one.id, to, site_id, by)
    else:
        await Taking.insert(*(Taking(id=ids.new(), matter=matter_id, person=to, at=now) for matter_id in thing_ids))
        await note("take-over", "duty-book", site_id, site_id=site_id, person_id=by, to=str(to), count=len(thing_ids))


async def _duties(person_id: UUID, site_id: UUID, now: datetime, zone: str) -> list[tuple[UUID, str]]:
    rows = await duties.duties_of(person_id, [site_id], now)
    return [(row["id"], local_time(row["starts_at"], zone)) for row in rows]


async def _matters(person_id: UUID, site_id: UUID, now: datetime) -> list[tuple[UUID, str]]:
    rows = await duties.book(site_id, now)
    return [(r["id"], r["text"][:40]) for r in rows if r["settled_at"] is None and duties.holder_of(r) == person_id]
