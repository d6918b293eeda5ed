"""What recent photos of the site look like goes to its phones, so that an old picture is noticed at the spot."""

from datetime import timedelta
from typing import Any

from server.lib import clock
from server.photos.tables import Photo
from server.reports.naming import prints_at
from server.reports.tables import Report
from tests.builders import Line, Phone, check, ok
from tests.cast import Cast
from tests.pictures import Picture, picture


async def _reported(phone: Phone, shot: Picture, days_ago: int, point: str = "east2") -> Line:
    line = phone.inspection(point, [check("fire-door", ok("FD05", photos=[shot]))], photos=[shot])
    [result] = await phone.send(line)
    assert result["outcome"] == "stored"
    await phone.put(shot)
    then = clock.now() - timedelta(days=days_ago)
    await Report.update({Report.received_at: then}).where(Report.digest == line.digest)
    await Photo.update({Photo.received_at: then}).where(Photo.sha256 == shot.sha256)
    return line


async def _settings(phone: Phone) -> dict[str, Any]:
    answer = await phone.get("/bundle", site=str(phone.site_id))
    part: dict[str, Any] = answer.json()["parts"]["settings"]
    return part


async def _print_of(shot: Picture) -> str:
    row = await Photo.select(Photo.print).where(Photo.sha256 == shot.sha256).first()
    assert row is not None
    return str(row["print"])


async def test_prints_of_whole_days_past_change_once_a_day_and_stay_at_their_site(cast: Cast) -> None:
    lin, wang = await cast.phone("lin"), await cast.phone("wang")
    yesterday, older, today, ancient = picture(1), picture(2), picture(3), picture(4)
    await _reported(lin, yesterday, 1)
    await _reported(lin, older, 40)
    await _reported(lin, ancient, 70)
    before = await _settings(lin)
    assert before["data"]["photo_prints"] == sorted([await _print_of(yesterday), await _print_of(older)])
    await _reported(lin, today, 0)
    assert (await _settings(lin))["digest"] == before["digest"]
    assert (await _settings(wang))["data"]["photo_prints"] == []


async def test_the_newest_are_kept_where_there_are_too_many(cast: Cast) -> None:
    lin = await cast.phone("lin")
    shots = [picture(n) for n in range(1, 5)]
    for days, shot in enumerate(shots, start=1):
        await _reported(lin, shot, days)
    now = clock.now()
    found = await prints_at(lin.site_id, now - timedelta(days=60), now, 2)
    assert found == sorted([await _print_of(shots[0]), await _print_of(shots[1])])
