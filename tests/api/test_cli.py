"""The command line, on both engines."""

import asyncio
from pathlib import Path

import openpyxl
import pytest

from server import settings
from server.lib import db
from server.people.tables import Person
from server.sites.tables import Point
from tests.api.terminal import Louxun, terminal

__all__ = ["terminal"]


@pytest.fixture
def site(terminal: Louxun, tmp_path: Path) -> Path:
    """The template's example site, imported; the file."""
    path = tmp_path / "places.xlsx"
    assert terminal("checklists", "publish").exit_code == 0
    assert terminal("places", "template", str(path)).exit_code == 0
    assert terminal("places", "import", str(path)).exit_code == 0
    return path


async def _count(table: type[Point] | type[Person]) -> int:
    await db.open_pool()
    try:
        return int(await table.count())
    finally:
        await db.close_pool()


def test_checklists_are_checked_and_published_once(terminal: Louxun) -> None:
    checked = terminal("checklists", "check")
    assert checked.exit_code == 0
    assert checked.output.startswith("18 张检查表")
    assert terminal("checklists", "publish").output.count("第 1 版") == 18
    assert terminal("checklists", "publish").output == "没有变化。\n"


def test_a_faulty_checklist_is_named_with_file_and_item(terminal: Louxun, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "lamp.toml").write_text(
        'key = "lamp"\nversion = 1\nname = { zh = "灯", en = "Lamp" }\n[[items]]\nid = "LA01"\n'
    )
    refused = terminal("checklists", "check", str(folder))
    assert refused.exit_code == 1
    assert "lamp.toml: LA01: " in refused.output


def test_places_say_what_is_new_and_what_is_the_same(terminal: Louxun, site: Path) -> None:
    assert terminal("places", "import", str(site)).output == "没有变化：内容都已经有了。\n"


def test_a_faulty_file_of_places_changes_nothing_and_every_fault_is_listed(terminal: Louxun, site: Path) -> None:
    book = openpyxl.load_workbook(site)
    book["点位 Points"]["A4"], book["点位 Points"]["B4"], book["点位 Points"]["C4"] = "1栋", "9层", "天台"
    book["检查对象 Assets"]["E2"] = "水泵"
    book.save(site)
    refused = terminal("places", "import", str(site))
    assert refused.exit_code == 1
    assert "工作表“点位 Points”第 4 行“楼层 Floor”：“楼层 Floors”表里没有“1栋 9层”" in refused.output
    assert "工作表“检查对象 Assets”第 2 行“类型 Kind”：没有“水泵”这张检查表" in refused.output
    assert "共 2 处错。什么都没有导入" in refused.output
    assert asyncio.run(_count(Point)) == 2


def test_a_template_never_overwrites_a_file(terminal: Louxun, tmp_path: Path) -> None:
    (tmp_path / "mine.xlsx").write_text("mine")
    refused = terminal("places", "template", str(tmp_path / "mine.xlsx"))
    assert refused.exit_code == 1
    assert (tmp_path / "mine.xlsx").read_text() == "mine"


def test_a_person_is_added_gets_another_password_and_is_disabled(terminal: Louxun, site: Path) -> None:
    words = (
        "person",
        "add",
        "su",
        "--name",
        "苏梅",
        "--site",
        "示例小区",
        "--role",
        "repairer",
        "--department",
        "security",
    )
    assert terminal(*words, "--password-stdin", typed="long enough\n").output == "已添加：su，示例小区，repairer。\n"
    assert "已经有人用了" in terminal(*words, "--password-stdin", typed="long enough\n").output
    assert terminal("person", "passwd", "su", "--password-stdin", typed="another one\n").output == "密码已改：su。\n"
    assert terminal("person", "disable", "su").output == "已停用：su。\n"


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("person", "add", "a1", "--site", "别处", "--role", "patroller"), "", "没有叫“别处”的小区"),
        (("person", "add", "a1", "--site", "示例小区", "--role", "patroller"), "short\n", "密码至少 8 个字"),
        (("person", "add", "a1", "--site", "示例小区", "--role", "patroller"), "louxun-demo\n", "这是演示用的密码"),
        (("person", "passwd", "nobody"), "long enough\n", "没有用户名是“nobody”的人"),
    ],
)
def test_people_are_refused_in_words(
    terminal: Louxun, site: Path, words: tuple[str, ...], typed: str, said: str
) -> None:
    refused = terminal(*words, "--password-stdin", typed=typed)
    assert refused.exit_code == 1
    assert said in refused.output
    assert asyncio.run(_count(Person)) == 0


def test_the_doctor_says_what_to_do_next(terminal: Louxun, tmp_path: Path) -> None:
    first = terminal("doctor")
    assert first.exit_code == 1
    assert "✗ 检查表：还没有发布，请运行 louxun checklists publish。" in first.output
    terminal("checklists", "publish")
    assert "✗ 小区：还没有" in terminal("doctor").output
    path = tmp_path / "p.xlsx"
    terminal("places", "template", str(path))
    terminal("places", "import", str(path))
    assert "✗ 人员：还没有人能登录" in terminal("doctor").output
    words = ("person", "add", "su", "--site", "示例小区", "--role", "supervisor", "--password-stdin")
    assert terminal(*words, typed="long enough\n").exit_code == 0
    well = terminal("doctor")
    assert well.exit_code == 0
    assert "✗" not in well.output
    assert "✓ 内容：1 个小区，1 个人。" in well.output


def test_migrate_may_run_any_number_of_times(terminal: Louxun) -> None:
    for _ in range(2):
        done = terminal("migrate")
        assert (done.exit_code, done.output) == (0, "数据库是最新的。\n")


def test_the_terminal_speaks_english_where_the_locale_is_not_chinese(
    terminal: Louxun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOUXUN_LANGUAGE")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert terminal("migrate").output == "The database is up to date.\n"


def test_the_demo_refuses_a_database_that_is_in_use(terminal: Louxun, site: Path, made: settings.Settings) -> None:
    words = ("person", "add", "su", "--site", "示例小区", "--role", "supervisor", "--password-stdin")
    terminal(*words, typed="long enough\n")
    refused = terminal("demo")
    assert refused.exit_code == 1
    assert "演示只建在空的数据库里" in refused.output
    assert not (made.data / "demo").exists()
    assert terminal("demo", "--if-empty").exit_code == 0
