"""Evidence at a desk: the list with its filters and pages, a report with all that belongs to it, and its photos."""

import json
from datetime import timedelta
from typing import Any

from server.lib import clock
from tests import cast as the_cast
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
    assert "/console/orders/" in (await su.get(f"/console/orders/of-report/{line.id}")).text


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
    first = await su.get("/console/evidence")
    assert first.text.index(odd.id) < first.text.index(lines[-1].id)
    found = {line.id for line in [*lines, odd] if line.id in first.text}
    following = first.text.split("/console/evidence?cursor=")[1].split("&")[0]
    second = await su.get(f"/console/evidence?cursor={following}")
    rest = {line.id for line in [*lines, odd] if line.id in second.text}
    assert found | rest == {line.id for line in [*lines, odd]}
    assert not found & rest
    flagged = await su.get("/console/evidence?flag=manual-presence")
    assert odd.id in flagged.text
    assert lines[0].id not in flagged.text
    assert odd.id in (await su.get("/console/evidence?flag=any")).text
    assert odd.id in (await su.get(f"/console/evidence?building={cast.building('one')}")).text
    assert odd.id not in (await su.get(f"/console/evidence?building={cast.building('two')}")).text
    assert odd.id in (await su.get(f"/console/evidence?person={cast.person('lin')}&on={cast.today()}")).text
    assert odd.id not in (await su.get("/console/evidence?on=2020-01-01")).text


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
    assert "/console/orders/0" not in (await fan.get(f"/console/orders/of-report/{line.id}")).text
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
        "刚传到的",
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
