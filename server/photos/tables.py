from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.column_types import DoublePrecision
from piccolo.table import Table

from server.people.tables import Person


class Photo(Table, tablename="photo"):
    """Bytes that are held. `damaged_reason` is set where they are kept aside because they can't be decoded.

    `print` is the difference hash by which near-same pictures are found (`likeness.py`).
    """

    sha256 = Varchar(length=64, primary_key=True, default="")
    bytes_count = Integer(default=0)
    media_type = Varchar(length=20, default="")
    width = Integer(null=True, default=None)
    height = Integer(null=True, default=None)
    brightness = DoublePrecision(null=True, default=None)
    sharpness = DoublePrecision(null=True, default=None)
    print = Varchar(length=16, null=True, default=None)
    damaged_reason = Text(null=True, default=None)
    received_at = Timestamptz(default=None, index=True)


class PhotoSent(Table, tablename="photo_sent"):
    """This person has PUT these bytes: who has not held a photo can't claim it. Unique (photo, person)."""

    id = UUID(primary_key=True, default=None)
    photo = ForeignKey(Photo, null=False)
    person = ForeignKey(Person, null=False)
    sent_at = Timestamptz(default=None)
