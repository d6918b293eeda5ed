"""Duty: who is to be rung, the list at the desk, the hand-over book from one to the next."""

from datetime import timedelta
from typing import Any

from server.duty.tables import Duty, Matter, Taking
from server.journal.tables import JournalEntry
from server.lib import clock, ids, times
from server.people.tables import Person
from tests import cast as the_cast
from tests.builders import check, defect
from tests.cast import Cast
from tests.desk import Desk, at_desk, words

PATH = "/console/duty"


def _form(cast: Cast, **other: str) -> dict[str, str]:
    return {
        "person": str(cast.person("zhou")), "phone": "13800000001", "day": clock.today(the_cast.ZONE).isoformat(),
        "start": "00:00", "end": "00:00", "days": "1", "stand_in": "", "stand_in_phone": "", **other,
    }  # fmt: skip


async def _plan(desk: Desk, cast: Cast, site: str = "garden", **other: str) -> Any:
    return await desk.post(f"{PATH}/{cast.site(site)}/shifts", **_form(cast, **other))


async def test_who_is_on_duty_stands_at_the_desk_and_in_the_bundle(client: Any) -> None:
    cast = await the_cast.build(client)
    su, lin = await at_desk(client, "su"), await cast.phone("lin")
    assert (await lin.get("/bundle")).json()["parts"]["day"]["data"]["duty"] is None
    assert "现在没有人值班" in words(await su.get(PATH))
    await Person.update({Person.phone: "13900000002"}).where(Person.id == cast.person("su"))
    assert (await _plan(su, cast, stand_in=str(cast.person("su")))).status_code == 303
    shown = words(await su.get(PATH))
    assert "周敏" in shown and "正在值班" in shown and "替班 苏梅 13900000002" in shown
    told = (await lin.get("/bundle")).json()["parts"]["day"]["data"]["duty"]
    ends_at = (await Duty.select(Duty.ends_at).first() or {})["ends_at"]
    assert told == {
        "person_id": str(cast.person("zhou")), "name": "周敏", "phone": "13800000001", "until": times.text(ends_at),
        "stand_in": {"person_id": str(cast.person("su")), "name": "苏梅", "phone": "13900000002"},
    }  # fmt: skip
    wang = await cast.phone("wang")
    assert (await wang.get("/bundle")).json()["parts"]["day"]["data"]["duty"] is None
    # Who is disabled is nobody to ring.
    await su.post(f"/console/people/{cast.person('zhou')}/disable")
    assert (await lin.get("/bundle")).json()["parts"]["day"]["data"]["duty"] is None


async def test_a_night_duty_of_a_week_crosses_midnight_and_shows_its_gaps(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    tomorrow = clock.today(the_cast.ZONE) + timedelta(days=1)
    assert (await _plan(su, cast, start="18:00", end="08:00", days="7", day=tomorrow.isoformat())).status_code == 303
    rows = await Duty.select(Duty.starts_at, Duty.ends_at).order_by(Duty.starts_at)
    assert len(rows) == 7 and {row["ends_at"] - row["starts_at"] for row in rows} == {timedelta(hours=14)}
    shown = words(await su.get(PATH))
    assert "没有人值班：" in shown
    await _plan(su, cast, start="20:00", end="23:00", day=tomorrow.isoformat(), person=str(cast.person("lin")))
    assert "两个人同时值班：" in words(await su.get(PATH))


async def test_a_shift_that_does_not_fit_comes_back_filled(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    for wrong, told in (
        ({"person": str(cast.person("wang"))}, "请选这个小区的人"), ({"person": ""}, "请选这个小区的人"),
        ({"phone": "call me"}, "请填能打通的电话"), ({"phone": ""}, "请填能打通的电话"),
        ({"day": "2026-02-30"}, "请选日期"),
        ({"day": "2020-01-01"}, "日期要在今天到一年之内"), ({"start": "25:00"}, "要填像 09:30 这样的时间"),
        ({"days": "40"}, "连续几天，填 1 到 31"), ({"stand_in": str(cast.person("zhou"))}, "替班要是另一个人"),
    ):  # fmt: skip
        refused = await _plan(su, cast, **{"stand_in_phone": "0571-88886666", **wrong})
        assert refused.status_code == 422, wrong
        assert told in words(refused) and 'value="0571-88886666"' in refused.text
    assert await Duty.count() == 0


async def test_who_may_do_what_at_which_site(client: Any) -> None:
    cast = await the_cast.build(client)
    garden = cast.site()
    desks = {name: await at_desk(client, name) for name in ("zhou", "su", "he", "fan", "lin", "chen")}
    planned = {name: (await _plan(desk, cast)).status_code for name, desk in desks.items()}
    assert planned == {"zhou": 403, "su": 303, "he": 303, "fan": 404, "lin": 403, "chen": 403}
    wrote = {}
    for name, desk in desks.items():
        wrote[name] = (await desk.post(f"{PATH}/{garden}/matters", kind="keys", text=f"{name}的事")).status_code
    assert wrote == {"zhou": 303, "su": 303, "he": 303, "fan": 404, "lin": 403, "chen": 403}
    duty, matter = await Duty.select(Duty.id).first(), await Matter.select(Matter.id).first()
    assert duty is not None and matter is not None
    assert (await desks["fan"].get(f"{PATH}?site={garden}")).status_code == 404
    assert (await desks["fan"].post(f"{PATH}/shifts/{duty['id']}/cancel")).status_code == 404
    assert (await desks["zhou"].post(f"{PATH}/shifts/{duty['id']}/cancel")).status_code == 403
    assert (await desks["fan"].post(f"{PATH}/matters/{matter['id']}/settle", how="办了")).status_code == 404
    assert (await desks["fan"].post(f"{PATH}/{garden}/take-over")).status_code == 404
    assert (await desks["su"].post(f"{PATH}/shifts/{duty['id']}/cancel")).status_code == 303
    assert (await desks["su"].post(f"{PATH}/shifts/{duty['id']}/cancel")).status_code == 409
    assert "千禧花园" in words(await desks["he"].get(PATH)) and "银杏苑" in words(await desks["he"].get(PATH))


async def test_a_matter_goes_from_hand_to_hand_until_it_is_settled(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou, su = await at_desk(client, "zhou"), await at_desk(client, "su")
    site = f"{PATH}/{cast.site()}"
    await zhou.post(f"{site}/matters", kind="equipment", text="2栋电梯\n厂家明早来")
    assert "看过了，接下" not in words(await zhou.get(PATH)), "nothing to take over from oneself"
    assert "看过了，接下 1 件" in words(await su.get(PATH))
    assert (await su.post(f"{site}/take-over")).status_code == 303
    shown = words(await zhou.get(PATH))
    assert "苏梅 接班" in shown and "看过了，接下 1 件" in shown
    await su.post(f"{site}/take-over")
    assert await Taking.count() == 1, "taking over again takes nothing"
    matter = (await Matter.select(Matter.id).first() or {})["id"]
    empty = await su.post(f"{PATH}/matters/{matter}/settle", how="")
    assert empty.status_code == 422 and "请写怎么处理的" in words(empty)
    assert (await su.post(f"{PATH}/matters/{matter}/settle", how="厂家修好了")).status_code == 303
    assert "苏梅 办完：厂家修好了" in words(await su.get(PATH))
    assert (await zhou.post(f"{PATH}/matters/{matter}/settle", how="也办了")).status_code == 409
    verbs = {row["verb"] for row in await JournalEntry.select(JournalEntry.verb)}
    assert {"write-down", "take-over", "settle"} <= verbs


async def test_a_matter_names_an_order_of_its_own_site(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou = await at_desk(client, "zhou")
    site = f"{PATH}/{cast.site()}"
    refused = await zhou.post(f"{site}/matters", kind="matter", text="等配件", order="W-1123-99")
    assert refused.status_code == 422 and "这个小区没有这张工单" in words(refused) and "等配件" in refused.text
    phone = await cast.phone("lin")
    await phone.send(phone.inspection("east2", [check("lamp", defect("LA01"))]))
    page = words(await zhou.get("/console/orders?view=list"))
    number = page[page.index("W-") :].split()[0]
    assert (await zhou.post(f"{site}/matters", kind="matter", text="等配件", order=number)).status_code == 303
    row = await Matter.select(Matter.order_id).first()
    assert row is not None and f"/console/orders/{row['order_id']}" in (await zhou.get(PATH)).text


async def test_a_matter_without_words_or_kind_is_refused(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou = await at_desk(client, "zhou")
    for wrong in ({"text": ""}, {"text": "长" * 1001}, {"kind": "gossip"}):
        fields = {"kind": "matter", "text": "有事", **wrong}
        assert (await zhou.post(f"{PATH}/{cast.site()}/matters", **fields)).status_code == 422
    assert await Matter.count() == 0
    assert (await zhou.post(f"{PATH}/matters/{ids.new()}/settle", how="办了")).status_code == 404
