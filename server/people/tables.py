from piccolo.columns import UUID, BigInt, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.sites.tables import Site


class Department(Table, tablename="department"):
    """`key` is what checklists name (engineering …); a contractor's people see only their own orders."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    key = Varchar(length=40)
    name = Text()
    contractor = Boolean(default=False)


class Person(Table, tablename="person"):
    """An empty `password_hash`: invited, and no password set yet. `phone` is where the person is rung at work."""

    id = UUID(primary_key=True, default=None)
    username = Varchar(length=64, unique=True)
    name = Text()
    phone = Text(default="")
    password_hash = Text(secret=True)
    disabled_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)


class Membership(Table, tablename="membership"):
    """A person's role at one site. One that has ended stays: what was sealed before that is still theirs to send."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=False)
    site = ForeignKey(Site, null=False)
    role = Varchar(length=20)
    ended_at = Timestamptz(null=True, default=None)


class MembershipDepartment(Table, tablename="membership_department"):
    id = UUID(primary_key=True, default=None)
    membership = ForeignKey(Membership, null=False)
    department = ForeignKey(Department, null=False)


class Device(Table, tablename="device"):
    """A phone, by the id it made for itself. Several persons may share it."""

    id = UUID(primary_key=True, default=None)
    name = Text()
    created_at = Timestamptz(default=None)


class Invitation(Table, tablename="invitation"):
    """A link that sets a password once, within a day. Only its token's hash is kept."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=False, index=True)
    token_hash = Varchar(length=64, unique=True)
    made_by = UUID(null=True, default=None)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class Token(Table, tablename="token"):
    """One person on one device, with what its last heartbeat said. Only the token's hash is kept.

    `end_when_empty_at`: since when it may only send, until its outbox is empty and it ends by itself.
    """

    id = UUID(primary_key=True, default=None)
    device = ForeignKey(Device, null=False)
    person = ForeignKey(Person, null=False)
    token_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = UUID(null=True, default=None)
    app_version = Text(default="")
    contact_at = Timestamptz(null=True, default=None)
    clock_error_ms = BigInt(null=True, default=None)
    heartbeat_at = Timestamptz(null=True, default=None)
    outbox_reports = Integer(null=True, default=None)
    outbox_photos = Integer(null=True, default=None)
    oldest_sealed_at = Timestamptz(null=True, default=None)
    storage_used = BigInt(null=True, default=None)
    storage_quota = BigInt(null=True, default=None)
    bundle = Text(null=True, default=None)
    end_when_empty_at = Timestamptz(null=True, default=None)
    end_when_empty_by = UUID(null=True, default=None)


class Contact(Table, tablename="contact"):
    """A contact with an empty outbox: after it, nothing of before is still on that phone."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=False)
    device = ForeignKey(Device, null=False)
    at = Timestamptz(default=None, index=True)


class Session(Table, tablename="session"):
    """A sign-in at a desk. `id` is the hash of the cookie's value."""

    id = Varchar(length=64, primary_key=True, default="")
    person = ForeignKey(Person, null=False)
    language = Varchar(length=8, null=True, default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)


class SignInFailure(Table, tablename="sign_in_failure"):
    """A wrong name or password, per name and address (protocol: 10 in 15 minutes)."""

    id = UUID(primary_key=True, default=None)
    name_and_address = Varchar(length=64, index=True)
    at = Timestamptz(default=None)


class Consent(Table, tablename="consent"):
    """A person was told what is recorded about staff and agreed. Unique (person, version), by index.

    `language` is the one it was read in; `at` is by the phone's clock.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=False)
    version = Integer()
    language = Varchar(length=8)
    at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    device_id = UUID(null=True, default=None)
