"""Publishing checklists: changed content becomes the next version; what was served stays as it was."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec import Struct, structs

from server.checklists import queries
from server.checklists.tables import ChecklistVersion
from server.checklists.terms import Checklist
from server.journal.noting import note
from server.lib import clock, db, digest, ids


class Published(Struct, frozen=True):
    """A checklist that got a new version; `before` is None for a new checklist."""

    key: str
    version: int
    before: int | None


async def publish(checklists: Sequence[Checklist], person_id: UUID | None = None) -> list[Published]:
    """Publishes those whose content differs from their newest version, and says which; the same content does nothing.

    The next number follows the newest one; a first version keeps the number its file has, a later one too if it is
    higher. Checklists that are not among these stay as they are. Each publication is journalled.
    """
    async with db.writing():
        await db.lock("checklists")
        newest = await queries.newest_versions()
        changed = []
        for checklist in checklists:
            before, before_digest = newest.get(checklist.key, (None, None))
            if content_digest(checklist) != before_digest:
                changed.append(await _publish(checklist, before, person_id))
        return changed


def content_digest(checklist: Checklist) -> str:
    """The digest of all but the version's number."""
    return digest.sha256(msgspec.json.encode(structs.replace(checklist, version=0)))


async def _publish(checklist: Checklist, before: int | None, person_id: UUID | None) -> Published:
    version = max(checklist.version, (before or 0) + 1)
    await ChecklistVersion.insert(
        ChecklistVersion(
            id=ids.new(),
            key=checklist.key,
            version=version,
            digest=content_digest(checklist),
            content=msgspec.to_builtins(structs.replace(checklist, version=version)),
            published_at=clock.now(),
        )
    )
    await note("publish", "checklist", checklist.key, person_id=person_id, version=version, before=before)
    return Published(checklist.key, version, before)
