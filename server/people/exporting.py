"""People as a file: what the import takes, so that it comes in again unchanged."""

from collections.abc import Sequence
from io import BytesIO

from server.lib import workbooks
from server.lib.sheets import Value
from server.people.desk import ROLE_WORDS
from server.people.sheets import NOTES, PEOPLE, SHEETS
from server.people.terms import DECIDERS, Caller, Colleague


def template() -> bytes:
    """The empty form: headers, a note at each column, example rows."""
    examples = [tuple(column.example for column in PEOPLE.columns), *PEOPLE.further]
    return _file(examples)


def filled(people: Sequence[Colleague], who: Caller) -> bytes:
    """A row for each post at the sites where the person decides; those who have left are not in it."""
    rows: list[Sequence[Value]] = [
        (
            one.name,
            one.username,
            held.site_name,
            ROLE_WORDS[held.role],
            "、".join(name for _, name in held.departments),
            one.phone,
        )
        for one in people
        if one.disabled_at is None
        for held in one.posts
        if (member := who.at(held.site_id)) is not None and member.role in DECIDERS
    ]
    return _file(rows)


def _file(rows: Sequence[Sequence[Value]]) -> bytes:
    made = BytesIO()
    workbooks.write(made, SHEETS, {PEOPLE.key: rows}, NOTES)
    return made.getvalue()
