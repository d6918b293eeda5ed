from piccolo.columns import JSON, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.people.tables import Person
from server.sites.tables import Floor, Point, Site, Unit
from server.workorders.tables import WorkOrder


class Key(Table, tablename="key"):
    """One number in the cabinet, unique per site (by index) and never used again. `copies` hang on it together."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    number = Varchar(length=24)
    name = Text()
    kind = Varchar(length=8)
    unit = ForeignKey(Unit, null=True, default=None)
    floor = ForeignKey(Floor, null=True, default=None)
    point = ForeignKey(Point, null=True, default=None)
    copies = Integer(default=1)
    entrusted = Boolean(default=False)
    created_at = Timestamptz(default=None)
    lost_at = Timestamptz(null=True, default=None)
    retired_at = Timestamptz(null=True, default=None)


class KeyLoan(Table, tablename="key_loan"):
    """A key lent. `ended_at`: given back or lost; at most one loan of a key has not ended (by index).

    `person` borrowed it, or somebody from outside with `name`, `company`, `phone`, `id_last`. Times by the server's
    clock; what a phone's clock said and when the server heard of it stand beside them.
    """

    id = UUID(primary_key=True, default=None)
    key = ForeignKey(Key, null=False)
    site = ForeignKey(Site, null=False)
    borrower = Varchar(length=12)
    person = ForeignKey(Person, null=True, default=None)
    name = Text(null=True, default=None)
    company = Text(null=True, default=None)
    phone = Varchar(length=24, null=True, default=None)
    id_last = Varchar(length=8, null=True, default=None)
    purpose = Text(null=True, default=None)
    order = ForeignKey(WorkOrder, null=True, default=None)
    inspection_id = UUID(null=True, default=None)
    emergency = Boolean(default=False)
    approver = ForeignKey(Person, null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    owner_asked = Boolean(default=False)
    issuer = ForeignKey(Person, null=True, default=None)
    out_at = Timestamptz(default=None)
    out_device_at = Timestamptz(null=True, default=None)
    out_received_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    returned_at = Timestamptz(null=True, default=None)
    returned_device_at = Timestamptz(null=True, default=None)
    returned_received_at = Timestamptz(null=True, default=None)
    returned_by = Text(null=True, default=None)
    received_by = ForeignKey(Person, null=True, default=None)
    unit_state = Text(null=True, default=None)
    remark = Text(null=True, default=None)


class KeyStep(Table, tablename="key_step"):
    """A step is a row: who, when (device and server time), also those that no longer fitted (`applied` false, why)."""

    id = UUID(primary_key=True, default=None)
    key = ForeignKey(Key, null=False)
    site = ForeignKey(Site, null=False)
    loan_id = UUID(null=True, default=None)
    step = Varchar(length=8)
    person = ForeignKey(Person, null=True, default=None)
    at = Timestamptz(default=None)
    device_at = Timestamptz(null=True, default=None)
    received_at = Timestamptz(default=None)
    report_id = UUID(null=True, default=None)
    applied = Boolean(default=True)
    why_not = Varchar(length=24, null=True, default=None)
    held_by = UUID(null=True, default=None)
    seen_at = Timestamptz(null=True, default=None)
    note = Text(null=True, default=None)
    detail = JSON(default="{}")


class KeyCount(Table, tablename="key_count"):
    """A count of the cabinet, confirmed: in the cabinet + on loan + lost = total, or the difference is explained."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    person = ForeignKey(Person, null=False)
    at = Timestamptz(default=None)
    total = Integer()
    in_cabinet = Integer()
    on_loan = Integer()
    lost = Integer()
    difference = Integer(default=0)
    explanation = Text(null=True, default=None)
    out_numbers = JSON(default="[]")
