"""An emergency and a violation told without signal, and a diary that is answered and read in the next briefing."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.pages import Screen, SignIn, Today, expect_synced
from tests.browser.phones import Phone
from tests.browser.serving import Server
from tests.browser.world import World

Phones = Callable[..., Phone]
Desks = Callable[..., Desk]
Pictures = dict[str, Path]


class Incident(Screen):
    """An incident being told, or as it stands."""

    def choose(self, words: str) -> "Incident":
        self.page.locator("button.kind", has_text=words).tap()
        self.at("/app/incident/.+")
        return self

    def say(self, words: str) -> None:
        self.page.locator("#i-description").fill(words)

    def take_photo(self, picture: Path) -> None:
        with self.page.expect_file_chooser() as camera:
            self.page.locator("button.photo--add").first.tap()
        camera.value.set_files(picture)
        expect(self.page.locator(".photo img[src]")).to_have_count(1, timeout=30_000)

    def step(self, words: str) -> None:
        self.page.locator("button.fold-h", has_text=words).tap()
        expect(self.page.locator(".fold-body")).to_be_visible()

    def tell(self) -> None:
        self.page.locator("button[data-do=tell]").tap()
        expect(self.toast).to_contain_text("已存好")

    @property
    def timeline(self) -> Any:
        return self.page.locator("ol.tl")


def test_an_emergency_is_told_without_signal_and_stands_on_top_of_the_desk(
    server: Server, world: World, phones: Phones, desks: Desks, pictures: Pictures
) -> None:
    lin = phones("lin", server.url)
    today = _ready(lin, "lin", world)
    lin.go_offline()
    server.stop()
    lin.open()
    today.link(re.compile("^事件")).tap()
    telling = Incident(lin.page)
    for number in ("119", "120", "110"):
        expect(lin.page.locator(f"a[href='tel:{number}']")).to_be_visible()
    telling.choose("电梯困人")
    telling.take_photo(pictures["phone"])
    telling.say("2号梯一人被困，已报维保")
    telling.page.get_by_label("在哪（楼栋、楼层、房号）").fill("3栋 2号梯")
    telling.page.locator(".radio-rows label", has_text="2 级").tap()
    lin.wait_for_stored("incidents", lambda rows: rows and rows[0]["draft"]["level"] == 2)
    lin.kill()  # what was typed and taken is still there
    lin.start()
    lin.go_offline()
    lin.open(telling.path)
    telling = Incident(lin.page)
    expect(telling.page.locator("#i-description")).to_have_value("2号梯一人被困，已报维保")
    expect(telling.page.locator(".photo img[src]")).to_have_count(1)
    telling.tell()
    expect(telling.timeline).to_contain_text("已存在手机里")
    expect(lin.page.locator("main")).to_contain_text("前报公司和区里")
    telling.step("补记一条进展")
    telling.say("维保到场")
    telling.tell()
    expect(telling.timeline.locator("li")).to_have_count(2)
    lin.open()
    expect(lin.page.locator(".banner--defect")).to_contain_text("电梯困人 · 3栋 2号梯")

    server.start()
    lin.go_online()
    expect_synced(Today(lin.page))
    desk = desks(server.url)
    page = desk.sign_in("su", world.password)
    page = desk.open("/console/")
    alarm = page.locator("[data-emergency]")
    expect(alarm).to_contain_text("紧急事件：电梯困人 · 3栋 2号梯")
    alarm.get_by_role("link").click()
    expect(page.locator("ol.tl")).to_contain_text("维保到场")
    expect(page.locator("ol.tl a.thumb img")).to_have_count(1)
    page.get_by_role("link", name="看这张工单").click()
    expect(page.locator("h1")).to_contain_text("2号梯一人被困")
    page.get_by_role("link", name="看这个事件").click()
    page.locator("summary", has_text="结束").click()
    page.locator("#close-description").fill("人已救出，无伤")
    page.get_by_role("button", name="记下：结束").click()
    expect(page.get_by_role("status")).to_contain_text("已记下")
    desk.open("/console/")
    expect(page.locator("[data-emergency]")).to_have_count(0)


def test_a_violation_gets_a_notice_and_its_re_check(
    server: Server, world: World, phones: Phones, desks: Desks, pictures: Pictures
) -> None:
    lin = phones("lin", server.url)
    _ready(lin, "lin", world)
    lin.go_offline()
    lin.open("/app/me")
    Screen(lin.page).link(re.compile("^事件")).tap()
    telling = Incident(lin.page).choose("住户违章")
    telling.page.locator("button[data-do=tell]").tap()
    expect(telling.page.locator("main .err")).to_contain_text("写几个字")
    telling.take_photo(pictures["phone"])
    telling.say("楼道堆满纸箱，已劝说")
    telling.tell()
    telling.step("书面通知，限期整改")
    telling.say("三天内清走")
    telling.page.locator("button[data-do=tell]").tap()
    expect(telling.page.locator("#i-due-err")).to_be_visible()
    expect(telling.page.locator("#i-description")).to_have_value("三天内清走")
    telling.page.locator("#i-due").fill("2090-01-01")
    telling.tell()
    expect(lin.page.locator("main")).to_contain_text("前复查")
    lin.open()
    expect(lin.page.locator("main")).to_contain_text("没结束的事件")

    lin.go_online()
    expect_synced(Today(lin.page))
    desk = desks(server.url)
    page = desk.sign_in("su", world.password)
    page = desk.open("/console/incidents?view=due")
    page.locator("a.row", has_text="住户违章").click()
    page.locator("label", has_text=re.compile("^改好了$")).click()
    page.get_by_role("button", name="记下：复查").click()
    expect(page.locator("ol.tl")).to_contain_text("改好了")
    desk.open("/console/incidents?view=due")
    expect(page.locator("a.row", has_text="住户违章")).to_have_count(0)


def test_a_diary_drafts_itself_is_answered_and_the_answer_is_read_in_the_next_briefing(
    server: Server, world: World, phones: Phones, desks: Desks
) -> None:
    lin = phones("lin", server.url)
    today = _ready(lin, "lin", world)
    lin.go_offline()
    route = today.begin()
    point = route.scan_next().type_number(world.stops[0].number)
    point.all_the_rest_ok()
    point.complete()
    lin.open("/app/incident")
    telling = Incident(lin.page).choose("其他问题")
    telling.say("2栋门口积水")
    telling.tell()
    lin.open()
    today.link(re.compile("^工作日记")).tap()
    diary = Screen(lin.page)
    entries = lin.page.locator(".diary-entry textarea")
    expect(entries).to_have_count(2)
    expect(entries.nth(0)).to_have_value(re.compile(rf"巡查 .*，查了 1 / {len(world.stops)} 个点"))
    expect(entries.nth(1)).to_have_value(re.compile("其他问题 · 事件上报 · 2栋门口积水"))
    lin.page.locator("button[data-do=entry-drop]").nth(1).tap()
    expect(entries).to_have_count(1)
    diary.button("再写一条").tap()
    lin.page.locator(".diary-entry textarea").nth(1).fill("给 1203 送了通知")
    lin.page.get_by_label("建议（可不填）").fill("西侧换感应灯")
    lin.wait_for_stored("diaries", lambda rows: rows and rows[0]["suggestions"] != "")
    lin.open("/app/diary")  # saved at every tap, and what was taken out stays out
    expect(entries).to_have_count(2)
    expect(entries.nth(1)).to_have_value("给 1203 送了通知")
    diary.button("交给主管").tap()
    expect(diary.toast).to_contain_text("日记已存好")
    expect(lin.page.locator(".banner--ok")).to_contain_text("交过了")

    lin.go_online()
    expect_synced(Today(lin.page))
    desk = desks(server.url)
    page = desk.sign_in("su", world.password)
    page = desk.open("/console/diaries")
    expect(page.locator("table.diary")).to_contain_text("给 1203 送了通知")
    expect(page.locator(".suggested")).to_contain_text("西侧换感应灯")
    page.get_by_label("回复（明早会在简报里看到）").fill("写得清楚，灯已报")
    page.get_by_role("button", name="回复").click()
    expect(page.get_by_role("status")).to_contain_text("已回复")

    lin.page.evaluate("window.dispatchEvent(new Event('online'))")
    lin.open()
    answer = lin.page.locator(".banner--brand", has_text="回复了您")
    expect(answer).to_contain_text("写得清楚，灯已报", timeout=60_000)
    lin.page.locator("button[data-do=answer-read]").tap()
    expect(answer).to_have_count(0)
    lin.go_offline()
    lin.open("/app/diary")
    expect(lin.page.locator("main")).to_contain_text("写得清楚，灯已报")


def _ready(phone: Phone, username: str, world: World) -> Today:
    """Signed in, the day's data and the app itself on the phone."""
    today = SignIn(phone.open()).enter_and_load(username, world.password)
    phone.has_installed()
    expect_synced(today)
    return today
