"""What a person is at a site: given, changed, ended. One that has ended stays as a row and comes back as the same."""

from uuid import UUID

from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.people.inviting import end_invitations
from server.people.tables import Department, Membership, MembershipDepartment
from server.people.terms import Post


async def put_post(person_id: UUID, post: Post) -> None:
    """Writes the post as it is to be, inside the caller's transaction; Problem bad-fields for another site's
    department."""
    await _refuse_foreign(post)
    row = (
        await Membership.select(Membership.id)
        .where(Membership.person == person_id, Membership.site == post.site_id)
        .first()
    )
    membership_id = row["id"] if row else ids.new()
    if row:
        await Membership.update({Membership.role: post.role, Membership.ended_at: None}).where(
            Membership.id == membership_id
        )
        await MembershipDepartment.delete().where(MembershipDepartment.membership == membership_id)
    else:
        await Membership.insert(Membership(id=membership_id, person=person_id, site=post.site_id, role=post.role))
    for department_id in dict.fromkeys(post.department_ids):
        await MembershipDepartment.insert(
            MembershipDepartment(id=ids.new(), membership=membership_id, department=department_id)
        )


async def change_post(person_id: UUID, post: Post, by: UUID) -> None:
    """Gives a post at a site, or changes the one there is. An invitation that is open ends: whoever made it may not
    have been allowed to for what the person is now."""
    async with db.writing():
        await db.lock("person")
        await put_post(person_id, post)
        await end_invitations(person_id, clock.now())
        await note("give-post", "person", person_id, site_id=post.site_id, person_id=by, role=post.role)


async def end_post(person_id: UUID, site_id: UUID, by: UUID) -> None:
    """Ends a post: the person sees nothing more of that site. What they sealed before is still taken."""
    async with db.writing():
        await db.lock("person")
        ended = (
            await Membership.update({Membership.ended_at: clock.now()})
            .where(Membership.person == person_id, Membership.site == site_id, Membership.ended_at.is_null())
            .returning(Membership.id)
        )
        if not ended:
            raise Problem("conflict")
        await note("end-post", "person", person_id, site_id=site_id, person_id=by)


async def _refuse_foreign(post: Post) -> None:
    if not post.department_ids:
        return
    rows = await Department.select(Department.id).where(
        Department.site == post.site_id, Department.id.is_in(list(post.department_ids))
    )
    if len(rows) != len(set(post.department_ids)):
        raise Problem("bad-fields", errors=[FieldError("department", N_("这个部门不在这个小区"))])
