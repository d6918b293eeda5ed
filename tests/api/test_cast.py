"""The tests' own world is what it says it is."""

import json

from server.people.queries import memberships_of
from server.sites.tables import Point
from tests import cast as the_cast
from tests.builders import check, defect
from tests.pictures import picture


async def test_the_cast_stands_on_both_engines(database: None) -> None:
    cast = await the_cast.build()
    assert {member.role for member in await memberships_of(cast.person("he"))} == {"manager"}
    [chen] = await memberships_of(cast.person("chen"))
    assert chen.department_ids == (cast.department("engineering"),)
    assert await Point.count().where(Point.site == cast.site(), Point.retired_at.is_null()) == 12


async def test_a_phone_s_lines_are_chained(database: None) -> None:
    cast = await the_cast.build()
    phone = await cast.phone("lin")
    shot = picture(1)
    first = phone.inspection("east2", [check("fire-door", defect("FD01", photos=[shot]))], photos=[shot])
    second = phone.work("0193a5b0-0000-7000-8000-000000000050", "comment", note="看过了")
    sealed = json.loads(second.content)
    assert (sealed["seq"], sealed["previous"]) == (2, first.digest)
    assert json.loads(first.content)["body"]["checks"][0]["items"][0]["photos"] == [shot.sha256]
