"""GET /defects: what a defect tells, and its own filters."""

from tests.api.reading.rows import Rows, minutes
from tests.api.reading.test_read_everywhere import ids_of, refusal
from tests.cast import Cast


async def test_a_defect_tells_all_that_the_protocol_names(cast: Cast, rows: Rows) -> None:
    old = await rows.defect(minutes(0), state="closed", closed_at=minutes(1))
    order_id = await rows.order(minutes(2))
    defect_id = await rows.defect(minutes(2), order_id=order_id, recurrence_of=old, spot="左扇")
    later = await rows.sighting(defect_id, "worse", minutes(4))
    await rows.sighting(defect_id, "gone", minutes(5))
    su = await cast.phone("su")
    newest, oldest = (await su.get("/defects")).json()["items"]
    first = newest["sightings"][0]["report_id"]
    assert newest == {
        "id": str(defect_id),
        "site_id": str(cast.site()),
        "created_at": "2026-11-20T01:02:00.000Z",
        "closed_at": None,
        "asset_id": str(cast.asset("east2", "fire-door")),
        "unit_id": None,
        "checklist": "fire-door",
        "item": "FD01",
        "spot": "左扇",
        "state": "open",
        "severity": "major",
        "order_id": str(order_id),
        "sightings_count": 2,
        "sightings": [
            {"report_id": first, "at": "2026-11-20T01:02:00.000Z"},
            {"report_id": str(later), "at": "2026-11-20T01:04:00.000Z"},
        ],
        "recurrence_of": str(old),
    }
    assert (oldest["id"], oldest["state"], oldest["closed_at"]) == (str(old), "closed", "2026-11-20T01:01:00.000Z")


async def test_defects_are_filtered_by_state_severity_asset_and_unit(cast: Cast, rows: Rows) -> None:
    door = str(await rows.defect(minutes(1), state="merged", severity="critical"))
    lamp = str(await rows.defect(minutes(2), kind="lamp", item="LP01", severity="minor"))
    flat = str(await rows.defect(minutes(3), unit="201", kind="vacant-unit", item="VU01"))
    su = await cast.phone("su")
    assert await ids_of(su, "defects", state="merged") == [door]
    assert await ids_of(su, "defects", state="closed") == []
    assert await ids_of(su, "defects", severity="minor") == [lamp]
    assert await ids_of(su, "defects", asset=str(cast.asset("east2", "lamp"))) == [lamp]
    assert await ids_of(su, "defects", unit=str(cast.unit("201"))) == [flat]


async def test_unknown_values_of_defects_are_refused(cast: Cast) -> None:
    su = await cast.phone("su")
    for name, value in {"state": "dispatched", "severity": "Minor", "asset": str(cast.point("east2")),
                        "unit": "201", "flag": "clock-off"}.items():  # fmt: skip
        assert await refusal(su, "defects", **{name: value}) == (422, "bad-fields", [name])
