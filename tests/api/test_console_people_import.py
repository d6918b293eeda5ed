"""People by spreadsheet: 600 at once, every fault by row and column, nothing half-imported, and again unchanged."""

import re
from collections.abc import Sequence
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from server.journal.tables import JournalEntry
from server.lib import workbooks
from server.lib.sheets import Value
from server.people import exporting
from server.people.sheets import PEOPLE, SHEETS
from server.people.tables import Department, Invitation, Membership, MembershipDepartment, Person
from tests import cast as the_cast
from tests.desk import Desk, at_desk, words

HEADERS = [column.zh for column in PEOPLE.columns]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(rows: Sequence[Sequence[Value]], headers: Sequence[str] = HEADERS) -> bytes:
    book, made = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "人员"
    for row in (headers, *rows):
        sheet.append(list(row))
    book.save(made)
    return made.getvalue()


async def _send(desk: Desk, content: bytes, name: str = "花名册.xlsx", **headers: str) -> Any:
    await desk.get("/console/people/import")
    files = {"file": (name, content, XLSX)}
    return await desk._ask(
        "POST", "/console/people/import", data={"_csrf_token": desk.token}, files=files, headers=headers
    )


async def _confirm(desk: Desk, preview: Any, **other: str) -> Any:
    hidden = dict(re.findall(r'type="hidden" name="(key|stamp|name)" value="([^"]*)"', preview.text))
    return await desk.post("/console/people/import/confirm", **{k: unescape(v) for k, v in hidden.items()} | other)


async def _counts() -> tuple[int, int, int]:
    return await Person.count(), await Membership.count(), await MembershipDepartment.count()


async def test_six_hundred_people_of_two_sites_come_in_at_once_and_are_invited(client: Any, engine: str) -> None:
    cast = await the_cast.build(client)
    he = await at_desk(client, "he")
    rows: list[tuple[Value, ...]] = []
    for n in range(600):
        role, departments = ("维修", "工程、保洁") if n % 3 == 0 else ("管家助理", "")
        rows.append((f"员工{n:03d}", f"staff{n:03d}", "千禧花园", role, departments, f"138{n:08d}"))
        if n % 10 == 0:
            rows.append((f"员工{n:03d}", f"staff{n:03d}", "银杏苑", "前台", "", ""))
    before = await _counts()
    preview = await _send(he, _file(rows))
    assert preview.status_code == 200, words(preview)
    assert "新来的 600 人" in words(preview)
    assert await _counts() == before, "nothing is written before it is confirmed"
    done = await _confirm(he, preview)
    assert done.status_code == 303 and "show=waiting" in done.headers["location"]
    assert await _counts() == (before[0] + 600, before[1] + 660, before[2] + 400)
    assert await Person.count().where(Person.password_hash == "") == 600
    again = await _send(he, _file(rows))
    assert "没有变化：内容都已经有了。" in words(again)
    sheets = await he.post("/console/people/invitations", all="waiting")
    assert sheets.status_code == 201
    assert sheets.text.count('<article class="sheet"') == 50 and sheets.text.count('class="label"') == 600
    assert await Invitation.count() == 600
    exported = await he.get("/console/people/export")
    assert exported.headers["content-type"] == XLSX
    once_more = await _send(he, exported.content)
    assert "没有变化：内容都已经有了。" in words(once_more), words(once_more)[:600]
    added = await JournalEntry.count().where(JournalEntry.verb == "add", JournalEntry.person_id == cast.person("he"))
    assert added == 660


async def test_every_fault_is_told_by_row_and_column_in_the_readers_language(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    rows = [
        ("丁一", "Döng", "", "管家助理", "", ""),  # 2
        ("", "ding", "", "皇帝", "", "12a"),  # 3
        ("丁三", "ding3", "银杏苑", "管家助理", "", ""),  # 4: not hers
        ("丁四", "ding4", "", "经理", "", ""),  # 5
        ("丁五", "ding5", "", "维修", "工程、火星部", ""),  # 6
        ("丁六", "ding6", "", "前台", "", ""),  # 7
        ("丁七", "ding6", "", "前台", "", ""),  # 8: again, another name
        ("王芳", "wang", "", "管家助理", "", ""),  # 9: of a site that is not hers
        ("何伟", "he", "", "管家助理", "", ""),  # 10: a manager
        ("苏梅", "su", "", "管家助理", "", ""),  # 11: herself
    ]
    before = await _counts()
    refused = await _send(su, _file(rows))
    assert refused.status_code == 422
    row = r'>人员 People</td><td class="n">(\d+)</td><td[^>]*>([^<]*)</td><td>([^<]*)</td></tr>'
    found = re.findall(row, refused.text)
    told = [(int(number), column.partition(" ")[0], unescape(what)) for number, column, what in found]
    assert told == [
        (2, "用户名", "用户名用小写字母、数字、点或横线，2 到 64 个字"),
        (3, "姓名", "这一格要填"),
        (3, "电话", "电话只写数字，可以有空格、横线和开头的加号"),
        (3, "岗位", "没有“皇帝”这个岗位"),
        (4, "小区", "没有这个小区，或您不管这个小区"),
        (5, "岗位", "经理只能由经理添加"),
        (6, "部门", "这个小区没有“火星部”这个部门"),
        (8, "姓名", "与第 7 行同一个用户名，姓名却不同"),
        (8, "小区", "与第 7 行重复"),
        (9, "用户名", "这个用户名已经有人用了"),
        (10, "岗位", "您不能改这个人的岗位"),
        (11, "岗位", "您不能改这个人的岗位"),
    ]
    assert "共 12 处要改，什么都没有导入" in words(refused)
    assert await _counts() == before
    english = words(await _send(su, _file(rows), **{"Accept-Language": "en"}))
    assert "12 things to mend; nothing was imported" in english and "There is no role “皇帝”" in english
    assert cast.site() is not None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "文件是空的"),
        (b"name,username\nx,y\n", "这不是 XLSX 文件"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"old", "另存为不加密码的 XLSX"),
        (b"PK\x03\x04 broken", "这不是能打开的 XLSX 文件"),
        (_file([], ["姓名", "工号"]), "不认识这一列“工号”"),
        (_file([]), "一行也没有填"),
    ],
)
async def test_what_is_no_file_of_people_is_told(client: Any, content: bytes, told: str) -> None:
    await the_cast.build(client)
    su = await at_desk(client, "su")
    refused = await _send(su, content)
    assert refused.status_code == 422 and told in words(refused), words(refused)


async def test_a_file_that_is_too_big_is_refused_with_a_sentence(client: Any) -> None:
    await the_cast.build(client)
    su = await at_desk(client, "su")
    refused = await _send(su, b"PK\x03\x04" + bytes(workbooks.MOST_BYTES + 100_000))
    assert refused.status_code == 413 and "表格最多 10 MB" in words(refused)


async def test_changes_are_shown_from_and_to_and_done_once(client: Any) -> None:
    cast = await the_cast.build(client)
    he, su = await at_desk(client, "he"), await at_desk(client, "su")
    rows = [
        ("林小晓", "lin", "千禧花园", "维修", "保洁", "139-0000-0000"),
        ("王芳", "wang", "千禧花园", "管家助理", "", ""),
    ]
    preview = await _send(he, _file(rows))
    shown = words(preview)
    assert "有变化 2 人" in shown and "姓名：林晓 → 林小晓" in shown and "岗位：管家助理 → 维修 保洁" in shown
    assert "新的岗位：管家助理（千禧花园）" in shown
    # Somebody else is faster: what would be done now is not what was seen.
    await su.post(f"/console/people/{cast.person('lin')}/details", name="林大晓", phone="")
    stale = await _confirm(he, preview)
    assert stale.status_code == 409 and "姓名：林大晓 → 林小晓" in words(stale)
    assert (await Person.objects().get(Person.username == "lin")).name == "林大晓"  # type: ignore[union-attr]
    assert (await _confirm(he, stale)).status_code == 303
    lin = await Person.objects().get(Person.username == "lin")
    assert lin is not None and (lin.name, lin.phone) == ("林小晓", "139-0000-0000")
    held = await Membership.select(Membership.site.name, Membership.role).where(
        Membership.person == cast.person("wang")
    )
    assert {(row["site.name"], row["role"]) for row in held} == {("千禧花园", "patroller"), ("银杏苑", "patroller")}
    used_up = await _confirm(he, stale)
    assert used_up.status_code == 410 and "请再选一次" in words(used_up)


async def test_a_file_waits_only_for_who_sent_it_and_a_firm_is_named_as_itself(client: Any) -> None:
    cast = await the_cast.build(client)
    su, he = await at_desk(client, "su"), await at_desk(client, "he")
    await su.post("/console/people/departments", site=str(cast.site()), name="安顺", key="engineering", contractor="1")
    preview = await _send(su, _file([("丁一", "ding", "", "Technician", "安顺", "")]))
    assert preview.status_code == 200, words(preview)
    assert (await _confirm(he, preview)).status_code == 410
    assert (await _confirm(su, preview, stamp="0" * 64)).status_code == 409
    assert (await _confirm(su, preview)).status_code == 303
    rows = await MembershipDepartment.select(MembershipDepartment.department.name)
    assert [row["department.name"] for row in rows if row["department.name"] == "安顺"] == ["安顺"]
    assert await Department.count().where(Department.contractor == True) == 1  # noqa: E712 - a column


def test_the_template_reads_back_as_its_own_examples(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(exporting.template())
    rows = workbooks.read(path, SHEETS)[PEOPLE.key]
    assert [row.cells["username"] for row in rows] == ["linxiao", "chenjianguo"]
