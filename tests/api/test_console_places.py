"""Places at a desk: who sees them, which labels a page prints, another tag, and labels that are printed."""

import asyncio
import re
from typing import Any

import pytest

from server.journal.tables import JournalEntry
from server.lib import clock, digest, ids, times
from server.sites.tables import Point, Tag
from tests import cast as the_cast
from tests.builders import check, ok
from tests.cast import Cast
from tests.desk import Desk, at_desk, words

PATHS = ("/console/places", "/console/places/labels")


async def _tag(cast: Cast, point: str) -> dict[str, Any]:
    """The valid tag of a point."""
    [row] = await Tag.select().where(Tag.point == cast.point(point), Tag.replaced_at.is_null())
    return row


async def _replace(cast: Cast, who: Desk, point: str) -> Any:
    """Presses the button of the list as it stands."""
    return await who.post(f"/console/places/points/{cast.point(point)}/tag", tag=str((await _tag(cast, point))["id"]))


def _codes(answer: Any) -> list[str]:
    return re.findall(r"</span><code>([^<]+)</code>", answer.text)


async def test_a_supervisor_sees_floors_points_and_what_is_there_to_check(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    page = words(await su.get("/console/places"))
    for told in ("千禧花园", "1栋", "2栋", "地下一层", "1201", "2层 东侧走廊", "消火栓箱 1", "标签要打印"):
        assert told in page, told
    second = words(await su.get(f"/console/places?building={cast.building('two')}"))
    assert "2201" in second
    assert "旧配电间" not in second, "a retired point needs no label"
    assert "1201" not in second


async def test_only_who_decides_there_sees_places_and_labels(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou, fan = await at_desk(client, "zhou"), await at_desk(client, "fan")
    of_garden = [
        "/console/places?site=" + str(cast.site()),
        "/console/places?building=" + str(cast.building("one")),
        "/console/places/labels?building=" + str(cast.building("one")),
        "/console/places/labels?floor=" + str(cast.floor("one", 2)),
        "/console/places/labels?point=" + str(cast.point("east2")),
    ]
    for path in of_garden:
        assert (await zhou.get(path)).status_code == 403, path
        assert (await fan.get(path)).status_code == 404, path
        assert (await Desk(client).get(path)).status_code == 303, path
    both = f"/console/places/labels?point={cast.point('court-lobby')}&point={cast.point('east2')}"
    assert (await fan.get(both)).status_code == 404, "one foreign point among one's own"
    su = await at_desk(client, "su")
    assert (await _replace(cast, fan, "east2")).status_code == 404
    assert (await _replace(cast, zhou, "east2")).status_code == 403
    assert (await _replace(cast, Desk(client), "east2")).status_code == 403, "no token"
    tag = str((await _tag(cast, "east2"))["id"])
    assert (await fan.post("/console/places/labels/printed", tag=tag)).status_code == 404
    assert (await zhou.post("/console/places/labels/printed", tag=tag)).status_code == 403
    assert await Tag.count().where(Tag.printed_at.is_not_null() | Tag.replaced_at.is_not_null()) == 0
    assert (await su.get(of_garden[0])).status_code == 200


@pytest.mark.parametrize("query", ["building", "floor", "point", "site"])
async def test_what_there_is_not_is_not_found(client: Any, query: str) -> None:
    await the_cast.build(client)
    su = await at_desk(client, "su")
    for value in ("x", str(ids.new())):
        path = f"{PATHS[query != 'site']}?{query}={value}"
        assert (await su.get(path)).status_code == 404, path
    assert (await su.get("/console/places/labels")).status_code == 200


async def test_a_manager_of_several_sites_chooses_one(client: Any) -> None:
    cast = await the_cast.build(client)
    he = await at_desk(client, "he")
    page = await he.get("/console/places")
    assert f'href="/console/places?site={cast.site("court")}"' in page.text
    assert "门厅" in words(await he.get(f"/console/places?site={cast.site('court')}"))


async def test_labels_of_a_building_a_floor_or_a_selection(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    building = await su.get(f"/console/places/labels?building={cast.building('one')}")
    in_order = ["garage", "lobby", "lift", "east2", "west2", "stairs2", "east3", "west3", "roof"]
    assert _codes(building) == [cast.code(key) for key in in_order]
    floor = await su.get(f"/console/places/labels?floor={cast.floor('one', 2)}")
    assert _codes(floor) == [cast.code(key) for key in ("east2", "west2", "stairs2")]
    chosen = await su.get(f"/console/places/labels?point={cast.point('roof-b')}&point={cast.point('lobby')}")
    assert _codes(chosen) == [cast.code("lobby"), cast.code("roof-b")]
    assert "1栋 · 1层" in words(chosen)
    assert "style=" not in chosen.text
    retired = await su.get(f"/console/places/labels?point={cast.point('old-b')}")
    assert retired.status_code == 404


async def test_twelve_labels_stand_on_a_page(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    path = f"/console/places/labels?building={cast.building('two')}"
    for count, pages in ((12, 1), (13, 2)):
        have = await Point.count().where(Point.building == cast.building("two"), Point.retired_at.is_null())
        for number in range(have, count):
            point = ids.new()
            await Point.insert(Point(
                id=point, site=cast.site(), building=cast.building("two"), floor=cast.floor("two", 2),
                name=f"点位 {number}", number=f"{5000 + number}",
            ))  # fmt: skip
            code = f"MORE{number:06d}"
            await Tag.insert(Tag(id=ids.new(), point=point, code=code, code_hash=digest.sha256(code.encode()),
                                 created_at=(await _tag(cast, "roof-b"))["created_at"]))  # fmt: skip
        answer = await su.get(path)
        assert len(_codes(answer)) == count
        assert answer.text.count('<article class="sheet"') == pages


async def test_a_replaced_tag_still_opens_its_point(client: Any) -> None:
    cast = await the_cast.build(client)
    su, phone = await at_desk(client, "su"), await cast.phone("lin")
    old = cast.code("east2")
    assert (await _replace(cast, su, "east2")).status_code == 303
    new = (await _tag(cast, "east2"))["code"]
    assert re.fullmatch(r"[2-9A-Z]{10}", new)
    assert new != old
    places = (await phone.get("/bundle", site=str(cast.site()))).json()["parts"]["places"]["data"]
    [point] = [one for one in places["points"] if one["id"] == str(cast.point("east2"))]
    assert sorted(point["code_hashes"]) == sorted(digest.sha256(code.encode()) for code in (old, new))
    for code in (old, new):
        presence = {"method": "qr", "code": code, "at": "2026-11-23T08:00:00.000Z"}
        line = phone.inspection("east2", [check("fire-door", ok("FD01"))], body={"presence": presence})
        [result] = await phone.send(line)
        assert result["outcome"] == "stored", result
        assert "wrong-code" not in result["flags"], code
        assert "old-label" not in result["flags"], "when it was scanned it was the point's label"
    assert point["replaced_code_hashes"] == [digest.sha256(old.encode())]
    assert _codes(await su.get(f"/console/places/labels?point={cast.point('east2')}")) == [new]
    page = words(await su.get(f"/console/places?building={cast.building('one')}&done=replaced"))
    assert "旧标签还能用" in page


async def test_an_old_label_scanned_later_is_flagged_and_the_desk_sees_where_it_hangs(client: Any) -> None:
    cast = await the_cast.build(client)
    su, phone = await at_desk(client, "su"), await cast.phone("lin")
    old = cast.code("east2")
    await _replace(cast, su, "east2")
    new = (await _tag(cast, "east2"))["code"]
    at = times.text(clock.now())
    shown = [("qr", new, False), ("nfc", new, False), ("nfc", old, True), ("number", "1201", False)]
    for method, code, flagged in shown:
        presence = {"method": method, "code": code, "at": at}
        visit = {"presence": presence, "started_at": at, "finished_at": at}
        [result] = await phone.send(phone.inspection("east2", [check("fire-door", ok("FD01"))], body=visit))
        assert result["outcome"] == "stored", result
        assert ("old-label" in result["flags"]) is flagged, (method, code)
        assert "wrong-code" not in result["flags"]
    page = words(await su.get(f"/console/places?building={cast.building('one')}"))
    assert page.count("还扫过") == 1


async def test_replacing_is_journalled_without_the_code(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    before = await _tag(cast, "east2")
    await _replace(cast, su, "east2")
    after = await _tag(cast, "east2")
    [entry] = await JournalEntry.select().where(JournalEntry.verb == "replace-tag").output(load_json=True)
    assert (entry["thing_id"], entry["site_id"]) == (str(cast.point("east2")), cast.site())
    assert entry["person_id"] == cast.person("su")
    assert entry["detail"] == {"new_tag": str(after["id"]), "old_tag": str(before["id"])}


async def test_pressed_twice_or_by_two_a_tag_is_replaced_once(client: Any) -> None:
    cast = await the_cast.build(client)
    su, he = await at_desk(client, "su"), await at_desk(client, "he")
    path, tag = f"/console/places/points/{cast.point('east2')}/tag", str((await _tag(cast, "east2"))["id"])
    first = await su.post(path, tag=tag)
    second = await he.post(path, tag=tag)
    assert (first.status_code, second.status_code) == (303, 409)
    assert await Tag.count().where(Tag.point == cast.point("east2")) == 2


async def test_replacing_at_the_same_moment_leaves_one_valid_tag(cast: Cast) -> None:
    from server.lib.problems import Problem
    from server.sites.labelling import replace_tag

    seen = (await _tag(cast, "east2"))["id"]
    tries = [replace_tag(cast.point("east2"), cast.site(), seen=seen, by=cast.person("su")) for _ in range(5)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Problem) and one.code == "conflict" for one in done) == 4
    assert await Tag.count().where(Tag.point == cast.point("east2"), Tag.replaced_at.is_null()) == 1


async def test_printed_labels_are_no_longer_to_print_until_the_tag_is_replaced(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    labels = f"/console/places/labels?building={cast.building('one')}&only=unprinted"
    sheet = await su.get(labels)
    tags = re.findall(r'name="tag" value="([^"]+)"', sheet.text)
    assert len(tags) == 9
    # Replaced between printing and saying so: that label is another one.
    await _replace(cast, su, "lobby")
    assert (await su.post("/console/places/labels/printed", tag=tags)).status_code == 303
    assert _codes(await su.get(labels)) == [(await _tag(cast, "lobby"))["code"]]
    page = words(await su.get(f"/console/places?building={cast.building('one')}"))
    assert page.count(" 标签要打印") == 1
    [entry] = await JournalEntry.select().where(JournalEntry.verb == "print-labels").output(load_json=True)
    assert len(entry["detail"]["tags"]) == 9
    await su.post("/console/places/labels/printed", tag=tags)
    assert await JournalEntry.count().where(JournalEntry.verb == "print-labels") == 1, "said twice"


async def test_a_point_without_a_tag_gets_one(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    await Tag.delete().where(Tag.point == cast.point("roof"))
    assert "没有点位码" in words(await su.get("/console/places"))
    assert _codes(await su.get(f"/console/places/labels?point={cast.point('roof')}")) == []
    assert (await su.post(f"/console/places/points/{cast.point('roof')}/tag", tag="")).status_code == 303
    assert len(_codes(await su.get(f"/console/places/labels?point={cast.point('roof')}"))) == 1


async def test_english_readers_get_english_labels(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    answer = await su.get(f"/console/places/labels?point={cast.point('east2')}", **{"Accept-Language": "en"})
    assert 'lang="en"' in answer.text
    assert "can't scan? Type the 4 digits" in words(answer)
    assert "扫不出" not in words(answer)
