"""A point through time: inspections by pages, photos, readings as a curve with its limits, defects, tags."""

import re
from datetime import timedelta
from typing import Any

from server.lib import clock, ids
from server.sites.tables import Asset, Tag
from tests import cast as the_cast
from tests.builders import check, defect, ok
from tests.desk import Desk, at_desk, words
from tests.pictures import picture


def _path(cast: Any, point: str = "east2") -> str:
    return f"/console/points/{cast.point(point)}"


async def test_inspections_come_newest_first_page_by_page(client: Any) -> None:
    cast = await the_cast.build(client)
    su, lin = await at_desk(client, "su"), await cast.phone("lin")
    sent = [lin.inspection("east2") for _ in range(14)]
    for line in sent:
        assert (await lin.send(line))[0]["outcome"] == "stored"
    await lin.send(lin.inspection("west2"))
    page = await su.get(_path(cast))
    first = re.findall(r'href="/console/evidence/([0-9a-f-]{36})" data-item', page.text)
    assert first == [line.id for line in reversed(sent)][:12]
    following = re.findall(r'href="([^"]*cursor=[^"]*)"', page.text)[0]
    later = await su.get(following.replace("&amp;", "&"))
    assert re.findall(r'href="/console/evidence/([0-9a-f-]{36})" data-item', later.text) == [sent[1].id, sent[0].id]
    assert "点位码" not in words(later), "the rest stands on the first page"


async def test_readings_are_a_curve_with_the_assets_own_limits_and_a_table(client: Any) -> None:
    cast = await the_cast.build(client)
    su, lin = await at_desk(client, "su"), await cast.phone("lin")
    for days, value in ((3, 0.5), (2, 0.4), (1, 0.1)):
        answer = (defect if value < 0.15 else ok)("HY09", value=value)
        line = lin.inspection("east2", [check("hydrant-box", answer)], at=clock.now() - timedelta(days=days))
        [result] = await lin.send(line)
        assert result["outcome"] == "stored", result
    page = await su.get(_path(cast))
    [curve] = re.findall(r'<svg class="chart".*?</svg>', page.text, re.DOTALL)
    assert "3 次，最低 0.1 MPa，最高 0.5 MPa" in curve
    assert "chart-band--ok" in curve
    assert curve.count("chart-wrong") == 1
    assert "正常 ≥ 0.15" in words(page)
    table = page.text.split('class="table readings"', 1)[1].split("</table>", 1)[0]
    assert [float(one) for one in re.findall(r'<td class="n">([^<]+)</td>', table)] == [0.1, 0.4, 0.5]
    assert table.count("超出范围") == 1
    assert "style=" not in page.text


async def test_photos_stand_by_asset_newest_first_and_defects_with_their_orders(client: Any) -> None:
    cast = await the_cast.build(client)
    su, lin = await at_desk(client, "su"), await cast.phone("lin")
    old, new, elsewhere = picture(1, 320, 240), picture(2, 320, 240), picture(3, 320, 240)
    for days, shot in ((2, old), (1, new)):
        at = clock.now() - timedelta(days=days)
        fault = defect("FD05", photos=[shot], **({"sighting": "still"} if shot is new else {}))
        line = lin.inspection("east2", [check("fire-door", fault)], photos=[shot], at=at)
        [result] = await lin.send(line)
        assert result["outcome"] == "stored", result
    await lin.send(lin.inspection("west2", [check("wall", defect("WA01", photos=[elsewhere]))], photos=[elsewhere]))
    await lin.put(old, new, elsewhere)
    page = await su.get(_path(cast))
    through = page.text.split('class="through"', 1)[1].split("</ul>", 1)[0]
    shown = re.findall(r'data-zoom="/console/photos/([0-9a-f]{64})"', through)
    assert shown == [new.sha256, old.sha256]
    assert elsewhere.sha256 not in page.text
    told = words(page)
    assert "现在的问题" in told
    assert re.search(r"防火门 A：.{2,12} 发现于 .*? W-\d{4}-01", told), told
    assert "外墙面" not in told


async def test_tags_tell_when_they_were_printed_and_replaced(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    [tag] = await Tag.select(Tag.id).where(Tag.point == cast.point("east2"))
    await su.post("/console/places/labels/printed", tag=str(tag["id"]))
    await su.post(f"/console/places/points/{cast.point('east2')}/tag", tag=str(tag["id"]))
    page = await su.get(_path(cast))
    told = words(page)
    today = cast.today().isoformat()
    assert f"{today} 打印 · {today} 换掉" in told, told
    assert "旧标签还能用" in told
    assert "标签要打印" in told
    codes = [row["code"] for row in await Tag.select(Tag.code).where(Tag.point == cast.point("east2"))]
    assert not [code for code in codes if code in page.text], "codes are for the wall only"


async def test_what_is_retired_keeps_its_history(client: Any) -> None:
    cast = await the_cast.build(client)
    su, lin = await at_desk(client, "su"), await cast.phone("lin")
    await lin.send(lin.inspection("east2", [check("fire-door", defect("FD05"))]))
    await Asset.update({Asset.retired_at: clock.now()}).where(Asset.id == cast.asset("east2", "fire-door"))
    await su.post(f"/console/places/retire/point/{cast.point('east2')}")
    told = words(await su.get(_path(cast)))
    assert "已停用" in told
    assert "防火门 A" in told


async def test_another_sites_point_is_not_found(client: Any) -> None:
    cast = await the_cast.build(client)
    fan, zhou, su = await at_desk(client, "fan"), await at_desk(client, "zhou"), await at_desk(client, "su")
    assert (await fan.get(_path(cast))).status_code == 404
    assert (await zhou.get(_path(cast))).status_code == 403
    assert (await Desk(client).get(_path(cast))).status_code == 303
    assert (await su.get(f"/console/points/{ids.new()}")).status_code == 404
    assert (await su.get("/console/points/x")).status_code == 404
    assert (await su.get(f"{_path(cast)}?cursor=x")).status_code == 422
    assert "这里还没有检查记录" in words(await su.get(_path(cast, "old-b")))
