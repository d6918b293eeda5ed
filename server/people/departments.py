"""The departments a site begins with, and what they are called in the reader's language."""

from uuid import UUID

from server.lib import ids
from server.lib.i18n import N_, Translate
from server.people.tables import Department
from server.people.terms import DEPARTMENT_NAMES

# The names of terms.DEPARTMENT_NAMES once more, for the catalogue.
_MARKED = (N_("工程"), N_("保洁"), N_("保安"), N_("绿化"), N_("客服"))


async def ensure_departments(site_id: UUID) -> None:
    """Adds those of the checklists' departments that a site has not, inside the caller's transaction."""
    rows = await Department.select(Department.key).where(Department.site == site_id)
    present = {row["key"] for row in rows}
    for key, name in DEPARTMENT_NAMES.items():
        if key not in present:
            await Department.insert(Department(id=ids.new(), site=site_id, key=key, name=name, contractor=False))


def department_words(key: str | None, name: str | None, _: Translate) -> str:
    """A department's name in the reader's language, unless the site has given it a name of its own; "" for none."""
    return _(name) if name and name == DEPARTMENT_NAMES.get(key or "") else name or ""
