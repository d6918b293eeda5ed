"""Who can walk rounds at a site: its people on phones, and those who decide."""

from collections.abc import Collection, Sequence
from uuid import UUID

from server.lib.i18n import N_
from server.lib.problems import FieldError
from server.people.tables import Membership

_ROLES = ["patroller", "repairer", "supervisor"]


async def walkers_at(site_id: UUID) -> list[tuple[UUID, str]]:
    """`(id, name)` of those who can be given rounds, patrollers first; nobody who has left."""
    rows = await Membership.select(Membership.person, Membership.person.name, Membership.role).where(
        Membership.site == site_id, Membership.role.is_in(_ROLES), Membership.person.disabled_at.is_null()
    )
    rows.sort(key=lambda row: (_ROLES.index(row["role"]), row["person.name"], row["person"]))
    return [(row["person"], row["person.name"]) for row in rows]


async def unknown_walkers(site_id: UUID, person_ids: Collection[UUID], path: str) -> list[FieldError]:
    """What is wrong with these persons as walkers of this site's rounds."""
    known = {person_id for person_id, _ in await walkers_at(site_id)}
    return [] if set(person_ids) <= known else [FieldError(path, N_("请从这个小区的人员里选"))]


def texts(ids: Sequence[UUID]) -> list[str]:
    """Ids as JSON columns keep them."""
    return [str(one) for one in ids]
