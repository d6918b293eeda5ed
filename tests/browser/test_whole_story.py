"""The main job from end to end: a patroller without signal, a technician, a supervisor at a desk."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.pages import Finish, Orders, Point, Route, SignIn, Sync, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Api, Server
from tests.browser.world import World

Phones = Callable[..., Phone]
Desks = Callable[..., Desk]
Pictures = dict[str, Path]


def test_a_round_without_network_is_on_the_server_once_and_its_defect_is_repaired_and_verified(
    server: Server, world: World, phones: Phones, desks: Desks, pictures: Pictures
) -> None:
    lin, chen = phones("lin", server.url), phones("chen", server.url)
    _ready_for_the_day(lin, "lin", world)
    # From here on there is nothing: no signal on the phone, and no server either.
    lin.go_offline()
    server.stop()
    lin.open()
    _walk(lin, world, pictures)
    kept = {row["sha256"] for row in lin.stored("photos")}
    sealed = {row["id"]: row["kind"] for row in lin.stored("outbox")}
    assert sorted(sealed.values()) == ["inspection"] * len(world.stops) + ["patrol"]
    assert len(kept) == 4  # three as taken, one of them marked
    expect(Today(lin.page).chip).to_contain_text("无信号 · 待传")

    server.start()
    lin.go_online()
    expect_synced(Today(lin.page))
    su = Api(server.url, "su", world.password)
    door = _everything_is_there_once(su, lin, world, sealed, kept)

    _ready_for_the_day(chen, "chen", world)
    chen.go_offline()
    server.stop()
    _repair(chen, pictures)
    server.start()
    chen.go_online()
    expect_synced(Today(chen.page))
    [order] = [one for one in su.items("/orders") if one["id"] == door]
    assert order["state"] == "completed"
    assert [one["step"] for one in order["steps"] if one["applied"]][-3:] == ["accept", "arrive", "complete"]

    _verify(desks(server.url), world, door)
    [order] = [one for one in su.items("/orders") if one["id"] == door]
    assert order["state"] == "closed"
    assert [one["state"] for one in su.items("/defects") if one["order_id"] == door] == ["closed"]
    _closed_on_the_phone(lin, door)


def _ready_for_the_day(phone: Phone, username: str, world: World) -> None:
    """Signed in, the day's data and the app itself on the phone."""
    today = SignIn(phone.open()).enter_and_load(username, world.password)
    phone.has_installed()
    expect_synced(today)


def _walk(lin: Phone, world: World, pictures: Pictures) -> None:
    """Every stop of the route; three defects, one photo marked, the browser killed once; then the summary."""
    route = Today(lin.page).begin()
    bent, dark, loose = world.stops[0], world.stops[3], world.stops[6]
    for stop in world.stops:
        point = route.scan_next().type_number(stop.number)
        expect(point.title).to_have_text(re.compile(f"^{stop.name}"))
        if stop == bent:
            _a_door_that_is_bent(point, pictures)
        elif stop == dark:
            _a_lamp_and_the_browser_killed(lin, pictures)
            point = Point(lin.page)
        elif stop == loose:
            point.fault("东走廊灯", "灯罩松脱破损")
            point.take_photo("东走廊灯", pictures["phone"])
        point.all_the_rest_ok()
        point.complete()
        route = Route(lin.page)
    summary = Finish(lin.page)
    summary.at("/app/finish/.+")
    expect(lin.page.locator("main")).to_contain_text("会生成 3 张工单")
    summary.finish()
    expect(summary.toast).to_contain_text("已结束")


def _a_door_that_is_bent(point: Point, pictures: Pictures) -> None:
    """A defect with a 13-megapixel photo, which is marked."""
    point.fault("东防火门", "门破损变形")
    point.take_photo("东防火门", pictures["phone-13mp"])
    marking = point.annotate("东防火门")
    marking.ring()
    point = marking.use()
    expect(point.card("东防火门").locator("a.photo img[src]")).to_have_count(1)
    expect(point.card("东防火门")).to_contain_text("已标注")


def _a_lamp_and_the_browser_killed(lin: Phone, pictures: Pictures) -> None:
    """SIGKILL while the camera is open: every tap is still there, and the photo is asked for again."""
    point = Point(lin.page)
    point.verdict("西防火门", "正常")
    point.fault("西走廊灯", "灯不亮")
    point.chip_in("西走廊灯", "挨着的 2 盏以上").tap()
    point.note("西走廊灯", "靠窗的两盏")
    point.begin_photo("西走廊灯")
    lin.kill()
    lin.start()
    lin.go_offline()
    lin.open()
    point = Point(lin.page)
    point.at("/app/point/.+")
    expect(point.toast).to_contain_text("填的都在")
    lamp = point.card("西走廊灯")
    expect(point.card("西防火门")).to_contain_text("正常")
    expect(lamp.locator(".chips--defect input:checked")).to_have_value("LA01")
    expect(point.chip_in("西走廊灯", "挨着的 2 盏以上").locator("input")).to_be_checked()
    expect(lamp.get_by_label("补充说明（可不填）")).to_have_value("靠窗的两盏")
    point.take_photo("西走廊灯", pictures["camera-24mp"])


def _everything_is_there_once(su: Api, lin: Phone, world: World, sealed: dict[str, str], kept: set[str]) -> str:
    """Reports, photos, defects, orders and the round, as the server tells; the door's order."""
    assert set(su.status(list(sealed)).values()) == {"complete"}
    inspections = su.items("/inspections")
    visits = [report for report, kind in sealed.items() if kind == "inspection"]
    assert sorted(one["report_id"] for one in inspections) == sorted(visits)
    assert {one["point_id"] for one in inspections} == {stop.id for stop in world.stops}
    for sha256 in kept:
        assert hashlib.sha256(su.photo(sha256)).hexdigest() == sha256
    assert su.items("/quarantine") == []
    [done] = [one for one in su.items("/rounds") if one["done_count"]]
    assert (done["state"], done["done_count"], done["stops_count"]) == ("done", len(world.stops), len(world.stops))
    defects = {one["item"]: one for one in su.items("/defects")}
    orders = su.items("/orders")
    assert sorted(defects) == ["FD05", "LA01", "LA02"]
    assert sorted(one["defect_ids"] for one in orders) == sorted([one["id"]] for one in defects.values())
    for order in orders:
        assert (order["state"], order["severity"], order["sightings_count"]) == ("dispatched", "major", 1)
    assert {row["state"] for row in lin.stored("outbox")} == {"confirmed"}
    return str(defects["FD05"]["order_id"])


def _repair(chen: Phone, pictures: Pictures) -> None:
    """The technician's side, without signal."""
    Today(chen.page).tab("工单")
    order = Orders(chen.page).open("门破损变形")
    expect(chen.page.locator("figure.bigphoto img[src]")).to_be_visible()  # the photo from before is on the phone
    order.step("接单")
    expect(order.toast).to_contain_text("已存好")
    order.step("到场了，开始修")
    order.take_photo(pictures["camera-24mp"])
    chen.page.locator("label", has_text="30 分钟").tap()
    order.step("修好了，完成")
    expect(chen.page.locator("main")).to_contain_text("等别人验收")
    expect(order.chip).to_contain_text("无信号 · 待传")


def _verify(desk: Desk, world: World, order: str) -> None:
    """The supervisor looks at the evidence, and at before and after."""
    page = desk.sign_in("su", world.password)
    desk.open("/console/evidence")
    page.locator("a.row", has_text="门破损变形").click()
    expect(page.locator(".gallery img").first).to_be_visible()
    assert page.locator(".gallery img").first.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
    desk.open(f"/console/orders/{order}")
    pair = page.locator(".compare img")
    expect(pair).to_have_count(2)
    for place in range(2):
        assert pair.nth(place).evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 600
    page.get_by_role("button", name="通过").click()
    expect(page.get_by_role("status").filter(has_text="已记下")).to_be_visible()
    expect(page.locator("header.desk-h")).to_contain_text("已关单")


def _closed_on_the_phone(lin: Phone, order: str) -> None:
    """The patroller's phone hears of it: the problem is no longer known as open."""
    page = lin.open("/app/sync")
    Sync(page).send()

    def is_closed(rows: list[dict[str, Any]]) -> bool:
        day = rows[0]["data"]["day"]
        standing = [one for one in day["open_defects"] if one["order_id"] == order]
        return standing == [] and len(day["open_defects"]) == 2

    lin.wait_for_stored("bundles", is_closed)
    lin.open()
    expect(page.locator("main")).to_contain_text("灯罩松脱破损")
    expect(page.locator("main")).not_to_contain_text("门破损变形")
