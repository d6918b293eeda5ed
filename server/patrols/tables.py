from piccolo.columns import JSON, UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.column_types import DoublePrecision
from piccolo.table import Table

from server.people.tables import Person
from server.sites.tables import Point, Site

_EVERY_DAY = "[0, 1, 2, 3, 4, 5, 6]"


class Route(Table, tablename="route"):
    """Ordered stops. `person_ids` are who usually walks it, on these `days` (0 is Monday). `alternates`: every other
    round begins at the other end. `changed_at`: since when days and the like are as they are.

    An extra or practice round has a route (`kind`) and a window of its own, used once: ordinary lists leave them out.
    """

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    name = Text()
    ordinal = Integer(default=0)
    person_ids = JSON(default="[]")
    kind = Varchar(length=12, default="ordinary")
    event = Varchar(length=20, null=True, default=None)
    title_zh = Text(null=True, default=None)
    title_en = Text(null=True, default=None)
    alternates = Boolean(default=False)
    days = JSON(default=_EVERY_DAY)
    unit_ids = JSON(default="[]")
    created_at = Timestamptz(default=None)
    changed_at = Timestamptz(null=True, default=None)
    retired_at = Timestamptz(null=True, default=None)


class Stop(Table, tablename="stop"):
    id = UUID(primary_key=True, default=None)
    route = ForeignKey(Route, null=False)
    point = ForeignKey(Point, null=False)
    ordinal = Integer()


class Window(Table, tablename="patrol_window"):
    """A time of day, `HH:MM` in the site's zone, on these `days` (0 is Monday); it may cross midnight."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    name_zh = Text()
    name_en = Text()
    start = Varchar(length=5)
    end = Varchar(length=5)
    ordinal = Integer(default=0)
    kind = Varchar(length=12, default="ordinary")
    days = JSON(default=_EVERY_DAY)
    changed_at = Timestamptz(null=True, default=None)
    retired_at = Timestamptz(null=True, default=None)


class Round(Table, tablename="patrol_round"):
    """One route in one window on one date: what is expected. Its state is derived when asked for. `point_ids` in the
    order this round walks them; `unit_ids`: units an extra round visits as well."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    route = ForeignKey(Route, null=False)
    window = ForeignKey(Window, null=False)
    date = Date(default=None)
    starts_at = Timestamptz(default=None)
    ends_at = Timestamptz(default=None)
    person_ids = JSON(default="[]")
    point_ids = JSON(default="[]")
    building_ids = JSON(default="[]")
    kind = Varchar(length=12, default="ordinary")
    event = Varchar(length=20, null=True, default=None)
    unit_ids = JSON(default="[]")


class Patrol(Table, tablename="patrol"):
    """One walk of a round by one person, as its patrol line told it. `id` is the phone's patrol id, but for a line
    that told a known one again: that `repeats` the first and has an id of its own."""

    id = UUID(primary_key=True, default=None)
    report_digest = Varchar(length=64)
    site = ForeignKey(Site, null=False)
    round = ForeignKey(Round, null=True, default=None)
    person = ForeignKey(Person, null=False)
    started_at = Timestamptz(default=None)
    finished_at = Timestamptz(default=None)
    finished_by_hand = Boolean(default=True)
    stops = JSON(default="[]")
    flags = JSON(default="[]")
    note = Text(null=True, default=None)
    received_at = Timestamptz(default=None)
    repeats = UUID(null=True, default=None)


class Assignment(Table, tablename="assignment"):
    """Who walks a route on one date, in place of those who usually do."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    route = ForeignKey(Route, null=False)
    date = Date(default=None)
    person_ids = JSON(default="[]")
    by = UUID(default=None)
    at = Timestamptz(default=None)


class StandIn(Table, tablename="stand_in"):
    """Somebody is away from one date to another (both included), and who walks their rounds then."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    person = ForeignKey(Person, null=False)
    stand_in = ForeignKey(Person, null=False)
    first_on = Date(default=None)
    last_on = Date(default=None)
    by = UUID(default=None)
    at = Timestamptz(default=None)


class HandOver(Table, tablename="round_hand_over"):
    """A round that has begun was given to somebody else."""

    id = UUID(primary_key=True, default=None)
    round = ForeignKey(Round, null=False)
    from_ids = JSON(default="[]")
    to_ids = JSON(default="[]")
    note = Text(null=True, default=None)
    by = UUID(default=None)
    at = Timestamptz(default=None)


class Doubt(Table, tablename="patrol_doubt"):
    """A visit of a walk that was implausibly fast: what was measured, and the limit it passed (rules.doubts)."""

    id = UUID(primary_key=True, default=None)
    patrol_id = UUID(default=None, index=True)
    inspection_id = UUID(default=None, index=True)
    code = Varchar(length=20)
    measured = DoublePrecision()
    allowed = DoublePrecision()
