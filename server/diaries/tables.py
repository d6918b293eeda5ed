from piccolo.columns import JSON, UUID, Date, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from server.people.tables import Person
from server.sites.tables import Site


class Diary(Table, tablename="diary"):
    """One sealed diary; `id` is its report's. Of several of one date the last submitted one is shown first."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    person = ForeignKey(Person, null=False)
    written_on = Date(default=None)
    entries = JSON(default="[]")
    suggestions = Text(null=True, default=None)
    submitted_at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)


class DiaryAnswer(Table, tablename="diary_answer"):
    """What a supervisor says to a diary; several may follow one another."""

    id = UUID(primary_key=True, default=None)
    diary = ForeignKey(Diary, null=False)
    person = ForeignKey(Person, null=True, default=None)
    text = Text()
    at = Timestamptz(default=None)
