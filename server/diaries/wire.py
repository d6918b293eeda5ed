"""The body of `diary` as phones seal it (protocol, "Bodies"), and the supervisor's answer as the bundle shows it."""

from typing import Any

import msgspec

from server.lib.wire import Date, Id, Time


class DiaryEntry(msgspec.Struct):
    """One line of the day. `kind`: patrol, visit, defect, order, incident, key, note or another word; `ref`: the id of
    what it speaks of."""

    kind: str
    text: str
    ref: Any = None


class DiaryBody(msgspec.Struct):
    """A person's working day."""

    date: Date
    entries: list[DiaryEntry]
    submitted_at: Time
    suggestions: str | None = None


class DiaryAnswerItem(msgspec.Struct):
    """What the supervisor said to my last diary, which was of `date`."""

    date: Date
    text: str
    person_id: Id | None
    at: Time
