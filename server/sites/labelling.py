"""Another tag for a point, and saying that labels are printed. Both are journalled, with the tags' ids: codes are for
the wall only."""

from collections.abc import Collection
from uuid import UUID

from server.journal.noting import note
from server.lib import clock, db, digest, ids
from server.lib.problems import Problem
from server.sites.tables import Tag
from server.sites.tagging import new_code


async def replace_tag(point_id: UUID, site_id: UUID, *, seen: UUID | None, by: UUID) -> UUID:
    """Gives the point another code; the old one keeps opening it. Returns the new tag's id.

    `seen` is the tag that the person wants to be replaced (None: the point has none): Problem conflict where somebody
    else has replaced it meanwhile, so that pressing twice makes one label to print.
    """
    async with db.writing():
        await db.lock(f"site:{site_id}")
        current = await Tag.select(Tag.id).where(Tag.point == point_id, Tag.replaced_at.is_null()).first()
        if (current["id"] if current else None) != seen:
            raise Problem("conflict")
        now, code, tag_id = clock.now(), new_code(), ids.new()
        await Tag.update({Tag.replaced_at: now}).where(Tag.point == point_id, Tag.replaced_at.is_null())
        await Tag.insert(
            Tag(id=tag_id, point=point_id, code=code, code_hash=digest.sha256(code.encode()), created_at=now)
        )
        tags = {"new_tag": str(tag_id), "old_tag": str(seen) if seen else None}
        await note("replace-tag", "point", point_id, site_id=site_id, person_id=by, **tags)
    return tag_id


async def mark_printed(tag_ids: Collection[UUID], site_id: UUID, *, by: UUID) -> int:
    """Says of these tags of a site that their labels are printed; how many were still to print. A label printed before
    keeps its time."""
    async with db.writing():
        await db.lock(f"site:{site_id}")
        rows = await Tag.select(Tag.id).where(
            Tag.id.is_in(list(tag_ids)), Tag.point.site == site_id, Tag.printed_at.is_null()
        )
        waiting = [row["id"] for row in rows]
        if waiting:
            await Tag.update({Tag.printed_at: clock.now()}).where(Tag.id.is_in(waiting))
            await note(
                "print-labels", "site", site_id, site_id=site_id, person_id=by, tags=[str(one) for one in waiting]
            )
    return len(waiting)
