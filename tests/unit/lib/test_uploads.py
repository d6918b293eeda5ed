"""Workbooks between preview and confirming: judged by their bytes, kept for their sender alone, and not for ever."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from litestar.datastructures import UploadFile

from server.lib import clock, ids, uploads, workbooks
from server.lib.sheets import Column, FaultySheets, Sheet
from server.lib.uploads import MOST_KEPT, Sent, UploadFolder, sent_workbook

ME, SHE = ids.new(), ids.new()
SHAPE = Sheet("names", "名字", "Names", (Column("name", "名字", "Name", "名字"),), required=True)


class _Form:
    """A request with this file in its form."""

    def __init__(self, file: Any) -> None:
        self.file = file

    async def form(self) -> dict[str, Any]:
        return {} if self.file is None else {"file": self.file}


def _sent(content: bytes | None, name: str = "people.xlsx") -> Sent:
    file = None if content is None else UploadFile("text/csv", name, content)
    return asyncio.run(sent_workbook(cast(Any, _Form(file))))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "请选一个 XLSX 文件"),
        (b"", "文件是空的"),
        (b"name,username\n", "这不是 XLSX 文件。CSV 等请先在表格软件里另存为 XLSX"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "这是旧的 XLS，或加了密码。请在表格软件里另存为不加密码的 XLSX"),
        (b"PK\x03\x04" + b"\0" * workbooks.MOST_BYTES, "文件太大，最多 10 MB，请分成几个再导入"),
    ],
)
def test_what_is_no_workbook_is_told_by_its_bytes(content: bytes | None, told: str) -> None:
    with pytest.raises(FaultySheets) as faulty:
        _sent(content)
    assert [fault.what("zh-CN") for fault in faulty.value.faults] == [told]
    assert faulty.value.faults[0].what("en") != told


def test_a_workbook_passes_whatever_it_is_called() -> None:
    sent = _sent(b"PK\x03\x04rest", "花名册\r\n.csv")
    assert sent == Sent("花名册.csv", b"PK\x03\x04rest")


async def test_only_the_sender_finds_it_again_and_only_for_its_purpose(tmp_path: Path) -> None:
    folder = UploadFolder(tmp_path / "uploads")
    folder.prepare()
    key = await folder.keep(b"PK", "people", ME)
    found = await folder.find(key, "people", ME)
    assert found is not None and found.read_bytes() == b"PK"
    assert found.stat().st_mode & 0o077 == 0
    for other in ((key, "people", SHE), (key, "places", ME), (key[:-1] + "g", "people", ME), ("../x", "people", ME)):
        assert await folder.find(*other) is None
    await folder.drop(key, "people", SHE)
    assert await folder.find(key, "people", ME) is not None
    await folder.drop(key, "people", ME)
    assert await folder.find(key, "people", ME) is None


async def test_what_nobody_confirms_is_removed_after_some_hours(tmp_path: Path) -> None:
    folder = UploadFolder(tmp_path)
    key = await folder.keep(b"PK", "people", ME)
    assert await folder.remove_old() == 0
    with clock.pretend(clock.now() + uploads.KEPT_FOR + timedelta(seconds=1)):
        assert await folder.find(key, "people", ME) is None
        assert await folder.remove_old() == 1
    assert list(tmp_path.iterdir()) == []


async def test_one_sender_cannot_fill_the_disk(tmp_path: Path) -> None:
    folder = UploadFolder(tmp_path)
    other = await folder.keep(b"PK", "people", SHE)
    start = clock.now()
    keys = []
    for second in range(MOST_KEPT + 2):
        with clock.pretend(start + timedelta(seconds=second)):
            keys.append(await folder.keep(b"PK", "people", ME))
    kept = [key for key in keys if await folder.find(key, "people", ME)]
    assert kept == keys[2:]
    assert await folder.find(other, "people", SHE) is not None


def test_what_people_typed_never_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "names.xlsx"
    workbooks.write(path, (SHAPE,), {"names": [("=HYPERLINK(1)",), ("林晓",)]}, ())
    assert openpyxl.load_workbook(path)["名字 Names"]["A2"].data_type == "s"
    assert [row.cells["name"] for row in workbooks.read(path, (SHAPE,))["names"]] == ["=HYPERLINK(1)", "林晓"]


def test_a_broken_workbook_is_named_as_its_sender_calls_it(tmp_path: Path) -> None:
    path = tmp_path / "key.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(FaultySheets) as faulty:
        workbooks.read(path, (SHAPE,), "花名册.xlsx")
    assert [fault.sheet for fault in faulty.value.faults] == ["花名册.xlsx"]
