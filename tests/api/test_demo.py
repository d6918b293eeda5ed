"""The demo's last day, built through the phones' own doors, on both engines."""

from collections import Counter
from io import BytesIO

import pytest
from PIL import Image

from server import settings
from server.defects.tables import Defect
from server.demo.building import NotEmpty, build, marker
from server.demo.drawing import draw
from server.lib import clock
from server.patrols.tables import Round
from server.people import passwords
from server.people.demo_password import DEMO_PASSWORD
from server.people.tables import Person
from server.photos.tables import Photo
from server.reports.tables import Report
from server.sites.tables import Floor, Point, Unit
from server.workorders.tables import WorkOrder


async def test_one_day_of_the_demo_fills_the_screens(made: settings.Settings, database: None) -> None:
    await build(made, days=1)

    outcomes = Counter((row["kind"], row["outcome"]) for row in await Report.select(Report.kind, Report.outcome))
    assert outcomes["patrol", "stored"] == 6
    assert outcomes["inspection", "stored"] > 130
    assert {key for key, count in outcomes.items() if key[1] != "stored"} == {
        ("inspection", "quarantined"),
    }
    states = {row["state"] for row in await WorkOrder.select(WorkOrder.state)}
    assert {"reported", "dispatched", "in_progress"} <= states
    assert await Defect.count() >= 6
    assert await Photo.count() > 20
    latest = await Report.select(Report.received_at).order_by(Report.received_at, ascending=False).first()
    assert latest is not None
    assert latest["received_at"] < clock.now()
    assert await Floor.count() == 12 + 18 + 4 + 3 * 2
    assert await Point.count() == (12 + 18 + 4) * 2 + 3 * 2 + 2
    assert await Unit.count().where(Unit.vacant == True) == 6  # noqa: E712 - a column
    today = await Round.count().where(Round.date == clock.today("Asia/Shanghai"))
    assert today == 6
    assert marker(made).exists()
    lin = await Person.objects().where(Person.username == "lin").first()
    assert lin is not None
    assert await passwords.matches(lin.password_hash, DEMO_PASSWORD)
    with pytest.raises(NotEmpty):
        await build(made)


def test_the_same_picture_is_drawn_from_the_same_seed() -> None:
    assert draw("wall/crack", "a") == draw("wall/crack", "a")
    assert draw("wall/crack", "a") != draw("wall/crack", "b")


@pytest.mark.parametrize(
    "scene", ["corridor/bike", "fire-door/open", "hydrant/hose", "roof/plants", "meter", "lamp/dark"]
)
def test_a_drawn_photo_has_a_phones_size(scene: str) -> None:
    content = draw(scene, "a")
    with Image.open(BytesIO(content)) as image:
        assert image.size == (1536, 2048)
    assert 100_000 < len(content) < 700_000
