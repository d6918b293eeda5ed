"""Diaries at a desk: a day, who has not written, a person's days, and the answer that goes into the next briefing."""

from datetime import timedelta
from typing import Any

import pytest

from server.diaries.tables import DiaryAnswer
from server.journal.tables import JournalEntry
from server.lib import clock, times
from tests import cast as the_cast
from tests.api.test_diary_reports import NOTE, diary
from tests.api.test_incident_reports import day
from tests.desk import at_desk, words


async def test_a_day_shows_who_wrote_what_and_who_has_not(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, today = await cast.phone("lin"), cast.today()
    desk = await at_desk(client, "su")
    said = words(await desk.get("/console/diaries"))
    assert "还没交的 1 人" in said
    assert "林晓" in said
    await lin.send(diary(lin, today.isoformat(), suggestions="西侧换感应灯"))
    said = words(await desk.get("/console/diaries"))
    for text in ("上午巡查 3栋，18 点都到了", "2栋 4层地面湿", "西侧换感应灯", "都交了"):
        assert text in said, text
    assert "还没有人交日记" in words(await desk.get(f"/console/diaries?date={today - timedelta(days=1)}"))
    assert (await desk.get("/console/diaries?date=nonsense")).status_code == 200
    assert (await desk.get("/console/diaries?date=9999-12-31")).status_code == 200
    assert "Work diary" in words(await desk.get("/console/diaries", **{"Accept-Language": "en"}))


async def test_the_second_diary_of_a_date_is_shown_and_the_first_stays_readable(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, today = await cast.phone("lin"), cast.today().isoformat()
    early = times.text(clock.now() - timedelta(hours=1))
    second, first = diary(lin, today, NOTE), diary(lin, today, {"kind": "note", "text": "早的一份"}, submitted_at=early)
    await lin.send(second)
    await lin.send(first)
    page = (await (await at_desk(client, "su")).get("/console/diaries")).text
    assert page.index("2栋 4层地面湿") < page.index("之前交过的 1 份") < page.index("早的一份")
    assert page.count('class="form"') == 1


async def test_the_answer_is_kept_journalled_and_in_the_author_s_briefing(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, today = await cast.phone("lin"), cast.today().isoformat()
    line = diary(lin, today)
    await lin.send(line)
    desk = await at_desk(client, "su")
    await desk.get("/console/diaries")
    empty = await desk.post(f"/console/diaries/{line.id}/answers", text="  ", date=today)
    assert empty.status_code == 422
    assert "请写几个字" in words(empty)
    long = await desk.post(f"/console/diaries/{line.id}/answers", text="长" * 2001, date=today)
    assert long.status_code == 422
    assert "长" * 2001 in long.text
    answer = await desk.post(f"/console/diaries/{line.id}/answers", text="写得清楚，灯已报", date=today)
    assert answer.headers["location"] == f"/console/diaries?date={today}&done=answer"
    said = words(await desk.get(answer.headers["location"]))
    assert "苏梅" in said
    assert "写得清楚，灯已报" in said
    assert await JournalEntry.exists().where(JournalEntry.thing == "diary", JournalEntry.verb == "answer")
    told = (await day(cast, lin))["diary_answer"]
    assert (told["date"], told["text"], told["person_id"]) == (today, "写得清楚，灯已报", str(cast.person("su")))


async def test_a_person_s_diaries_are_read_by_date(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, today = await cast.phone("lin"), cast.today()
    for n in range(3):
        await lin.send(diary(lin, (today - timedelta(days=n)).isoformat(), {"kind": "note", "text": f"第{n}天前"}))
    desk = await at_desk(client, "su")
    address = f"/console/diaries/{cast.site()}/{cast.person('lin')}"
    page = (await desk.get(address)).text
    assert page.index("第0天前") < page.index("第1天前") < page.index("第2天前")
    assert "第0天前" not in (await desk.get(f"{address}?before={today}")).text
    assert (await desk.get(f"/console/diaries/{cast.site()}/{cast.person('zhou')}")).status_code == 404


@pytest.mark.parametrize("username", ["zhou", "fan", "lin"])
async def test_only_who_decides_at_the_site_reads_and_answers(client: Any, username: str) -> None:
    cast = await the_cast.build(client)
    lin = await cast.phone("lin")
    line = diary(lin, cast.today().isoformat())
    await lin.send(line)
    desk = await at_desk(client, username)
    for path in ("/console/diaries", f"/console/diaries/{cast.site()}/{cast.person('lin')}"):
        assert "2栋 4层地面湿" not in (await desk.get(path)).text
    answer = await desk.post(f"/console/diaries/{line.id}/answers", text="好", date=cast.today().isoformat())
    assert answer.status_code in (403, 404)
    assert await DiaryAnswer.count() == 0
