"""One savepoint per line: what goes wrong in one leaves nothing but its quarantine, and its neighbours alone."""

import asyncio
from typing import Any

import pytest

from server.defects.tables import Defect
from server.intake import accepting, inspecting
from server.people.queries import memberships_of
from server.people.terms import Caller
from server.reports.tables import Report
from server.workorders.ordering import open_orders
from tests.api.rows import counts
from tests.builders import Line, Phone, check, defect
from tests.cast import Cast
from tests.conftest import SECRET
from tests.pictures import picture

SHOT = picture(1)


async def _break_a_constraint() -> None:
    [row] = await Defect.select().limit(1)
    await Defect.insert(Defect(**row))


async def _break_the_syntax() -> None:
    await Defect.raw("SELECT nothing FROM nowhere")


async def _ask_too_much() -> None:
    await Defect.select(Defect.id).where(Defect.number.is_in(list(range(260_000))))


async def _stumble() -> None:
    raise RuntimeError("a fault of ours")


def _lines(phone: Phone) -> list[Line]:
    points = ("east2", "west2", "east3")
    return [phone.inspection(point, [check("fire-door", defect("FD05", photos=[SHOT]))], photos=[SHOT])
            for point in points]  # fmt: skip


def _fail_in(monkeypatch: pytest.MonkeyPatch, line: Line, fault: Any) -> None:
    """After report, photo, defect, sighting, inspection, checks and order of this line are written."""

    async def opening(seeing: Any, *args: Any) -> Any:
        made = await open_orders(seeing, *args)
        if str(seeing.report_id) == line.id:
            await fault()
        return made

    monkeypatch.setattr(inspecting, "open_orders", opening)


@pytest.mark.parametrize("fault", [_break_a_constraint, _break_the_syntax, _ask_too_much, _stumble])
async def test_line_2_of_3_failing_after_its_third_write_leaves_only_its_quarantine(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    phone = await cast.phone("lin")
    lines = _lines(phone)
    before = await counts()
    [first] = await phone.send(lines[0])
    after_one = await counts()
    _fail_in(monkeypatch, lines[1], fault)
    results = await phone.send(*lines)
    assert [result["outcome"] for result in results] == ["repeat", "quarantined", "stored"]
    assert results[0]["receipt"] == first["receipt"]
    assert results[1]["problem"]["code"] == "not-applied"
    assert results[2]["flags"] == []
    one_line = {name: after_one[name] - before[name] for name in before}
    quarantine = {"report": 1, "report_site": 1, "report_photo": 1, "journal_entry": 1}
    made = {name: count - after_one[name] for name, count in (await counts()).items()}
    assert made == {name: one_line[name] + quarantine.get(name, 0) for name in made}
    row = await Report.objects().get(Report.digest == lines[1].digest)
    assert row is not None
    assert bytes(row.line) == lines[1].content


async def test_once_the_fault_is_mended_the_line_is_accepted_as_it_is(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = await cast.phone("lin")
    lines = _lines(phone)
    _fail_in(monkeypatch, lines[1], _stumble)
    await phone.send(*lines)
    monkeypatch.undo()
    su = Caller(cast.person("su"), "su", await memberships_of(cast.person("su")))
    await accepting.accept(lines[1].digest, su, {}, SECRET.encode())
    assert [result["outcome"] for result in await phone.send(*lines)] == ["repeat"] * 3
    assert await Defect.count() == 3


async def test_a_failed_acceptance_leaves_the_line_waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = await cast.phone("lin")
    line = _lines(phone)[0]
    _fail_in(monkeypatch, line, _break_the_syntax)
    await phone.send(line)
    before = await counts()
    su = Caller(cast.person("su"), "su", await memberships_of(cast.person("su")))
    with pytest.raises(Exception, match=r"syntax error|does not exist"):
        await accepting.accept(line.digest, su, {}, SECRET.encode())
    assert await counts() == before
    assert (await phone.send(line))[0]["outcome"] == "quarantined"


async def test_a_round_synced_twice_with_its_answers_lost_is_there_once(cast: Cast) -> None:
    phone = await cast.phone("lin")
    lines = _lines(phone)
    lines.append(phone.patrol({"round_id": lines[0].id}, [phone.stop("east2", lines[0])]))
    await phone.post(b"\n".join(line.content for line in lines))
    kept = await counts()
    for portion in (lines[:2], lines[1:], lines[::-1], lines):
        results = await phone.send(*portion)
        assert {result["outcome"] for result in results} == {"repeat"}
    assert await counts() == kept


async def test_sixteen_phones_syncing_at_once_are_all_served(cast: Cast) -> None:
    phones = [await cast.phone("lin" if number % 2 else "su") for number in range(16)]
    whole = [(phone, [phone.inspection("east2", [check("fire-door", defect("FD05"))]) for _ in range(6)])
             for phone in phones]  # fmt: skip
    requests = [phone.send(*lines) for phone, lines in whole] + [phone.send(*lines) for phone, lines in whole]
    answers = await asyncio.gather(*requests, *(phone.put(SHOT) for phone in phones))
    outcomes = [result["outcome"] for answer in answers if answer for result in answer]
    assert sorted(outcomes) == ["repeat"] * 96 + ["stored"] * 96
    assert (await Report.count(), await Defect.count()) == (96, 1)
