"""Places changed at a desk: added, renamed, put in order, retired and restored, many floors at once, routes; forms come
back filled; other sites' things are not found."""

import re
from typing import Any
from uuid import UUID

import pytest

from server.journal.tables import JournalEntry
from server.lib import ids
from server.patrols.tables import Route, Stop
from server.sites.tables import Asset, Building, Floor, Point, Tag, Unit
from tests import cast as the_cast
from tests.cast import Cast
from tests.desk import Desk, at_desk, words

P = "/console/places"


async def _names(table: Any, *conditions: Any) -> list[str]:
    return [row["name"] for row in await table.select(table.name).where(*conditions).order_by(table.ordinal)]



async def test_a_building_a_floor_a_point_an_asset_and_a_unit_are_added_one_after_the_other(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    made = await su.post(f"{P}/buildings", site=str(cast.site()), name=" 3栋 ")
    assert made.status_code == 303, words(made)
    page = await su.get(made.headers["location"])
    assert "已加上" in words(page)
    building = made.headers["location"].split("/")[-1].split("?")[0]
    floor = (await su.post(f"{P}/buildings/{building}/floors", name="12层", level="12")).headers["location"]
    floor_id = floor.split("/")[-1].split("?")[0]
    for name, number, wanted in (("东侧", "", "1201"), ("西侧", "", "1202"), ("中间", "0042", "0042")):
        answer = await su.post(f"{P}/floors/{floor_id}/points", name=name, number=number)
        assert answer.status_code == 303, words(answer)
        [row] = await Point.select().where(Point.name == name, Point.floor == UUID(floor_id))
        assert row["number"] == wanted
        assert await Tag.count().where(Tag.point == row["id"]) == 1
    point_id = str(row["id"])
    answer = await su.post(
        f"{P}/points/{point_id}/assets", name="消火栓箱", kind="hydrant-box", limits="HY09: 0.2..0.9", checklist=[]
    )
    assert answer.status_code == 303, words(answer)
    [asset] = await Asset.select().where(Asset.point == row["id"]).output(load_json=True)
    assert asset["checklists"] == ["hydrant-box"]
    assert asset["limits"] == {"HY09": {"min": 0.2, "max": 0.9}}
    answer = await su.post(
        f"{P}/buildings/{building}/units", name="1201", number="", floor=floor_id, checklist=["vacant-unit"]
    )
    assert answer.status_code == 303, words(answer)
    [unit] = await Unit.select().where(Unit.building == UUID(building)).output(load_json=True)
    assert (unit["checklists"], unit["vacant"]) == (["vacant-unit"], False)
    for path in (f"{P}/buildings/{building}", floor, f"{P}/points/{point_id}", f"{P}/buildings/{building}/units"):
        assert (await su.get(path)).status_code == 200, path
    noted = {(row["verb"], row["thing"]) for row in await JournalEntry.select().where(JournalEntry.verb == "add")}
    assert noted >= {("add", thing) for thing in ("building", "floor", "point", "asset", "unit")}


async def test_names_numbers_and_limits_are_changed(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    point, asset = cast.point("east2"), cast.asset("east2", "fire-door")
    changes: dict[str, dict[str, Any]] = {
        f"{P}/buildings/{cast.building('one')}": {"name": "壹栋"},
        f"{P}/floors/{cast.floor('one', 2)}": {"name": "二层", "level": "2"},
        f"{P}/points/{point}": {"name": "东廊", "number": "0201"},
        f"{P}/assets/{asset}": {"name": "门 A", "kind": "fire-door", "limits": "", "checklist": ["fire-door", "lamp"]},
        f"{P}/units/{cast.unit('201')}": {"name": "2-01", "number": "201", "floor": "", "checklist": ["vacant-unit"]},
    }
    for path, fields in changes.items():
        assert (await su.post(path, **fields)).status_code == 303, path
    phone = await cast.phone("lin")
    places = (await phone.get("/bundle", site=str(cast.site()))).json()["parts"]["places"]["data"]
    [told] = [one for one in places["points"] if one["id"] == str(point)]
    assert (told["name"], told["number"]) == ("东廊", "0201")
    assert told["assets"][0]["name"] == "门 A"
    assert told["assets"][0]["checklists"] == ["fire-door", "lamp"]
    assert {one["name"] for one in places["buildings"]} >= {"壹栋"}
    assert {one["name"] for one in places["floors"]} >= {"二层"}
    [unit] = await Unit.select().where(Unit.id == cast.unit("201"))
    assert (unit["name"], unit["floor"], unit["vacant"]) == ("2-01", None, True), "vacancy is not touched"


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("buildings", {"name": ""}, "请填名称"),
        ("buildings", {"name": "1栋"}, "这里已经有同名的了"),
        ("buildings", {"name": "#9栋"}, "不能以 # 开头"),
        ("buildings", {"name": "长" * 81}, "最多 80 个字"),
        ("buildings/{one}", {"name": "2栋"}, "这里已经有同名的了"),
        ("buildings/{one}/floors", {"name": "5层", "level": "高"}, "要填 -20 到 200 之间的整数"),
        ("buildings/{one}/floors", {"name": "2层", "level": "9"}, "这里已经有同名的了"),
        ("floors/{floor}", {"name": "3层", "level": "2"}, "这里已经有同名的了"),
        ("floors/{floor}/points", {"name": "新点", "number": "12"}, "要填四位数字"),
        ("floors/{floor}/points", {"name": "新点", "number": "1301"}, "已经有这个编号了"),
        ("floors/{floor}/points", {"name": "2层 东侧走廊", "number": ""}, "这里已经有同名的了"),
        ("points/{point}", {"name": "东侧", "number": ""}, "要填四位数字"),
        ("points/{point}/assets", {"name": "新的", "kind": "pump", "limits": ""}, "请选类型"),
        ("points/{point}/assets", {"name": "新的", "kind": "lamp", "limits": "ZZ99: 1..2"}, "要写成像"),
        ("points/{point}/assets", {"name": "新的", "kind": "lamp", "limits": "HY09: 2..1"}, "要写成像"),
        ("points/{point}/assets", {"name": "防火门 A", "kind": "lamp", "limits": ""}, "这里已经有同名的了"),
        ("assets/{asset}", {"name": "走廊", "kind": "fire-door", "limits": "x"}, "要写成像"),
        ("buildings/{one}/units", {"name": "201", "number": "", "floor": ""}, "这里已经有同名的了"),
        ("buildings/{one}/units", {"name": "999", "number": "", "floor": "{foreign}"}, "这一层不在这栋楼里"),
        ("buildings/{one}/units", {"name": "999", "number": "9" * 21, "floor": ""}, "最多 20 个字"),
        ("units/{unit}", {"name": "301", "number": "", "floor": ""}, "这里已经有同名的了"),
        ("routes", {"name": "route-one"}, "这里已经有同名的了"),
    ],
)
async def test_a_wrong_form_comes_back_filled_and_says_what_is_wrong(
    client: Any, path: str, fields: dict[str, str], said: str
) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    names = {
        "one": cast.building("one"), "floor": cast.floor("one", 2), "point": cast.point("east2"),
        "asset": cast.asset("east2", "fire-door"), "unit": cast.unit("201"), "foreign": cast.floor("court", 1),
    }  # fmt: skip
    typed = {name: value.format(**names) for name, value in fields.items()}
    shown = await su.post(f"{P}/{path.format(**names)}", site=str(cast.site()), **typed)
    assert shown.status_code == 422, words(shown)
    assert said in words(shown)
    assert 'aria-invalid="true"' in shown.text
    for name, value in typed.items():
        if name in ("name", "number", "limits", "level") and value:
            assert f'name="{name}" value="{value}"' in shown.text, (name, value)
    assert await JournalEntry.count().where(JournalEntry.verb.is_in(["add", "change", "rename"])) == 0


async def test_a_thing_goes_out_of_use_with_what_is_in_it_and_comes_back_with_it(client: Any) -> None:
    cast = await the_cast.build(client)
    su, phone = await at_desk(client, "su"), await cast.phone("lin")

    async def places() -> Any:
        return (await phone.get("/bundle", site=str(cast.site()))).json()["parts"]["places"]["data"]

    before = await places()
    assert (await su.post(f"{P}/retire/point/{cast.point('stairs2')}")).status_code == 303
    assert (await su.post(f"{P}/retire/building/{cast.building('one')}")).status_code == 303
    gone = await places()
    assert [one["name"] for one in gone["buildings"]] == ["2栋"]
    assert {one["floor_id"] for one in gone["points"]} == {str(cast.floor("two", level)) for level in (1, 2, 3)}
    assert {one["building_id"] for one in gone["floors"]} == {str(cast.building("two"))}
    assert gone["units"] == []
    assert await Point.count().where(Point.building == cast.building("one")) == 9, "nothing is deleted"
    assert "1栋" in words(await su.get(f"{P}/order/{cast.site()}"))
    refused = await su.post(f"{P}/restore/floor/{cast.floor('one', 2)}")
    assert refused.status_code == 409
    assert "请先恢复那一个" in words(refused)
    assert (await su.post(f"{P}/restore/building/{cast.building('one')}")).status_code == 303
    back = await places()
    names = {one["name"] for one in back["points"]}
    assert names == {one["name"] for one in before["points"]} - {"2层 楼梯间"}, "what was retired before stays so"
    assert (await su.post(f"{P}/restore/point/{cast.point('stairs2')}")).status_code == 303
    assert (await places()) == before


async def test_a_retired_ones_name_is_taken_and_says_so(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    shown = await su.post(f"{P}/floors/{cast.floor('two', 2)}/points", name="2层 旧配电间", number="")
    assert "停用的里面有同名的" in words(shown)


async def test_assets_buildings_and_routes_are_put_in_order(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    assets = [str(cast.asset("east2", kind)) for kind in ("lamp", "fire-door", "corridor", "hydrant-box")]
    assert (await su.post(f"{P}/points/{cast.point('east2')}/order", order=assets)).status_code == 303
    assert await _names(Asset, Asset.point == cast.point("east2")) == ["走廊灯", "防火门 A", "走廊", "消火栓箱 1"]
    # The button of a page without script: the third one up.
    assert (await su.post(f"{P}/points/{cast.point('east2')}/order", order=assets, move="up:2")).status_code == 303
    assert (await _names(Asset, Asset.point == cast.point("east2")))[1] == "走廊"
    swapped = [str(cast.building("two")), str(cast.building("one")), str(cast.building("court"))]
    assert (await su.post(f"{P}/order/{cast.site()}", order=swapped)).status_code == 303
    assert await _names(Building, Building.site == cast.site()) == ["2栋", "1栋"]
    [court] = await Building.select(Building.ordinal).where(Building.id == cast.building("court"))
    assert court["ordinal"] == 3, "another site's is left alone"
    routes = [str(cast.route("route-two")), str(cast.route("route-one"))]
    assert (await su.post(f"{P}/routes/order/{cast.site()}", order=routes)).status_code == 303
    assert await _names(Route, Route.site == cast.site()) == ["route-two", "route-one"]


def _copy(**more: str) -> dict[str, str]:
    return {"first": "5", "last": "22", "floor_name": "{n}层", "skip": "", "step": "look", **more}


def _agreed(answer: Any) -> str:
    found = re.search(r'name="agreed" value="([^"]*)"', answer.text)
    assert found
    return found[1]


async def test_eighteen_floors_are_made_in_one_step_as_they_were_shown(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    path, pattern = f"{P}/buildings/{cast.building('one')}/copy", str(cast.floor("one", 2))
    form = await su.get(f"{path}?pattern={pattern}")
    assert 'value="{} 东侧走廊"' in form.text
    shown = await su.post(path, pattern=pattern, **_copy())
    assert "要加 18 层、54 个点位、144 个检查对象，打印 54 张标签" in words(shown), words(shown)
    for told in ("22层 东侧走廊", "2201", "5层 楼梯间"):
        assert told in words(shown), told
    assert await Floor.count().where(Floor.building == cast.building("one")) == 5, "nothing is made yet"
    done = await su.post(path, pattern=pattern, **_copy(step="make", agreed=_agreed(shown)))
    assert done.status_code == 303, words(done)
    assert "这些楼层都加好了" in words(await su.get(done.headers["location"]))
    assert await Floor.count().where(Floor.building == cast.building("one")) == 23
    points = await Point.select().where(Point.building == cast.building("one"))
    assert len({row["number"] for row in points}) == len(points) == 9 + 54
    [east] = [row for row in points if row["name"] == "17层 东侧走廊"]
    assert east["number"] == "1701"
    assets = await Asset.select().where(Asset.point == east["id"]).order_by(Asset.ordinal).output(load_json=True)
    assert [row["name"] for row in assets] == ["防火门 A", "消火栓箱 1", "走廊", "走廊灯"]
    assert assets[1]["limits"] == {"HY09": {"min": 0.15}}
    tags = await Tag.select().where(Tag.point.building == cast.building("one"))
    assert len({row["code"] for row in tags}) == 9 + 54
    labels = await su.get(f"{P}/labels?building={cast.building('one')}&only=unprinted")
    assert labels.text.count('<article class="sheet"') == 6
    [entry] = await JournalEntry.select().where(JournalEntry.verb == "add-floors").output(load_json=True)
    assert entry["detail"] == {"floors": 18, "points": 54, "assets": 144}
    again = await su.post(path, pattern=pattern, **_copy(step="make", agreed=_agreed(shown)))
    assert again.status_code == 409, "pressed twice"
    assert await Floor.count().where(Floor.building == cast.building("one")) == 23


async def test_floors_that_are_there_stay_and_some_are_skipped_or_named_otherwise(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    path, pattern = f"{P}/buildings/{cast.building('two')}/copy", str(cast.floor("one", 2))
    names = {f"point-{cast.point('east2')}": "{floor} 电梯厅", f"point-{cast.point('stairs2')}": ""}
    shown = await su.post(path, pattern=pattern, **_copy(first="-1", last="6", skip="4、5"), **names)
    told = words(shown)
    assert "要加 2 层、4 个点位" in told, told
    assert "已经有的不动：1层、2层、3层" in told
    done = await su.post(
        path, pattern=pattern, **_copy(first="-1", last="6", skip="4、5", step="make", agreed=_agreed(shown)), **names
    )
    assert done.status_code == 303
    made = {row["name"] for row in await Point.select(Point.name).where(Point.floor.name.is_in(["-1层", "6层"]))}
    assert made == {"-1层 电梯厅", "-1层 西侧走廊".replace("2层", "-1层"), "6层 电梯厅", "6层 西侧走廊"}
    numbers = {row["number"] for row in await Point.select(Point.number).where(Point.floor.name == "-1层")}
    assert numbers == {"9901", "9902"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"first": "", "last": "x"}, "要填 -20 到 200 之间的整数"),
        ({"floor_name": "楼层"}, "要有 {n}"),
        ({"skip": "四楼"}, "写成像 4、13、14 这样"),
        ({"first": "1", "last": "180"}, "最多 100 层"),
        ({"first": "4", "last": "4", "skip": "4"}, "最少 1 层"),
    ],
)
async def test_a_wrong_form_of_many_floors_comes_back(client: Any, fields: dict[str, str], said: str) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    path, typed = f"{P}/buildings/{cast.building('one')}/copy", _copy(**fields)
    shown = await su.post(path, pattern=str(cast.floor("one", 2)), **typed)
    assert shown.status_code == 422
    assert said in words(shown)
    for name in ("first", "last", "floor_name", "skip"):
        assert f'name="{name}" value="{typed[name]}"' in shown.text, name


async def _stops(cast: Cast, route: str) -> list[UUID]:
    rows = await Stop.select(Stop.point).where(Stop.route == cast.route(route)).order_by(Stop.ordinal)
    return [row["point"] for row in rows]


def _form(answer: Any) -> dict[str, Any]:
    """The route's form as it stands on the page."""
    return {
        "name": re.findall(r'id="route-name" name="name" value="([^"]*)"', answer.text)[0],
        "seen": re.findall(r'name="seen" value="([^"]*)"', answer.text)[0],
        "order": re.findall(r'name="order" value="([^"]*)"', answer.text),
        "person": re.findall(r'name="person" value="([^"]*)" checked', answer.text),
    }


async def test_a_route_is_changed_on_the_page_and_saved_at_once(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    path = f"{P}/routes/{cast.route('route-two')}"
    before = await _stops(cast, "route-two")
    page = await su.get(path)
    form = _form(page)
    assert form["person"] == [str(cast.person("lin"))]
    for press in ({"move": "down:0"}, {"remove": "2"}, {"step": "add", "add": f"floor:{cast.floor('one', 2)}"},
                  {"step": "add", "add": f"point:{cast.point('roof-b')}"}, {"step": "top-down"}):  # fmt: skip
        page = await su.post(path, **form, **press)
        assert page.status_code == 200, press
        assert "还没保存" in words(page)
        form = _form(page)
    assert await _stops(cast, "route-two") == before, "nothing is saved yet"
    wanted = [cast.point(key) for key in ("roof-b", "east-b", "lobby-b", "east2", "west2", "stairs2")]
    assert form["order"] == [str(one) for one in wanted]
    form |= {"name": "新路线", "person": [str(cast.person("lin")), str(cast.person("su"))]}
    assert (await su.post(path, **form, step="save")).status_code == 303
    assert await _stops(cast, "route-two") == wanted
    [row] = await Route.select().where(Route.id == cast.route("route-two")).output(load_json=True)
    assert (row["name"], row["person_ids"]) == ("新路线", form["person"])
    stale = await su.post(path, **form, step="save")
    assert stale.status_code == 409
    assert "别人刚改过这条路线" in words(stale)
    assert (await su.post(path, **_form(stale), step="save")).status_code == 303


async def test_a_route_takes_no_foreign_points_or_people_and_none_twice(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    path = f"{P}/routes/{cast.route('route-two')}"
    form = _form(await su.get(path))
    for change, said in (
        ({"order": [*form["order"], str(cast.point("court-lobby"))]}, "有的点位不在这个小区"),
        ({"order": [*form["order"], form["order"][0]]}, "只能有一次"),
        ({"person": [str(cast.person("wang"))]}, "有人不在这个小区"),
        ({"name": "route-one"}, "这里已经有同名的了"),
    ):
        shown = await su.post(path, **{**form, **change}, step="save")
        assert shown.status_code == 422, said
        assert said in words(shown)
    assert [str(one) for one in await _stops(cast, "route-two")] == form["order"]


async def test_a_route_goes_out_of_use_and_comes_back(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    path = f"{P}/routes/{cast.route('route-two')}"
    for verb, is_retired in (("retire", True), ("restore", False)):
        assert (await su.post(f"{path}/{verb}")).status_code == 303
        [row] = await Route.select(Route.retired_at).where(Route.id == cast.route("route-two"))
        assert (row["retired_at"] is not None) is is_retired
    made = await su.post(f"{P}/routes", site=str(cast.site()), name="夜巡")
    assert made.status_code == 303
    assert "还没有站" in words(await su.get(made.headers["location"]))


async def test_other_sites_things_are_not_found_and_roles_hold(client: Any) -> None:
    cast = await the_cast.build(client)
    fan, zhou, nobody = await at_desk(client, "fan"), await at_desk(client, "zhou"), Desk(client)
    building, floor, point = cast.building("one"), cast.floor("one", 2), cast.point("east2")
    pages = [
        f"{P}/buildings/{building}", f"{P}/order/{cast.site()}", f"{P}/floors/{floor}", f"{P}/points/{point}",
        f"{P}/buildings/{building}/units", f"{P}/buildings/{building}/copy", f"{P}/routes?site={cast.site()}",
        f"{P}/routes/{cast.route('route-one')}",
    ]  # fmt: skip
    for path in pages:
        assert (await fan.get(path)).status_code == 404, path
        assert (await zhou.get(path)).status_code == 403, path
        assert (await nobody.get(path)).status_code == 303, path
    forms = [
        f"{P}/buildings/{building}", f"{P}/buildings/{building}/floors", f"{P}/floors/{floor}",
        f"{P}/floors/{floor}/points", f"{P}/points/{point}", f"{P}/points/{point}/assets", f"{P}/points/{point}/order",
        f"{P}/assets/{cast.asset('east2', 'fire-door')}", f"{P}/units/{cast.unit('201')}",
        f"{P}/buildings/{building}/units", f"{P}/order/{cast.site()}", f"{P}/routes/order/{cast.site()}",
        f"{P}/routes/{cast.route('route-one')}", f"{P}/routes/{cast.route('route-one')}/retire",
        f"{P}/retire/building/{building}", f"{P}/retire/floor/{floor}", f"{P}/retire/point/{point}",
        f"{P}/restore/unit/{cast.unit('201')}", f"{P}/buildings/{building}/copy",
    ]  # fmt: skip
    for path in forms:
        assert (await fan.post(path, name="x", level="9", number="9999")).status_code == 404, path
        assert (await zhou.post(path, name="x")).status_code == 403, path
        assert (await nobody.post(path, name="x")).status_code == 403, path
    for made in ("buildings", "routes"):
        assert (await fan.post(f"{P}/{made}", site=str(cast.site()), name="x")).status_code == 404
    copied = await fan.post(
        f"{P}/buildings/{cast.building('court')}/copy", pattern=str(floor), **_copy(first="5", last="6")
    )
    assert copied.status_code == 404, "another site's floor is no pattern"
    su = await at_desk(client, "su")
    for path in (f"{P}/points/{ids.new()}", f"{P}/points/x", f"{P}/routes/{ids.new()}"):
        assert (await su.get(path)).status_code == 404, path
    assert (await su.post(f"{P}/retire/site/{cast.site()}")).status_code == 404
    verbs = ["add", "change", "rename", "retire", "order"]
    assert await JournalEntry.count().where(JournalEntry.verb.is_in(verbs)) == 0
