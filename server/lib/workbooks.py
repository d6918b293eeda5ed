"""XLSX files in and out. Reading is streaming and bounded, and executes nothing: a formula's kept result is taken."""

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from server.lib.i18n import N_, translate
from server.lib.sheets import Column, Fault, FaultySheets, Row, Sheet, Value

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 60
_NOTES = ("说明 Notes", "说明", "notes")
# A row whose first cell begins so is a note to people, a column headed so as well.
_REMARK = "#"


def read(path: Path, shapes: Sequence[Sheet], name: str = "") -> dict[str, list[Row]]:
    """The filled rows of every sheet by its key; a sheet that is not there has none. `name` is what people call the
    file, where that is not its name on the disk.

    Raises FaultySheets for a file that is no XLSX or too big, unknown sheets and columns, missing ones.
    """
    name = name or path.name
    _refuse_big(path, name)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever the broken part happens to raise
        raise FaultySheets([Fault(name, None, None, N_("这不是能打开的 XLSX 文件"))]) from error
    faults: list[Fault] = []
    rows: dict[str, list[Row]] = {shape.key: [] for shape in shapes}
    try:
        found = {_plain(title): title for title in book.sheetnames}
        for shape in shapes:
            title = next((found.pop(name) for name in _names(shape) if name in found), None)
            if title is not None:
                rows[shape.key] = _rows(book[title], shape, faults)
            elif shape.required:
                faults.append(Fault(shape.title, None, None, N_("少了这张工作表")))
        for name, title in found.items():
            if name not in {_plain(note) for note in _NOTES} and not title.startswith(_REMARK):
                faults.append(Fault(title, None, None, N_("不认识这张工作表；名字前加 # 就会跳过")))
    finally:
        book.close()
    if faults:
        raise FaultySheets(faults)
    return rows


def write(
    path: Path | IO[bytes], shapes: Sequence[Sheet], rows: dict[str, Iterable[Sequence[Value]]], notes: Sequence[str]
) -> None:
    """A file in these shapes, with notes at every column and on a sheet of their own (both languages)."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = _NOTES[0]
    for text in notes:
        first.append([text])
        first.append([translate("en", text)])
    first.column_dimensions["A"].width = 110
    for shape in shapes:
        sheet = book.create_sheet(shape.title)
        sheet.append([column.header for column in shape.columns])
        for number, column in enumerate(shape.columns, start=1):
            _head(sheet, number, column)
        for row_number, row in enumerate(rows.get(shape.key, ()), start=2):
            sheet.append(list(row))
            for number, value in enumerate(row, start=1):
                if isinstance(value, str) and value.startswith("="):
                    # What people typed is never a formula.
                    sheet.cell(row=row_number, column=number).data_type = "s"
        sheet.freeze_panes = "A2"
    book.save(path)


def _refuse_big(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except (OSError, zipfile.BadZipFile) as error:
        raise FaultySheets([Fault(name, None, None, N_("这不是能打开的 XLSX 文件"))]) from error
    if path.stat().st_size > MOST_BYTES or unpacked > MOST_UNPACKED_BYTES:
        raise FaultySheets([Fault(name, None, None, N_("文件太大，请分成几个小区导入"))])


def _rows(sheet: Any, shape: Sheet, faults: list[Fault]) -> list[Row]:
    # Some programs write a wrong size of the sheet; the rows themselves are right.
    sheet.reset_dimensions()
    lines = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    keys = _keys(next(lines, ()), shape, faults)
    rows: list[Row] = []
    for number, line in enumerate(lines, start=2):
        if number > MOST_ROWS + 1:
            faults.append(Fault(shape.title, number, None, N_("行数太多，最多 {most} 行"), {"most": MOST_ROWS}))
            break
        if str(line[0] if line else "").startswith(_REMARK):
            continue
        cells = {key: value for key, value in zip(keys, line, strict=False) if key and value is not None}
        if any(str(value).strip() for value in cells.values()):
            rows.append(Row(number, cells))
    return rows


def _keys(header: Sequence[Any], shape: Sheet, faults: list[Fault]) -> list[str | None]:
    """The column's key for every cell of the header; None for remarks."""
    known = {name: column.key for column in shape.columns for name in _column_names(column)}
    keys: list[str | None] = []
    for number, cell in enumerate(header, start=1):
        text = "" if cell is None else str(cell).strip()
        key = known.get(_plain(text))
        if key is None and text and not text.startswith(_REMARK):
            faults.append(
                Fault(shape.title, 1, get_column_letter(number), N_("不认识这一列“{name}”"), {"name": text[:40]})
            )
        if key in keys and key is not None:
            faults.append(Fault(shape.title, 1, get_column_letter(number), N_("这一列出现了两次")))
        keys.append(key)
    for column in shape.columns:
        if column.required and column.key not in keys:
            faults.append(Fault(shape.title, 1, column.header, N_("少了这一列")))
    return keys


def _head(sheet: Any, number: int, column: Column) -> None:
    cell = sheet.cell(row=1, column=number)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFF2CC" if column.required else "E8EBE5")
    cell.alignment = Alignment(vertical="center")
    cell.comment = Comment(f"{column.note}\n{translate('en', column.note)}", "Louxun 楼巡", width=320, height=120)
    sheet.column_dimensions[get_column_letter(number)].width = 22


def _names(shape: Sheet) -> list[str]:
    return [_plain(name) for name in (shape.title, shape.zh, shape.en)]


def _column_names(column: Column) -> list[str]:
    return [_plain(name) for name in (column.header, column.zh, column.en)]


def _plain(name: str) -> str:
    return "".join(name.split()).lower()
