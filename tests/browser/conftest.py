"""Browser tests: a server process of its own for each test, and phones and desks in real Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.browser.desk import Desk
from tests.browser.phones import CHROMIUM, Phone
from tests.browser.serving import Proxy, Server
from tests.browser.world import World, build_world, copy_world
from tests.photos_source import photo

_HERE = Path(__file__).parent
expect.set_options(timeout=20_000)  # two cores, several browsers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Data folders made once and copied for each test: `bare` or `lived`."""
    made: dict[str, Path] = {}

    def template(kind: str) -> Path:
        if kind not in made:
            made[kind] = tmp_path_factory.mktemp("worlds") / kind
            build_world(made[kind], lived=kind == "lived")
        return made[kind]

    return template


# Module by module, so that no browser's event loop stands while other modules' asynchronous tests run.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"Chromium is not at {CHROMIUM}: `make packages` installs it, LOUXUN_CHROMIUM names another one")
    with sync_playwright() as running:
        yield running


@pytest.fixture
def data(templates: Callable[[str], Path], tmp_path: Path) -> tuple[Path, World]:
    """A fresh data folder without a past, and what stands in it."""
    folder = tmp_path / "data"
    return folder, copy_world(templates("bare"), folder)


@pytest.fixture
def lived(templates: Callable[[str], Path], tmp_path: Path) -> Iterator[tuple[Server, World]]:
    """A server with a past."""
    folder = tmp_path / "lived"
    world = copy_world(templates("lived"), folder)
    server = Server(folder).start()
    yield server, world
    server.stop()


@pytest.fixture
def world(data: tuple[Path, World]) -> World:
    return data[1]


@pytest.fixture
def server(data: tuple[Path, World]) -> Iterator[Server]:
    running = Server(data[0]).start()
    yield running
    running.stop()
    assert "Traceback" not in running.log(), running.log()[-4000:]


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    """Before the server, for phones that are to meet trouble."""
    running = Proxy(server)
    yield running
    running.stop()


@pytest.fixture
def phones(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """Makes phones: `phones("lin's", server.url)`. At the end none may have had anything to complain of."""
    made: list[Phone] = []

    def phone(
        name: str,
        url: str,
        *,
        english: bool = False,
        dark: bool = False,
        scripts: tuple[str, ...] = (),
        camera: bool = False,
    ) -> Phone:
        one = Phone(playwright, tmp_path / f"phone {name} profile", url, english=english, dark=dark)
        one.scripts = list(scripts)
        if camera:
            one.has_camera()
        made.append(one)
        return one.start()

    yield phone
    for one in made:
        one.close()
    assert [trouble for one in made for trouble in one.troubles] == []


@pytest.fixture
def desks(playwright: Playwright) -> Iterator[Callable[..., Desk]]:
    """Makes desks: a browser each, signed out. At the end none may have had anything to complain of."""
    made: list[Desk] = []

    def desk(url: str, *, english: bool = False, dark: bool = False, width: int = 1440) -> Desk:
        one = Desk(playwright, url, english=english, dark=dark, width=width)
        made.append(one)
        return one

    yield desk
    for one in made:
        one.close()
    assert [trouble for one in made for trouble in one.troubles] == []


@pytest.fixture(scope="session")
def pictures() -> dict[str, Path]:
    """Real photos as a phone's camera gives them: of 6, 13 and 24 megapixels."""
    return {name: photo(f"{name}.jpg") for name in ("phone", "phone-13mp", "camera-24mp")}
