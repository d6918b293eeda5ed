"""The body of `patrol` as phones seal it (protocol, "Bodies")."""

from typing import Literal

import msgspec

from server.lib.wire import Id, Time
from server.reports.wire import RoundReference


class StopBody(msgspec.Struct):
    """A stop of the walk; `inspection_id` is the id of its report."""

    point_id: Id
    state: Literal["done", "skipped"]
    reason: str | None = None
    inspection_id: Id | None = None


class PatrolBody(msgspec.Struct):
    """One walk of a round by one person."""

    patrol_id: Id
    round: RoundReference
    started_at: Time
    finished_at: Time
    finished_by_hand: bool
    stops: list[StopBody]
    note: str | None = None
