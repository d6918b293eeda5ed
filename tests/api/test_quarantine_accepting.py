"""What a supervisor does with a waiting line: accept it corrected, or discard it for ever (protocol, outcomes)."""

from typing import Any

import pytest

from server.defects.tables import Defect
from server.inspections.tables import Check, Inspection
from server.intake import accepting, applying
from server.intake.context import Applied, Report
from server.intake.reapplying import reapply
from server.lib import db, ids
from server.lib.problems import Problem
from server.people.queries import memberships_of
from server.people.terms import Caller
from server.reports import tables
from server.workorders.tables import WorkOrder
from tests.api.quarantine_cases import NOBODY
from tests.api.rows import counts
from tests.builders import Line, Phone, check, defect
from tests.cast import Cast
from tests.conftest import SECRET
from tests.pictures import picture

KEY = SECRET.encode()


async def _caller(cast: Cast, username: str) -> Caller:
    person_id = cast.person(username)
    return Caller(person_id=person_id, person_name=username, memberships=await memberships_of(person_id))


async def _accept(cast: Cast, line: Line | str, username: str = "su", **corrections: Any) -> None:
    digest = line if isinstance(line, str) else line.digest
    await accepting.accept(digest, await _caller(cast, username), corrections, KEY)


async def _refusal(cast: Cast, line: Line, username: str = "su", **corrections: Any) -> str:
    with pytest.raises(Problem) as caught:
        await _accept(cast, line, username, **corrections)
    return caught.value.code


async def _waiting(phone: Phone, line: Line) -> Any:
    [result] = await phone.send(line)
    assert result["outcome"] in ("quarantined", "conflict")
    return result


async def test_accepted_with_another_point_it_is_applied_and_repeats_with_a_new_receipt(cast: Cast) -> None:
    lin, su = await cast.phone("lin"), await cast.phone("su")
    shot = picture(1)
    line = lin.inspection("east2", [check("fire-door", defect("FD01", photos=[shot]))], photos=[shot],
                          body={"point_id": NOBODY})  # fmt: skip
    first = await _waiting(lin, line)
    await _accept(cast, line, point_id=str(cast.point("east2")))
    kept = await counts()
    [again] = await lin.send(line)
    assert again["outcome"] == "repeat"
    assert again["flags"] == []
    assert "problem" not in again
    same = {"report_id", "digest", "received_at", "photos", "kid", "alg"}
    assert {name: again["receipt"][name] for name in same} == {name: first["receipt"][name] for name in same}
    assert again["receipt"]["outcome"] == "stored"
    assert again["receipt"]["signature"] != first["receipt"]["signature"]
    assert await counts() == kept
    assert await Inspection.exists().where(Inspection.point == cast.point("east2"))
    assert await WorkOrder.count() == 1
    [item] = (await su.get("/quarantine", state="accepted")).json()["items"]
    assert (item["state"], item["problem"]["code"]) == ("accepted", "unknown-point")


async def test_an_accepted_line_is_complete_once_its_photos_are_here(cast: Cast) -> None:
    lin = await cast.phone("lin")
    shot = picture(1)
    line = lin.inspection("east2", photos=[shot], body={"point_id": NOBODY})
    await _waiting(lin, line)
    await _accept(cast, line, point_id=str(cast.point("east2")))
    assert (await lin.status(line.id))[0]["state"] == "waiting_photos"
    await lin.put(shot)
    [state] = await lin.status(line.id)
    assert (state["state"], state["receipt"]["outcome"]) == ("complete", "stored")


async def test_a_checklist_s_version_and_an_asset_can_be_corrected(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection(
        "east2", [check("fire-door", asset_id=NOBODY, checklist={"key": "fire-door", "version": 99})]
    )
    await _waiting(lin, line)
    asset_id = str(cast.asset("east2", "fire-door"))
    assert await _refusal(cast, line, assets={NOBODY: asset_id}) == "unknown-checklist"
    assert await _refusal(cast, line, checklists={"fire-door": 1}) == "unknown-asset"
    await _accept(cast, line, checklists={"fire-door": 1}, assets={NOBODY: asset_id})
    assert await Check.exists().where(Check.asset == cast.asset("east2", "fire-door"), Check.version == 1)


async def test_what_still_can_t_be_applied_goes_on_waiting_and_leaves_nothing(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", body={"point_id": NOBODY})
    await _waiting(lin, line)
    before = await counts()
    assert await _refusal(cast, line, point_id=str(cast.point("court-east"))) == "unknown-point"
    assert await counts() == before
    assert (await lin.send(line))[0]["outcome"] == "quarantined"


async def test_a_conflict_is_accepted_only_under_a_new_id(cast: Cast) -> None:
    lin = await cast.phone("lin")
    first = lin.inspection("east2")
    second = lin.inspection("west2", [check("fire-door", defect("FD01"))], id=first.id)
    await lin.send(first)
    await _waiting(lin, second)
    assert await _refusal(cast, second) == "bad-fields"
    assert await _refusal(cast, second, new_id=first.id) == "bad-fields"
    new_id = str(ids.new())
    await _accept(cast, second, new_id=new_id)
    [again] = await lin.send(second)
    assert (again["outcome"], again["receipt"]["report_id"]) == ("repeat", new_id)
    assert await Inspection.count() == 2
    states = await lin.status(first.id, new_id)
    assert [state["state"] for state in states] == ["complete", "complete"]
    assert [state["receipt"]["digest"] for state in states] == [first.digest, second.digest]


async def test_a_discarded_line_is_quarantined_for_ever(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", photos=[picture(1)], body={"point_id": NOBODY})
    first = await _waiting(lin, line)
    su = await _caller(cast, "su")
    with pytest.raises(Problem) as caught:
        await accepting.discard(line.digest, su, " ")
    assert caught.value.code == "bad-fields"
    await accepting.discard(line.digest, su, "试扫的")
    assert await lin.send(line) == [first]
    assert await _refusal(cast, line, point_id=str(cast.point("east2"))) == "conflict"
    [state] = await lin.status(line.id)
    assert (state["state"], state["missing_photos"]) == ("quarantined", [])


async def test_a_line_is_accepted_once(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", body={"point_id": NOBODY})
    await _waiting(lin, line)
    await _accept(cast, line, point_id=str(cast.point("east2")))
    assert await _refusal(cast, line, point_id=str(cast.point("east2"))) == "conflict"
    with pytest.raises(Problem):
        await accepting.discard(line.digest, await _caller(cast, "su"), "太晚了")


@pytest.mark.parametrize("username", ["fan", "lin", "zhou", "chen"])
async def test_only_who_decides_at_its_site_may_decide(cast: Cast, username: str) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", body={"point_id": NOBODY})
    await _waiting(lin, line)
    assert await _refusal(cast, line, username, point_id=str(cast.point("east2"))) == "not-found"
    with pytest.raises(Problem) as caught:
        await accepting.discard(line.digest, await _caller(cast, username), "不是我的")
    assert caught.value.code == "not-found"


async def test_a_stored_line_is_nobody_s_to_decide(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2")
    await lin.send(line)
    assert await _refusal(cast, line) == "not-found"


async def test_an_unreadable_line_can_only_be_discarded(cast: Cast) -> None:
    lin = await cast.phone("lin")
    [result] = await lin.send(b"{")
    with pytest.raises(Problem) as caught:
        await _accept(cast, result["digest"])
    assert caught.value.code == "unreadable-line"


async def test_an_accepted_line_s_place_in_the_chain_is_that_of_its_coming(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", body={"point_id": NOBODY})
    await _waiting(lin, line)
    assert [result["flags"] for result in await lin.send(lin.inspection("west2"), lin.inspection("east3"))] == [[], []]
    await _accept(cast, line, point_id=str(cast.point("east2")))
    assert (await lin.send(line))[0]["flags"] == []


async def test_deadlines_of_what_an_accepted_line_opens_count_from_its_acceptance(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", [check("fire-door", defect("FD02"))], body={"point_id": NOBODY})
    result = await _waiting(lin, line)
    await _accept(cast, line, point_id=str(cast.point("east2")))
    order, opened = await WorkOrder.objects().first(), await Defect.objects().first()
    assert order is not None
    assert opened is not None
    assert order.created_at.isoformat() > result["receipt"]["received_at"].removesuffix("Z")
    assert (order.close_due_at - order.created_at).total_seconds() == 24 * 3600


async def _keep_diary(report: Report, _flags: tuple[str, ...]) -> Applied:
    return Applied(flags=("unknown-reference",))


async def test_a_server_that_learns_a_kind_applies_what_waited_for_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(applying.APPLIERS, "diary")
    lin = await cast.phone("lin")
    diary = lin.seal("diary", {"date": "2026-11-23", "entries": [], "submitted_at": "2026-11-23T10:00:00Z"})
    key = lin.seal("key", {"key_id": NOBODY, "step": "borrow", "at": "2026-11-23T10:00:00Z"})
    other = lin.inspection("east2", body={"point_id": NOBODY})
    for line in (diary, key, other):
        await _waiting(lin, line)
    assert await reapply(KEY) == 0
    monkeypatch.setitem(applying.APPLIERS, "diary", _keep_diary)
    assert await reapply(KEY) == 1
    assert await reapply(KEY) == 0
    results = await lin.send(diary, key, other)
    assert [result["outcome"] for result in results] == ["repeat", "quarantined", "quarantined"]
    assert results[0]["flags"] == ["unknown-reference"]
    assert results[0]["receipt"]["outcome"] == "stored"
    assert (await lin.status(diary.id))[0]["state"] == "complete"
    row = await tables.Report.objects().get(tables.Report.digest == diary.digest)
    assert row is not None
    assert str(row.claimed_id) == diary.id


async def test_a_discarded_line_of_a_kind_learnt_later_stays_discarded(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(applying.APPLIERS, "diary")
    lin = await cast.phone("lin")
    diary = lin.seal("diary", {"date": "2026-11-23"})
    await _waiting(lin, diary)
    await accepting.discard(diary.digest, await _caller(cast, "su"), "重复")
    monkeypatch.setitem(applying.APPLIERS, "diary", _keep_diary)
    assert await reapply(KEY) == 0


async def test_a_line_discarded_while_others_are_applied_stays_discarded(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(applying.APPLIERS, "diary")
    lin, su = await cast.phone("lin"), await _caller(cast, "su")
    first, second = (lin.seal("diary", {"date": day}) for day in ("2026-11-22", "2026-11-23"))
    for line in (first, second):
        await _waiting(lin, line)
    lock = db.lock

    async def discarded_meanwhile(*names: str) -> None:
        await lock(*names)
        still = await tables.Report.exists().where(
            tables.Report.digest == second.digest, tables.Report.state == "waiting"
        )
        if still and f"line:{second.digest}" not in names:
            await accepting.discard(second.digest, su, "重复")

    monkeypatch.setitem(applying.APPLIERS, "diary", _keep_diary)
    monkeypatch.setattr(db, "lock", discarded_meanwhile)
    assert await reapply(KEY) == 1
    row = await tables.Report.objects().get(tables.Report.digest == second.digest)
    assert row is not None
    assert row.state == "discarded"
    assert row.claimed_id is None
