"""Spreadsheets by their shape: sheets, columns, rows, and what is wrong where. Pure; workbooks.py has the files.

Every text cell is tidied, every value is checked where it is read, and faults are collected, never raised one by one:
whoever fills in a sheet wants to know all of them at once.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

import msgspec

from server.lib.i18n import N_, translate
from server.lib.texts import tidy

Value = str | int | float | bool | datetime | date | time | None
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
_YES = frozenset({"是", "空置", "y", "yes", "true", "1"})
_NO = frozenset({"否", "n", "no", "false", "0"})


class Column(msgspec.Struct, frozen=True):
    """A column by its key; people read "楼层 Floor". `note` (Chinese source) tells what to fill in."""

    key: str
    zh: str
    en: str
    note: str
    example: str = ""
    required: bool = False

    @property
    def header(self) -> str:
        return f"{self.zh} {self.en}"


class Sheet(msgspec.Struct, frozen=True):
    """A sheet by its key. `further` are more example rows for the template, as texts in the columns' order."""

    key: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    required: bool = False
    further: tuple[tuple[str, ...], ...] = ()

    @property
    def title(self) -> str:
        return f"{self.zh} {self.en}"

    def column(self, key: str) -> Column:
        """One of its columns."""
        return next(column for column in self.columns if column.key == key)


class Row(msgspec.Struct, frozen=True):
    """A filled row: its number as the spreadsheet shows it, and the columns' values."""

    number: int
    cells: Mapping[str, Value]


class Fault(msgspec.Struct, frozen=True):
    """What is wrong, where. `text` is the Chinese source with `{names}` for `values`."""

    sheet: str
    row: int | None
    column: str | None
    text: str
    values: Mapping[str, object] = {}

    def say(self, language: str) -> str:
        """`工作表“点位 Points”第 7 行“楼层 Floor”：…`"""
        where = {"sheet": self.sheet, "row": self.row, "column": self.column}
        if self.row is None:
            form = N_("工作表“{sheet}”：{what}")
        elif self.column is None:
            form = N_("工作表“{sheet}”第 {row} 行：{what}")
        else:
            form = N_("工作表“{sheet}”第 {row} 行“{column}”：{what}")
        return translate(language, form, what=self.what(language), **where)

    def what(self, language: str) -> str:
        """Only what is wrong, for a table that has columns for where."""
        return translate(language, self.text, **self.values)


class FaultySheets(Exception):
    """The file can't be used; nothing of it was. `faults` holds all that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.say("en") for fault in faults))
        self.faults = faults


class Cells:
    """Reads a sheet's cells and collects what is wrong. A faulty cell reads as empty."""

    def __init__(self, sheet: Sheet, faults: list[Fault]) -> None:
        self.sheet = sheet
        self.faults = faults

    def wrong(self, row: Row, key: str, text: str, **values: object) -> None:
        """Something about this cell."""
        self.faults.append(Fault(self.sheet.title, row.number, self.sheet.column(key).header, text, values))

    def text(self, row: Row, key: str, most: int = 80) -> str:
        """A text of at most so many characters; a whole number may be typed as a number."""
        value = row.cells.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = "" if value is None else tidy(str(value))
        if not text and self.sheet.column(key).required:
            self.wrong(row, key, N_("这一格要填"))
        if len(text) > most:
            self.wrong(row, key, N_("太长了，最多 {most} 个字"), most=most)
            return ""
        if any(ord(character) < 32 for character in text):
            self.wrong(row, key, N_("里面有换行或看不见的符号"))
            return ""
        return text

    def whole(self, row: Row, key: str, least: int, most: int) -> int | None:
        """A whole number between two bounds."""
        text = self.text(row, key)
        if not text:
            return None
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            self.wrong(row, key, N_("要填 {least} 到 {most} 之间的整数"), least=least, most=most)
            return None
        return number

    def yes(self, row: Row, key: str) -> bool:
        """Yes or no; empty is no."""
        text = self.text(row, key).lower()
        if text and text not in _YES | _NO:
            self.wrong(row, key, N_("只能填“是”或“否”"))
        return text in _YES

    def clock(self, row: Row, key: str) -> str:
        """A time of day as HH:MM, typed as text or as a time."""
        value = row.cells.get(key)
        if isinstance(value, datetime | time):
            return value.strftime("%H:%M")
        text = self.text(row, key)
        match = _TIME.fullmatch(text)
        if match:
            return f"{int(match[1]):02d}:{match[2]}"
        if text:
            self.wrong(row, key, N_("要填像 09:30 这样的时间"))
        return ""

    def day(self, row: Row, key: str) -> date | None:
        """A date, typed as text (2026-11-23) or as a date."""
        value = row.cells.get(key)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = self.text(row, key)
        if not text:
            return None
        try:
            return date.fromisoformat(text.replace("/", "-"))
        except ValueError:
            self.wrong(row, key, N_("要填像 2026-11-23 这样的日期"))
            return None
