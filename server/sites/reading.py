"""Reading a file of places into plans: what the file alone can tell is checked, all faults are collected. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from zoneinfo import available_timezones

from server.lib.i18n import N_
from server.lib.sheets import Cells, Fault, Row, Sheet
from server.sites.plans import AssetPlan, FloorPlan, Known, Names, Places, PointPlan, SitePlan, UnitPlan
from server.sites.sheets import ASSETS, BUILDINGS, FLOORS, POINTS, SITE, UNITS

_LIMIT = re.compile(r"([A-Za-z]{2}\d{2}[a-z]?)\s*[:：=]\s*(-?[\d.]*)\s*(?:\.\.|~|～|至)\s*(-?[\d.]*)")
# What a cell of checklists says where there are none, though there would be some by default.
NONE_WORDS = ("无", "none")


def read_places(rows: Mapping[str, Sequence[Row]], known: Known, faults: list[Fault]) -> Places:
    """The plans; whatever is wrong goes to `faults`, and then the plans are of no use."""
    buildings = _Table(BUILDINGS, ("building",), faults)
    floors = _Table(FLOORS, ("building", "floor"), faults, buildings)
    points = _Table(POINTS, ("building", "floor", "point"), faults, floors)
    assets = _Table(ASSETS, ("building", "floor", "point", "asset"), faults, points)
    units = _Table(UNITS, ("building", "unit"), faults, buildings)
    checks = _Checks(known)
    return Places(
        _site(rows["site"], faults),
        tuple(at[0] for _, at in buildings.read(rows["buildings"])),
        tuple(
            FloorPlan(at, floors.cells.whole(row, "ordinal", -20, 200) or 0) for row, at in floors.read(rows["floors"])
        ),
        _points(points, rows["points"]),
        tuple(_asset(assets.cells, row, at, checks) for row, at in assets.read(rows["assets"])),
        tuple(_unit(units.cells, row, at, floors, checks) for row, at in units.read(rows["units"])),
    )


class _Table:
    """Reads the naming columns of a sheet: each row names one thing once, under something named before."""

    def __init__(self, sheet: Sheet, keys: Names, faults: list[Fault], under: "_Table | None" = None) -> None:
        self.sheet = sheet
        self.cells = Cells(sheet, faults)
        self.keys = keys
        self.under = under
        self.seen: dict[Names, int] = {}

    def read(self, rows: Sequence[Row]) -> list[tuple[Row, Names]]:
        named = []
        for row in rows:
            at = tuple(self.cells.text(row, key) for key in self.keys)
            above = at[:-1]
            if not all(at):
                continue
            if self.under is not None and above not in self.under.seen:
                names = {"sheet": self.under.sheet.title, "name": " ".join(above)}
                self.cells.wrong(row, self.keys[len(above) - 1], N_("“{sheet}”表里没有“{name}”"), **names)
            elif at in self.seen:
                self.cells.wrong(row, self.keys[-1], N_("与第 {other} 行重复"), other=self.seen[at])
            else:
                self.seen[at] = row.number
                named.append((row, at))
        return named


class _Checks:
    """Reads checklists and limits."""

    def __init__(self, known: Known) -> None:
        self.known = {_plain(name): key for name, key in known.checklists.items()}
        self.items = known.items

    def one(self, cells: Cells, row: Row, key: str, name: str) -> str:
        found = self.known.get(_plain(name), "")
        if name and not found:
            cells.wrong(row, key, N_("没有“{name}”这张检查表；检查表先用 louxun checklists publish 发布"), name=name)
        return found

    def several(self, cells: Cells, row: Row, default: tuple[str, ...]) -> tuple[str, ...]:
        """The listed ones; the default where the cell is empty, none where it says so."""
        text = cells.text(row, "checklists", 400)
        if _plain(text) in NONE_WORDS:
            return ()
        names = [name for name in re.split(r"[,，、;；]", text) if name.strip()]
        return tuple(dict.fromkeys(self.one(cells, row, "checklists", name) for name in names)) or default

    def limits(self, cells: Cells, row: Row) -> dict[str, dict[str, float]]:
        limits, wrong = limits_of(cells.text(row, "limits", 400), self.items)
        for text, values in wrong:
            cells.wrong(row, "limits", text, **values)
        return limits


def limits_of(
    text: str, items: Collection[str]
) -> tuple[dict[str, dict[str, float]], list[tuple[str, dict[str, str]]]]:
    """`HY09: 0.15..1.0; HY10: ..5` as {item: {min?, max?}}, and what is wrong with it (text, values)."""
    limits: dict[str, dict[str, float]] = {}
    wrong: list[tuple[str, dict[str, str]]] = []
    for part in re.split(r"[;；]", text):
        match = _LIMIT.fullmatch(part.strip())
        ends = _ends(match) if match else {}
        if match and ends and match[1] in items:
            limits[match[1]] = ends
        elif match and ends:
            wrong.append((N_("检查表里没有“{item}”这一项"), {"item": match[1]}))
        elif part.strip():
            wrong.append((N_("要写成像 HY09: 0.15..1.0 这样，小的在前，只有一头也可以"), {}))
    return limits, wrong


def limits_text(limits: Mapping[str, Mapping[str, float]]) -> str:
    """The other way round."""
    return "; ".join(
        f"{item}: {_decimal(ends.get('min'))}..{_decimal(ends.get('max'))}" for item, ends in sorted(limits.items())
    )


def _decimal(end: float | None) -> str:
    """All digits and no exponent, so that reading it gives the same number."""
    return "" if end is None else format(Decimal(repr(end)), "f")


def _site(rows: Sequence[Row], faults: list[Fault]) -> SitePlan:
    cells = Cells(SITE, faults)
    if not rows:
        faults.append(Fault(SITE.title, 2, SITE.column("name").header, N_("这一格要填")))
        return SitePlan("", "")
    for row in rows[1:]:
        cells.wrong(row, "name", N_("一个文件只能有一个小区"))
    name = cells.text(rows[0], "name")
    zone = cells.text(rows[0], "time_zone") or "Asia/Shanghai"
    if zone not in available_timezones():
        cells.wrong(rows[0], "time_zone", N_("没有“{name}”这个时区"), name=zone)
    return SitePlan(name, zone)


def _points(table: _Table, rows: Sequence[Row]) -> tuple[PointPlan, ...]:
    plans = []
    numbers: dict[tuple[str, str], int] = {}
    codes: dict[str, int] = {}
    for row, at in table.read(rows):
        number = table.cells.text(row, "number")
        code = table.cells.text(row, "tag").upper()
        if number and not re.fullmatch(r"\d{1,4}", number, re.ASCII):
            table.cells.wrong(row, "number", N_("要填四位数字"))
        # A spreadsheet drops leading zeros.
        number = number.zfill(4) if number else ""
        if code and not re.fullmatch(r"[0-9A-Z]{10}", code, re.ASCII):
            table.cells.wrong(row, "tag", N_("要填 10 位大写字母和数字"))
        if number and (at[0], number) in numbers:
            table.cells.wrong(row, "number", N_("与第 {other} 行重复"), other=numbers[at[0], number])
        if code and code in codes:
            table.cells.wrong(row, "tag", N_("与第 {other} 行重复"), other=codes[code])
        numbers.setdefault((at[0], number), row.number)
        codes.setdefault(code, row.number)
        plans.append(PointPlan(at, row, number, code))
    return tuple(plans)


def _asset(cells: Cells, row: Row, at: Names, checks: _Checks) -> AssetPlan:
    kind = checks.one(cells, row, "kind", cells.text(row, "kind"))
    return AssetPlan(at, kind, checks.several(cells, row, (kind,)), checks.limits(cells, row))


def _unit(cells: Cells, row: Row, at: Names, floors: _Table, checks: _Checks) -> UnitPlan:
    floor = cells.text(row, "floor")
    if floor and (at[0], floor) not in floors.seen:
        cells.wrong(row, "floor", N_("“{sheet}”表里没有“{name}”"), sheet=FLOORS.title, name=f"{at[0]} {floor}")
    vacant = cells.yes(row, "vacant")
    listed = checks.several(cells, row, ("vacant-unit",) if vacant else ())
    return UnitPlan(at, floor, cells.text(row, "number"), vacant, cells.day(row, "vacant_since"), listed)


def _ends(match: "re.Match[str]") -> dict[str, float]:
    """The two ends of a limit; empty where they make no range."""
    try:
        ends: dict[str, float] = {name: float(match[at]) for name, at in (("min", 2), ("max", 3)) if match[at]}
    except ValueError:
        return {}
    return ends if ends.get("min", 0.0) <= ends.get("max", float("inf")) or len(ends) == 1 else {}


def _plain(name: str) -> str:
    return "".join(name.split()).lower()
