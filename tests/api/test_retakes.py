"""A photo asked for once more: from the desk to the reporter's phone, and back with both photos side by side."""

from typing import Any

from server.inspections.tables import ItemPhoto
from server.journal.tables import JournalEntry
from server.lib import ids
from server.reviews.tables import Retake
from tests import cast as the_cast
from tests.builders import Line, Phone, check, defect, photo
from tests.cast import Cast
from tests.desk import Desk, at_desk, words
from tests.pictures import picture

OLD, NEW, FAR = picture(1), picture(2), picture(3)


async def _reported(cast: Cast) -> tuple[Phone, Line]:
    """lin has reported a door that does not shut, with a photo."""
    lin = await cast.phone("lin")
    line = lin.inspection("east2", [check("fire-door", defect("FD05", photos=[OLD]))], photos=[OLD])
    await lin.send(line)
    await lin.put(OLD)
    return lin, line


async def _ask(desk: Desk, line: Line, **form: str) -> Any:
    asked = {"photo": OLD.sha256, "chosen": "太暗，看不清", "reason": "", **form}
    return await desk.post(f"/console/evidence/{line.id}/retakes", **asked)


async def _asked_of(phone: Phone) -> list[dict[str, Any]]:
    answer = await phone.get("/bundle", site=str(phone.site_id))
    retakes: list[dict[str, Any]] = answer.json()["parts"]["day"]["data"]["retakes"]
    return retakes


async def test_a_retake_travels_to_the_reporter_s_phone_and_is_closed_by_its_photo(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, line = await _reported(cast)
    su = await at_desk(client, "su")
    await su.get(f"/console/evidence/{line.id}")
    answer = await _ask(su, line)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/evidence/{line.id}?done=asked")
    [asked] = await _asked_of(lin)
    assert asked == {
        "id": asked["id"], "report_id": line.id, "point_id": str(cast.point("east2")), "unit_id": None,
        "asset_id": str(cast.asset("east2", "fire-door")), "item": "FD05", "photo": OLD.sha256,
        "reason": "太暗，看不清", "asked_by": str(cast.person("su")), "asked_at": asked["asked_at"],
    }  # fmt: skip
    assert await _asked_of(await cast.phone("su")) == []  # of whoever reported, and of nobody else
    said = words(await su.get(f"/console/evidence/{line.id}"))
    assert "等补拍" in said
    assert "撤回" in said

    [result] = await lin.send(lin.addendum(line, "retake", retake_id=asked["id"], photos=[photo(NEW)]))
    assert (result["outcome"], result["flags"]) == ("stored", [])
    await lin.put(NEW)
    assert await _asked_of(lin) == []
    page = await su.get(f"/console/evidence/{line.id}")
    said = words(page)
    assert "已补拍" in said
    assert "撤回" not in said
    pair = page.text.split("gallery--pair")[1].split("</article>")[0]
    assert pair.index(OLD.sha256) < pair.index(NEW.sha256)
    shown = await ItemPhoto.select(ItemPhoto.sha256, ItemPhoto.item).where(ItemPhoto.sha256 == NEW.sha256)
    assert shown == [{"sha256": NEW.sha256, "item": "FD05"}]  # the newer one guides the next visit
    verbs = [row["verb"] for row in await JournalEntry.select().where(JournalEntry.thing == "report")]
    assert [verb for verb in verbs if "retake" in verb] == ["ask-retake", "answer-retake"]


async def test_sent_twice_it_is_answered_once_and_a_second_answer_is_an_addendum_more(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, line = await _reported(cast)
    su = await at_desk(client, "su")
    await _ask(su, line)
    [asked] = await _asked_of(lin)
    first = lin.addendum(line, "retake", retake_id=asked["id"], photos=[NEW])
    second = lin.addendum(line, "retake", retake_id=asked["id"], photos=[FAR])
    results = await lin.send(first, first, second)
    assert [result["outcome"] for result in results] == ["stored", "repeat", "stored"]
    row = await Retake.select().first()
    assert row is not None
    assert str(row["answered_report"]) == first.id


async def test_a_word_why_there_can_be_no_photo_is_an_answer_too(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, line = await _reported(cast)
    su = await at_desk(client, "su")
    await _ask(su, line)
    [asked] = await _asked_of(lin)
    await lin.send(lin.addendum(line, "retake", retake_id=asked["id"], note="门已经修好了"))
    assert await _asked_of(lin) == []
    assert "门已经修好了" in words(await su.get(f"/console/evidence/{line.id}"))


async def test_taken_back_it_leaves_the_phone_but_an_answer_under_way_counts(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, line = await _reported(cast)
    su = await at_desk(client, "su")
    await _ask(su, line)
    [asked] = await _asked_of(lin)
    back = await su.post(f"/console/evidence/{line.id}/retakes/{asked['id']}/withdraw")
    assert back.headers["location"].endswith("done=withdrawn")
    assert await _asked_of(lin) == []
    assert "不用补了" in words(await su.get(f"/console/evidence/{line.id}"))
    [result] = await lin.send(lin.addendum(line, "retake", retake_id=asked["id"], photos=[NEW]))
    assert result["flags"] == []
    assert "已补拍" in words(await su.get(f"/console/evidence/{line.id}"))
    late = await su.post(f"/console/evidence/{line.id}/retakes/{asked['id']}/withdraw")
    assert late.status_code == 409
    assert "新照片刚刚传到" in words(late)


async def test_what_can_t_be_asked_brings_the_form_back_with_what_was_typed(client: Any) -> None:
    cast = await the_cast.build(client)
    _lin, line = await _reported(cast)
    su = await at_desk(client, "su")
    wrong = await _ask(su, line, photo="f" * 64, chosen="", reason="长" * 201)
    assert wrong.status_code == 422
    assert "长" * 201 in wrong.text
    for told in ("请选一张照片", "写短一点"):
        assert told in words(wrong)
    assert "请选或写一个原因" in words(await _ask(su, line, chosen=""))
    assert (await _ask(su, line)).status_code == 303
    again = await _ask(su, line, reason="门牌也要拍进去")
    assert again.status_code == 409
    assert "这张照片已经要求补拍了" in words(again)
    assert "门牌也要拍进去" in again.text
    assert await Retake.count() == 1


async def test_only_who_decides_at_the_site_may_ask(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, line = await _reported(cast)
    for username, status in (("fan", 404), ("zhou", 403)):
        desk = await at_desk(client, username)
        assert (await _ask(desk, line)).status_code == status
    su, fan = await at_desk(client, "su"), await at_desk(client, "fan")
    await _ask(su, line)
    [asked] = await _asked_of(lin)
    for desk, report_id, status in ((fan, line.id, 404), (su, str(ids.new()), 404)):
        answer = await desk.post(f"/console/evidence/{report_id}/retakes/{asked['id']}/withdraw")
        assert answer.status_code == status
    other = lin.inspection("east2", [check("lamp")])
    await lin.send(other)
    assert (await su.post(f"/console/evidence/{other.id}/retakes/{asked['id']}/withdraw")).status_code == 404
    assert len(await _asked_of(lin)) == 1


async def test_an_unknown_retake_or_another_report_s_is_kept_and_marked(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, line = await _reported(cast)
    su = await at_desk(client, "su")
    await _ask(su, line)
    [asked] = await _asked_of(lin)
    other = lin.inspection("east2", [check("lamp")])
    unknown = lin.addendum(line, "retake", retake_id=str(ids.new()), photos=[NEW])
    elsewhere = lin.addendum(other, "retake", retake_id=asked["id"], photos=[NEW])
    results = await lin.send(other, unknown, elsewhere)
    assert [(one["outcome"], one["flags"]) for one in results[1:]] == [("stored", ["unknown-reference"])] * 2
    assert len(await _asked_of(lin)) == 1
