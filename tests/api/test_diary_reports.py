"""Diaries that phones seal: kept as they are, a second one beside the first, and the answer in the next briefing."""

from datetime import timedelta
from typing import Any

import pytest

from server.diaries.tables import Diary, DiaryAnswer
from server.intake import applying
from server.intake.reapplying import reapply
from server.lib import clock, digest, ids, times
from tests.api.test_incident_reports import day
from tests.builders import Line, Phone
from tests.cast import Cast

KEY = digest.sha256(b"diaries").encode()
WALK = {"kind": "patrol", "text": "上午巡查 3栋，18 点都到了", "ref": str(ids.new())}
NOTE = {"kind": "note", "text": "2栋 4层地面湿，已放警示牌"}


def diary(phone: Phone, date: str, /, *entries: dict[str, Any], **more: Any) -> Line:
    body = {"date": date, "entries": list(entries or (WALK, NOTE)), "submitted_at": times.text(clock.now())}
    return phone.seal("diary", body | more)


async def answer(line: Line, text: str, person_id: Any, after: float = 0) -> None:
    at = clock.now() + timedelta(minutes=after)
    await DiaryAnswer.insert(DiaryAnswer(id=ids.new(), diary=line.id, person=person_id, text=text, at=at))


async def test_a_diary_is_kept_as_it_was_written(cast: Cast) -> None:
    lin, today = await cast.phone("lin"), cast.today()
    line = diary(lin, today.isoformat(), suggestions="西侧换感应灯")
    [result] = await lin.send(line)
    assert (result["outcome"], result["flags"]) == ("stored", [])
    [row] = await Diary.select().output(load_json=True)
    assert (str(row["id"]), row["site"], row["person"], row["written_on"]) == (
        line.id, cast.site(), lin.person_id, today)  # fmt: skip
    assert row["entries"] == [WALK, NOTE | {"ref": None}]
    assert row["suggestions"] == "西侧换感应灯"
    [again] = await lin.send(line)
    assert again["outcome"] == "repeat"
    assert await Diary.count() == 1


async def test_a_second_diary_of_the_date_stands_beside_the_first(cast: Cast) -> None:
    lin, today = await cast.phone("lin"), cast.today().isoformat()
    for line in (diary(lin, today), diary(lin, today, NOTE)):
        assert (await lin.send(line))[0]["outcome"] == "stored"
    assert await Diary.count() == 2


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"date": "2026-02-30"}, "body.date"),
        ({"date": "today"}, "body.date"),
        ({"entries": None}, "body.entries"),
        ({"entries": [{"kind": "note"}]}, "body.entries[0].text"),
        ({"submitted_at": ...}, "body.submitted_at"),
    ],
)
async def test_what_cannot_be_read_waits_in_quarantine(cast: Cast, more: dict[str, Any], path: str) -> None:
    lin = await cast.phone("lin")
    [result] = await lin.send(diary(lin, "2026-11-23", **more))
    assert (result["outcome"], result["problem"]["code"]) == ("quarantined", "invalid-report")
    assert result["problem"]["errors"][0]["path"] == path


async def test_the_answer_to_my_last_diary_is_in_my_bundle_and_in_no_other(cast: Cast) -> None:
    lin, wang, today = await cast.phone("lin"), await cast.phone("wang"), cast.today()
    first, second = diary(lin, (today - timedelta(days=1)).isoformat()), diary(lin, today.isoformat())
    await lin.send(first)
    assert (await day(cast, lin))["diary_answer"] is None
    await answer(first, "写得清楚", cast.person("su"), after=-2)
    await answer(first, "感应灯已报", cast.person("he"), after=-1)
    told = (await day(cast, lin))["diary_answer"]
    assert told.pop("at").endswith("Z")
    assert told == {
        "date": (today - timedelta(days=1)).isoformat(), "text": "写得清楚\n感应灯已报",
        "person_id": str(cast.person("he")),
    }  # fmt: skip
    assert (await day(cast, wang))["diary_answer"] is None
    await lin.send(second)
    assert (await day(cast, lin))["diary_answer"] is None


async def test_diaries_that_waited_in_quarantine_are_applied_by_a_server_that_learnt_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await cast.phone("lin")
    known = applying.APPLIERS["diary"]
    monkeypatch.delitem(applying.APPLIERS, "diary")
    line = diary(lin, cast.today().isoformat())
    [result] = await lin.send(line)
    assert result["problem"]["code"] == "unknown-kind"
    monkeypatch.setitem(applying.APPLIERS, "diary", known)
    assert await reapply(KEY) == 1
    assert await reapply(KEY) == 0
    assert [str(row["id"]) for row in await Diary.select(Diary.id)] == [line.id]
    assert (await lin.send(line))[0]["outcome"] == "repeat"
    assert (await lin.status(line.id))[0]["state"] == "complete"
