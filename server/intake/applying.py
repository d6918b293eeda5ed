"""A report's kind → the packages it concerns. Raises Refused where it can't be applied at all (protocol, "Up")."""

from typing import Any
from uuid import UUID

from msgspec import structs

from server.intake import addenda, inspecting, patrolling, working
from server.intake.context import KINDS_APPLIED, Applied, Arrival, Report
from server.lib.times import parse
from server.people.queries import member_at
from server.people.terms import Member
from server.reports import reading
from server.reports.keeping import Line, chain_flags
from server.reports.reading import Refused
from server.reports.wire import Envelope
from server.sites.queries import site_facts
from server.reports.tables import BundleServed

_CLOCK_OFF_S = 120


async def admit(line: Line, data: dict[str, Any] | None, arrival: Arrival) -> Report:
    """The report with its sender and site, as far as every kind needs it; Refused otherwise."""
    envelope = reading.envelope_of(data)
    if envelope.kind not in KINDS_APPLIED:
        raise Refused("unknown-kind")
    site_id, person_id = UUID(envelope.site_id), UUID(envelope.person_id)
    site = await site_facts(site_id)
    if site is None:
        raise Refused("unknown-site")
    member = await _sender(person_id, site_id, arrival)
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


async def apply(report: Report) -> Applied:
    """Writes all effects of an admitted report. Inside the caller's savepoint."""
    flags = [*await chain_flags(report.line), *_clock_flags(report.envelope)]
    if not await BundleServed.exists().where(BundleServed.version == report.envelope.bundle):
        flags.append("unknown-bundle")
    match report.envelope.kind:
        case "inspection":
            applied = await inspecting.apply(report, tuple(flags))
        case "patrol":
            applied = await patrolling.apply(report, tuple(flags))
        case "work":
            applied = await working.apply(report)
        case _:
            applied = await addenda.apply(report)
    return structs.replace(applied, flags=tuple(dict.fromkeys([*flags, *applied.flags])))


async def _sender(person_id: UUID, site_id: UUID, arrival: Arrival) -> Member:
    """The membership of the report's person. Another person's report travels only with who decides at its site."""
    if person_id == arrival.caller.person_id:
        member = arrival.caller.at(site_id)
    elif arrival.caller.decides(site_id):
        member = await member_at(person_id, site_id)
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
    error = abs((device_time - parse(clock.server_time)).total_seconds())
    drift = 0.0
    if clock.elapsed_ms is not None:
        drift = abs((parse(envelope.sealed_at) - device_time).total_seconds() - clock.elapsed_ms / 1000)
    return ["clock-off"] if error > _CLOCK_OFF_S or drift > _CLOCK_OFF_S else []
