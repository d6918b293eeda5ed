"""The main job from end to end: a patroller without signal, a technician, a supervisor at a desk."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.pages import Order, Orders, Point, Route, Scan, SignIn, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Api, Server
from tests.browser.world import World

Phones = Callable[..., Phone]
Desks = Callable[..., Desk]


def test_a_round_without_network_is_on_the_server_once_and_its_defect_is_repaired_and_verified(
    server: Server, world: World, phones: Phones, desks: Desks, pictures: dict[str, Path]
) -> None:
    lin = phones("lin", server.url)
    SignIn(lin.open()).enter_and_load("lin", world.password)
    lin.has_installed()
    expect_synced(Today(lin.page))

    # From here on there is nothing: no signal on the phone, and no server either.
    lin.go_offline()
    server.stop()
    lin.open()
    route = Today(lin.page).begin()

    first, second, third = world.stops[0], world.stops[3], world.stops[6]
    for stop in world.stops:
        point = route.scan_next().type_number(stop.number)
        expect(point.title).to_contain_text(stop.name)
        if stop == first:
            _a_door_that_is_bent(point, pictures)
        elif stop == second:
            _a_lamp_and_the_browser_killed(lin, pictures)
            point = Point(lin.page)
        elif stop == third:
            point.fault("东走廊灯", "灯罩松脱破损")
            point.take_photo("东走廊灯", pictures["phone"])
        point.all_the_rest_ok()
        point.complete()
        route = Route(lin.page)
    print("walked")


def _a_door_that_is_bent(point: Point, pictures: dict[str, Path]) -> None:
    """A defect with a 13-megapixel photo, which is marked."""
    point.fault("东防火门", "门破损变形")
    point.take_photo("东防火门", pictures["phone-13mp"])
    point.annotate("东防火门").ring()
    point = __import__("tests.browser.pages", fromlist=["Annotate"]).Annotate(point.page).use()
    expect(point.card("东防火门").locator("a.photo img[src]")).to_have_count(1)
    expect(point.card("东防火门")).to_contain_text("已标注")


def _a_lamp_and_the_browser_killed(lin: Phone, pictures: dict[str, Path]) -> None:
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
    point.take_photo("西走廊灯", pictures["camera-24mp"])
