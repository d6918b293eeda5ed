"""Files of places taken in, on both engines: new ones, the same again, changed ones, and those that can't be."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from server.checklists.publishing import publish
from server.checklists.reading import read_checklists
from server.lib import digest
from server.lib.assets import shipped
from server.lib.sheets import FaultySheets
from server.patrols.importing import import_file, write_template
from server.patrols.tables import Route, Stop, Window
from server.sites.tables import Asset, Building, Floor, Point, Site, Tag, Unit
from server.sites.tagging import ALPHABET, free_number

TABLES = (Site, Building, Floor, Point, Tag, Asset, Unit, Route, Stop, Window)


@pytest.fixture
async def template(database: None, tmp_path: Path) -> Path:
    """The form as `louxun places template` writes it; its example rows are a small site."""
    await publish(read_checklists(shipped("checklists")))
    path = tmp_path / "places.xlsx"
    write_template(path)
    return path


def change(path: Path, cells: dict[tuple[str, str], Any]) -> None:
    """Writes `{(sheet, cell): value}` into a file."""
    book = openpyxl.load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(path)


async def everything() -> dict[str, list[dict[str, Any]]]:
    return {table.__name__: sorted(await table.select(), key=lambda row: str(row["id"])) for table in TABLES}


async def test_the_template_is_a_file_that_can_be_imported(template: Path) -> None:
    imported = await import_file(template)
    assert imported.counts["points"] == (2, 0)
    assert imported.counts["assets"] == (3, 0)
    assert imported.counts["routes"] == (1, 0)
    assert imported.counts["windows"] == (2, 0)
    box = await Asset.select().where(Asset.kind == "hydrant-box").first().output(load_json=True)
    assert box is not None
    assert box["limits"] == {"HY09": {"min": 0.15, "max": 1.0}}


async def test_the_same_file_again_changes_nothing(template: Path) -> None:
    await import_file(template)
    before = await everything()
    again = await import_file(template)
    assert set(again.counts.values()) == {(0, 0)}
    assert await everything() == before


async def test_tags_and_numbers_are_made_where_none_are_given(template: Path) -> None:
    await import_file(template)
    tags = await Tag.select()
    assert len(tags) == 2
    for tag in tags:
        assert len(tag["code"]) == 10
        assert set(tag["code"]) <= set(ALPHABET)
        assert tag["code_hash"] == digest.sha256(tag["code"].encode())
    assert {row["number"] for row in await Point.select(Point.number)} == {"0101", "0201"}


async def test_a_changed_file_changes_only_what_differs(template: Path) -> None:
    first = await import_file(template)
    old = await Tag.select().where(Tag.point.name == "1层 大堂").first()
    change(
        template,
        {
            ("点位 Points", "E3"): "7K2M9QX4TB",
            ("时段 Windows", "C2"): "09:00",
            ("路线 Routes", "D2"): "1层 大堂",
            ("路线 Routes", "C2"): "1层",
            ("路线 Routes", "C3"): "2层",
            ("路线 Routes", "D3"): "2层 东侧走廊",
        },
    )
    second = await import_file(template)
    assert second.points == first.points
    assert {key: pair for key, pair in second.counts.items() if any(pair)} == {
        "tags": (1, 0),
        "routes": (0, 1),
        "windows": (0, 1),
    }
    assert old is not None
    replaced = await Tag.select().where(Tag.code == old["code"]).first()
    assert replaced is not None
    assert replaced["replaced_at"] is not None
    stops = await Stop.select(Stop.point.name).order_by(Stop.ordinal)
    assert [stop["point.name"] for stop in stops] == ["1层 大堂", "2层 东侧走廊"]


async def test_what_a_file_does_not_name_stays(template: Path) -> None:
    await import_file(template)
    change(template, {("房屋 Units", cell): None for cell in ("A2", "B2", "C2", "D2", "E2")})
    await import_file(template)
    assert await Unit.count() == 1


async def test_a_faulty_file_changes_nothing(template: Path) -> None:
    await import_file(template)
    before = await everything()
    change(
        template, {("楼栋 Buildings", "A3"): "2栋", ("检查对象 Assets", "E2"): "水泵", ("时段 Windows", "D3"): "25:99"}
    )
    with pytest.raises(FaultySheets) as refused:
        await import_file(template)
    assert [(fault.sheet, fault.row, fault.column) for fault in refused.value.faults] == [
        ("检查对象 Assets", 2, "类型 Kind"),
        ("时段 Windows", 3, "结束 To"),
    ]
    assert await everything() == before


async def test_a_number_or_tag_of_another_point_is_refused(template: Path) -> None:
    await import_file(template)
    before = await everything()
    lobby = await Tag.select().where(Tag.point.name == "1层 大堂").first()
    assert lobby is not None
    change(template, {("点位 Points", "D2"): "0101", ("点位 Points", "E2"): lobby["code"]})
    with pytest.raises(FaultySheets) as refused:
        await import_file(template)
    assert {fault.say("zh-CN") for fault in refused.value.faults} == {
        "工作表“点位 Points”第 2 行“点位码 Tag”：这个码已经贴在别的点位上",
        "工作表“点位 Points”第 2 行“编号 Number”：这个编号已经是“1层 1层 大堂”的",
    }
    assert await everything() == before


async def test_unknown_sheets_and_columns_are_named_and_remarks_passed_over(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    book.create_sheet("#草稿")
    book["点位 Points"]["F1"] = "# 备注"
    book["点位 Points"].insert_rows(2)
    book["点位 Points"]["A2"] = "# 下面是真的"
    book.save(template)
    assert (await import_file(template)).counts["points"] == (2, 0)
    book.create_sheet("楼曾")
    book["点位 Points"]["G1"] = "颜色"
    del book["楼栋 Buildings"]
    book.save(template)
    with pytest.raises(FaultySheets) as refused:
        await import_file(template)
    assert {fault.say("zh-CN") for fault in refused.value.faults} == {
        "工作表“楼栋 Buildings”：少了这张工作表",
        "工作表“点位 Points”第 1 行“G”：不认识这一列“颜色”",
        "工作表“楼曾”：不认识这张工作表；名字前加 # 就会跳过",
    }


async def test_what_is_no_spreadsheet_is_refused_in_words(database: None, tmp_path: Path) -> None:
    for name, content in {"a.xlsx": b"PK\x03\x04 nothing", "b.xlsx": b"", "c.xlsx": b"name;number\n"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(FaultySheets, match="XLSX"):
            await import_file(tmp_path / name)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in range(21):
            packed.writestr(f"xl/{part}.xml", b"0" * 10_000_000)
    with pytest.raises(FaultySheets):
        await import_file(bomb)


async def test_a_formula_is_not_executed(template: Path) -> None:
    change(template, {("楼栋 Buildings", "A2"): '="1"&"栋"'})
    with pytest.raises(FaultySheets):
        await import_file(template)
    assert await Site.count() == 0


@pytest.mark.parametrize(
    ("level", "taken", "number"),
    [(12, set(), "1201"), (12, {"1201", "1202"}, "1203"), (-1, set(), "9901"), (120, set(), "9001")],
)
def test_a_number_tells_the_floor(level: int, taken: set[str], number: str) -> None:
    assert free_number(level, taken) == number
