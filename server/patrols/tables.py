from piccolo.columns import JSON, UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.people.tables import Person
from server.sites.tables import Point, Site


class Route(Table, tablename="route"):
    """Ordered stops. `person_ids` are who usually walks it."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    name = Text()
    ordinal = Integer(default=0)
    person_ids = JSON(default="[]")
    created_at = Timestamptz(default=None)
    retired_at = Timestamptz(null=True, default=None)


class Stop(Table, tablename="stop"):
    id = UUID(primary_key=True, default=None)
    route = ForeignKey(Route, null=False)
    point = ForeignKey(Point, null=False)
    ordinal = Integer()


class Window(Table, tablename="patrol_window"):
    """A time of day, `HH:MM` in the site's zone; it may cross midnight."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    name_zh = Text()
    name_en = Text()
    start = Varchar(length=5)
    end = Varchar(length=5)
    ordinal = Integer(default=0)
    retired_at = Timestamptz(null=True, default=None)


class Round(Table, tablename="patrol_round"):
    """One route in one window on one date: what is expected. Its state is derived when asked for."""

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


class Patrol(Table, tablename="patrol"):
    """One walk of a round by one person, as its patrol line told it. `id` is the phone's patrol id."""

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
