"""A line in quarantine as the list shows it (protocol, "For integrations")."""

from typing import Literal

import msgspec

from server.lib.wire import Digest, Id, Time
from server.reports.wire import ProblemObject

QuarantineState = Literal["waiting", "accepted", "discarded"]


class QuarantineItem(msgspec.Struct):
    """A kept line that could not be applied. `id` is its digest; `person_id`: whom it names, else its carrier."""

    id: Digest
    report_id: Id | None
    kind: str | None
    outcome: Literal["quarantined", "conflict"]
    problem: ProblemObject
    person_id: Id
    received_at: Time
    state: QuarantineState


class QuarantinePage(msgspec.Struct):
    """One page, newest first; `next` is the cursor of the next one."""

    items: list[QuarantineItem]
    next: str | None
