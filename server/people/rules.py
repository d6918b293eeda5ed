"""Who may do what with whom, and which passwords and telephone numbers will do. Pure."""

import re
from itertools import pairwise

from server.lib.i18n import N_
from server.people.terms import DECIDERS, READERS, ROLES, Caller, Colleague, PostHeld, Role

LEAST_PASSWORD = 8
MOST_PASSWORD = 128
MOST_NAME = 60
USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,63}$(?!\n)", re.ASCII)
# Whoever works on a phone only; the front desk helps them when they have forgotten their password.
HANDS: frozenset[Role] = frozenset({"patroller", "repairer"})
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,22}[0-9]", re.ASCII)


def password_fault(password: str, username: str = "") -> str:
    """What is wrong with a password (Chinese source); "" where it will do."""
    if len(password) < LEAST_PASSWORD:
        return N_("密码至少 8 个字")
    if len(password) > MOST_PASSWORD:
        return N_("密码最多 128 个字")
    if username and username.lower() in password.lower() and len(password) < len(username) + LEAST_PASSWORD:
        return N_("密码里不要用自己的用户名")
    if len(set(password)) < 4 or _is_run(password):
        return N_("这个密码太好猜，换一个不重复、不连续的")
    return ""


def is_phone(text: str) -> bool:
    """Whether somebody can be rung at this: digits, with spaces, hyphens, brackets or a plus in front."""
    return _PHONE.fullmatch(text) is not None


def may_change(who: Caller, one: Colleague) -> bool:
    """Whether this person may disable that one, end their phones' sign-in, or send them an invitation: not themselves,
    only who decides at all of their sites, and a manager only by a manager."""
    decides = all(who.decides(held.site_id) for held in one.posts)
    is_manager = any(held.role == "manager" for held in one.posts)
    manages = all(_role_at(who, held) == "manager" for held in one.posts)
    return one.id != who.person_id and decides and (not is_manager or manages)


def may_invite(who: Caller, one: Colleague) -> bool:
    """Whether this person may make a link that sets that one's password: who may change them, and the front desk of
    their sites where they only work on a phone."""
    if one.id == who.person_id or one.disabled_at is not None or not one.posts:
        return False
    is_hand = all(held.role in HANDS for held in one.posts)
    is_ours = all(_role_at(who, held) in READERS for held in one.posts)
    return may_change(who, one) or (is_hand and is_ours)


def may_change_post(who: Caller, one_id: object, held: PostHeld) -> bool:
    """Whether this person may change or end that one's post at one site."""
    mine = _role_at(who, held)
    return one_id != who.person_id and mine in DECIDERS and (held.role != "manager" or mine == "manager")


def roles_given_by(role: Role) -> tuple[Role, ...]:
    """The roles that somebody with this one gives at their site: only a manager makes managers."""
    if role not in DECIDERS:
        return ()
    return tuple(one for one in ROLES if one != "manager" or role == "manager")


def _role_at(who: Caller, held: PostHeld) -> Role | None:
    member = who.at(held.site_id)
    return member.role if member else None


def _is_run(password: str) -> bool:
    """`12345678`, `hgfedcba`: each sign one further, or one back."""
    steps = {ord(after) - ord(before) for before, after in pairwise(password)}
    return steps in ({1}, {-1})
