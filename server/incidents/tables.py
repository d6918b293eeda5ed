from piccolo.columns import JSON, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.people.tables import Person
from server.sites.tables import Building, Point, Site, Unit


class Incident(Table, tablename="incident"):
    """How it stands is `rules.stand` of its steps, written anew with every step. `id` is the phone's."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    building = ForeignKey(Building, null=True, default=None)
    point = ForeignKey(Point, null=True, default=None)
    unit = ForeignKey(Unit, null=True, default=None)
    place_text = Text(null=True, default=None)
    category = Text()
    emergency = Boolean(default=False)
    description = Text()
    contacts = JSON(default="[]")
    state = Varchar(length=12)
    level = Integer(null=True, default=None)
    severity = Varchar(length=8, null=True, default=None)
    opened_at = Timestamptz(null=True, default=None)
    opened_by = ForeignKey(Person, null=True, default=None)
    report_by = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    order_id = UUID(null=True, default=None)
    created_at = Timestamptz(default=None)
    changed_at = Timestamptz(default=None)


class IncidentStep(Table, tablename="incident_step"):
    """An entry of the timeline; no report: taken at a desk. `verdict` says whether it counted (terms.Verdict)."""

    id = UUID(primary_key=True, default=None)
    incident = ForeignKey(Incident, null=False)
    step = Varchar(length=10)
    person = ForeignKey(Person, null=True, default=None)
    report_id = UUID(null=True, default=None, index=True)
    at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    category = Text()
    description = Text()
    level = Integer(null=True, default=None)
    severity = Varchar(length=8, null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    put_right = Boolean(null=True, default=None)
    photos = JSON(default="[]")
    contacts = JSON(default="[]")
    verdict = Varchar(length=12, default="applied")
