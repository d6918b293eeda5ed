"""Writing down a walk, and finding the round that a report belongs to."""

from datetime import datetime
from uuid import UUID

import msgspec

from server.lib import ids
from server.lib.times import parse, parse_date
from server.patrols import planning
from server.patrols.tables import Patrol, Round, Route, Window
from server.patrols.wire import PatrolBody
from server.reports.wire import RoundReference


async def find_round(site_id: UUID, reference: RoundReference) -> UUID | None:
    """The round of this site that `{round_id}` or `{route_id, window_id, date}` means; None: flag `unknown-round`."""
    if reference.round_id is not None:
        known = await Round.exists().where(Round.id == UUID(reference.round_id), Round.site == site_id)
        return UUID(reference.round_id) if known else None
    if reference.route_id is None or reference.window_id is None or reference.date is None:
        return None
    route_id, window_id, on = UUID(reference.route_id), UUID(reference.window_id), parse_date(reference.date)
    known = await Route.exists().where(Route.id == route_id, Route.site == site_id) and await Window.exists().where(
        Window.id == window_id, Window.site == site_id
    )
    if not known:
        return None
    await planning.ensure_rounds(site_id, on, on)
    row = (
        await Round.select(Round.id).where(Round.route == route_id, Round.window == window_id, Round.date == on).first()
    )
    return row["id"] if row else None


async def is_practice(round_id: UUID | None) -> bool:
    """Whether a round only practises: what names it is kept and readable, and makes nothing."""
    return round_id is not None and await Round.exists().where(Round.id == round_id, Round.kind == "practice")


async def is_known(patrol_id: UUID) -> bool:
    """Whether a walk with this id was told before (flag `repeated-patrol`)."""
    return bool(await Patrol.exists().where(Patrol.id == patrol_id))


async def record_patrol(
    body: PatrolBody,
    *,
    digest: str,
    site_id: UUID,
    round_id: UUID | None,
    person_id: UUID,
    received_at: datetime,
    flags: tuple[str, ...],
) -> None:
    """One walk as its patrol line tells it. Told again under the same patrol id by another line, the first stays, and
    what the second tells stands beside it under an id of its own."""
    patrol_id = UUID(body.patrol_id)
    repeats = patrol_id if await is_known(patrol_id) else None
    await Patrol.insert(
        Patrol(
            id=ids.derived("patrol", digest) if repeats else patrol_id,
            repeats=repeats,
            report_digest=digest,
            site=site_id,
            round=round_id,
            person=person_id,
            started_at=parse(body.started_at),
            finished_at=parse(body.finished_at),
            finished_by_hand=body.finished_by_hand,
            stops=msgspec.to_builtins(body.stops),
            flags=list(flags),
            note=body.note,
            received_at=received_at,
        )
    )
