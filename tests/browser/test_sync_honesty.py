"""The app says "synced" when the server has confirmed everything, and never before; nothing is sent twice or lost."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import expect

from tests.browser.pages import SYNCED, Point, SignIn, Sync, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Api, Proxy, Rule, Server
from tests.browser.world import Stop, World

Phones = Callable[..., Phone]
Pictures = dict[str, Path]

_WRITES = re.compile(r"^/api/v1/(reports|photos)")
_REPORTS = re.compile(r"^/api/v1/reports$")


def _only(pattern: re.Pattern[str], fate: str) -> Rule:
    return lambda method, path: fate if method != "GET" and pattern.match(path) else None


def test_trouble_on_the_way_is_never_called_synced(
    proxy: Proxy, world: World, phones: Phones, pictures: Pictures
) -> None:
    lin = phones("lin", proxy.url)
    lin.allow("the server responded with a status of 500")
    _at_work(lin, "lin", world)
    screen = Sync(lin.page)
    for stop, fate in enumerate(["500", "hang", "cut", "drop", "html"]):
        proxy.rule = _only(_WRITES, fate)
        _inspect_with_a_photo(lin, world, pictures["phone"], stop=stop)
        for _ in range(10):
            lin.page.wait_for_timeout(100)
            assert screen.chip.count() == 0 or screen.chip.inner_text() != SYNCED, fate
        assert {row["state"] for row in lin.stored("outbox")} == {"sealed"}, fate
        lin.open("/app/sync")
        expect(lin.page.locator("main")).to_contain_text(re.compile(r"还有 \d+ 项没传好，都在手机里"))

    proxy.rule = lambda _method, _path: None
    lin.open("/app/sync")  # as after coming back another time
    _send(lin)
    su = Api(proxy.server.url, "su", world.password)
    assert len(su.items("/inspections")) == len(su.items("/defects")) == 5
    assert {one["point_id"] for one in su.items("/inspections")} == {stop.id for stop in world.stops[:5]}


def test_answers_lost_after_the_server_kept_them_make_nothing_twice(
    proxy: Proxy, world: World, phones: Phones, pictures: Pictures
) -> None:
    lin = phones("lin", proxy.url)
    _at_work(lin, "lin", world)
    lost: list[str] = []

    def lose_the_first_two(method: str, path: str) -> str | None:
        kind = "reports" if method == "POST" and _REPORTS.match(path) else "photo" if method == "PUT" else None
        if kind is None or lost.count(kind) == 2:
            return None
        lost.append(kind)
        return "drop"

    proxy.rule = lose_the_first_two
    _inspect_with_a_photo(lin, world, pictures["phone"])
    lin.open("/app/sync")
    for _ in range(8):
        _send(lin, wait=False)
        if lin.page.locator("header a.sync").inner_text() == SYNCED:
            break
    expect_synced(Sync(lin.page))
    assert sorted(lost) == ["photo", "photo", "reports", "reports"]
    sent = [path for method, path in proxy.seen if method == "POST" and _REPORTS.match(path)]
    assert len(sent) >= 3  # the server was told so often
    _is_there_once(proxy.server, world, lin)


def test_a_revoked_token_keeps_everything_and_asks_to_sign_in(
    server: Server, world: World, phones: Phones, pictures: Pictures
) -> None:
    lin = phones("lin", server.url)
    lin.allow("the server responded with a status of 401")
    _at_work(lin, "lin", world)
    lin.go_offline()
    _inspect_with_a_photo(lin, world, pictures["phone"])
    [person] = lin.stored("people")
    ended = httpx.delete(f"{server.url}/api/v1/devices/current", headers={"Authorization": f"Bearer {person['token']}"})
    assert ended.status_code == 204

    lin.go_online()
    expect(Today(lin.page).chip).to_have_text("1 项要您处理")
    lin.open("/app/sync")
    expect(lin.page.locator("main")).to_contain_text("需要再登录一次才能上传")
    assert [row["state"] for row in lin.stored("outbox")] == ["sealed"]
    # The patrol goes on meanwhile.
    lin.open()
    second = world.stops[1]
    point = Today(lin.page).begin().scan_next().type_number(second.number)
    point.all_the_rest_ok()
    point.complete()

    lin.open("/app/sync")
    Sync(lin.page).link("重新登录").tap()
    SignIn(lin.page).enter("lin", world.password)
    expect_synced(Today(lin.page))
    su = Api(server.url, "su", world.password)
    assert len(su.items("/inspections")) == 2
    assert su.items("/quarantine") == []


def test_two_tabs_send_each_report_and_photo_once(
    proxy: Proxy, world: World, phones: Phones, pictures: Pictures
) -> None:
    lin = phones("lin", proxy.url)
    _at_work(lin, "lin", world)
    lin.go_offline()
    for stop, picture in zip(world.stops[:2], ["phone", "phone-13mp"], strict=True):
        _inspect_with_a_photo(lin, world, pictures[picture], stop=world.stops.index(stop))
    other = lin.tab("/app/")
    proxy.seen.clear()
    lin.go_online()
    other.evaluate("window.dispatchEvent(new Event('online'))")
    lin.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect_synced(Today(lin.page))
    expect_synced(Today(other))
    puts = [path for method, path in proxy.seen if method == "PUT"]
    assert len(puts) == len(set(puts)) == 2
    assert len([path for method, path in proxy.seen if method == "POST" and _REPORTS.match(path)]) == 1


def test_on_a_shared_phone_what_a_left_goes_out_while_b_works_and_b_never_sees_it(
    server: Server, world: World, phones: Phones, pictures: Pictures
) -> None:
    phone = phones("shared", server.url)
    _at_work(phone, "lin", world)
    phone.go_offline()
    # Not on lin's own round: a walk would stay open until its window is over.
    _inspect_with_a_photo(phone, world, pictures["phone"], at=world.elsewhere, door="防火门 E")
    _leave(phone)
    phone.open("/app/sign-in")
    # The server is up, but takes no reports yet: mei signs in first.
    phone.context.route(re.compile("/api/v1/(reports|photos)"), lambda route: route.abort())
    phone.go_online()
    SignIn(phone.page).enter("mei", world.password)
    phone.page.get_by_role("button", name="以后再设").tap()  # several people have signed in: a passcode is asked for
    expect(Today(phone.page).title).to_contain_text("今日")
    expect(phone.page.locator("main .window-card, main .empty, main .section-h").first).to_be_visible()
    stop = world.elsewhere
    for path in ("/app/", "/app/sync", "/app/orders", f"/app/point/{stop.id}", f"/app/scan/{stop.id}"):
        phone.open(path)
        expect(phone.page.locator("#app")).not_to_contain_text("门破损变形")
    phone.open("/app/sync")
    expect(phone.page.locator("main")).to_contain_text("都传好了")
    assert phone.page.locator("#app img[data-sha]").count() == 0

    phone.context.unroute_all()
    _send(phone)
    rows = phone.wait_for_stored("outbox", lambda rows: all(row["state"] == "confirmed" for row in rows))
    assert {row["person_id"] for row in rows} == {world.people["lin"]}
    _is_there_once(server, world, phone)
    su = Api(server.url, "su", world.password)
    assert {one["person_id"] for one in su.items("/inspections")} == {world.people["lin"]}
    # Nothing more to send: lin's sign-in on this phone has ended for good.
    left = phone.wait_for_stored("people", lambda rows: len(rows) == 1)
    assert left[0]["person_id"] == world.people["mei"]


def _at_work(phone: Phone, username: str, world: World) -> None:
    today = SignIn(phone.open()).enter_and_load(username, world.password)
    phone.has_installed()
    expect_synced(today)


def _inspect_with_a_photo(
    phone: Phone, world: World, picture: Path, *, stop: int = 0, at: Stop | None = None, door: str = ""
) -> None:
    """A visit with one defect, begun by the tag's link."""
    phone.open(f"/app/p/{(at or world.stops[stop]).code}")
    point = Point(phone.page)
    expect(phone.page.locator("ol.items")).to_be_visible()
    thing = door or ("东防火门" if stop % 2 == 0 else "西防火门")
    point.fault(thing, "门破损变形")
    point.take_photo(thing, picture)
    point.all_the_rest_ok()
    point.complete()


def _send(phone: Phone, *, wait: bool = True) -> None:
    """The button; its round has ended when it can be pressed again."""
    button = phone.page.locator("button[data-do=send]")
    button.tap()
    phone.page.wait_for_timeout(50)
    expect(button).to_be_enabled(timeout=60_000)
    if wait:
        expect_synced(Sync(phone.page))


def _leave(phone: Phone) -> None:
    phone.open("/app/me")
    phone.page.locator("button[data-do=leave-ask]").first.tap()
    phone.page.locator("button[data-do=leave]").tap()
    expect(phone.page.get_by_label("工号或手机号")).to_be_visible()


def _is_there_once(server: Server, world: World, phone: Phone) -> None:
    """One visit, one defect, one order, and the photo's bytes are what its name says."""
    su = Api(server.url, "su", world.password)
    inspections = su.items("/inspections")
    assert len(inspections) == 1
    assert inspections[0]["report_id"] == phone.stored("outbox")[0]["id"]
    assert len(su.items("/defects")) == len(su.items("/orders")) == 1
    [photo] = phone.stored("photos")
    assert hashlib.sha256(su.photo(photo["sha256"])).hexdigest() == photo["sha256"]
    assert su.items("/quarantine") == []
