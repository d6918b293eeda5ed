"""What staff are told about what is recorded of them, and who has agreed to it since when.

The text is versioned: a changed text needs a higher version, and everybody is asked again.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.people.tables import Consent
from server.sites.terms import Words

VERSION: Final = 1
"""Of the text below."""

TEXT: Final = Words(
    zh="""楼巡只为工作记下这些：
检查结果、照片、说明，和它们的时间。
什么时候、用什么方式打开了哪个点位；每班巡查的开始、结束和跳过的点。
工单每一步是谁、在什么时候做的。
这台手机的型号、剩余空间、时钟快慢，和最后一次联系服务器的时间。
系统提的疑点，比如照片模糊、两个点隔得太近。疑点只是提醒，由主管看过再说，不是结论。

位置默认不记。小区开了位置的，只在打开点位的那一刻记一次。手机里别的内容，楼巡都不看。

小区的主管和经理能看到这些，用来安排巡查、修好问题、核对记录。

不同意就退出登录，没传的内容照样会传完。""",
    en="""Louxun records these things, for work only:
Your checks, photos and notes, and their times.
When and how you opened which point; when each round began and ended, and points skipped.
Who took each step of a work order, and when.
This phone's model, free space, clock error, and its last contact with the server.
Doubts the system raises, such as a blurred photo or two points very close in time. \
A doubt is a reminder for the supervisor to look, never a verdict.

Location is off by default. Where a site has switched it on, it is noted once, when a point is opened. \
Louxun looks at nothing else on the phone.

Supervisors and managers of the site can see this, to plan rounds, get problems repaired and check records.

If you do not agree, sign out; what has not been sent yet still goes out.""",
)


class Given(Struct, frozen=True):
    """A person has agreed to this version, at this moment by the phone's clock."""

    version: int
    at: datetime


async def latest_of(person_id: UUID) -> Given | None:
    """The newest version a person has agreed to, on whichever phone."""
    rows = await Consent.select(Consent.version, Consent.at).where(Consent.person == person_id)
    newest = max(rows, key=lambda row: row["version"], default=None)
    return Given(newest["version"], newest["at"]) if newest else None


async def agree(person_id: UUID, device_id: UUID | None, version: int, *, language: str, at: datetime) -> None:
    """Keeps that the person agreed. The first time counts: the same version again changes nothing.

    Problem bad-fields for a version that never was.
    """
    if not 1 <= version <= VERSION:
        raise Problem("bad-fields", errors=[FieldError("version", N_("没有这一版说明"))])
    async with db.writing():
        await db.lock(f"consent:{person_id}")
        if await Consent.exists().where(Consent.person == person_id, Consent.version == version):
            return
        row = Consent(
            id=ids.new(),
            person=person_id,
            version=version,
            language=language,
            at=at,
            received_at=clock.now(),
            device_id=device_id,
        )
        await Consent.insert(row)
        await note("consent", "person", person_id, person_id=person_id, version=version)
