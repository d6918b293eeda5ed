"""A site's assets and units as the rules of what is due see them. Pure."""

from collections.abc import Mapping
from datetime import date

from server.checklists.due import DueAsset
from server.checklists.terms import Checklist, Item
from server.sites.places import AssetPlace, PointPlace, SitePlaces, UnitPlace


def items_by_key(checklists: tuple[Checklist, ...]) -> dict[str, tuple[Item, ...]]:
    """Key → items of the current version."""
    return {checklist.key: checklist.items for checklist in checklists}


def due_unit(unit: UnitPlace, items: Mapping[str, tuple[Item, ...]], last_done: Mapping[str, date]) -> DueAsset:
    """A unit as the rules of what is due see it."""
    return DueAsset(
        asset_id=str(unit.id),
        point_id=str(unit.id),
        building_id=str(unit.building_id),
        items=tuple(item for key in unit.checklists for item in items.get(key, ())),
        last_done=last_done,
        is_unit=True,
    )


def due_places(places: SitePlaces, items: Mapping[str, tuple[Item, ...]]) -> list[DueAsset]:
    """Every asset and unit of a site as the rules of what is due see it."""
    assets = [_due_asset(point, asset, items) for point in places.points for asset in point.assets]
    return assets + [due_unit(unit, items, {}) for unit in places.units if unit.checklists]


def _due_asset(point: PointPlace, asset: AssetPlace, items: Mapping[str, tuple[Item, ...]]) -> DueAsset:
    return DueAsset(
        asset_id=str(asset.id),
        point_id=str(point.id),
        building_id=str(point.building_id),
        items=tuple(item for key in asset.checklists for item in items.get(key, ())),
        limited=frozenset(asset.limits),
    )
