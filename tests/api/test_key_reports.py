"""Keys borrowed, given back and lost on phones, perhaps long ago and offline (protocol, `key`)."""

from datetime import timedelta
from typing import Any

import pytest

from server.intake import applying
from server.intake.reapplying import reapply
from server.keys.tables import Key
from server.lib import clock, times
from server.people.tables import Department, MembershipDepartment
from tests.api.key_world import bundle_key, hang, loans_of, step, steps_of
from tests.cast import Cast, id_of

SECRET = b"the tests' own secret, longer than thirty-two characters"
NOBODY = "0193a5b0-0000-7000-8000-00000000dead"


async def test_a_key_goes_out_and_comes_back(cast: Cast) -> None:
    key, lin = await hang(cast), await cast.phone("lin")
    before = await bundle_key(lin, key)
    assert (before["state"], before["held_by"], before["needs_approval"]) == ("in", None, False)

    out = await step(lin, key, "borrow", purpose="patrol")
    assert (out["outcome"], out["flags"]) == ("stored", [])
    held = await bundle_key(lin, key)
    assert (held["state"], held["held_by"], held["purpose"]) == ("out", str(cast.person("lin")), "patrol")
    assert held["borrowed_at"] < held["due_at"]

    back = await step(lin, key, "return", unit_state="门窗关好，水电已关", note="锁有点紧")
    assert (back["outcome"], back["flags"]) == ("stored", [])
    assert (await bundle_key(lin, key))["state"] == "in"
    [loan] = await loans_of(key)
    assert (loan["person"], loan["unit_state"], loan["remark"]) == (
        cast.person("lin"), "门窗关好，水电已关", "锁有点紧",
    )  # fmt: skip
    assert loan["returned_at"] == loan["ended_at"] >= loan["out_at"]
    assert [(one["step"], one["applied"]) for one in await steps_of(key)] == [
        ("add", True), ("borrow", True), ("return", True),
    ]  # fmt: skip


async def test_the_same_line_again_lends_nothing_again(cast: Cast) -> None:
    key, lin = await hang(cast), await cast.phone("lin")
    line = lin.seal("key", {"key_id": str(key), "step": "borrow", "at": times.text(clock.now())})
    [first], [again] = await lin.send(line), await lin.send(line)
    assert (first["outcome"], again["outcome"]) == ("stored", "repeat")
    assert len(await loans_of(key)) == 1


async def test_a_key_that_another_has_meanwhile_is_kept_and_shown_to_both(cast: Cast) -> None:
    key, lin, chen = await hang(cast), await cast.phone("lin"), await cast.phone("chen")
    long_ago = clock.now() - timedelta(hours=2)
    await step(chen, key, "borrow")
    late = await step(lin, key, "borrow", at=long_ago)
    assert (late["outcome"], late["flags"]) == ("stored", ["key-held-by-other"])
    assert "problem" not in late
    told = [await bundle_key(phone, key) for phone in (lin, chen)]
    for one in told:
        assert one["held_by"] == str(cast.person("chen"))
        [misfit] = one["misfits"]
        assert (misfit["step"], misfit["person_id"], misfit["why_not"]) == (
            "borrow", str(cast.person("lin")), "key-held-by-other",
        )  # fmt: skip
    kept = (await steps_of(key))[-1]
    assert (kept["applied"], kept["why_not"], kept["held_by"]) == (False, "key-held-by-other", cast.person("chen"))
    assert len(await loans_of(key)) == 1


async def test_given_back_twice_is_kept_as_what_it_is(cast: Cast) -> None:
    key, lin = await hang(cast), await cast.phone("lin")
    await step(lin, key, "borrow")
    await step(lin, key, "return")
    again = await step(lin, key, "return")
    assert (again["outcome"], again["flags"]) == ("stored", ["key-already-back"])
    assert [one["applied"] for one in await steps_of(key)] == [True, True, True, False]


async def test_nobody_gives_back_what_another_has(cast: Cast) -> None:
    key, lin, chen = await hang(cast), await cast.phone("lin"), await cast.phone("chen")
    await step(chen, key, "borrow")
    result = await step(lin, key, "return")
    assert result["flags"] == ["key-held-by-other"]
    assert (await bundle_key(lin, key))["held_by"] == str(cast.person("chen"))


async def test_a_lost_key_stays_lost(cast: Cast) -> None:
    key, lin, chen = await hang(cast), await cast.phone("lin"), await cast.phone("chen")
    await step(lin, key, "borrow")
    assert (await step(lin, key, "lost", note="掉进电梯井"))["flags"] == []
    assert (await bundle_key(chen, key))["state"] == "lost"
    [loan] = await loans_of(key)
    assert loan["ended_at"] is not None
    assert loan["returned_at"] is None
    assert (await step(chen, key, "borrow"))["flags"] == ["key-is-lost"]
    row = await Key.select(Key.lost_at).where(Key.id == key).first()
    assert row is not None
    assert row["lost_at"] is not None


async def test_an_entrusted_key_waits_for_a_supervisor_s_word(cast: Cast) -> None:
    key = await hang(cast, kind="unit", unit_id=cast.unit("201"), entrusted=True)
    lin = await cast.phone("lin")
    assert (await bundle_key(lin, key))["needs_approval"]
    result = await step(lin, key, "borrow", purpose="inspection")
    assert (result["outcome"], result["flags"]) == ("stored", ["key-needs-approval"])
    held = await bundle_key(lin, key)
    assert (held["state"], held["unit_id"]) == ("out", str(cast.unit("201")))


async def test_who_has_not_given_back_for_a_day_is_lent_no_more_without_a_mark(cast: Cast) -> None:
    old, new, lin = await hang(cast, "K-1"), await hang(cast, "K-2"), await cast.phone("lin")
    await step(lin, old, "borrow", at=clock.now() - timedelta(days=3))
    assert (await bundle_key(lin, old))["overdue"] == "lost"
    result = await step(lin, new, "borrow")
    assert (result["outcome"], result["flags"]) == ("stored", ["key-borrower-barred"])
    assert (await step(lin, old, "return"))["flags"] == []
    assert (await bundle_key(lin, old))["state"] == "in"


async def test_a_later_hour_than_may_be_agreed_is_shortened_and_says_so(cast: Cast) -> None:
    key, lin = await hang(cast), await cast.phone("lin")
    wanted = clock.now() + timedelta(days=9)
    result = await step(lin, key, "borrow", due_at=times.text(wanted))
    assert result["flags"] == ["key-due-shortened"]
    assert (await bundle_key(lin, key))["due_at"] < times.text(wanted)


async def test_a_linked_order_of_nobody_is_left_out_and_flagged(cast: Cast) -> None:
    key, lin = await hang(cast), await cast.phone("lin")
    result = await step(lin, key, "borrow", order_id=NOBODY)
    assert (result["outcome"], result["flags"]) == ("stored", ["unknown-reference"])


async def test_an_unknown_or_foreign_key_waits_in_quarantine(cast: Cast) -> None:
    foreign, lin = await hang(cast, site="court"), await cast.phone("lin")
    for key_id in (NOBODY, str(foreign)):
        [result] = await lin.send(lin.seal("key", {"key_id": key_id, "step": "borrow", "at": times.text(clock.now())}))
        assert (result["outcome"], result["problem"]["code"]) == ("quarantined", "unknown-key")
        assert result["problem"]["errors"][0]["path"] == "body.key_id"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"step": "steal"}, "body.step"),
        ({"at": "yesterday"}, "body.at"),
        ({"due_at": "2026-02-30T10:00:00Z"}, "body.due_at"),
        ({"note": "长" * 501}, "body.note"),
        ({"purpose": 7}, "body.purpose"),
    ],
)
async def test_a_step_that_is_none_waits_in_quarantine(cast: Cast, wrong: dict[str, Any], path: str) -> None:
    key, lin = await hang(cast), await cast.phone("lin")
    body = {"key_id": str(key), "step": "borrow", "at": times.text(clock.now()), **wrong}
    [result] = await lin.send(lin.seal("key", body))
    assert (result["outcome"], result["problem"]["code"]) == ("quarantined", "invalid-report")
    assert result["problem"]["errors"][0]["path"] == path


async def test_another_site_s_phones_know_nothing_of_the_cabinet(cast: Cast) -> None:
    key, wang = await hang(cast), await cast.phone("wang")
    answer = await wang.get("/bundle", site=str(cast.site("court")))
    assert str(key) not in answer.text


async def test_another_firm_s_people_see_only_what_is_in_their_hands(cast: Cast) -> None:
    mine, other = await hang(cast, "K-1"), await hang(cast, "K-2")
    firm = Department(id=id_of("firm"), site=cast.site(), key="engineering", name="某电梯公司", contractor=True)
    await Department.insert(firm)
    await MembershipDepartment.insert(
        MembershipDepartment(id=id_of("works"), membership=id_of("membership", "chen", "garden"), department=firm.id)
    )
    chen = await cast.phone("chen")
    result = await step(chen, mine, "borrow")
    assert result["flags"] == ["key-needs-approval"]
    answer = await chen.get("/bundle", site=str(cast.site()))
    assert [key["id"] for key in answer.json()["parts"]["day"]["data"]["keys"]] == [str(mine)]
    assert str(other) not in answer.text


async def test_a_server_that_learns_keys_applies_what_waited(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    key, lin = await hang(cast), await cast.phone("lin")
    with monkeypatch.context() as before:
        before.delitem(applying.APPLIERS, "key")
        result = await step(lin, key, "borrow")
        assert (result["outcome"], result["problem"]["code"]) == ("quarantined", "unknown-kind")
    assert await reapply(SECRET) == 1
    assert (await bundle_key(lin, key))["held_by"] == str(cast.person("lin"))
    assert await reapply(SECRET) == 0

