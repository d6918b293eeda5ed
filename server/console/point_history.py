"""A point through time: photos by what they show, readings as curves, defects with their orders, tags."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.checklists import queries as checklists
from server.checklists.terms import Item
from server.defects.tables import Defect
from server.inspections.tables import ItemPhoto, Reading
from server.lib.charts import Band, Dot, Series, number
from server.lib.i18n import Translate
from server.photos.tables import Photo
from server.sites import outline
from server.workorders import titles
from server.workorders.ordering import number_of
from server.workorders.tables import WorkOrder
from server.workorders.words import SEVERITY_WORDS

# Of one asset, and of all together.
MOST_SHOTS = 12
MOST_PHOTOS = 600
MOST_READINGS = 400
MOST_DEFECTS = 100

Row = dict[str, Any]


class Curve(Struct, frozen=True):
    """One item of one asset: its readings with the limits that hold for it now."""

    title: str
    unit: str
    series: tuple[Series, ...]
    bands: tuple[Band, ...]


class Shot(Struct, frozen=True):
    """A photo of an asset; `item` in words."""

    sha256: str
    report_id: UUID
    taken_at: Any
    item: str


class History(Struct, frozen=True):
    """`shots`: (asset's name, its photos newest first)."""

    shots: tuple[tuple[str, tuple[Shot, ...]], ...]
    curves: tuple[Curve, ...]
    open_defects: tuple[Row, ...]
    past_defects: tuple[Row, ...]
    tags: tuple[Row, ...]


async def history(point_id: UUID, language: str, _: Translate) -> History:
    """All of it, retired assets too; inspections have a list of their own (inspections/evidence.py)."""
    assets = await outline.assets(point_id)
    items = {item.id: item for checklist in await checklists.current() for item in checklist.items}
    defects = await _defects(assets, language, _)
    return History(
        shots=await _shots(assets, items, language),
        curves=await _curves(assets, items, language, _),
        open_defects=tuple(row for row in defects if row["state"] == "open"),
        past_defects=tuple(row for row in defects if row["state"] != "open"),
        tags=tuple(await outline.tags(point_id)),
    )


async def _shots(
    assets: Sequence[Row], items: Mapping[str, Item], language: str
) -> tuple[tuple[str, tuple[Shot, ...]], ...]:
    if not assets:
        return ()
    readable = Photo.select(Photo.sha256).where(Photo.damaged_reason.is_null())
    rows = (
        await ItemPhoto.select(
            ItemPhoto.place_id, ItemPhoto.sha256, ItemPhoto.inspection, ItemPhoto.item, ItemPhoto.taken_at
        )
        .where(ItemPhoto.place_id.is_in([asset["id"] for asset in assets]), ItemPhoto.sha256.is_in(readable))
        .order_by(ItemPhoto.taken_at, ascending=False)
        .limit(MOST_PHOTOS)
    )
    found: dict[UUID, dict[str, Shot]] = {}
    for row in rows:
        words = _fault(items.get(row["item"]), row["item"], language)
        shots = found.setdefault(row["place_id"], {})
        shots.setdefault(row["sha256"], Shot(row["sha256"], row["inspection"], row["taken_at"], words))
    return tuple(
        (asset["name"], tuple(found[asset["id"]].values())[:MOST_SHOTS]) for asset in assets if asset["id"] in found
    )


async def _curves(
    assets: Sequence[Row], items: Mapping[str, Item], language: str, _: Translate
) -> tuple[Curve, ...]:
    names = {asset["id"]: asset for asset in assets}
    rows = (
        await Reading.select(Reading.place_id, Reading.item, Reading.number, Reading.result, Reading.at)
        .where(Reading.place_id.is_in(list(names)), Reading.number.is_not_null())
        .order_by(Reading.at, ascending=False)
        .limit(MOST_READINGS)
        if names
        else []
    )
    dots: dict[tuple[UUID, str], list[Dot]] = defaultdict(list)
    for row in rows:
        dots[row["place_id"], row["item"]].append(Dot(row["at"], row["number"], row["result"] == "defect"))
    curves = []
    for (asset_id, item_id), read in sorted(dots.items(), key=lambda one: (names[one[0][0]]["ordinal"], one[0][1])):
        item, asset = items.get(item_id), names[asset_id]
        words = _text(item, item_id, language)
        title = f"{asset['name']} · {words}"
        bands = _bands(item, asset["limits"].get(item_id), language, _) if item else ()
        curves.append(Curve(title, (item.unit or "") if item else "", (Series(words, tuple(read)),), bands))
    return tuple(curves)


def _bands(item: Item, own: Mapping[str, float] | None, language: str, _: Translate) -> tuple[Band, ...]:
    """What is fine (the asset's own limits go first) and what is a defect."""
    bands: list[Band] = []
    least, most = (own.get("min"), own.get("max")) if own else (None, None)
    if not own and item.ok is not None:
        least, most = item.ok.min, item.ok.max
    if least is not None or most is not None:
        bands.append(Band(least, most, "ok", _("正常 {range}", range=_range(least, most))))
    for band in () if own else item.bands:
        kind: Any = "warn" if band.severity == "minor" else "defect"
        words = f"{_(SEVERITY_WORDS[band.severity])} {_range(band.min, band.max)}"
        bands.append(Band(band.min, band.max, kind, words))
    return tuple(bands)


def _range(least: float | None, most: float | None) -> str:
    if least is None or most is None:
        return f"≥ {number(least)}" if least is not None else f"≤ {number(most or 0)}"
    return f"{number(least)}–{number(most)}"


async def _defects(assets: Sequence[Row], language: str, _: Translate) -> list[Row]:
    """Newest first, each with its words and its order's number and state."""
    if not assets:
        return []
    rows: list[Row] = (
        await Defect.select(
            Defect.id, Defect.item, Defect.spot, Defect.severity, Defect.state, Defect.order_id, Defect.observed_at,
            Defect.closed_at, Defect.asset.name, Defect.report_id, Defect.recurrence_of, Defect.merged_into,
        )
        .where(Defect.asset.is_in([asset["id"] for asset in assets]))
        .order_by(Defect.observed_at, ascending=False)
        .limit(MOST_DEFECTS)
    )  # fmt: skip
    faults = await titles.fault_words({row["item"] for row in rows}, language)
    orders = await _orders({row["order_id"] for row in rows if row["order_id"]})
    return [
        {**row, "words": titles.title_words([row], faults, _), "order": orders.get(row["order_id"])} for row in rows
    ]


async def _orders(order_ids: set[UUID]) -> dict[UUID, Row]:
    if not order_ids:
        return {}
    rows = await WorkOrder.select(WorkOrder.id, WorkOrder.day, WorkOrder.ordinal, WorkOrder.state).where(
        WorkOrder.id.is_in(list(order_ids))
    )
    return {row["id"]: {**row, "number": number_of(row["day"], row["ordinal"])} for row in rows}


def _text(item: Item | None, item_id: str, language: str) -> str:
    if item is None:
        return item_id
    return item.text.en if language == "en" else item.text.zh


def _fault(item: Item | None, item_id: str, language: str) -> str:
    if item is None:
        return item_id
    return item.fault.en if language == "en" else item.fault.zh
