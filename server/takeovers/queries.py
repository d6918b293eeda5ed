"""Reads of take-overs and what is left over from each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.defects.tables import Defect
from server.lib.paging import batches
from server.takeovers import rules, tables
from server.takeovers.tables import TakeOver
from server.takeovers.terms import Leftover, Owner

Row = dict[str, Any]


class TakeOverTold(Struct, frozen=True, kw_only=True):
    """A take-over with its leftovers, oldest first. `unit` empty: a building's common parts."""

    id: UUID
    site_id: UUID
    building_id: UUID
    unit_id: UUID | None
    building: str
    unit: str
    party: str
    note: str
    started_at: datetime
    ended_at: datetime | None
    end_reason: str
    leftovers: tuple[Leftover, ...]

    @property
    def name(self) -> str:
        """What it is of, in the site's own words."""
        return f"{self.building} {self.unit}".strip()

    @property
    def counts(self) -> dict[Any, int]:
        """Leftovers by state."""
        return rules.counts([one.state for one in self.leftovers])


async def take_overs(
    site_ids: Sequence[UUID], today: Mapping[UUID, date], *, ended: bool = False
) -> list[TakeOverTold]:
    """Those going on at these sites (or those ended), the newest first; `today` by site. At most 200."""
    if not site_ids:
        return []
    gone = TakeOver.ended_at.is_not_null() if ended else TakeOver.ended_at.is_null()
    rows = await _rows(TakeOver.site.is_in(list(site_ids)), gone)
    return await _told(rows, today)


async def take_over(take_over_id: UUID, today: Mapping[UUID, date]) -> TakeOverTold | None:
    """One of them; None if there is none. Whoever asks must see to its site."""
    found = await _told(await _rows(TakeOver.id == take_over_id), today)
    return found[0] if found else None


async def site_of(take_over_id: UUID) -> UUID | None:
    """At which site it is."""
    row = await TakeOver.select(TakeOver.site).where(TakeOver.id == take_over_id).first()
    return row["site"] if row else None


async def _rows(*conditions: Any) -> list[Row]:
    rows: list[Row] = (
        await TakeOver.select(*TakeOver.all_columns(), TakeOver.building.name, TakeOver.unit.name)
        .where(*conditions)
        .order_by(TakeOver.started_at, ascending=False)
        .order_by(TakeOver.id)
        .limit(200)
    )
    return rows


async def _told(rows: Sequence[Row], today: Mapping[UUID, date]) -> list[TakeOverTold]:
    defects = await _defects_near(rows)
    kept = await _kept([row["id"] for row in rows])
    return [
        TakeOverTold(
            id=row["id"],
            site_id=row["site"],
            building_id=row["building"],
            unit_id=row["unit"],
            building=row["building.name"],
            unit=row["unit.name"] or "",
            party=row["party"],
            note=row["note"],
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            end_reason=row["end_reason"],
            leftovers=tuple(
                _leftover(defect, kept.get((row["id"], defect["id"])), today[row["site"]])
                for defect in defects
                if rules.is_leftover(
                    unit_id=row["unit"],
                    building_id=row["building"],
                    started_at=row["started_at"],
                    ended_at=row["ended_at"],
                    defect_unit_id=defect["unit"],
                    defect_building_id=defect["building"],
                    checklist=defect["checklist"],
                    found_at=defect["created_at"],
                )
            ),
        )
        for row in rows
        if row["site"] in today
    ]


async def _defects_near(rows: Sequence[Row]) -> list[Row]:
    """The defects of the units and buildings that are being taken over, found since; oldest first."""
    if not rows:
        return []
    since = min(row["started_at"] for row in rows)
    buildings = list({row["building"] for row in rows})
    units = list({row["unit"] for row in rows if row["unit"]}) or [UUID(int=0)]
    found: list[Row] = (
        await Defect.select(
            Defect.id, Defect.unit, Defect.building, Defect.checklist, Defect.created_at, Defect.state
        )
        .where(
            Defect.site.is_in(list({row["site"] for row in rows})),
            Defect.created_at >= since,
            Defect.state != "merged",
            Defect.unit.is_in(units) | Defect.building.is_in(buildings),
        )
        .order_by(Defect.created_at)
        .order_by(Defect.id)
    )
    return found


async def _kept(take_over_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], Row]:
    kept: dict[tuple[UUID, UUID], Row] = {}
    for batch in batches(list(take_over_ids)):
        for row in await tables.Leftover.select().where(tables.Leftover.take_over.is_in(batch)):
            kept[row["take_over"], row["defect"]] = row
    return kept


def _leftover(defect: Row, kept: Row | None, today: date) -> Leftover:
    owner: Owner = kept["owner"] if kept else "developer"
    promised_on = kept["promised_on"] if kept else None
    return Leftover(
        defect_id=defect["id"],
        owner=owner,
        owner_name=kept["owner_name"] if kept else "",
        promised_on=promised_on,
        state=rules.leftover_state(is_open=defect["state"] == "open", promised_on=promised_on, today=today),
        note=kept["note"] if kept else "",
    )
