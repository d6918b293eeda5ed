from piccolo.columns import JSON, UUID, BigInt, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.people.tables import Person


class Report(Table, tablename="report"):
    """One kept line. Its digest is its key; `claimed_id` is its report id once stored or accepted (unique).

    `outcome` is the first one (stored, conflict, quarantined) and never changes; `state` is null for stored lines and
    waiting, accepted or discarded for those in quarantine. `problem` is {code, errors?, …} without words.
    """

    digest = Varchar(length=64, primary_key=True, default="")
    line = Bytea(default=b"")
    report_id = UUID(null=True, default=None, index=True)
    claimed_id = UUID(null=True, default=None, unique=True)
    kind = Varchar(length=20, null=True, default=None)
    outcome = Varchar(length=12)
    state = Varchar(length=10, null=True, default=None)
    site_id = UUID(null=True, default=None)
    person_id = UUID(null=True, default=None)
    device_id = UUID(null=True, default=None)
    carrier = ForeignKey(Person, null=False)
    carrier_device_id = UUID(null=True, default=None)
    seq = BigInt(null=True, default=None)
    of_report_id = UUID(null=True, default=None, index=True)
    sealed_at = Timestamptz(null=True, default=None)
    received_at = Timestamptz(default=None)
    flags = JSON(default="[]")
    problem = JSON(null=True, default=None)
    receipt = JSON(default="{}")
    accepted_receipt = JSON(null=True, default=None)
    complete_receipt = JSON(null=True, default=None)
    corrections = JSON(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decided_reason = Text(null=True, default=None)


class ReportSite(Table, tablename="report_site"):
    """At which sites' supervisors a quarantined line is shown: its own, or (unreadable) those of whoever sent it."""

    id = UUID(primary_key=True, default=None)
    report = ForeignKey(Report, null=False)
    site_id = UUID(index=True)


class ReportPhoto(Table, tablename="report_photo"):
    """A photo that a kept line names, in the receipt's order. `described` is its entry in the body's photos."""

    id = UUID(primary_key=True, default=None)
    report = ForeignKey(Report, null=False)
    sha256 = Varchar(length=64, index=True)
    position = Integer(default=0)
    described = JSON(null=True, default=None)


class LostPhoto(Table, tablename="lost_photo"):
    """A photo of a report that was declared lost by an addendum: it no longer counts as missing.

    `by_decider`: the addendum is a supervisor's or manager's; anybody else's counts only for their own reports.
    """

    id = UUID(primary_key=True, default=None)
    of_report_id = UUID(index=True)
    sha256 = Varchar(length=64)
    by_decider = Boolean(default=False)
    report = ForeignKey(Report, null=False)
    at = Timestamptz(default=None)


class ReceiptKey(Table, tablename="receipt_key"):
    """A public key that signed receipts; the private half follows from the installation's secret."""

    kid = Varchar(length=32, primary_key=True, default="")
    public_key = Varchar(length=64)
    created_at = Timestamptz(default=None)


class BundleServed(Table, tablename="bundle_served"):
    """A bundle version that was given to somebody: a report naming another one is flagged `unknown-bundle`."""

    version = Varchar(length=64, primary_key=True, default="")
    site_id = UUID()
    served_at = Timestamptz(default=None)
