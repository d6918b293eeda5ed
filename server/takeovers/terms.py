"""The words of taking over."""

from datetime import date
from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

Owner = Literal["developer", "contractor", "own"]
OWNERS: tuple[Owner, ...] = get_args(Owner)
LeftoverState = Literal["open", "overdue", "closed"]

# The checklists of a take-over: a unit's own, and the one of a building's common parts (checklists/README.md).
UNIT_CHECKLIST = "take-over"
COMMON_CHECKLIST = "take-over-common"


class Leftover(Struct, frozen=True, kw_only=True):
    """A leftover defect with who answers for it; `owner_name`: which firm; `promised_on`: by when, at the site."""

    defect_id: UUID
    owner: Owner
    owner_name: str
    promised_on: date | None
    state: LeftoverState
    note: str
