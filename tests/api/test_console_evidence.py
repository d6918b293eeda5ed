"""Evidence at a desk: the list with its filters and pages, a report with all that belongs to it, and its photos."""

import json
from datetime import timedelta
from typing import Any

from server.lib import clock
from server.workorders.tables import WorkOrder
from tests import cast as the_cast
from tests import cast_places
from tests.builders import check, defect, ok, photo
from tests.desk import Desk, at_desk, words
from tests.pictures import picture

_UNKNOWN = "0193a5b0-0000-7000-8000-0000000000ff"


async def test_a_report_s_page_tells_answers_photos_times_and_flags(client: Any) -> None:
    cast = await the_cast.build(client)
    phone, shot = await cast.phone("lin"), picture(1)
    at = clock.now() - timedelta(hours=1)
    line = phone.inspection(
        "east2",
        [check("fire-door", defect("FD01", photos=[shot], spot="上半扇", note="<i>卡住了</i>")), check("lamp")],
        photos=[photo(shot, source="gallery")],
        at=at,
        body={"presence": {"method": "manual", "at": "2026-11-23T01:00:00.000Z", "reason": "码掉了"}},
    )
    [result] = await phone.send(line)
    assert result["outcome"] == "stored"
    su = await at_desk(client, "su")
    before = await su.get(f"/console/evidence/{line.id}")
    assert "还在手机里" in words(before)
    await phone.put(shot)
    page = await su.get(f"/console/evidence/{line.id}")
    said = words(page)
    what = ("没关", "位置：上半扇", "防火门 A", "从相册选的", "项正常", "回执", line.digest)
    how = ("林晓", "手动确认到场", "码掉了", "没有扫码", "隔了 1 小时")
    for told in what + how:
        assert told in said, told
    assert "&lt;i&gt;卡住了&lt;/i&gt;" in page.text
    assert f"/console/photos/{shot.sha256}" in page.text
    assert 'href="/console/orders/' in page.text.split('<div class="two-col">')[1]


async def test_the_page_speaks_the_reader_s_language(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    line = phone.inspection("east2", [check("fire-door", defect("FD01"))])
    await phone.send(line)
    su = await at_desk(client, "su")
    await su.get("/console/language?to=en")
    said = words(await su.get(f"/console/evidence/{line.id}"))
    assert "Open" in said
    assert "没关" not in said


async def test_addenda_stand_beside_the_report(client: Any) -> None:
    cast = await the_cast.build(client)
    phone, late = await cast.phone("lin"), picture(2)
    line = phone.inspection("east2", [check("lamp", defect("LA01"))])
    later = phone.addendum(line, "photo_later", photos=[late], note="补一张远景")
    await phone.send(line, later)
    await phone.put(late)
    su = await at_desk(client, "su")
    page = await su.get(f"/console/evidence/{line.id}")
    assert "补一张远景" in words(page)
    assert "有 1 条补充" in words(page)
    assert f"/console/photos/{late.sha256}?size=preview" in page.text


async def test_the_list_filters_and_turns_pages_without_losing_any(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    lines = [phone.inspection("east2", [check("lamp")]) for _ in range(28)]
    odd = phone.inspection("roof", [check("rooftop")], body={"presence": {
        "method": "manual", "at": "2026-11-23T01:00:00.000Z", "reason": "x"}})  # fmt: skip
    for start in range(0, len(lines), 10):
        await phone.send(*lines[start : start + 10])
    await phone.send(odd)
    su = await at_desk(client, "su")
    first = await su.get("/console/evidence?view=all")
    assert first.text.index(odd.id) < first.text.index(lines[-1].id)
    found = {line.id for line in [*lines, odd] if line.id in first.text}
    following = first.text.split("/console/evidence?cursor=")[1].split("&")[0]
    second = await su.get(f"/console/evidence?view=all&cursor={following}")
    rest = {line.id for line in [*lines, odd] if line.id in second.text}
    assert found | rest == {line.id for line in [*lines, odd]}
    assert not found & rest
    flagged = await su.get("/console/evidence?flag=manual-presence")
    assert odd.id in flagged.text
    assert lines[0].id not in flagged.text
    assert odd.id in (await su.get("/console/evidence")).text
    assert odd.id in (await su.get(f"/console/evidence?building={cast.building('one')}")).text
    assert odd.id not in (await su.get(f"/console/evidence?building={cast.building('two')}")).text
    assert odd.id in (await su.get(f"/console/evidence?person={cast.person('lin')}&on={cast.today()}")).text
    assert odd.id not in (await su.get("/console/evidence?on=2020-01-01")).text
    for no_day in ("0001-01-01", "9999-12-31", "2026-02-30", "x"):
        assert odd.id in (await su.get(f"/console/evidence?on={no_day}")).text, no_day


async def test_a_photo_is_shown_to_who_may_see_the_report(client: Any) -> None:
    cast = await the_cast.build(client)
    phone, shot = await cast.phone("lin"), picture(3)
    await phone.send(phone.inspection("east2", [check("lamp", defect("LA01", photos=[shot]))], photos=[shot]))
    path = f"/console/photos/{shot.sha256}"
    su, zhou, fan = await at_desk(client, "su"), await at_desk(client, "zhou"), await at_desk(client, "fan")
    assert (await su.get(path)).status_code == 404  # not here yet
    await phone.put(shot)
    answer = await su.get(path)
    assert (answer.status_code, answer.content) == (200, shot.content)
    assert "private" in answer.headers["cache-control"]
    assert (await su.get(f"{path}?size=thumb")).headers["content-type"] == "image/jpeg"
    assert (await su.get(path, **{"If-None-Match": answer.headers["etag"]})).status_code == 304
    assert (await zhou.get(path)).status_code == 200
    assert (await fan.get(path)).status_code == 404
    assert (await Desk(client).get(path)).status_code == 303
    for wrong in ("x" * 64, "0" * 64, "..%2F..%2Fsecret"):
        assert (await su.get(f"/console/photos/{wrong}")).status_code == 404


async def test_a_lost_photo_and_a_broken_one_are_told_apart(client: Any) -> None:
    cast = await the_cast.build(client)
    phone, lost = await cast.phone("lin"), picture(4)
    line = phone.inspection("east2", [check("lamp", defect("LA01", photos=[lost]))], photos=[lost])
    await phone.send(line, phone.addendum(line, "photo_lost", lost_photos=[lost.sha256], note="手机掉水里了"))
    su = await at_desk(client, "su")
    assert "照片丢了" in words(await su.get(f"/console/evidence/{line.id}"))


async def test_readings_and_choices_are_shown_with_their_values(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    line = phone.inspection("east2", [check("hydrant-box", ok("HY09", value=0.2))])
    [result] = await phone.send(line)
    assert result["outcome"] == "stored", result
    su = await at_desk(client, "su")
    assert "0.2 MPa" in words(await su.get(f"/console/evidence/{line.id}"))


async def test_another_site_s_report_does_not_exist(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    line = phone.inspection("east2", [check("lamp", defect("LA01"))])
    await phone.send(line)
    fan = await at_desk(client, "fan")
    assert (await fan.get(f"/console/evidence/{line.id}")).status_code == 404
    assert line.id not in (await fan.get("/console/evidence")).text
    assert (await fan.get(f"/console/evidence/{_UNKNOWN}")).status_code == 404


async def test_today_shows_rounds_orders_defects_and_what_just_came(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    line = phone.inspection("east2", [check("lamp", defect("LA01"))])
    await phone.send(line, b"{not json")
    heartbeat = {"outbox_reports": 2, "outbox_photos": 5, "app_version": "0.1.0"}
    answer = await client.post("/api/v1/heartbeat", json=heartbeat, headers=phone.headers)
    assert answer.status_code == 204
    su, zhou, fan = await at_desk(client, "su"), await at_desk(client, "zhou"), await at_desk(client, "fan")
    said = words(await su.get("/console/"))
    for told in (
        "route-one",
        "走廊灯：灯不亮",
        "待传 2 条、5 张照片",
        "刚传到的照片和疑点",
        "等您处理的上报 1 条",
        "今天新问题 1",
    ):
        assert told in said, told
    part = await su.get("/console/", **{"HX-Request": "true"})
    assert "route-one" in part.text
    assert "<html" not in part.text
    assert "刚传到的" not in words(await zhou.get("/console/"))
    assert "走廊灯" not in words(await fan.get("/console/"))
    assert json.loads(line.content)["id"] == line.id


async def test_the_list_begins_with_what_there_is_to_look_at(client: Any) -> None:
    cast = await the_cast.build(client)
    phone, shots, late = await cast.phone("lin"), [picture(number) for number in range(10, 17)], picture(17)
    plain = phone.inspection("east2", [check("lamp")])
    pictured = phone.inspection("east2", [check("lamp", ok("LA01", photos=shots))], photos=shots)
    doubtful = phone.inspection("east2", [check("lamp")], body={"presence": {
        "method": "manual", "at": "2026-11-23T01:00:00.000Z", "reason": "x"}})  # fmt: skip
    added_to = phone.inspection("east2", [check("lamp")])
    await phone.send(plain, pictured, doubtful, added_to, phone.addendum(added_to, "photo_later", photos=[late]))
    await phone.put(*shots, late)
    su = await at_desk(client, "su")
    first = (await su.get("/console/evidence")).text
    assert [one.id in first for one in (plain, pictured, doubtful, added_to)] == [False, True, True, True]
    assert f"/console/photos/{late.sha256}?size=thumb" in first
    row = first.split(f'id="r-{pictured.id}"')[1].split("</a>")[0]
    assert row.count("size=thumb") == 5
    assert "+2" in row
    doubts = (await su.get("/console/evidence?view=doubts")).text
    assert [one.id in doubts for one in (plain, pictured, doubtful)] == [False, False, True]
    assert plain.id in (await su.get("/console/evidence?view=all")).text
    assert plain.id not in (await su.get("/console/evidence?view=nonsense")).text


async def test_a_problem_without_a_photo_is_among_what_to_look_at(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    line = phone.inspection("east2", [check("lamp", defect("LA01"))])
    await phone.send(line)
    su = await at_desk(client, "su")
    for view in ("photos", "doubts", "all"):
        assert line.id in (await su.get(f"/console/evidence?view={view}")).text


async def test_a_walk_s_page_tells_its_stops_in_words(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    planned = await cast.round("route-one", "morning", cast.today(), "lin")
    line = phone.inspection("east2", [check("lamp")])
    stops = [phone.stop("east2", line), phone.stop("roof", reason="门锁着"), phone.stop("west2", reason="<b>狗</b>")]
    walk = phone.patrol(planned, stops, note="电梯停了")
    results = await phone.send(line, walk)
    assert [one["outcome"] for one in results] == ["stored", "stored"], results
    su = await at_desk(client, "su")
    page = await su.get(f"/console/evidence/{walk.id}")
    said = words(page)
    for told in ("route-one", "上午", "巡到 1 点", "跳过 2 点", "门锁着", "电梯停了", "巡的人按了结束", "原始内容"):
        assert told in said, told
    assert "&lt;b&gt;狗&lt;/b&gt;" in page.text
    assert f'href="/console/evidence/{line.id}"' in page.text
    await su.get("/console/language?to=en")
    assert "Locked" in words(await su.get(f"/console/evidence/{walk.id}"))
    fan = await at_desk(client, "fan")
    assert (await fan.get(f"/console/evidence/{walk.id}")).status_code == 404


async def test_a_step_s_page_leads_to_its_order_and_back(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, chen, shot = await cast.phone("lin"), await cast.phone("chen"), picture(20)
    await lin.send(lin.inspection("east2", [check("lamp", defect("LA01"))]))
    order_id = (await WorkOrder.select(WorkOrder.id).first() or {})["id"]
    step = chen.work(order_id, "complete", photos=[photo(shot, role="after")], note="换了灯管", minutes=20)
    [result] = await chen.send(step)
    assert result["outcome"] == "stored", result
    su = await at_desk(client, "su")
    page = await su.get(f"/console/evidence/{step.id}")
    said = words(page)
    for told in ("陈建国 · 修好了", "换了灯管", "用时 20 分", "走廊灯：灯不亮", "修后照片", "待验收"):
        assert told in said, told
    assert f'href="/console/orders/{order_id}"' in page.text
    assert f'href="/console/evidence/{step.id}"' in (await su.get(f"/console/orders/{order_id}")).text
    late = chen.work(order_id, "accept")
    await chen.send(late)
    assert "没有生效" in words(await su.get(f"/console/evidence/{late.id}"))


async def test_a_report_and_its_addenda_lead_to_each_other(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    line = phone.inspection("east2", [check("lamp", defect("LA01"))])
    first = phone.addendum(line, "photo_later", photos=[picture(21)], note="补远景")
    second = phone.addendum(first, "photo_later", photos=[picture(22)], note="再补近景")
    await phone.send(line, first, second)
    su = await at_desk(client, "su")
    page = await su.get(f"/console/evidence/{line.id}")
    for added in (first, second):
        assert f'href="/console/evidence/{added.id}"' in page.text
        own = await su.get(f"/console/evidence/{added.id}")
        assert f'href="/console/evidence/{line.id}"' in own.text
    assert "再补近景" in words(page)
    early = phone.addendum(_UNKNOWN, "photo_later", photos=[picture(23)])
    await phone.send(early)
    assert "还没有传到这里" in words(await su.get(f"/console/evidence/{early.id}"))


async def test_another_site_s_addendum_never_stands_beside_a_report(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, wang = await cast.phone("lin"), await cast.phone("wang")
    gone = picture(24)
    line = lin.inspection("east2", [check("lamp", defect("LA01", photos=[gone]))], photos=[gone])
    await lin.send(line)
    foreign = wang.addendum(line, "photo_lost", lost_photos=[gone.sha256], note="外人的话")
    [result] = await wang.send(foreign)
    assert result["outcome"] == "stored", result
    su = await at_desk(client, "su")
    said = words(await su.get(f"/console/evidence/{line.id}"))
    assert "外人的话" not in said
    assert "照片丢了" not in said
    assert "还在手机里" in said
    fan = await at_desk(client, "fan")
    page = await fan.get(f"/console/evidence/{foreign.id}")
    assert line.id not in page.text.split("<details")[0]


async def test_today_names_the_points_that_nobody_came_to(client: Any) -> None:
    cast = await the_cast.build(client)
    phone, yesterday = await cast.phone("lin"), cast.today() - timedelta(days=1)
    planned = await cast.round("route-one", "morning", yesterday, "lin")
    when = clock.now() - timedelta(hours=20)
    line = phone.inspection("east2", [check("lamp")], at=when, body={"round": {"round_id": str(planned)}})
    left = [key for key in cast_places.ROUTES["garden"]["route-one"] if key != "east2"]
    stops = [phone.stop("east2", line), *(phone.stop(key, reason="门锁着") for key in left)]
    walk = phone.patrol(planned, stops)
    await phone.send(line, walk)
    await client.post("/api/v1/heartbeat", headers=phone.headers,
                      json={"outbox_reports": 0, "outbox_photos": 0, "app_version": "0.1.0"})  # fmt: skip
    su = await at_desk(client, "su")
    said = words(await su.get("/console/"))
    part = said.split("昨天和今天漏巡的")[1]
    assert cast_places.POINTS[left[0]].name in part
    assert "门锁着" in part
    assert cast_places.POINTS["east2"].name not in part.split("刚传到的")[0]
    fan = await at_desk(client, "fan")
    assert cast_places.POINTS[left[0]].name not in words(await fan.get("/console/"))
