"""Residents from a file: first what would change, then all of it in one transaction. A resident is found by unit and
name; who the file does not name stays."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.lib import clock, db, digest, workbooks
from server.lib.i18n import N_, translate
from server.lib.named_rows import NamedRows
from server.lib.paging import batches
from server.lib.sheets import Cells, Fault, FaultySheets, Row
from server.people.rules import is_phone
from server.people.terms import Member
from server.residents.recording import MOST_NAME, MOST_NOTE
from server.residents.sheets import NOTES, RESIDENTS, SHEETS
from server.residents.tables import Resident
from server.residents.terms import RELATION_WORDS
from server.sites.tables import Unit

# (unit's id, name)
At = tuple[UUID, str]


class Plans(Struct, frozen=True):
    """What a file wants, by unit and name; how many of these are new, differ, or are there already. `stamp` names
    exactly this."""

    wanted: Mapping[At, dict[str, Any]]
    new_count: int
    changed_count: int
    stamp: str

    @property
    def unchanged_count(self) -> int:
        return len(self.wanted) - self.new_count - self.changed_count


def read_file(path: Path, name: str) -> Sequence[Row]:
    """The rows of a file of residents; FaultySheets. Takes its time: run it in a thread."""
    return workbooks.read(path, SHEETS, name)[RESIDENTS.key]


def template() -> bytes:
    """The empty form."""
    made = BytesIO()
    examples = [tuple(column.example for column in RESIDENTS.columns)]
    workbooks.write(made, SHEETS, {RESIDENTS.key: examples}, NOTES)
    return made.getvalue()


async def preview(rows: Sequence[Row], members: Sequence[Member]) -> Plans:
    """What these rows would do at these sites. Raises FaultySheets with everything that is wrong with them."""
    faults: list[Fault] = []
    wanted = await _read(rows, members, faults)
    if not rows:
        faults.append(Fault(RESIDENTS.title, None, None, N_("一行也没有填")))
    if faults:
        raise FaultySheets(faults)
    found = await _present([unit_id for unit_id, _ in wanted])
    new = [at for at in wanted if at not in found]
    changed = [
        at for at, values in wanted.items() if at in found and any(found[at][key] != one for key, one in values.items())
    ]
    stamp = digest.sha256(repr((sorted(map(str, new)), sorted(map(str, changed)), sorted(map(str, wanted)))).encode())
    return Plans(wanted, len(new), len(changed), stamp)


async def apply(rows: Sequence[Row], members: Sequence[Member], stamp: str, by: UUID) -> Plans | None:
    """Does what the preview said, whole or not at all; None where it would now be something else. FaultySheets."""
    async with db.writing():
        await db.lock("residents")
        plans = await preview(rows, members)
        if plans.stamp != stamp:
            return None
        table = NamedRows(Resident, await _present([unit_id for unit_id, _ in plans.wanted]))
        now = clock.now()
        for at, values in plans.wanted.items():
            await table.put(at, values, {"created_at": now, "created_by": by})
        await table.flush()
        for member in members:
            count = sum(values["site"] == member.site_id for values in plans.wanted.values())
            if count:
                await note(
                    "import", "residents", member.site_id, site_id=member.site_id, person_id=by, count=count,
                    new=plans.new_count, changed=plans.changed_count,
                )  # fmt: skip
    return plans


async def _read(rows: Sequence[Row], members: Sequence[Member], faults: list[Fault]) -> dict[At, dict[str, Any]]:
    cells = Cells(RESIDENTS, faults)
    sites = {_plain(member.site_name): member for member in members}
    relations = {_plain(w): key for key, zh in RELATION_WORDS.items() for w in (key, zh, translate("en", zh))}
    units = await _units(members)
    wanted: dict[At, dict[str, Any]] = {}
    first: dict[At, int] = {}
    for row in rows:
        site_name = cells.text(row, "site")
        member = sites.get(_plain(site_name)) if site_name else members[0] if len(members) == 1 else None
        if member is None:
            what = N_("没有这个小区，或您不管这个小区") if site_name else N_("您管几个小区，请写是哪一个")
            cells.wrong(row, "site", what)
        building, unit = cells.text(row, "building"), cells.text(row, "unit")
        unit_id = units.get((member.site_id, _plain(building), _plain(unit))) if member else None
        if member and building and unit and unit_id is None:
            cells.wrong(row, "unit", N_("这个小区没有“{building}”的“{unit}”"), building=building, unit=unit)
        name, phone = cells.text(row, "name", MOST_NAME), cells.text(row, "phone", 24)
        if phone and not is_phone(phone):
            cells.wrong(row, "phone", N_("电话只写数字，可以有空格、横线和开头的加号"))
        word = cells.text(row, "relation")
        relation = relations.get(_plain(word))
        if word and relation is None:
            cells.wrong(row, "relation", N_("只能填业主、租户、家人、代管或其他"))
        since, until = cells.day(row, "since"), cells.day(row, "until")
        if since and until and until < since:
            cells.wrong(row, "until", N_("搬走不能早于入住"))
        note_text = cells.text(row, "note", MOST_NOTE)
        if member is None or unit_id is None or not name:
            continue
        if (unit_id, name) in wanted:
            cells.wrong(row, "name", N_("与第 {other} 行重复"), other=first[unit_id, name])
        first[unit_id, name] = row.number
        wanted[unit_id, name] = {
            "site": member.site_id, "unit": unit_id, "name": name, "phone": phone, "relation": relation,
            "since": since, "until": until, "note": note_text,
        }  # fmt: skip
    return wanted


async def _units(members: Sequence[Member]) -> dict[tuple[UUID, str, str], UUID]:
    rows = await Unit.select(Unit.id, Unit.site, Unit.name, Unit.number, Unit.building.name).where(
        Unit.site.is_in([member.site_id for member in members]), Unit.retired_at.is_null()
    )
    found: dict[tuple[UUID, str, str], UUID] = {}
    for called in ("number", "name"):  # the name goes before another unit's number
        found |= {(r["site"], _plain(r["building.name"]), _plain(r[called])): r["id"] for r in rows if r[called]}
    return found


async def _present(unit_ids: Sequence[UUID]) -> dict[At, dict[str, Any]]:
    found: dict[At, dict[str, Any]] = {}
    for batch in batches(list(dict.fromkeys(unit_ids))):
        for row in await Resident.select().where(Resident.unit.is_in(batch)):
            found[row["unit"], row["name"]] = row
    return found


def _plain(name: str) -> str:
    return "".join(name.split()).lower()
