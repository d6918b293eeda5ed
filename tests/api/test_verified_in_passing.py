"""A completed order is verified by whoever passes its point and looks, except by who completed it."""

from datetime import timedelta

from server.lib import clock
from tests.api.orders import found, history, only_defect, state_of, step, steps
from tests.builders import check, defect, ok
from tests.cast import Cast
from tests.pictures import picture

AFTER = picture(5)


async def _see_gone(cast: Cast, username: str) -> None:
    """Passes the point, takes a photo, says that it is repaired."""
    phone = await cast.phone(username)
    gone = ok("LA01", sighting="gone", photos=[AFTER])
    [result] = await phone.send(phone.inspection("east2", [check("lamp", gone)], photos=[AFTER]))
    assert result["outcome"] == "stored"


async def test_who_completed_an_order_does_not_verify_it_by_passing_its_point(cast: Cast) -> None:
    _lin, _line, order = await found(cast, defect("LA01"), kind="lamp")
    done = clock.now() - timedelta(minutes=5)
    assert "problem" not in await step(await cast.phone("su"), order, "complete", at=done)
    await _see_gone(cast, "su")
    assert await state_of(order) == "completed"
    assert (await only_defect())["state"] == "open"
    refused = (await steps(order["id"]))[-1]
    assert (refused["step"], refused["applied"]) == ("verify", False)
    await _see_gone(cast, "lin")
    assert await state_of(order) == "closed"
    assert (await history(order["id"]))[-1] == "verify"
