"""The departments a site begins with."""

from uuid import UUID

from server.lib import ids
from server.people.tables import Department
from server.people.terms import DEPARTMENT_NAMES


async def ensure_departments(site_id: UUID) -> None:
    """Adds those of the checklists' departments that a site has not, inside the caller's transaction."""
    rows = await Department.select(Department.key).where(Department.site == site_id)
    present = {row["key"] for row in rows}
    for key, name in DEPARTMENT_NAMES.items():
        if key not in present:
            await Department.insert(Department(id=ids.new(), site=site_id, key=key, name=name, contractor=False))
