"""Labels to print: the sheets as Chromium prints them, and their QR codes as another library reads them."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.serving import Server
from tests.browser.world import World

MM = 96 / 25.4
Desks = Callable[..., Desk]


def _all_points(page: Page, url: str) -> list[str]:
    """The ids of every point of the site, building by building."""
    page.goto(f"{url}/console/places")
    links = page.locator("nav a[href*='building=']").evaluate_all("links => links.map((one) => one.href)")
    found: list[str] = []
    for link in links:
        page.goto(link)
        found += page.locator("input[name=point]").evaluate_all("boxes => boxes.map((one) => one.value)")
    return found


def _read(picture: bytes) -> list[str]:
    """The QR codes in a picture, as zxing reads them."""
    with Image.open(io.BytesIO(picture)) as image:
        found = zxingcpp.read_barcodes(
            image.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
    return [one.text for one in found]


@pytest.mark.parametrize(("english", "dark"), [(False, False), (True, True)])
def test_a_selection_is_ticked_printed_and_noted(
    server: Server, desks: Desks, world: World, *, english: bool, dark: bool
) -> None:
    desk = desks(server.url, english=english, dark=dark)
    page = desk.sign_in("su", world.password)
    page.locator(".rail a[href='/console/places']").click()
    page.get_by_role("link", name=re.compile("^3栋")).click()
    expect(page.get_by_text("Label to print" if english else "标签要打印", exact=True)).to_have_count(11)
    for number in ("3101", "3602"):
        page.get_by_role("checkbox", name=re.compile(number)).check()
    page.get_by_role("button", name="Print the selected labels" if english else "打印选中的标签").click()
    expect(page.locator(".label .number")).to_have_text(["3101", "3602"])
    assert page.locator(".sheet").evaluate("sheet => getComputedStyle(sheet).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    page.get_by_role("button", name=re.compile("^Print " if english else "^打印 ")).click()
    expect(page.locator("body[data-printed=yes]")).to_have_count(1)
    page.get_by_role("button", name="Note as printed" if english else "记为已打印").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_text("Label to print" if english else "标签要打印", exact=True)).to_have_count(9)


def test_sheets_are_a4_pages_of_twelve_labels_to_the_millimetre(
    server: Server, desks: Desks, world: World, tmp_path: Path
) -> None:
    page = desks(server.url, dark=True).sign_in("su", world.password)
    points = _all_points(page, server.url)
    assert len(points) > 12
    sheet_count = -(-len(points) // 12)
    page.goto(f"{server.url}/console/places/labels?" + "&".join(f"point={one}" for one in points))
    path = tmp_path / "labels.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=False)
    printed = path.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == sheet_count
    boxes = [[float(one) for one in box.split()] for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", printed)]
    assert boxes
    assert all(abs(box[2] - 595.28) < 1 and abs(box[3] - 841.89) < 1 for box in boxes), boxes
    page.emulate_media(media="print")
    label = page.locator(".label").first.bounding_box()
    assert label is not None
    assert (label["width"] / MM, label["height"] / MM) == pytest.approx((95, 45), abs=0.1)
    for hidden in (".rail", ".desk-h", "aside", ".banner"):
        expect(page.locator(hidden).first).to_be_hidden()
    spilled = page.locator(".label > div").evaluate_all(
        "texts => texts.filter((one) => one.scrollHeight > one.parentElement.clientHeight).length"
    )
    assert spilled == 0


def test_another_library_reads_every_code_and_it_opens_its_point(server: Server, desks: Desks, world: World) -> None:
    page = desks(server.url).sign_in("su", world.password)
    points = _all_points(page, server.url)
    page.goto(f"{server.url}/console/places/labels?" + "&".join(f"point={one}" for one in points))
    page.emulate_media(media="print")
    links: list[str] = []
    for sheet in page.locator(".sheet").all():
        codes = sheet.locator(".label code").all_text_contents()
        read = _read(sheet.screenshot())
        assert sorted(read) == sorted(f"{server.url}/app/p/{code}" for code in codes)
        links += read
    assert len(set(links)) == len(points)
    lobby = next(stop for stop in world.stops if stop.number == "3101")
    assert f"{server.url}/app/p/{lobby.code}" in links
