"""GET /inspections: what an inspection tells, and its own filters."""

from server.lib import ids
from server.reports.wire import FLAGS
from tests.api.reading.rows import Rows, minutes
from tests.api.reading.test_read_everywhere import ids_of, refusal
from tests.cast import Cast

SHOTS = ("b" * 64, "a" * 64)


async def test_an_inspection_tells_all_that_the_protocol_names(cast: Cast, rows: Rows) -> None:
    patrol_id = ids.new()
    report_id = await rows.inspection(
        minutes(3), flags=("clock-off",), photos=SHOTS, patrol_id=patrol_id, moment=minutes(2)
    )
    opened = await rows.defect(minutes(2), report_id=report_id)
    elsewhere = await rows.defect(minutes(1))
    await rows.sighting(elsewhere, "still", minutes(2.5), report_id=report_id)
    gone = await rows.defect(minutes(1), item="FD02")
    await rows.sighting(gone, "gone", minutes(2), report_id=report_id)
    su = await cast.phone("su")
    [item] = (await su.get("/inspections")).json()["items"]
    assert item == {
        "id": str(report_id),
        "report_id": str(report_id),
        "site_id": str(cast.site()),
        "person_id": str(cast.person("lin")),
        "point_id": str(cast.point("east2")),
        "unit_id": None,
        "patrol_id": str(patrol_id),
        "started_at": "2026-11-20T01:00:00.000Z",
        "finished_at": "2026-11-20T01:02:00.000Z",
        "received_at": "2026-11-20T01:03:00.000Z",
        "checks_count": 2,
        "defect_ids": [str(opened), str(elsewhere)],
        "flags": ["clock-off"],
        "photos": list(SHOTS),
    }


async def test_inspections_are_filtered_by_person_point_unit_and_flag(cast: Cast, rows: Rows) -> None:
    lins = str(await rows.inspection(minutes(1), flags=("clock-off", "retired-point")))
    sus = str(await rows.inspection(minutes(2), person="su", point="roof", flags=("manual-presence",)))
    flat = str(await rows.inspection(minutes(3), person="he", point=None, unit="201"))
    su = await cast.phone("su")
    assert await ids_of(su, "inspections", person=str(cast.person("lin"))) == [lins]
    assert await ids_of(su, "inspections", point=str(cast.point("roof"))) == [sus]
    assert await ids_of(su, "inspections", unit=str(cast.unit("201"))) == [flat]
    assert await ids_of(su, "inspections", flag="retired-point") == [lins]
    assert await ids_of(su, "inspections", flag="photo-wanted") == []
    for flag in FLAGS:
        assert (await su.get("/inspections", flag=flag)).status_code == 200


async def test_unknown_values_of_inspections_are_refused(cast: Cast) -> None:
    su = await cast.phone("su")
    for name, value in {"person": str(cast.person("wang")), "point": str(cast.point("court-east")), "unit": "x",
                        "flag": "too-blue", "state": "open"}.items():  # fmt: skip
        assert await refusal(su, "inspections", **{name: value}) == (422, "bad-fields", [name])
