"""The demo's people. All are made up."""

from typing import NamedTuple

from server.people.terms import Role

GARDEN, COURT = "千禧花园 Millennium Garden", "银杏苑 Ginkgo Court"


class Made(NamedTuple):
    """A person with the role at each site; `departments` are keys."""

    username: str
    name: str
    posts: dict[str, Role]
    departments: tuple[str, ...] = ()


PEOPLE = (
    Made("lin", "林晓雯", {GARDEN: "patroller"}),
    Made("chen", "陈国栋", {GARDEN: "repairer"}, ("engineering",)),
    Made("zhou", "周敏", {GARDEN: "front_desk"}),
    Made("su", "苏丽华", {GARDEN: "supervisor"}),
    Made("he", "何建平", {GARDEN: "manager", COURT: "manager"}),
    Made("wang", "王海燕", {COURT: "patroller"}),
    Made("fan", "范志强", {COURT: "supervisor"}),
)

# Who walks which site's routes.
WALKERS = {GARDEN: "lin", COURT: "wang"}
