"""Every flag (the table is in flag_cases.py): stored all the same, and said so."""

from server.defects.tables import Defect
from server.inspections.tables import Inspection
from server.lib import ids
from server.patrols.terms import PACE_CODES, PRACTICE
from server.reports.wire import FLAGS
from tests.api.flag_cases import CASES, SHOT
from tests.api.quarantine_cases import NOBODY
from tests.builders import check, defect, ok
from tests.cast import Cast


async def test_every_case_is_stored_with_its_flags_and_no_others(cast: Cast) -> None:
    told: dict[str, list[str]] = {}
    for name, (make, _flags) in CASES.items():
        phone = await cast.phone("lin")
        line = make(cast, phone)
        [result] = await phone.send(line)
        told[name] = sorted(result["flags"]) if result["outcome"] == "stored" else [result["problem"]["code"]]
        assert (await phone.send(line))[0]["flags"] == result["flags"]
        query = Inspection.select(Inspection.flags).where(Inspection.report_digest == line.digest)
        kept = await query.output(load_json=True)
        assert all(sorted(row["flags"]) == sorted(result["flags"]) for row in kept)
    assert told == {name: sorted(flags) for name, (_make, flags) in CASES.items()}


def test_every_flag_of_the_protocol_has_a_case() -> None:
    """Those that take a round or several lines are in test_rounds_in_reports.py, that of a replaced tag is in
    test_console_places.py."""
    elsewhere = {*PACE_CODES, PRACTICE, "repeated-patrol", "old-label"}
    assert {flag for _, flags in CASES.values() for flag in flags} | elsewhere == set(FLAGS)


async def test_what_is_out_of_range_becomes_a_defect_of_its_band(cast: Cast) -> None:
    phone = await cast.phone("lin")
    await phone.send(phone.inspection("east2", [check("hydrant-box", ok("HY09", value=1.2, sighting="gone"))]))
    row = await Defect.objects().first()
    assert row is not None
    assert (row.item, row.severity, row.state) == ("HY09", "major", "open")


async def test_listed_twice_is_one_defect_of_the_higher_severity(cast: Cast) -> None:
    phone = await cast.phone("lin")
    items = [defect("FD05", severity="major"), defect("FD05", severity="critical")]
    await phone.send(phone.inspection("east2", [check("fire-door", *items)]))
    rows = await Defect.select(Defect.severity)
    assert [row["severity"] for row in rows] == ["critical"]


async def test_listed_twice_with_separate_from_are_two_defects(cast: Cast) -> None:
    phone = await cast.phone("lin")
    await phone.send(phone.inspection("east2", [check("fire-door", defect("FD05", photos=[SHOT]))], photos=[SHOT]))
    first = await Defect.objects().first()
    assert first is not None
    items = [defect("FD05", sighting="still", sighting_of=str(first.id), photos=[SHOT]),
             defect("FD05", separate_from=str(first.id), photos=[SHOT])]  # fmt: skip
    [result] = await phone.send(phone.inspection("east2", [check("fire-door", *items)], photos=[SHOT]))
    assert result["flags"] == []
    assert sorted(row["number"] for row in await Defect.select(Defect.number)) == [1, 2]


async def test_the_round_by_its_parts_is_found(cast: Cast) -> None:
    phone = await cast.phone("lin")
    today = cast.today()
    round_id = await cast.round("route-one", "morning", today, "lin")
    parts = {"route_id": str(cast.route("route-one")), "window_id": str(cast.window("morning")),
             "date": today.isoformat()}  # fmt: skip
    results = await phone.send(
        phone.inspection("east2", body={"round": parts}),
        phone.inspection("west2", body={"round": {"round_id": str(round_id)}}),
    )
    assert [result["flags"] for result in results] == [[], []]
    rows = await Inspection.select(Inspection.round_id)
    assert [row["round_id"] for row in rows] == [round_id, round_id]


async def test_the_chain_is_that_of_device_and_person(cast: Cast) -> None:
    device_id = ids.new()
    lin, su = await cast.phone("lin", device_id), await cast.phone("su", device_id)
    other = await cast.phone("lin")
    lines = [(lin, lin.inspection("east2")), (su, su.inspection("west2")), (other, other.inspection("east3"))]
    for phone, line in lines:
        assert (await phone.send(line))[0]["flags"] == []


async def test_a_line_that_comes_late_closes_no_gap_and_breaks_no_chain(cast: Cast) -> None:
    phone = await cast.phone("lin")
    one, two, three, four = (phone.inspection("east2", checks=[]) for _ in range(4))
    flags = [(await phone.send(line))[0]["flags"] for line in (one, three, two, four)]
    assert flags == [[], ["sequence-gap"], ["sequence-gap"], []]


async def test_quarantined_lines_have_their_place_in_the_chain(cast: Cast) -> None:
    phone = await cast.phone("lin")
    one, two = phone.inspection("east2"), phone.inspection("east2", body={"point_id": NOBODY})
    bad_seq = phone.inspection("east2", seq="x")
    phone.seq, phone.previous = 2, two.digest
    three = phone.inspection("west2")
    results = await phone.send(one, two, bad_seq, three)
    assert [result["outcome"] for result in results] == ["stored", "quarantined", "quarantined", "stored"]
    assert results[3]["flags"] == []


async def test_another_previous_than_the_line_kept_before_breaks_the_chain(cast: Cast) -> None:
    phone = await cast.phone("lin")
    one, two = phone.inspection("east2"), phone.inspection("west2", previous="b" * 64)
    three = phone.inspection("east3", previous=None, seq=3)
    results = await phone.send(one, two, three)
    assert [result["flags"] for result in results] == [[], ["chain-broken"], ["chain-broken"]]
