"""A report's kind → the packages it concerns. Raises Refused where it can't be applied at all (protocol, "Up")."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import structs

from server.intake import addenda, diaries, incidents, inspecting, lending, patrolling, working
from server.intake.context import Applied, Arrival, Report
from server.lib.times import parse
from server.people.queries import member_at
from server.people.terms import Member
from server.reports import reading
from server.reports.keeping import Line, chain_flags
from server.reports.reading import Refused
from server.reports.tables import BundleServed
from server.reports.wire import Envelope
from server.sites.queries import site_facts

_CLOCK_OFF_MS = 120_000
_MS = timedelta(milliseconds=1)

# What the server applies (report, the flags its envelope earned); lines of other kinds wait in quarantine.
APPLIERS: dict[str, Callable[[Report, tuple[str, ...]], Awaitable[Applied]]] = {
    "inspection": inspecting.apply,
    "patrol": patrolling.apply,
    "work": working.apply,
    "key": lending.apply,
    "addendum": addenda.apply,
    "incident": incidents.apply,
    "diary": diaries.apply,
}


async def admit(line: Line, data: dict[str, Any] | None, arrival: Arrival) -> Report:
    """The report with its sender and site, as far as every kind needs it; Refused otherwise."""
    envelope = reading.envelope_of(data)
    if envelope.kind not in APPLIERS:
        raise Refused("unknown-kind")
    site_id, person_id = UUID(envelope.site_id), UUID(envelope.person_id)
    site = await site_facts(site_id)
    if site is None:
        raise Refused("unknown-site")
    member = await _sender(person_id, site_id, parse(envelope.sealed_at), arrival)
    return Report(
        id=UUID(envelope.id),
        line=line,
        envelope=envelope,
        body=envelope.body,
        member=member,
        person_id=person_id,
        device_id=UUID(envelope.device_id),
        site=site,
        arrival=arrival,
        received_at=arrival.received_at,
    )


async def apply(report: Report, *, chain: tuple[str, ...] | None = None) -> Applied:
    """Writes all effects of an admitted report. Inside the caller's savepoint.

    `chain`: the flags of its place in the chain, where they were found out when it came in.
    """
    flags = [*(await chain_flags(report.line) if chain is None else chain), *_clock_flags(report.envelope)]
    if not await BundleServed.exists().where(BundleServed.version == report.envelope.bundle):
        flags.append("unknown-bundle")
    applied = await APPLIERS[report.envelope.kind](report, tuple(flags))
    return structs.replace(applied, flags=tuple(dict.fromkeys([*flags, *applied.flags])))


async def _sender(person_id: UUID, site_id: UUID, sealed_at: datetime, arrival: Arrival) -> Member:
    """The membership of the report's person, also one that ended after it was sealed. Another person's report travels
    only with who decides at its site."""
    if person_id == arrival.caller.person_id:
        member = arrival.caller.at(site_id) or await member_at(person_id, site_id, since=sealed_at)
    elif arrival.caller.decides(site_id):
        member = await member_at(person_id, site_id, since=sealed_at)
    else:
        raise Refused("not-the-sender")
    if member is None:
        raise Refused("not-a-member")
    return member


def _clock_flags(envelope: Envelope) -> list[str]:
    """`clock-off`: the phone's clock is over 120 s from the server's, or ran unlike its monotonic time."""
    clock = envelope.clock
    if clock is None:
        return []
    device_time = parse(clock.device_time)
    # In whole milliseconds: exactly 120 s is not more than 120 s.
    error = abs((device_time - parse(clock.server_time)) // _MS)
    drift = 0.0
    if clock.elapsed_ms is not None:
        drift = abs((parse(envelope.sealed_at) - device_time) // _MS - clock.elapsed_ms)
    return ["clock-off"] if error > _CLOCK_OFF_MS or drift > _CLOCK_OFF_MS else []
