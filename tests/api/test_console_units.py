"""Vacant units at a desk: the list, a unit's past, its occupancy, its meters read at handing over."""

from datetime import timedelta
from typing import Any

from server.journal.tables import JournalEntry
from server.lib import clock
from server.sites.tables import Unit
from server.vacancies.tables import HandReading, Vacancy
from tests import cast as the_cast
from tests.builders import check, defect, ok
from tests.cast import Cast
from tests.desk import at_desk, words
from tests.pictures import picture

SHOT = picture(1)
DAY = timedelta(days=1)
OCCUPANCY = {
    "step": "vacant", "kind": "owner-entrusted", "since": "2026-11-01", "owner_informed": "1", "contact": "王女士",
}  # fmt: skip
# After unit 201 fell vacant, whenever this runs.
FIRST, SECOND = ((clock.now() - days * DAY).date().isoformat() for days in (27, 26))
READING = {"item": "VU06", "number": "318.6", "occasion": "hand-back", "on": FIRST}


async def visit(cast: Cast, *items: Any, days_ago: float) -> None:
    lin = await cast.phone("lin")
    at = clock.now() - days_ago * DAY
    line = lin.inspection(unit="201", checks=[check("vacant-unit", *items)], photos=[SHOT], at=at)
    assert (await lin.send(line))[0]["outcome"] == "stored"
    await lin.put(SHOT)


async def test_the_list_tells_what_is_due_and_the_filters_leave_out_the_rest(client: Any) -> None:
    cast = await the_cast.build(client)
    await Unit.update({Unit.vacant_since: clock.now() - 90 * DAY}).where(Unit.id == cast.unit("201"))
    await visit(cast, days_ago=40)
    su = await at_desk(client, "su")
    page = await su.get("/console/units")
    assert "1栋 201" in words(page) and "就该看了" in words(page)
    assert "301" not in words(page) and "C201" not in words(page)
    assert "301" in words(await su.get("/console/units?show=all"))
    assert "201" not in words(await su.get(f"/console/units?building={cast.building('two')}"))
    assert "201" not in words(await su.get("/console/units?show=trouble"))
    await visit(cast, defect("VU09", photos=[SHOT]), days_ago=1)
    due, trouble = words(await su.get("/console/units?show=due")), words(await su.get("/console/units?show=trouble"))
    assert "201" not in due and "1 处问题" in trouble


async def test_a_units_page_tells_its_past(client: Any) -> None:
    cast = await the_cast.build(client)
    await visit(cast, ok("VU06", value=316.8, photos=[SHOT]), days_ago=9)
    await visit(cast, ok("VU06", value=318.6, photos=[SHOT]), defect("VU09", spot="主卧", photos=[SHOT]), days_ago=2)
    changed = {"changed": True, "old_end": 318.6, "new_start": 0.2, "serial": "W-7"}
    await visit(cast, ok("VU06", value=0.25, photos=[SHOT], meter=changed), days_ago=1)
    su = await at_desk(client, "su")
    page = await su.get(f"/console/units/{cast.unit('201')}")
    told = words(page)
    for expected in ("水表在走", "渗漏水渍 · 主卧", "空房在用", "换过表 W-7", "换表以后（W-7）", "没有新问题", "林晓"):
        assert expected in told, expected
    assert page.text.count('<svg class="chart"') == 1  # the two other meters have not been read
    assert "水表：2 次，最低 0 m³，最高 1.8 m³" in told and "换表以后（W-7）：2 次，最低 1.8 m³，最高 1.85 m³" in told
    assert f"/console/photos/{SHOT.sha256}" in page.text


async def test_occupancy_is_noted_as_a_step_and_the_unit_follows(client: Any) -> None:
    cast = await the_cast.build(client)
    unit, su = cast.unit("301"), await at_desk(client, "su")
    answer = await su.post(f"/console/units/{unit}/occupancy", **OCCUPANCY)
    assert answer.status_code == 303, words(answer)
    row = await Unit.select().where(Unit.id == unit).first().output(load_json=True)
    assert row is not None
    assert (row["vacant"], row["checklists"]) == (True, ["vacant-unit"])
    assert row["vacant_since"].isoformat() == "2026-10-31T16:00:00+00:00"
    lin = await cast.phone("lin")
    bundle = (await lin.get("/bundle")).json()
    assert str(unit) in [one["unit_id"] for one in bundle["parts"]["day"]["data"]["units_due"]]
    told = words(await su.get(f"/console/units/{unit}"))
    for expected in ("业主托管", "2026-11-01 起", "已告知业主", "没有同意紧急进入", "紧急联系：王女士", "苏梅"):
        assert expected in told, expected
    await su.post(f"/console/units/{unit}/occupancy", step="let", since="2026-11-20")
    row = await Unit.select(Unit.vacant, Unit.vacant_since).where(Unit.id == unit).first()
    assert row == {"vacant": False, "vacant_since": None}
    assert [one["step"] for one in await Vacancy.select(Vacancy.step).order_by(Vacancy.at)] == ["vacant", "let"]
    assert await JournalEntry.count().where(JournalEntry.verb == "mark", JournalEntry.thing == "unit") == 2


async def test_what_does_not_fit_comes_back_with_the_form_filled(client: Any) -> None:
    cast = await the_cast.build(client)
    unit, su = cast.unit("201"), await at_desk(client, "su")
    tomorrow = (cast.today() + DAY).isoformat()
    wrong = {"step": "castle", "kind": "", "since": tomorrow, "contact": "x" * 121}
    for field, value in wrong.items():
        answer = await su.post(f"/console/units/{unit}/occupancy", **{**OCCUPANCY, field: value})
        assert (answer.status_code, f'id="occupancy-{field}-err"' in answer.text) == (422, True), field
        assert 'value="王女士"' in answer.text or field == "contact"
    for since in ("1999-12-31", "2026-02-30", "x"):
        answer = await su.post(f"/console/units/{unit}/occupancy", **{**OCCUPANCY, "since": since})
        assert answer.status_code == 422, since
    bad = {"item": "VU01", "number": "很多", "occasion": "party", "on": tomorrow, "why": "x", "serial": "x" * 41}
    for field, value in bad.items():
        answer = await su.post(f"/console/units/{unit}/readings", **{**READING, "note": "两方都在", field: value})
        assert (answer.status_code, f'id="reading-{field}-err"' in answer.text) == (422, True), field
        assert 'value="两方都在"' in answer.text
    for number in ("-1", "1e9", "inf", "nan", ""):
        answer = await su.post(f"/console/units/{unit}/readings", **{**READING, "number": number})
        assert answer.status_code == 422, number
    assert (await Vacancy.count(), await HandReading.count()) == (0, 0)


async def test_a_reading_at_handing_over_is_what_the_next_visit_is_held_against(client: Any) -> None:
    cast = await the_cast.build(client)
    unit, su = cast.unit("201"), await at_desk(client, "su")
    answer = await su.post(f"/console/units/{unit}/readings", **{**READING, "number": "３１８．６"})
    assert answer.status_code == 303, words(answer)
    lower = await su.post(f"/console/units/{unit}/readings", **{**READING, "on": SECOND, "number": "300"})
    assert (lower.status_code, "比上次的读数小，请选一个原因" in words(lower)) == (422, True)
    odd = {**READING, "on": SECOND, "number": "5", "why": "changed", "old_end": "300", "new_start": "0"}
    assert "换表前后的读数对不上" in words(await su.post(f"/console/units/{unit}/readings", **odd))
    right = {**odd, "old_end": "318.6", "new_start": "5", "serial": "W-9"}
    assert (await su.post(f"/console/units/{unit}/readings", **right)).status_code == 303
    told = words(await su.get(f"/console/units/{unit}"))
    assert "退房" in told and "换过表 W-9" in told
    lin = await cast.phone("lin")
    line = lin.inspection(
        unit="201", checks=[check("vacant-unit", ok("VU06", value=7, photos=[SHOT]))], photos=[SHOT]
    )
    assert (await lin.send(line))[0]["flags"] == ["out-of-range-sent-as-ok"]


async def test_the_front_desk_reads_and_others_sites_units_do_not_exist(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou, fan = await at_desk(client, "zhou"), await at_desk(client, "fan")
    unit = cast.unit("201")
    page = await zhou.get(f"/console/units/{unit}")
    assert (page.status_code, "改空置情况" in words(page)) == (200, False)
    for path, form in (("occupancy", OCCUPANCY), ("readings", READING)):
        assert (await zhou.post(f"/console/units/{unit}/{path}", **form)).status_code == 403
        assert (await fan.post(f"/console/units/{unit}/{path}", **form)).status_code == 404
    assert (await fan.get(f"/console/units/{unit}")).status_code == 404
    assert "1栋" not in words(await fan.get("/console/units?show=all"))
    assert (await fan.get("/console/units/not-an-id")).status_code == 404
    assert (await Vacancy.count(), await HandReading.count()) == (0, 0)
