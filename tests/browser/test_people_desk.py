"""People at the desk: a file with mistakes and then without, and an invitation from its QR code to work on a phone."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.phones import Phone
from tests.browser.serving import Server
from tests.browser.world import World

Phones = Callable[..., Phone]
Desks = Callable[..., Desk]
PASSWORD = "a quiet garden path 7"


def _file(folder: Path, name: str, *rows: tuple[str, ...]) -> Path:
    book, path = openpyxl.Workbook(), folder / name
    sheet = book.active
    assert sheet is not None
    sheet.title = "人员"
    for row in (("姓名", "用户名", "岗位", "部门", "电话"), *rows):
        sheet.append(list(row))
    book.save(path)
    return path


def _choose(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    page.locator("form[enctype] button").click()


def _read(picture: bytes) -> str:
    with Image.open(io.BytesIO(picture)) as image:
        [code] = zxingcpp.read_barcodes(image.convert("L"))
    return code.text


@pytest.mark.parametrize("dark", [False, True])
def test_a_file_with_mistakes_is_mended_imported_and_the_new_one_works_by_evening(
    server: Server, desks: Desks, phones: Phones, world: World, tmp_path: Path, dark: bool
) -> None:
    desk = desks(server.url, dark=dark)
    desk.allow("the server responded with a status of 422")
    page = desk.sign_in("su", world.password)
    page.locator(".rail a[href='/console/people']").click()
    page.get_by_role("link", name="从表格导入").click()
    _choose(page, _file(tmp_path, "first.xlsx", ("丁一", "Döng", "管家助理", "", ""), ("丁二", "ding", "皇帝", "", "")))
    faults = page.get_by_role("region", name="要改的地方").locator("tbody tr")
    expect(faults).to_have_count(2)
    expect(faults.nth(1)).to_contain_text("没有“皇帝”这个岗位")
    _choose(page, _file(tmp_path, "second.xlsx", ("丁一", "dingyi", "管家助理", "", "138 0000 0000")))
    expect(page.get_by_role("heading", name="会改什么")).to_be_visible()
    expect(page.get_by_text("还没有导入")).to_be_visible()
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已导入")
    page.get_by_role("link", name=re.compile("丁一")).click()
    page.get_by_role("button", name="生成邀请").click()
    expect(page.get_by_role("status")).to_contain_text("只显示这一次")
    link = _read(page.locator(".invite-one .qr").screenshot())
    assert link == page.locator("#link").input_value()

    phone = phones("ding's", server.url, dark=dark)
    phone.allow("the server responded with a status of 422", "the server responded with a status of 404")
    screen = phone.page
    screen.goto(server.url + urlsplit(link).path)
    expect(screen.get_by_text("丁一，您好")).to_be_visible()
    screen.locator("#password").fill("12345678")
    screen.locator("#again").fill("12345678")
    screen.get_by_role("button", name="设好密码").tap()
    expect(screen.get_by_text("这个密码太好猜")).to_be_visible()
    screen.locator("#password").fill(PASSWORD)
    screen.locator("#again").fill(PASSWORD)
    screen.get_by_role("button", name="设好密码").tap()
    expect(screen.get_by_role("status")).to_contain_text("密码设好了")
    screen.goto(server.url + urlsplit(link).path)
    expect(screen.get_by_role("alert")).to_contain_text("这个邀请不能用了")
    phone.open("/app/")
    screen.locator("#u").fill("dingyi")
    screen.locator("#p").fill(PASSWORD)
    screen.locator("form button.btn--primary").tap()
    screen.get_by_role("button", name="知道了，同意").tap()  # what is recorded about staff, at the first sign-in
    expect(screen.locator("header a.sync--ok")).to_be_visible()


def test_invitations_print_as_sheets_whose_codes_another_library_reads(
    server: Server, desks: Desks, world: World, tmp_path: Path
) -> None:
    page = desks(server.url, dark=True).sign_in("su", world.password)
    people = [(f"丁{n}", f"ding{n:02d}", "管家助理", "", "") for n in range(1, 14)]
    page.goto(f"{server.url}/console/people/import")
    _choose(page, _file(tmp_path, "thirteen.xlsx", *people))
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_role("button", name="给他们都生成邀请").click()
    expect(page.locator(".sheet")).to_have_count(2)
    page.emulate_media(media="print")
    assert page.locator(".sheet").first.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
    links = [_read(page.locator(".label .qr").nth(n).screenshot()) for n in range(13)]
    assert len(set(links)) == 13
    assert all("/console/invite/" in link for link in links)


def test_what_happens_at_night_is_handed_over_in_the_morning(server: Server, desks: Desks, world: World) -> None:
    su, zhou = desks(server.url), desks(server.url, width=390)
    page = su.sign_in("su", world.password)
    page.goto(f"{server.url}/console/duty")
    expect(page.get_by_text("现在没有人值班")).to_be_visible()
    page.get_by_label("谁值班").select_option(label="周敏")
    page.get_by_label("电话（不填就用本人的）", exact=True).fill("13800000001")
    page.get_by_label("开始").fill("00:00")
    page.get_by_label("结束（可以过半夜）").fill("00:00")
    page.get_by_role("button", name="排上").click()
    expect(page.get_by_text("正在值班，到")).to_be_visible()
    desk = zhou.sign_in("zhou", world.password)
    desk.goto(f"{server.url}/console/duty")
    desk.get_by_label("什么事，做到哪一步").fill("3栋水泵有响声")
    desk.get_by_role("button", name="记下").click()
    page.reload()
    page.get_by_role("button", name="看过了，接下 1 件").click()
    expect(page.get_by_text("苏梅 接班")).to_be_visible()
    page.get_by_label("办完：3栋水泵有响声").click()
    page.get_by_label("怎么处理的").fill("换了轴承")
    page.get_by_role("button", name="记为办完").click()
    expect(page.get_by_text("没有没办完的事")).to_be_visible()
    expect(page.get_by_text("换了轴承")).to_be_visible()
