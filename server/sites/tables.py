from piccolo.columns import JSON, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Site(Table, tablename="site"):
    """A residential estate (小区). `settings` is a SiteSettings."""

    id = UUID(primary_key=True, default=None)
    name = Text(unique=True)
    time_zone = Varchar(length=64, default="Asia/Shanghai")
    settings = JSON(default="{}")
    created_at = Timestamptz(default=None)


class Building(Table, tablename="building"):
    """Retired together with its floors, points and units: nothing that reports refer to is ever deleted."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    name = Text()
    ordinal = Integer(default=0)
    retired_at = Timestamptz(null=True, default=None)


class Floor(Table, tablename="floor"):
    """`ordinal` is the height order: 1 is the ground floor, -1 the first basement."""

    id = UUID(primary_key=True, default=None)
    building = ForeignKey(Building, null=False)
    name = Text()
    ordinal = Integer(default=0)
    retired_at = Timestamptz(null=True, default=None)


class Point(Table, tablename="point"):
    """A place with a tag to scan. `number` is four digits, unique within its building (by index)."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    building = ForeignKey(Building, null=False)
    floor = ForeignKey(Floor, null=False)
    name = Text()
    number = Varchar(length=4)
    retired_at = Timestamptz(null=True, default=None)


class Tag(Table, tablename="tag"):
    """The code on the wall. Phones get only its hash (SHA-256 of the code as printed).

    `printed_at`: since when its label is said to be printed; null: the label is still to print.
    """

    id = UUID(primary_key=True, default=None)
    point = ForeignKey(Point, null=False)
    code = Varchar(length=10, unique=True)
    code_hash = Varchar(length=64)
    created_at = Timestamptz(default=None)
    replaced_at = Timestamptz(null=True, default=None)
    printed_at = Timestamptz(null=True, default=None)


class Asset(Table, tablename="asset"):
    """A thing at a point that is checked. `checklists` are keys; `limits` are {item: {min?, max?}}."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    point = ForeignKey(Point, null=False)
    kind = Varchar(length=40)
    name = Text()
    checklists = JSON(default="[]")
    limits = JSON(default="{}")
    ordinal = Integer(default=0)
    retired_at = Timestamptz(null=True, default=None)


class Unit(Table, tablename="unit"):
    """A flat. Vacant ones are inspected by their own checklists."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    building = ForeignKey(Building, null=False)
    floor = ForeignKey(Floor, null=True, default=None)
    name = Text()
    number = Text(null=True, default=None)
    vacant = Boolean(default=False)
    vacant_since = Timestamptz(null=True, default=None)
    checklists = JSON(default="[]")
    retired_at = Timestamptz(null=True, default=None)


class PlacesToken(Table, tablename="places_token"):
    """One row, written by the database's triggers: another token after every change to a place of any site."""

    id = Integer(primary_key=True, default=1)
    token = Text()
