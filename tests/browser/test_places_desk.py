"""Places at the desk as people do it: a spreadsheet with mistakes, then without; eighteen floors in one step; a route
put in order by keys, by dragging and by buttons."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk
from tests.browser.serving import Server
from tests.browser.world import World

Desks = Callable[..., Desk]


def _export(page: Page, path: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="导出千禧花园").click()
    download.value.save_as(path)


def test_a_spreadsheet_with_mistakes_is_mended_and_imported(
    server: Server, desks: Desks, world: World, tmp_path: Path
) -> None:
    desk = desks(server.url)
    desk.allow("status of 422")
    page = desk.sign_in("su", world.password)
    page.locator(".rail a[href='/console/places']").click()
    page.get_by_role("link", name="导入表格").click()
    path = tmp_path / "garden.xlsx"
    _export(page, path)
    book = openpyxl.load_workbook(path)
    for row in (["4栋", "1层", 1], ["4栋", "2层", "二"]):
        book["楼层 Floors"].append(row)
    book["楼栋 Buildings"].append(["4栋"])
    # The tests' one window is open all day, which people can't say.
    book["时段 Windows"]["D2"] = "23:59"
    book["点位 Points"].append(["4栋", "1层", "大堂", "", ""])
    book.save(path)

    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="看会改什么").click()
    expect(page.get_by_role("alert")).to_contain_text("共 1 处要改，什么都没有导入")
    last = str(book["楼层 Floors"].max_row)
    what = ["楼层 Floors", last, "高低 Height", "要填 -20 到 200 之间的整数"]
    expect(page.locator("table tbody tr td")).to_have_text(what)

    book["楼层 Floors"].cell(book["楼层 Floors"].max_row, 3).value = 2
    book.save(path)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="看会改什么").click()
    expect(page.get_by_role("heading", name="要新增 5 项，修改 1 项")).to_be_visible()
    told = ["4栋", "4栋 · 1层", "4栋 · 2层", "4栋 · 1层 · 大堂", "新生成一个", "全天"]
    expect(page.locator(".changes > li")).to_contain_text(told)
    page.get_by_role("button", name="就这样导入").click()
    expect(page.get_by_role("status")).to_contain_text("已导入")
    expect(page.get_by_role("link", name="4栋")).to_be_visible()


def test_eighteen_floors_in_one_step(server: Server, desks: Desks, world: World) -> None:
    page = desks(server.url).sign_in("su", world.password)
    page.goto(f"{server.url}/console/places")
    page.get_by_role("link", name="3栋").click()
    page.get_by_role("link", name="改这一栋").click()
    page.get_by_role("link", name="照着一层加很多层").click()
    page.locator("a.row", has_text="3栋").filter(has_text="6层").click()
    page.get_by_label("从第几层").fill("7")
    page.get_by_label("到第几层").fill("24")
    expect(page.get_by_label("楼层叫什么")).to_have_value("{n}层")
    page.get_by_role("button", name="先看会加上什么").click()
    expect(page.get_by_role("heading", name="要加 18 层、36 个点位、108 个检查对象")).to_be_visible()
    expect(page.get_by_text("24层 东侧", exact=True)).to_be_visible()
    page.get_by_role("button", name="就这样加上").click()
    expect(page.get_by_role("status")).to_contain_text("这些楼层都加好了")
    expect(page.locator("a[href*='/places/floors/']")).to_have_count(24)
    page.get_by_role("link", name="打印标签").click()
    expect(page.locator("article.sheet")).to_have_count(4)


def _names(page: Page) -> list[str]:
    return page.locator("ol.sorted > li b").all_text_contents()


def _open_route(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/console/places/routes")
    page.get_by_role("link", name="3栋日常路线").click()
    expect(page.locator("ol.sorted > li")).to_have_count(11)


def _drag(page: Page, grip: Locator, onto: Locator) -> None:
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), onto.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2, end["y"] + end["height"] - 4, steps=8)
    page.mouse.up()


def test_a_route_is_put_in_order_by_keys_by_dragging_and_by_buttons(
    server: Server, desks: Desks, world: World
) -> None:
    desk = desks(server.url)
    page = desk.sign_in("su", world.password)
    _open_route(page, server)
    before = _names(page)
    assert before[0] == world.stops[0].name

    grip = page.get_by_role("button", name=f"拖动 {before[0]}，")
    grip.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert _names(page)[:3] == [before[1], before[2], before[0]]
    expect(grip).to_be_focused()
    expect(page.locator("[data-told]")).to_have_text(f"{before[0]} 3 / 11")
    page.keyboard.press("End")
    assert _names(page)[-1] == before[0]
    page.keyboard.press("Home")
    assert _names(page) == before

    entries = page.locator("ol.sorted > li")
    _drag(page, page.get_by_role("button", name=f"拖动 {before[0]}，"), entries.nth(3))
    assert _names(page)[:4] == [before[1], before[2], before[3], before[0]]

    page.get_by_role("button", name=f"下移 {before[1]}").click()
    assert _names(page)[:2] == [before[2], before[1]]
    expect(page.get_by_role("button", name=f"上移 {before[2]}")).to_be_disabled()

    wanted = _names(page)
    page.get_by_role("button", name="保存路线").click()
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    assert _names(page) == wanted

    page.get_by_role("button", name=f"去掉 {wanted[0]}").click()
    expect(page.get_by_role("status").filter(has_text="还没保存")).to_be_visible()
    expect(entries).to_have_count(10)
    page.get_by_label("点位，或整层、整栋").select_option(label=f"{world.stops[2].number} {world.stops[2].name}")
    page.get_by_role("button", name="加到最后").click()
    expect(entries).to_have_count(11)
    page.get_by_role("button", name="自上而下排好").click()
    expect(page.locator("ol.sorted > li b")).to_have_text(before)
    page.reload()
    assert desk.troubles == []


def test_without_script_the_buttons_send_the_form(server: Server, desks: Desks, world: World) -> None:
    desk = desks(server.url)
    page = desk.sign_in("su", world.password)
    page.route("**/static/sorting.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    _open_route(page, server)
    before = _names(page)
    page.get_by_role("button", name=f"下移 {before[0]}").click()
    expect(page.get_by_role("status").filter(has_text="还没保存")).to_be_visible()
    assert _names(page)[:2] == [before[1], before[0]]
