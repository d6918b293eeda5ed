"""Whoever makes a new site is its first manager: nobody else could let people in there."""

from uuid import UUID

from server.journal.noting import note
from server.lib import ids
from server.people.tables import Membership


async def make_manager(person_id: UUID, site_id: UUID) -> None:
    """Gives the person a manager's post at a site just made, inside the caller's transaction."""
    await Membership.insert(Membership(id=ids.new(), person=person_id, site=site_id, role="manager"))
    await note("add", "person", person_id, site_id=site_id, person_id=person_id, role="manager")
