"""How far reports are: what a phone asks before it forgets one (protocol, `POST /reports/status`)."""

import asyncio
from typing import Any

from server.lib import ids
from tests.api.rows import counts
from tests.builders import check, defect, photo
from tests.cast import Cast
from tests.pictures import Picture, picture

DAMAGED = Picture(picture(9).content[:400], 64, 48)


async def _put_damaged(cast: Cast, headers: dict[str, str]) -> None:
    sent = {**headers, "Content-Type": "image/jpeg"}
    answer = await cast.client.put(f"/api/v1/photos/{DAMAGED.sha256}", content=DAMAGED.content, headers=sent)
    assert answer.json()["code"] == "undecodable"


async def test_a_report_waits_for_its_photos_and_is_then_complete(cast: Cast) -> None:
    phone = await cast.phone("lin")
    one, two = picture(1), picture(2)
    line = phone.inspection("east2", [check("fire-door", defect("FD01", photos=[two]))], photos=[one, two])
    [result] = await phone.send(line)
    [state] = await phone.status(line.id)
    assert state == {"id": line.id, "state": "waiting_photos", "missing_photos": [one.sha256, two.sha256],
                     "damaged_photos": []}  # fmt: skip
    await phone.put(two)
    assert (await phone.status(line.id))[0]["missing_photos"] == [one.sha256]
    await phone.put(one)
    [state] = await phone.status(line.id)
    assert (state["state"], state["missing_photos"]) == ("complete", [])
    second = state["receipt"]
    assert {**second, "completed_at": 0, "signature": 0} == {**result["receipt"], "completed_at": 0, "signature": 0}
    assert second["completed_at"] >= second["received_at"]


async def test_the_second_receipt_is_made_once(cast: Cast) -> None:
    phone = await cast.phone("lin")
    line = phone.inspection("east2")
    await phone.send(line)
    states = await asyncio.gather(*(phone.status(line.id, line.id) for _ in range(6)))
    assert len({state["receipt"]["signature"] for answer in states for state in answer}) == 1
    before = await counts()
    await phone.status(line.id)
    assert await counts() == before


async def test_states_come_in_the_order_asked_and_unknown_ids_are_unknown(cast: Cast) -> None:
    phone = await cast.phone("lin")
    stored, waiting = phone.inspection("east2"), phone.inspection("west2", body={"point_id": str(ids.new())})
    await phone.send(stored, waiting)
    nobody = str(ids.new())
    states = await phone.status(nobody, waiting.id, stored.id, nobody)
    assert [state["id"] for state in states] == [nobody, waiting.id, stored.id, nobody]
    assert [state["state"] for state in states] == ["unknown", "quarantined", "complete", "unknown"]
    assert states[0] == {"id": nobody, "state": "unknown", "missing_photos": [], "damaged_photos": []}


async def test_an_empty_list_is_answered_empty(cast: Cast) -> None:
    assert await (await cast.phone("lin")).status() == []


async def test_500_ids_are_answered_and_501_are_too_many(cast: Cast) -> None:
    phone = await cast.phone("lin")
    lines = [phone.inspection("east2", checks=[]) for _ in range(50)]
    await phone.send(*lines)
    asked = [line.id for line in lines] + [str(ids.new()) for _ in range(450)]
    states = await phone.status(*asked)
    assert [state["state"] for state in states] == ["complete"] * 50 + ["unknown"] * 450
    answer = await cast.client.post("/api/v1/reports/status", json={"ids": [*asked, asked[0]]}, headers=phone.headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def test_a_bad_id_is_refused(cast: Cast) -> None:
    phone = await cast.phone("lin")
    for bad in ("0193A5B0-0000-7000-8000-000000000040", "7", None, 7):
        answer = await cast.client.post("/api/v1/reports/status", json={"ids": [bad]}, headers=phone.headers)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "ids[0]")


async def test_another_person_s_ids_are_unknown_except_to_who_decides_there(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line, wrong = lin.inspection("east2"), lin.inspection("west2", body={"point_id": str(ids.new())})
    await lin.send(line, wrong)
    known = ("lin", "su", "he")
    for username in ("lin", "su", "he", "chen", "zhou", "wang", "fan"):
        states = await (await cast.phone(username)).status(line.id, wrong.id)
        assert [state["state"] for state in states] == (
            ["complete", "quarantined"] if username in known else ["unknown", "unknown"]
        ), username


async def test_the_person_s_other_phone_may_ask_and_send_the_photos(cast: Cast) -> None:
    old, new = await cast.phone("lin"), await cast.phone("lin")
    line = old.inspection("east2", photos=[picture(1)])
    await old.send(line)
    await new.put(picture(1))
    assert (await new.status(line.id))[0]["state"] == "complete"


async def test_a_photo_put_by_a_stranger_stays_missing(cast: Cast) -> None:
    lin, chen = await cast.phone("lin"), await cast.phone("chen")
    line = lin.inspection("east2", photos=[picture(1)])
    await lin.send(line)
    await chen.put(picture(1))
    assert (await lin.status(line.id))[0]["state"] == "waiting_photos"
    await lin.put(picture(1))
    assert (await lin.status(line.id))[0]["state"] == "complete"


async def test_the_carrier_s_photo_counts_for_the_report_s_person(cast: Cast) -> None:
    lin, su = await cast.phone("lin"), await cast.phone("su")
    line = lin.inspection("east2", photos=[picture(1)])
    await su.send(line)
    await su.put(picture(1))
    assert (await lin.status(line.id))[0]["state"] == (await su.status(line.id))[0]["state"] == "complete"


async def test_who_carries_what_is_not_theirs_may_ask_and_the_named_person_knows_nothing_of_it(cast: Cast) -> None:
    """Otherwise somebody could make another's phone believe that a report had arrived."""
    lin, chen = await cast.phone("lin"), await cast.phone("chen")
    line = lin.inspection("east2")
    assert (await chen.send(line))[0]["problem"]["code"] == "not-the-sender"
    assert (await chen.status(line.id))[0]["state"] == "quarantined"
    assert (await lin.status(line.id))[0]["state"] == "unknown"


async def test_a_damaged_photo_counts_as_delivered_and_is_listed(cast: Cast) -> None:
    phone = await cast.phone("lin")
    entry = {**photo(picture(1)), "sha256": DAMAGED.sha256}
    line = phone.inspection("east2", photos=[picture(1), entry])
    await phone.send(line)
    await _put_damaged(cast, phone.headers)
    [state] = await phone.status(line.id)
    assert (state["state"], state["missing_photos"]) == ("waiting_photos", [picture(1).sha256])
    assert state["damaged_photos"] == [DAMAGED.sha256]
    await phone.put(picture(1))
    [state] = await phone.status(line.id)
    assert (state["state"], state["damaged_photos"]) == ("complete", [DAMAGED.sha256])


async def test_a_conflict_s_photos_are_waited_for_under_the_shared_id(cast: Cast) -> None:
    phone = await cast.phone("lin")
    first = phone.inspection("east2", photos=[picture(1)])
    second = phone.inspection("east2", photos=[picture(2)], id=first.id)
    await phone.send(first, second)
    await phone.put(picture(1))
    [state] = await phone.status(first.id)
    assert (state["state"], state["missing_photos"]) == ("waiting_photos", [picture(2).sha256])
    await phone.put(picture(2))
    [state] = await phone.status(first.id)
    assert (state["state"], state["receipt"]["digest"]) == ("complete", first.digest)


async def _declare(cast: Cast, username: str, line: Any, site: str = "garden") -> str:
    phone = await cast.phone(username)
    addendum = phone.addendum(line, "photo_lost", lost_photos=[picture(1).sha256],
                              envelope={"site_id": str(cast.site(site))})  # fmt: skip
    [result] = await phone.send(addendum)
    return str(result["outcome"])


async def test_a_photo_declared_lost_no_longer_counts_as_missing(cast: Cast) -> None:
    lin = await cast.phone("lin")
    for username in ("lin", "su"):
        line = lin.inspection("east2", photos=[picture(1)])
        await lin.send(line)
        assert await _declare(cast, username, line) == "stored"
        [state] = await lin.status(line.id)
        assert (state["state"], state["missing_photos"]) == ("complete", [])
        assert state["receipt"]["photos"] == [picture(1).sha256]


async def test_nobody_else_s_word_makes_a_photo_lost(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", photos=[picture(1)])
    assert await _declare(cast, "wang", line, "court") == "stored"
    assert await _declare(cast, "fan", line, "court") == "stored"
    await lin.send(line)
    assert await _declare(cast, "chen", line) == "quarantined"
    assert (await lin.status(line.id))[0]["state"] == "waiting_photos"
    assert await _declare(cast, "lin", line) == "stored"
    assert (await lin.status(line.id))[0]["state"] == "complete"


async def test_a_loss_may_be_declared_before_its_report_arrives(cast: Cast) -> None:
    lin = await cast.phone("lin")
    line = lin.inspection("east2", photos=[picture(1)])
    assert await _declare(cast, "lin", line) == "stored"
    assert (await lin.send(line))[0]["missing_photos"] == []
    assert (await lin.status(line.id))[0]["state"] == "complete"
