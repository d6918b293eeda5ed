"""Work orders at a desk: the board, an order's page, the steps, and what happens when two people act at once."""

import re
from datetime import timedelta
from typing import Any

from server.lib import clock
from server.people.tables import Department
from server.workorders.tables import Step, WorkOrder
from tests import cast as the_cast
from tests.builders import check, defect, photo
from tests.desk import Desk, at_desk, words
from tests.pictures import picture


async def _order(cast: Any, item: str = "LA01", kind: str = "lamp", point: str = "east2", **more: Any) -> str:
    """An order as a patroller's report makes one; its id."""
    phone = await cast.phone("lin")
    shot = picture(7)
    await phone.put(shot)
    found = check(kind, defect(item, photos=[shot], **more))
    [result] = await phone.send(phone.inspection(point, [found], photos=[shot]))
    assert result["outcome"] == "stored", result
    row = await WorkOrder.select(WorkOrder.id).order_by(WorkOrder.created_at, ascending=False).first()
    assert row is not None
    return str(row["id"])


async def _seen(desk: Desk, order_id: str) -> str:
    """What the page's forms say of the order's state."""
    page = await desk.get(f"/console/orders/{order_id}")
    assert page.status_code == 200, page.text
    return str(page.text.split('name="seen" value="')[1].split('"')[0])


async def _take(desk: Desk, order_id: str, step: str, **fields: Any) -> Any:
    return await desk.post(f"/console/orders/{order_id}/steps", step=step, seen=await _seen(desk, order_id), **fields)


async def _state(order_id: str) -> str:
    row = await WorkOrder.select(WorkOrder.state).where(WorkOrder.id == order_id).first()
    assert row is not None
    return str(row["state"])


async def test_the_board_shows_an_order_in_its_lane_with_its_deadline(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    desk = await at_desk(client, "su")
    page = await desk.get("/console/orders")
    assert f"/console/orders/{order_id}" in page.text
    said = words(page)
    assert "走廊灯：灯不亮" in said
    assert "已派待接 1" in said
    # On a Saturday the eight working hours to accept end after the day to close.
    assert re.search("(接单|防护|修好)(还剩|：)", said), said
    for view in ("list", "ended"):
        assert (await desk.get(f"/console/orders?view={view}")).status_code == 200
    assert "没有这样的工单" in words(await desk.get("/console/orders?view=list&severity=critical"))
    assert "走廊灯" in words(await desk.get("/console/orders?view=list&q=W-"))


async def test_htmx_gets_the_live_part_alone(client: Any) -> None:
    cast = await the_cast.build(client)
    await _order(cast)
    desk = await at_desk(client, "su")
    part = await desk.get("/console/orders", **{"HX-Request": "true"})
    assert "走廊灯" in part.text
    assert "<html" not in part.text


async def test_a_late_order_is_marked_late(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    await WorkOrder.update({WorkOrder.accept_due_at: clock.now() - timedelta(minutes=35)}).where(
        WorkOrder.id == order_id
    )
    desk = await at_desk(client, "su")
    assert "接单超时 35 分" in words(await desk.get("/console/orders?late=1"))
    assert "1 张超时" in words(await desk.get("/console/counts"))


async def test_an_order_goes_from_dispatch_to_closed_at_the_desk(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast, beyond_me=True)
    zhou, su, chen = await at_desk(client, "zhou"), await at_desk(client, "su"), await cast.phone("chen")
    assert await _state(order_id) == "reported"
    answer = await _take(zhou, order_id, "dispatch", to=f"person:{cast.person('chen')}", note="先换一只")
    assert answer.headers["location"] == f"/console/orders/{order_id}?done=dispatch"
    said = words(await zhou.get(answer.headers["location"]))
    assert "周敏派给工程 陈建国" in said
    assert "先换一只" in said
    after = picture(8)
    await chen.put(after)
    await chen.send(chen.work(order_id, "complete", photos=[photo(after, role="after")], minutes=36, note="换了灯"))
    said = words(await su.get(f"/console/orders/{order_id}"))
    assert "用时 36 分" in said
    assert "修后" in said
    assert (await _take(su, order_id, "verify", verdict="passed")).status_code == 303
    assert await _state(order_id) == "closed"
    assert "验收通过" in words(await su.get(f"/console/orders/{order_id}"))
    assert "走廊灯" in words(await su.get("/console/orders?view=ended"))


async def test_the_front_desk_is_not_offered_and_not_given_a_verification(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    chen, zhou = await cast.phone("chen"), await at_desk(client, "zhou")
    await chen.send(chen.work(order_id, "complete"))
    assert 'name="step" value="verify"' not in (await zhou.get(f"/console/orders/{order_id}")).text
    assert (await _take(zhou, order_id, "verify", verdict="passed")).status_code == 403
    assert await _state(order_id) == "completed"


async def test_a_refusal_wants_a_reason_and_keeps_what_was_typed(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    chen, su = await cast.phone("chen"), await at_desk(client, "su")
    await chen.send(chen.work(order_id, "complete"))
    answer = await _take(su, order_id, "verify", verdict="refused", note="我记的话还在")
    assert answer.status_code == 422
    assert "请写明原因" in words(answer)
    assert "我记的话还在" in answer.text
    assert await _state(order_id) == "completed"
    assert (await _take(su, order_id, "verify", verdict="refused", reason="灯罩没装回")).status_code == 303
    assert await _state(order_id) == "in_progress"


async def test_when_the_order_has_moved_on_the_form_comes_back_filled_and_nothing_is_written(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    su, he, chen = await at_desk(client, "su"), await at_desk(client, "he"), await cast.phone("chen")
    seen = await _seen(su, order_id)
    await _take(he, order_id, "dispatch", to=f"department:{cast.department('cleaning')}")
    before = await Step.count()
    answer = await su.post(
        f"/console/orders/{order_id}/steps", step="cancel", seen=seen, reason="重复报的，写了很长一段"
    )
    assert answer.status_code == 409
    assert "别人先动了这张工单" in words(answer)
    assert "重复报的，写了很长一段" in answer.text
    assert await Step.count() == before
    assert await _state(order_id) == "dispatched"
    assert (await _take(su, order_id, "cancel", reason="重复报的")).status_code == 303
    assert await _state(order_id) == "cancelled"
    assert chen is not None


async def test_who_completed_an_order_does_not_verify_it(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    su, he = await at_desk(client, "su"), await at_desk(client, "he")
    await _take(su, order_id, "complete", note="我自己拧紧了")
    page = await su.get(f"/console/orders/{order_id}")
    assert 'name="step" value="verify"' not in page.text
    assert "您自己完工的" in words(page)
    answer = await _take(su, order_id, "verify", verdict="passed")
    assert answer.status_code == 409
    assert "修的人不能自己验收" in words(answer)
    assert (await _take(he, order_id, "verify", verdict="passed")).status_code == 303


async def test_a_fire_hazard_is_not_closed_without_an_after_photo(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast, "FD01", "fire-door")
    su, chen = await at_desk(client, "su"), await cast.phone("chen")
    await chen.send(chen.work(order_id, "complete"))
    assert "消防隐患，还没有修后照片" in words(await su.get(f"/console/orders/{order_id}"))
    answer = await _take(su, order_id, "verify", verdict="passed")
    assert answer.status_code == 409
    assert "要有修后照片" in words(answer)
    assert await _state(order_id) == "completed"


async def test_a_hold_has_a_reason_and_an_end(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    su = await at_desk(client, "su")
    await _take(su, order_id, "accept")
    assert (await _take(su, order_id, "hold", reason="parts")).status_code == 422
    assert (await _take(su, order_id, "hold", reason="parts", until="2020-01-01")).status_code == 422
    end = (cast.today() + timedelta(days=2)).isoformat()
    assert (await _take(su, order_id, "hold", reason="parts", until=end)).status_code == 303
    said = words(await su.get(f"/console/orders/{order_id}"))
    assert "等配件" in said
    assert "暂停中" in said


async def test_an_order_is_not_dispatched_to_another_site_s_people(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    su = await at_desk(client, "su")
    for foreign in (
        f"department:{cast.department('engineering', 'court')}", f"person:{cast.person('wang')}", "person:x", ""
    ):  # fmt: skip
        answer = await _take(su, order_id, "dispatch", to=foreign)
        assert answer.status_code == 422
        assert "请选派给谁" in words(answer)


async def test_another_site_s_order_does_not_exist(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    fan = await at_desk(client, "fan")
    assert (await fan.get(f"/console/orders/{order_id}")).status_code == 404
    await fan.get("/console/orders")
    answer = await fan.post(f"/console/orders/{order_id}/steps", step="comment", note="我来看看")
    assert answer.status_code == 404
    assert order_id not in (await fan.get("/console/orders")).text
    assert order_id not in (await fan.get("/console/orders?view=list")).text


async def test_a_comment_is_written_whatever_others_do_meanwhile(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    su, he = await at_desk(client, "su"), await at_desk(client, "he")
    seen = await _seen(su, order_id)
    await _take(he, order_id, "accept")
    answer = await su.post(f"/console/orders/{order_id}/steps", step="comment", seen=seen, note="<b>住户催了</b>")
    assert answer.status_code == 303
    page = await su.get(f"/console/orders/{order_id}")
    assert "&lt;b&gt;住户催了&lt;/b&gt;" in page.text


async def test_the_standard_departments_speak_the_reader_s_language_and_renamed_ones_their_own(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    await Department.update({Department.name: "绿化外包"}).where(Department.id == cast.department("gardening"))
    su = await at_desk(client, "su")
    assert "工程" in words(await su.get("/console/orders"))
    await su.get("/console/language?to=en")
    for path in ("/console/orders", f"/console/orders/{order_id}", "/console/people"):
        said = words(await su.get(path))
        assert "Engineering" in said, path
        assert "绿化外包" in said, path
        assert not re.search("工程|保洁|客服", said), path


async def test_pictures_of_a_repair_not_done_yet_are_shown_large(client: Any) -> None:
    cast = await the_cast.build(client)
    phone, shot, after = await cast.phone("lin"), picture(31), picture(32)
    await phone.send(phone.inspection("east2", [check("lamp", defect("LA01", photos=[shot]))], photos=[shot]))
    await phone.put(shot)
    row = await WorkOrder.select(WorkOrder.id).first()
    assert row is not None
    su = await at_desk(client, "su")
    path = f"/console/orders/{row['id']}"
    page = (await su.get(path)).text
    large, history = page.split('class="tl"')
    assert f'src="/console/photos/{shot.sha256}?size=preview"' in large.split("gallery--large")[1]
    assert f'src="/console/photos/{shot.sha256}?size=thumb"' in history
    chen = await cast.phone("chen")
    await chen.send(chen.work(row["id"], "complete", photos=[photo(after, role="after")]))
    await chen.put(after)
    page = (await su.get(path)).text
    assert "data-compare" in page
    assert "gallery--large" not in page


async def test_minutes_that_are_none_are_refused(client: Any) -> None:
    cast = await the_cast.build(client)
    order_id = await _order(cast)
    su = await at_desk(client, "su")
    for minutes in ("0", "-3", "1.5", "10001", "9" * 5000):
        answer = await _take(su, order_id, "complete", minutes=minutes)
        assert answer.status_code == 422, minutes[:9]
        assert "请填整分钟数" in words(answer)
    assert (await _take(su, order_id, "complete", minutes="10000")).status_code == 303
