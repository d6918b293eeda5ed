"""Places as a spreadsheet at a desk: a preview that writes nothing, confirmed as it was shown or shown again, faults by
sheet, row and column, and an export that imports again unchanged."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from server.journal.tables import JournalEntry
from server.lib import clock
from server.patrols.tables import Route, Stop, Window
from server.people.tables import Department, Membership
from server.sites.tables import Asset, Building, Floor, Point, Site, Tag, Unit
from tests import cast as the_cast
from tests.cast import Cast
from tests.desk import Desk, at_desk, words

TABLES = (Site, Building, Floor, Point, Tag, Asset, Unit, Route, Stop, Window, Membership)
IMPORT = "/console/places/import"


async def _everything() -> dict[str, list[dict[str, Any]]]:
    return {table.__name__: sorted(await table.select(), key=lambda row: str(row["id"])) for table in TABLES}


async def _export(who: Desk, cast: Cast, site: str = "garden") -> bytes:
    answer = await who.get(f"/console/places/export?site={cast.site(site)}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    return bytes(answer.content)


def _edit(content: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _set(cells: dict[tuple[str, str], Any]) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for (sheet, cell), value in cells.items():
            book[sheet][cell] = value

    return change


async def _send(who: Desk, content: bytes, token: str = "") -> Any:
    fields = {"_csrf_token": token or who.token}
    return await who._ask("POST", IMPORT, data=fields, files={"file": ("garden.xlsx", content)})


def _hidden(answer: Any) -> dict[str, str]:
    form = answer.text.split('action="/console/places/import/confirm"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'name="(key|name|agreed)" value="([^"]*)"', form))


async def test_an_export_imports_again_and_changes_nothing(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    before = await _everything()
    for language in ("zh-CN", "en"):
        answer = await su.get(f"/console/places/export?site={cast.site()}", **{"Accept-Language": language})
        again = await _send(su, bytes(answer.content))
        assert "没有变化" in words(again), words(again)
        assert "/import/confirm" not in again.text
    assert await _everything() == before


async def test_it_does_so_too_after_renames_and_with_names_that_look_like_formulas(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    odd = {"one": "=1+1栋", "two": "+2栋"}
    for key, name in odd.items():
        await Building.update({Building.name: name}).where(Building.id == cast.building(key))
    await Floor.update({Floor.name: "-1"}).where(Floor.id == cast.floor("one", -1))
    await Point.update({Point.name: "@大堂", Point.number: "0007"}).where(Point.id == cast.point("lobby"))
    await Asset.update({Asset.name: '=HYPERLINK("http://x","y")'}).where(Asset.id == cast.asset("east2", "wall"))
    limits = {"HY09": {"min": 0.00001, "max": 1e6}}
    await Asset.update({Asset.name: "=cmd", Asset.ordinal: 7, Asset.limits: limits}).where(
        Asset.id == cast.asset("east2", "hydrant-box")
    )
    await Unit.update({Unit.checklists: [], Unit.number: "007"}).where(Unit.id == cast.unit("201"))
    await Unit.update({Unit.vacant: True, Unit.vacant_since: None}).where(Unit.id == cast.unit("301"))
    await Asset.update({Asset.checklists: ["lamp", "wall"]}).where(Asset.id == cast.asset("garage", "lamp"))
    before = await _everything()
    content = await _export(su, cast)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        assert not [cell.value for row in sheet for cell in row if cell.data_type == "f"], sheet.title
    assert book["楼栋 Buildings"]["A2"].value == "=1+1栋"
    again = await _send(su, content)
    assert "没有变化" in words(again), words(again)
    assert await _everything() == before


async def test_what_is_retired_is_left_out_and_stays_retired(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    now = clock.now() - timedelta(days=1)
    await Route.update({Route.retired_at: now}).where(Route.id == cast.route("route-two"))
    await Point.update({Point.retired_at: now}).where(Point.id == cast.point("stairs2"))
    await Asset.update({Asset.retired_at: now}).where(Asset.id == cast.asset("east2", "lamp"))
    before = await _everything()
    content = await _export(su, cast)
    names = [str(cell.value) for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet for cell in row]
    assert not {"2层 旧配电间", "2层 楼梯间", "route-two"} & set(names)
    assert "没有变化" in words(await _send(su, content))
    assert await _everything() == before


async def test_a_preview_tells_all_and_writes_nothing_and_confirming_does_just_that(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    before = await _everything()

    def change(book: Any) -> None:
        _set({("时段 Windows", "C2"): "09:00", ("点位 Points", "D2"): "1999"})(book)
        book["楼栋 Buildings"].append(["3栋"])
        book["楼层 Floors"].append(["3栋", "1层", 1])
        book["点位 Points"].append(["3栋", "1层", "门厅", "", ""])
        book["检查对象 Assets"].append(["3栋", "1层", "门厅", "门厅灯", "灯与灯罩", "", ""])
        book["路线 Routes"].append(["route-two", "3栋", "1层", "门厅"])

    shown = await _send(su, _edit(await _export(su, cast), change))
    assert shown.status_code == 200, shown.text
    told = words(shown)
    assert "要新增 5 项，修改 3 项" in told, told
    for part in ("1栋 · 地下一层 · 地下一层 车库口", "编号 1901 → 1999", "3栋 · 1层 · 门厅 · 门厅灯", "新生成一个",
                 "09:30 → 09:00", "不变 2"):  # fmt: skip
        assert part in told, (part, told)
    assert await _everything() == before, "a preview writes nothing"
    form = _hidden(shown)
    done = await su.post(f"{IMPORT}/confirm", **form)
    assert done.status_code == 303, done.text
    assert "已导入" in words(await su.get(done.headers["location"]))
    assert await Building.count().where(Building.site == cast.site()) == 3
    [lobby] = await Point.select().where(Point.name == "门厅", Point.site == cast.site())
    assert lobby["number"] == "0101"
    assert await Tag.count().where(Tag.point == lobby["id"]) == 1
    [last] = await Stop.select(Stop.point).where(Stop.route == cast.route("route-two"), Stop.point == lobby["id"])
    assert last["point"] == lobby["id"]
    [entry] = await JournalEntry.select().where(JournalEntry.verb == "import").output(load_json=True)
    assert (entry["site_id"], entry["person_id"]) == (cast.site(), cast.person("su"))
    assert entry["detail"]["counts"]["points"] == [1, 1]
    assert (await su.post(f"{IMPORT}/confirm", **form)).status_code == 422, "used once"


async def test_what_has_changed_meanwhile_is_shown_again_before_it_is_done(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    content = _edit(await _export(su, cast), _set({("点位 Points", "D2"): "1999"}))
    form = _hidden(await _send(su, content))
    await Point.update({Point.number: "1888"}).where(Point.id == cast.point("garage"))
    before = await _everything()
    again = await su.post(f"{IMPORT}/confirm", **form)
    assert again.status_code == 409
    assert "别人刚改过" in words(again)
    assert "编号 1888 → 1999" in words(again)
    assert await _everything() == before
    assert (await su.post(f"{IMPORT}/confirm", **_hidden(again))).status_code == 303
    [row] = await Point.select(Point.number).where(Point.id == cast.point("garage"))
    assert row["number"] == "1999"


async def test_every_fault_is_told_by_sheet_row_and_column_in_the_readers_language(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    before = await _everything()
    wrong = {
        ("楼层 Floors", "C3"): "高",
        ("点位 Points", "A4"): "9栋",
        ("点位 Points", "D5"): "12345",
        ("检查对象 Assets", "E2"): "水泵",
        ("检查对象 Assets", "G3"): "ZZ99: 1..2",
        ("房屋 Units", "F2"): "2026-13-45",
        ("时段 Windows", "D3"): "25:99",
    }
    content = _edit(await _export(su, cast), _set(wrong))
    shown = await _send(su, content)
    assert shown.status_code == 422
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(<td.*?)</tr>", shown.text)]
    places = {(sheet, row, column) for sheet, row, column, _ in rows}
    assert {
        ("楼层 Floors", "3", "高低 Height"), ("点位 Points", "4", "楼层 Floor"), ("点位 Points", "5", "编号 Number"),
        ("检查对象 Assets", "2", "类型 Kind"), ("检查对象 Assets", "3", "限值 Limits"),
        ("房屋 Units", "2", "空置日期 Vacant since"), ("时段 Windows", "3", "结束 To"),
    } <= places  # fmt: skip
    su.cookies["louxun_language"] = "en"
    english = words(await _send(su, content))
    assert "must be a whole number from -20 to 200" in english
    assert "要填" not in english
    assert await _everything() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"name;number\n1;2\n", "这不是 XLSX 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "另存为不加密码的 XLSX"),
        (b"PK\x03\x04 nothing", "这不是能打开的 XLSX 文件"),
        (b"PK\x03\x04" + b"0" * (10 * 1024 * 1024), "文件太大"),
    ],
    ids=["empty", "csv", "xls", "broken", "big"],
)
async def test_a_file_is_judged_by_its_bytes(client: Any, content: bytes, said: str) -> None:
    await the_cast.build(client)
    su = await at_desk(client, "su")
    shown = await _send(su, content)
    assert shown.status_code == 422, shown.status_code
    assert said in words(shown)
    assert 'type="file"' in shown.text


async def test_a_body_beyond_all_limits_is_refused_in_words(client: Any) -> None:
    await the_cast.build(client)
    su = await at_desk(client, "su")
    shown = await _send(su, b"PK\x03\x04" + b"0" * (11 * 1024 * 1024))
    assert shown.status_code == 413
    assert "表格最多 10 MB" in words(shown)


async def test_another_site_is_neither_exported_nor_touched(client: Any) -> None:
    cast = await the_cast.build(client)
    su, fan, zhou, he = [await at_desk(client, name) for name in ("su", "fan", "zhou", "he")]
    content = await _export(su, cast)
    assert (await fan.get(f"/console/places/export?site={cast.site()}")).status_code == 404
    assert (await zhou.get(f"/console/places/export?site={cast.site()}")).status_code == 403
    assert (await zhou.get(IMPORT)).status_code == 403
    assert (await Desk(client).get(IMPORT)).status_code == 303
    foreign = await _send(fan, content)
    assert foreign.status_code == 422
    assert "这不是您的小区" in words(foreign)
    form = _hidden(await _send(su, _edit(content, _set({("点位 Points", "D2"): "1999"}))))
    assert (await he.post(f"{IMPORT}/confirm", **form)).status_code == 422, "only who sent it confirms it"
    assert (await _send(zhou, content)).status_code == 403
    assert (await _send(he, content, token="x")).status_code == 403, "no token"


def _as_another_site(book: Any) -> None:
    _set({("小区 Site", "A2"): "新城"})(book)
    book["点位 Points"].delete_cols(5)


async def test_a_manager_makes_a_new_site_by_a_file_a_supervisor_does_not(client: Any) -> None:
    cast = await the_cast.build(client)
    su, he = await at_desk(client, "su"), await at_desk(client, "he")
    content = _edit(
        await _export(su, cast),
        _as_another_site,
    )
    assert "这不是您的小区" in words(await _send(su, content))
    shown = await _send(he, content)
    assert "会新建小区“新城”" in words(shown)
    assert (await he.post(f"{IMPORT}/confirm", **_hidden(shown))).status_code == 303
    [site] = await Site.select(Site.id).where(Site.name == "新城")
    [post] = await Membership.select(Membership.person, Membership.role).where(Membership.site == site["id"])
    assert (post["person"], post["role"]) == (cast.person("he"), "manager")
    assert await Department.count().where(Department.site == site["id"]) == 5
    page = await he.get(f"/console/places?site={site['id']}")
    assert page.status_code == 200


async def test_the_empty_form_can_be_fetched(client: Any) -> None:
    await the_cast.build(client)
    su = await at_desk(client, "su")
    answer = await su.get("/console/places/template")
    assert "点位 Points" in openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames
