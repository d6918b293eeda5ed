"""What phones are told of take-overs (bundle, `day.takeovers`; a field added to the contract)."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from server.lib.wire import Date, Id
from server.takeovers.queries import TakeOverTold
from server.takeovers.terms import Owner


class BundleLeftover(msgspec.Struct):
    """An open leftover: who answers for it, and by when."""

    defect_id: Id
    owner: Owner
    promised_on: Date | None


class BundleTakeOver(msgspec.Struct):
    """One that goes on. `unit_id` None: a building's common parts."""

    id: Id
    name: str
    building_id: Id
    unit_id: Id | None
    leftovers: list[BundleLeftover]


def bundled(told: Sequence[TakeOverTold]) -> list[BundleTakeOver]:
    """By name, each with its open leftovers."""
    return [
        BundleTakeOver(
            id=str(one.id),
            name=one.name,
            building_id=str(one.building_id),
            unit_id=_text(one.unit_id),
            leftovers=[
                BundleLeftover(
                    defect_id=str(left.defect_id),
                    owner=left.owner,
                    promised_on=left.promised_on.isoformat() if left.promised_on else None,
                )
                for left in one.leftovers
                if left.state != "closed"
            ],
        )
        for one in sorted(told, key=lambda one: (one.name, one.id))
    ]


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
