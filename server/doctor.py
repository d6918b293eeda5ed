"""Is this installation well? Settings, disk, database, photos, clock, content: each finding in plain words."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from server.checklists.tables import ChecklistVersion
from server.lib import clock, db
from server.lib.i18n import N_
from server.lib.terminal import words
from server.migrating import pending
from server.people.tables import Person
from server.reports.tables import Report
from server.settings import Settings
from server.sites.tables import Site

_GB = 1024**3
_LEAST_FREE = 1 * _GB
_COMFORTABLE = 10 * _GB
# The day this version was written: a clock before it is wrong.
_WRITTEN_AT = datetime(2026, 11, 23, tzinfo=UTC)


class Finding(NamedTuple):
    """`is_wrong` means somebody has to do something."""

    is_wrong: bool
    text: str


async def examine(chosen: Settings) -> AsyncIterator[Finding]:
    """The findings, one after the other; what can't be looked at because something else is wrong is left out."""
    yield Finding(False, words(N_("设置：数据在 {data}，地址 {url}。"), data=chosen.data, url=chosen.base_url))
    for finding in (_folder(chosen), _disk(chosen), _clock()):
        yield finding
    try:
        count = len(await pending())
    except Exception as error:  # any driver's error: the finding is that it can't be reached
        yield Finding(True, words(N_("数据库：连不上（{error}）。请检查 LOUXUN_DATABASE_URL。"), error=error))
        return
    if count:
        yield Finding(True, words(N_("数据库：还有 {count} 步升级没做，请运行 louxun migrate。"), count=count))
        return
    yield await _database()
    yield await _newest()
    yield await _content()


def _folder(chosen: Settings) -> Finding:
    try:
        with tempfile.NamedTemporaryFile(dir=chosen.data) as file:
            file.write(b"louxun")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return Finding(True, words(N_("数据文件夹：写不进去（{error}）。"), error=error.strerror))
    return Finding(False, words(N_("数据文件夹：可以写。")))


def _disk(chosen: Settings) -> Finding:
    free = shutil.disk_usage(chosen.data).free
    gigabytes = f"{free / _GB:.1f}"
    if free < _LEAST_FREE:
        return Finding(True, words(N_("硬盘：只剩 {free} GB，照片很快就存不下了。请腾出空间。"), free=gigabytes))
    if free < _COMFORTABLE:
        return Finding(False, words(N_("硬盘：还剩 {free} GB，请留意。"), free=gigabytes))
    return Finding(False, words(N_("硬盘：还剩 {free} GB。"), free=gigabytes))


def _clock() -> Finding:
    now = clock.now()
    if now < _WRITTEN_AT:
        return Finding(
            True, words(N_("时钟：服务器以为现在是 {now}，慢了。请打开自动对时。"), now=f"{now:%Y-%m-%d %H:%M} UTC")
        )
    return Finding(False, words(N_("时钟：现在是 {now}。"), now=f"{now:%Y-%m-%d %H:%M} UTC"))


async def _database() -> Finding:
    if db.is_postgres():
        row = (await Person.raw("SELECT version() AS version"))[0]
        return Finding(False, words(N_("数据库：{name}，连接正常。"), name=str(row["version"]).split(" on ")[0]))
    row = (await Person.raw("PRAGMA quick_check"))[0]
    if list(row.values()) != ["ok"]:
        return Finding(
            True, words(N_("数据库：文件有损坏（{error}）。请停下来，用备份恢复。"), error=next(iter(row.values())))
        )
    return Finding(False, words(N_("数据库：SQLite，文件完好。")))


async def _newest() -> Finding:
    newest = await Report.select(Report.received_at).order_by(Report.received_at, ascending=False).first()
    if newest and newest["received_at"] > clock.now() + timedelta(minutes=2):
        said = f"{newest['received_at']:%Y-%m-%d %H:%M} UTC"
        return Finding(
            True, words(N_("时钟：最近收到的上报写着 {at}，在将来。时钟被调慢过，请打开自动对时。"), at=said)
        )
    if newest:
        return Finding(
            False, words(N_("上报：最近一条在 {at} 收到。"), at=f"{newest['received_at']:%Y-%m-%d %H:%M} UTC")
        )
    return Finding(False, words(N_("上报：还没有收到过。")))


async def _content() -> Finding:
    if not await ChecklistVersion.exists():
        return Finding(True, words(N_("检查表：还没有发布，请运行 louxun checklists publish。")))
    if not await Site.exists():
        return Finding(True, words(N_("小区：还没有，请运行 louxun places import。")))
    if not await Person.exists().where(Person.disabled_at.is_null()):
        return Finding(True, words(N_("人员：还没有人能登录，请运行 louxun person add。")))
    counts = {"sites": await Site.count(), "people": await Person.count().where(Person.disabled_at.is_null())}
    return Finding(False, words(N_("内容：{sites} 个小区，{people} 个人。"), **counts))
