"""GET /orders: what an order tells, and its own filters."""

from server.defects.tables import Defect
from tests.api.reading.rows import Rows, minutes
from tests.api.reading.test_read_everywhere import ids_of, refusal
from tests.cast import Cast


async def test_an_order_tells_all_that_the_protocol_names(cast: Cast, rows: Rows) -> None:
    order_id = await rows.order(minutes(0), escalated_at=minutes(3), person=cast.person("chen"))
    first = await rows.defect(minutes(0), order_id=order_id, item="FD01")
    second = await rows.defect(minutes(1), order_id=order_id, item="FD02")
    await rows.sighting(first, "still", minutes(5))
    await rows.sighting(first, "gone", minutes(6))
    await rows.step(order_id, "dispatch", 0, minutes(0))
    await rows.step(order_id, "accept", 1, minutes(2), "chen", applied=False)
    su = await cast.phone("su")
    [item] = (await su.get("/orders")).json()["items"]
    assert item == {
        "id": str(order_id),
        "number": "W-1120-01",
        "site_id": str(cast.site()),
        "state": "dispatched",
        "severity": "major",
        "department_id": str(cast.department("engineering")),
        "person_id": str(cast.person("chen")),
        "defect_ids": [str(first), str(second)],
        "sightings_count": 3,
        "due": {"accept": "2026-11-20T03:00:00.000Z", "safe": None, "close": "2026-11-21T01:00:00.000Z"},
        "escalated": True,
        "steps": [
            {"step": "dispatch", "at": "2026-11-20T01:00:00.000Z", "received_at": "2026-11-20T01:00:01.000Z",
             "person_id": None, "applied": True},
            {"step": "accept", "at": "2026-11-20T01:02:00.000Z", "received_at": "2026-11-20T01:02:01.000Z",
             "person_id": str(cast.person("chen")), "applied": False},
        ],
        "created_at": "2026-11-20T01:00:00.000Z",
        # Added to the protocol's: of an order that comes of an incident.
        "incident_id": None, "title": None, "place_text": None,
    }  # fmt: skip


async def test_orders_are_filtered_by_state_severity_asset_and_unit(cast: Cast, rows: Rows) -> None:
    door = str(await rows.order(minutes(1), state="completed", severity="critical"))
    lamp = str(await rows.order(minutes(2), kind="lamp", severity="minor"))
    flat = str(await rows.order(minutes(3), unit="201"))
    su = await cast.phone("su")
    assert await ids_of(su, "orders", state="completed") == [door]
    assert await ids_of(su, "orders", state="merged") == []
    assert await ids_of(su, "orders", severity="minor") == [lamp]
    assert await ids_of(su, "orders", asset=str(cast.asset("east2", "lamp"))) == [lamp]
    assert await ids_of(su, "orders", unit=str(cast.unit("201"))) == [flat]
    assert await ids_of(su, "orders", state="dispatched", severity="major") == [flat]


async def test_unknown_values_of_orders_are_refused(cast: Cast) -> None:
    su = await cast.phone("su")
    for name, value in {"state": "open", "severity": "huge", "asset": str(cast.asset("court-east", "lamp")),
                        "unit": str(cast.unit("C201")), "person": str(cast.person("lin"))}.items():  # fmt: skip
        assert await refusal(su, "orders", **{name: value}) == (422, "bad-fields", [name])


async def test_a_full_page_of_200_orders_comes_whole(cast: Cast, rows: Rows) -> None:
    for minute in range(201):
        await rows.order(minutes(minute))
    su = await cast.phone("su")
    page = (await su.get("/orders", limit="200")).json()
    assert len(page["items"]) == 200
    rest = (await su.get("/orders", limit="200", cursor=page["next"])).json()
    assert len(rest["items"]) == 1
    assert rest["next"] is None
    assert len((await su.get("/orders")).json()["items"]) == 50


async def test_two_sites_orders_do_not_mix(cast: Cast, rows: Rows) -> None:
    ours, theirs = await rows.order(minutes(1)), await rows.order(minutes(2), site="court", point="court-east")
    assert await ids_of(await cast.phone("su"), "orders") == [str(ours)]
    assert await ids_of(await cast.phone("fan"), "orders") == [str(theirs)]
    assert await Defect.count() == 0
