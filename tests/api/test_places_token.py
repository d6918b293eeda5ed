"""The token of places: another one after any change to any place, whoever makes it, and none after anything else."""

import pytest
from piccolo.table import Table

from server.lib import clock
from server.people.tables import Person
from server.sites.kept import kept_places
from server.sites.tables import Asset, Building, Floor, PlacesToken, Point, Tag, Unit
from tests.cast import Cast


async def token() -> str:
    row = await PlacesToken.select(PlacesToken.token).first()
    assert row is not None
    return str(row["token"])


@pytest.mark.parametrize("table", [Building, Floor, Point, Tag, Asset, Unit], ids=lambda one: one._meta.tablename)
async def test_every_change_to_a_place_renews_the_token(cast: Cast, table: type[Table]) -> None:
    name = table._meta.tablename
    column = "code" if table is Tag else "name"
    before = await token()
    changes = [
        f"UPDATE {name} SET {column} = 'X' WHERE id = (SELECT id FROM {name} LIMIT 1)",
        f"DELETE FROM {name} WHERE id = (SELECT id FROM tag LIMIT 1)" if table is Tag else "",
    ]
    for change in filter(None, changes):
        await table.raw(change)
        assert await token() != before
        before = await token()


async def test_a_row_more_renews_the_token(cast: Cast) -> None:
    before = await token()
    await Building.insert(Building(id=cast.unit("999"), site=cast.site(), name="9栋", ordinal=9))
    assert await token() != before


async def test_other_changes_leave_it_and_the_places_are_not_read_again(cast: Cast) -> None:
    places, name = await kept_places(cast.site())
    await Person.update({Person.disabled_at: clock.now()}).where(Person.username == "wang")
    again, same = await kept_places(cast.site())
    assert same == name
    assert again is places


async def test_another_site_has_other_places(cast: Cast) -> None:
    garden, _ = await kept_places(cast.site())
    court, _ = await kept_places(cast.site("court"))
    assert {one.id for one in garden.buildings}.isdisjoint(one.id for one in court.buildings)
