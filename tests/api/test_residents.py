"""Residents: found by their unit, masked, shown whole one by one and journalled; edited, imported, seen by few."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from server.journal.tables import JournalEntry
from server.lib import ids
from server.lib.rates import Rates
from server.people.tables import Department, Membership, MembershipDepartment
from server.residents import pages
from server.residents.sheets import RESIDENTS
from server.residents.tables import Resident
from server.sites.tables import Unit
from tests import cast as the_cast
from tests.cast import Cast
from tests.desk import Desk, at_desk, words

PATH = "/console/residents"
NAME, PHONE = "诸葛小明", "13812345678"


async def _unit(cast: Cast, site: str = "garden") -> Any:
    row = await Unit.select(Unit.id, Unit.name, Unit.building.name).where(Unit.site == cast.site(site)).first()
    assert row is not None
    return row


def _form(unit: Any, **other: str) -> dict[str, str]:
    return {"unit": str(unit["id"]), "name": NAME, "phone": PHONE, "relation": "owner", "since": "2020-05-01",
            "until": "", "note": "养狗", **other}  # fmt: skip


async def _one(cast: Cast, desk: Desk) -> Any:
    """A resident of the garden's first unit."""
    assert (await desk.post(PATH, **_form(await _unit(cast)))).status_code == 303
    return (await Resident.select(Resident.id).first() or {})["id"]


async def test_a_resident_is_masked_until_somebody_asks_and_that_is_noted(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou = await at_desk(client, "zhou")
    resident, unit = await _one(cast, zhou), await _unit(cast)
    page = await zhou.get(f"{PATH}?unit={unit['id']}")
    assert "诸葛**" in words(page) and "138****5678" in words(page)
    assert NAME not in page.text and PHONE not in page.text
    shown = await zhou.post(f"{PATH}/{resident}/reveal")
    assert NAME in words(shown) and PHONE in words(shown)
    entries = await JournalEntry.select().where(JournalEntry.verb == "reveal")
    assert [(one["person_id"], one["thing_id"], one["site_id"]) for one in entries] == [
        (cast.person("zhou"), str(resident), cast.site())
    ]
    assert NAME not in str(entries) and PHONE not in str(entries)
    assert PHONE not in (await zhou.get(f"{PATH}?unit={unit['id']}")).text, "shown on that one answer only"


async def test_nobody_copies_them_all(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = await the_cast.build(client)
    monkeypatch.setattr(pages, "_REVEALED", Rates(per_minute=1, burst=2))
    zhou = await at_desk(client, "zhou")
    resident = await _one(cast, zhou)
    codes = [(await zhou.post(f"{PATH}/{resident}/reveal")).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert await JournalEntry.count().where(JournalEntry.verb == "reveal") == 2


async def test_who_sees_residents_and_who_never_does(client: Any) -> None:
    cast = await the_cast.build(client)
    resident, unit = await _one(cast, await at_desk(client, "su")), await _unit(cast)
    seen = {}
    for name in the_cast.PEOPLE:
        desk = await at_desk(client, name)
        page = await desk.get(f"{PATH}?unit={unit['id']}")
        seen[name] = (page.status_code, (await desk.post(f"{PATH}/{resident}/reveal")).status_code)
        assert PHONE not in page.text
    assert seen == {
        "lin": (403, 403), "chen": (403, 403), "zhou": (200, 200), "su": (200, 200), "he": (200, 200),
        "wang": (403, 403), "fan": (404, 404),
    }  # fmt: skip
    # An outside firm's desk is no desk of ours.
    await Department.update({Department.contractor: True}).where(Department.id == cast.department("service"))
    membership = await Membership.select(Membership.id).where(Membership.person == cast.person("zhou")).first()
    assert membership is not None
    await MembershipDepartment.insert(
        MembershipDepartment(id=ids.new(), membership=membership["id"], department=cast.department("service"))
    )
    zhou = await at_desk(client, "zhou")
    assert (await zhou.get(f"{PATH}?unit={unit['id']}")).status_code == 403
    assert (await zhou.get(PATH)).status_code == 403
    assert (await zhou.post(f"{PATH}/{resident}/reveal")).status_code == 403
    bundle = (await (await cast.phone("lin")).get("/bundle")).text
    assert NAME not in bundle and PHONE not in bundle


async def test_words_that_do_not_fit_come_back_with_the_form(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou, unit = await at_desk(client, "zhou"), await _unit(cast)
    for wrong, told in (
        ({"name": ""}, "请填姓名"), ({"phone": "unknown"}, "电话只写数字"),
        ({"relation": "cat"}, "请选是业主还是租户等"), ({"since": "2021-02-30"}, "请选日期"),
        ({"until": "2019-01-01"}, "搬走不能早于入住"), ({"note": "长" * 301}, "备注太长"),
    ):  # fmt: skip
        refused = await zhou.post(PATH, **_form(unit, **wrong))
        assert refused.status_code == 422 and told in words(refused), wrong
        assert 'value="2020-05-01"' in refused.text or "since" in wrong
    assert await Resident.count() == 0
    foreign = await _unit(cast, "court")
    assert (await zhou.post(PATH, **_form(foreign))).status_code == 404


async def test_changing_leaves_what_was_masked_and_moving_out_is_kept(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou = await at_desk(client, "zhou")
    resident, unit = await _one(cast, zhou), await _unit(cast)
    changed = await zhou.post(f"{PATH}/{resident}", **_form(unit, name="", phone="", relation="tenant", note="还钥匙"))
    assert changed.status_code == 303
    row = await Resident.select(Resident.name, Resident.phone, Resident.relation, Resident.note).first()
    assert row == {"name": NAME, "phone": PHONE, "relation": "tenant", "note": "还钥匙"}
    assert (await zhou.post(f"{PATH}/{resident}/end")).status_code == 303
    assert (await zhou.post(f"{PATH}/{resident}/end")).status_code == 409
    row = await Resident.select(Resident.until).first()
    assert row == {"until": cast.today()}


async def test_units_are_found_by_number_at_ones_own_sites(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou, fan, unit = await at_desk(client, "zhou"), await at_desk(client, "fan"), await _unit(cast)
    assert unit["name"] in words(await zhou.get(f"{PATH}?q={unit['name']}"))
    assert "没有这样的房屋" in words(await zhou.get(f"{PATH}?q=%25"))
    assert str(unit["id"]) not in (await fan.get(PATH)).text


def _file(rows: Sequence[Sequence[Any]]) -> bytes:
    book, made = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "住户"
    for row in ([column.zh for column in RESIDENTS.columns], *rows):
        sheet.append(list(row))
    book.save(made)
    return made.getvalue()


async def _send(desk: Desk, content: bytes) -> Any:
    await desk.get(f"{PATH}/import")
    files = {"file": ("住户.xlsx", content, "application/octet-stream")}
    return await desk._ask("POST", f"{PATH}/import", data={"_csrf_token": desk.token}, files=files)


async def test_residents_come_in_by_spreadsheet_all_or_none(client: Any) -> None:
    cast = await the_cast.build(client)
    su, zhou, unit = await at_desk(client, "su"), await at_desk(client, "zhou"), await _unit(cast)
    building = unit["building.name"]
    assert (await zhou.get(f"{PATH}/import")).status_code == 403
    bad = [
        ("", building, "没有", "王五", "", "业主", "", "", ""),
        ("银杏苑", building, unit["name"], "王五", "x", "猫", "2021-02-30", "", ""),
        ("", building, unit["name"], "赵六", "", "业主", "2021-01-01", "2020-01-01", ""),
        ("", building, unit["name"], "赵六", "", "业主", "", "", ""),
    ]
    refused = await _send(su, _file(bad))
    assert refused.status_code == 422
    found = re.findall(r'>住户 Residents</td><td class="n">(\d+)</td><td[^>]*>([^ <]*)', refused.text)
    assert [(int(row), column) for row, column in found] == [
        (2, "房屋"), (3, "小区"), (3, "电话"), (3, "关系"), (3, "入住"), (4, "搬走"), (5, "姓名"),
    ]  # fmt: skip
    assert await Resident.count() == 0
    good = [("", building, unit["name"], NAME, PHONE, "业主", "2021-01-01", "", ""),
            ("千禧花园", building, unit["name"], "诸葛夫人", "", "Family", "", "", "")]  # fmt: skip
    preview = await _send(su, _file(good))
    assert preview.status_code == 200 and "新登记 2 人" in words(preview), words(preview)
    hidden = dict(re.findall(r'type="hidden" name="(key|stamp)" value="([^"]*)"', preview.text))
    assert (await su.post(f"{PATH}/import/confirm", **{**hidden, "stamp": "0" * 64})).status_code == 409
    assert (await su.post(f"{PATH}/import/confirm", **hidden)).status_code == 303
    assert await Resident.count() == 2
    assert "没有变化" in words(await _send(su, _file(good)))
