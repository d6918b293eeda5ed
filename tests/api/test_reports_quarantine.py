"""Every reason for which a line waits in quarantine (the table is in quarantine_cases.py); and what is kept of it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from server.reports.tables import Report, ReportSite
from tests.api.quarantine_cases import INVALID, NOBODY, SHOT, UNKNOWN, UNREADABLE, Case
from tests.api.rows import counts
from tests.builders import Line, Phone, check, defect, ok, photo
from tests.cast import Cast
from tests.pictures import picture


async def _each(cast: Cast, cases: Mapping[str, Case], holds: Callable[[str, bytes, dict[str, Any]], None]) -> None:
    """All cases in one world, each on a phone of its own; says of all that fail, not of the first."""
    wrong: dict[str, str] = {}
    for name, case in cases.items():
        phone = await cast.phone("lin")
        line = case(cast, phone)
        before = await counts()
        try:
            content, result = await _refused(phone, line if isinstance(line, bytes) else line.content, before)
            holds(name, content, result)
        except AssertionError as error:
            wrong[name] = str(error)
    assert wrong == {}


async def _refused(phone: Phone, content: bytes, before: dict[str, int]) -> tuple[bytes, dict[str, Any]]:
    [result] = await phone.send(content)
    assert result["outcome"] == "quarantined", result
    kept = await counts()
    made = {name: kept[name] - before[name] for name in kept if kept[name] != before[name]}
    assert set(made) <= {"report", "report_site", "report_photo", "journal_entry"}, made
    row = await Report.objects().get(Report.digest == result["digest"])
    assert row is not None
    assert bytes(row.line) == content
    [again] = await phone.send(content)
    assert again == result
    assert await counts() == kept
    return content, result


async def test_a_line_with_no_single_meaning_waits(cast: Cast) -> None:
    def holds(_name: str, _content: bytes, result: dict[str, Any]) -> None:
        assert result["problem"]["code"] == "unreadable-line"
        assert result["id"] is None
        assert result["receipt"]["report_id"] is None
        assert (result["receipt"]["photos"], result["missing_photos"]) == ([], [])

    await _each(cast, UNREADABLE, holds)


async def test_a_line_with_a_field_missing_or_ill_typed_waits(cast: Cast) -> None:
    def holds(name: str, _content: bytes, result: dict[str, Any]) -> None:
        problem = result["problem"]
        assert problem["code"] == "invalid-report", problem
        assert INVALID[name][1] in [error["path"] for error in problem["errors"]]

    await _each(cast, {name: case for name, (case, _) in INVALID.items()}, holds)


async def test_a_line_naming_what_is_unknown_waits(cast: Cast) -> None:
    def holds(name: str, content: bytes, result: dict[str, Any]) -> None:
        assert result["problem"]["code"] == UNKNOWN[name][1]
        assert result["id"] == json.loads(content)["id"]

    await _each(cast, {name: case for name, (case, _) in UNKNOWN.items()}, holds)


async def test_exactly_64_levels_are_read(cast: Cast) -> None:
    phone = await cast.phone("lin")
    content = phone.inspection("east2", body={"extra": "NOTE"}).content.replace(b'"NOTE"', b"[" * 62 + b"]" * 62)
    [result] = await phone.send(content)
    assert result["outcome"] == "stored"


async def test_brackets_in_texts_are_no_levels(cast: Cast) -> None:
    phone = await cast.phone("lin")
    [result] = await phone.send(phone.inspection("east2", body={"note": '[{"\\' * 100}))
    assert result["outcome"] == "stored"


async def test_integers_within_64_bits_are_stored(cast: Cast) -> None:
    for seq in (9223372036854775807, 0, -1, -9223372036854775808):
        phone = await cast.phone("lin")
        [result] = await phone.send(phone.inspection("east2", seq=seq))
        assert (result["outcome"], result["flags"]) == ("stored", ["sequence-gap"])


async def test_surrogate_pairs_are_text(cast: Cast) -> None:
    phone = await cast.phone("lin")
    content = phone.inspection("east2", body={"note": "NOTE"}).content.replace(b"NOTE", b"\\ud83d\\ude00")
    [result] = await phone.send(content)
    assert result["outcome"] == "stored"


async def test_of_a_quarantined_line_the_photos_that_can_be_read_are_wanted(cast: Cast) -> None:
    phone = await cast.phone("lin")
    one, two = picture(1), picture(2)
    broken = {"sha256": "nonsense", "role": 7}
    line = phone.inspection("east2", [check("fire-door", defect("FD01", photos=[two]))], photos=[photo(one), broken])
    [result] = await phone.send(line)
    assert result["outcome"] == "quarantined"
    assert result["receipt"]["photos"] == result["missing_photos"] == [one.sha256, two.sha256]
    await phone.put(one)
    assert (await phone.send(line))[0]["missing_photos"] == [two.sha256]
    [state] = await phone.status(line.id)
    assert (state["state"], state["missing_photos"]) == ("quarantined", [two.sha256])
    assert "receipt" not in state


async def test_a_waiting_line_is_shown_to_its_site_and_an_unreadable_one_to_the_sender_s(cast: Cast) -> None:
    lin, he = await cast.phone("lin"), await cast.phone("he")
    garden, court = cast.site(), cast.site("court")
    cases: list[tuple[Phone, Line | bytes, set[Any]]] = [
        (lin, lin.inspection("east2", body={"point_id": NOBODY}), {garden}),
        (lin, lin.inspection("court-east", site_id=str(court)), {court}),
        (lin, b"x", {garden}),
        (he, b"y", {garden, court}),
        (he, he.inspection("east2", site_id=NOBODY), {garden, court}),
    ]
    for phone, line, sites in cases:
        [result] = await phone.send(line)
        rows = await ReportSite.select(ReportSite.site_id).where(ReportSite.report == result["digest"])
        assert {row["site_id"] for row in rows} == sites


async def test_quarantine_shows_the_problem_the_phone_was_told(cast: Cast) -> None:
    lin, su, fan = await cast.phone("lin"), await cast.phone("su"), await cast.phone("fan")
    line = lin.inspection("east2", body={"point_id": NOBODY})
    [result] = await lin.send(line)
    [item] = (await su.get("/quarantine")).json()["items"]
    assert item["problem"] == result["problem"]
    assert (item["id"], item["report_id"], item["kind"]) == (line.digest, line.id, "inspection")
    assert (item["outcome"], item["state"], item["person_id"]) == ("quarantined", "waiting", str(cast.person("lin")))
    assert (await fan.get("/quarantine")).json()["items"] == []
    assert (await lin.get("/quarantine")).status_code == 403


async def test_a_supervisor_of_two_minds_about_a_person_without_a_role_there(cast: Cast) -> None:
    """Carried by who decides there, but the person has no membership at that site."""
    su = await cast.phone("su")
    [result] = await su.send(su.inspection("east2", person_id=str(cast.person("wang"))))
    assert (result["outcome"], result["problem"]["code"]) == ("quarantined", "not-a-member")


async def test_numbers_as_texts_are_stored_with_their_value_missing(cast: Cast) -> None:
    phone = await cast.phone("lin")
    line = phone.inspection("east2", [check("hydrant-box", ok("HY09", value="0.32", photos=[SHOT]))], photos=[SHOT])
    [result] = await phone.send(line)
    assert (result["outcome"], result["flags"]) == ("stored", ["value-missing"])


