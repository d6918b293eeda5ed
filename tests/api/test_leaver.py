"""A leaver: what they still have is handed on, their sign-ins end, and what is unsent on their phone still comes in."""

from datetime import timedelta
from typing import Any

import pytest

from server.duty.tables import Duty, Matter
from server.journal.tables import JournalEntry
from server.lib import clock, ids
from server.patrols.tables import Route
from server.people import enrolling
from server.people.tables import Person, Session, Token
from server.people.terms import Post
from server.reports.tables import Report
from tests import cast as the_cast
from tests.api.key_world import hang, loans_of, step
from tests.api.orders import history, only_order
from tests.builders import Phone, check, defect
from tests.cast import Cast
from tests.desk import Desk, at_desk, words


async def _says(client: Any, phone: Phone, reports: int, photos: int = 0) -> Any:
    said = {"outbox_reports": reports, "outbox_photos": photos, "app_version": "0.1.0"}
    return await client.post("/api/v1/heartbeat", json=said, headers=phone.headers)


async def _order_in_hand(cast: Cast, chen: Phone) -> Any:
    """An order that chen has accepted."""
    lin = await cast.phone("lin")
    await lin.send(lin.inspection("east2", [check("fire-door", defect("FD02"))]))
    order = await only_order()
    await chen.send(chen.work(order["id"], "accept"))
    return (await only_order())["id"]


async def _second_repairer(client: Any, cast: Cast) -> Any:
    engineering = cast.department("engineering")
    post = Post(site_id=cast.site(), role="repairer", department_ids=(engineering,))
    return await enrolling.add_person("qian", "钱进", [post], "quiet paths lead home")


def _path(cast: Cast, name: str) -> str:
    return f"/console/people/{cast.person(name)}/leaving"


async def test_a_technician_leaves_and_everything_is_handed_on(client: Any) -> None:
    cast = await the_cast.build(client)
    su, chen, garden = await at_desk(client, "su"), await cast.phone("chen"), cast.site()
    qian = await _second_repairer(client, cast)
    order = await _order_in_hand(cast, chen)
    key = await hang(cast)
    await step(chen, key, "borrow", purpose="repair")
    now = clock.now()
    await Duty.insert(
        Duty(
            id=ids.new(), site=garden, person=cast.person("chen"), phone="13800000001", starts_at=now,
            ends_at=now + timedelta(hours=9), made_at=now,
        )
    )  # fmt: skip
    await Matter.insert(
        Matter(id=ids.new(), site=garden, kind="keys", text="借了梯子", written_by=cast.person("chen"), written_at=now)
    )
    await _says(client, chen, 2, 1)
    page = words(await su.get(_path(cast, "chen")))
    for told in ("没办完的工单 1", "借着的钥匙 1", "排好的值班 1", "交接本里的事 1", "待传 2 条、1 张照片", "借了梯子"):
        assert told in page, told
    nothing = await su.post(_path(cast, "chen"), phones="empty")
    assert nothing.status_code == 422 and words(nothing).count("请选交给谁") == 4
    assert (await only_order())["person"] == cast.person("chen"), "nothing is handed on by halves"
    lin = str(cast.person("lin"))
    chosen = {f"{kind}.{garden}": lin for kind in ("keys", "duty", "matters")}
    wrong = await su.post(_path(cast, "chen"), phones="empty", **chosen, **{f"orders.{garden}": lin})
    assert wrong.status_code == 422, "orders go to repairers"
    assert f'value="{lin}" selected' in wrong.text, "what was chosen is still chosen"
    done = await su.post(_path(cast, "chen"), phones="empty", **chosen, **{f"orders.{garden}": str(qian)})
    assert done.status_code == 303, words(done)
    assert (await only_order())["person"] == qian
    assert (await history(order))[-1] == "dispatch"
    loans = await loans_of(key)
    assert sorted((loan["person"] == cast.person("lin"), loan["ended_at"] is None) for loan in loans) == [
        (False, False), (True, True),
    ]  # fmt: skip
    assert (await Duty.select(Duty.person).first() or {})["person"] == cast.person("lin")
    assert "林晓 接班" in words(await su.get("/console/duty"))
    notes = await JournalEntry.select(JournalEntry.person_id).where(JournalEntry.verb == "leave")
    assert notes == [{"person_id": cast.person("su")}]


async def test_what_is_unsent_still_comes_in_and_then_the_phone_is_out(client: Any) -> None:
    cast = await the_cast.build(client)
    su, lin = await at_desk(client, "su"), await cast.phone("lin")
    await _says(client, lin, 1)
    await Route.update({Route.person_ids: "[]"}).where(Route.site == cast.site())
    assert (await su.post(_path(cast, "lin"), phones="empty")).status_code == 303
    assert (await cast.sign_in("lin")).status_code == 401
    assert await Session.count().where(Session.person == cast.person("lin")) == 0
    for path in ("/bundle", "/orders"):
        refused = (await lin.get(path)).json()
        assert refused["code"] == "sending-only", path
    [result] = await lin.send(lin.inspection("east2", [check("lamp")]))
    assert result["outcome"] == "stored", result
    assert "传完就结束" in words(await su.get("/console/devices"))
    await _says(client, lin, 1)
    assert (await lin.status(result["id"]))[0]["state"] == "complete"
    assert (await _says(client, lin, 0)).status_code == 204
    assert (await lin.get("/bundle")).json()["code"] == "token-revoked"
    row = await Token.select(Token.ended_by).where(Token.person == cast.person("lin")).first()
    assert row == {"ended_by": cast.person("su")}
    assert await Report.count() == 1


@pytest.mark.parametrize(("said", "at_once", "code"), [
    (None, False, "sending-only"), (0, False, "token-revoked"), (3, False, "sending-only"), (3, True, "token-revoked"),
])  # fmt: skip
async def test_when_a_phones_sign_in_ends(client: Any, said: int | None, at_once: bool, code: str) -> None:
    cast = await the_cast.build(client)
    su, chen = await at_desk(client, "su"), await cast.phone("chen")
    if said is not None:
        await _says(client, chen, said)
    answer = await su.post(_path(cast, "chen"), phones="now" if at_once else "empty")
    assert answer.status_code == 303
    assert (await chen.get("/bundle")).json()["code"] == code
    assert (await Person.objects().get(Person.username == "chen")).disabled_at is not None  # type: ignore[union-attr]


async def test_leaving_one_site_hands_on_there_and_goes_on_elsewhere(client: Any) -> None:
    cast = await the_cast.build(client)
    he, lin = await at_desk(client, "he"), await cast.phone("lin")
    garden, court = str(cast.site()), str(cast.site("court"))
    person = f"/console/people/{cast.person('lin')}"
    await he.post(f"{person}/posts", site=court, role="patroller")
    await he.post("/console/people", name="丁一", username="ding", role="patroller", site=garden)
    ding = (await Person.select(Person.id).where(Person.username == "ding").first() or {})["id"]
    routes = await Route.select(Route.id).where(Route.site == cast.site())
    await Route.update({Route.person_ids: f'["{cast.person("lin")}"]'}).where(Route.id == routes[0]["id"])
    sealed = lin.inspection("east2", [check("lamp")], at=clock.now() - timedelta(minutes=9))
    missing = await he.post(f"{person}/leaving", site=garden)
    assert missing.status_code == 422 and "请选交给谁" in words(missing)
    done = await he.post(f"{person}/leaving", site=garden, **{f"routes.{garden}": str(ding)})
    assert done.status_code == 303
    rows = await Route.select(Route.person_ids).where(Route.id == routes[0]["id"]).output(load_json=True)
    assert rows == [{"person_ids": [str(ding)]}]
    assert (await lin.get("/bundle", site=court)).status_code == 200
    assert (await lin.get("/bundle", site=garden)).status_code == 404
    [before] = await lin.send(sealed)
    assert before["outcome"] == "stored", "sealed while the post was held"
    [after] = await lin.send(lin.inspection("east2", [check("lamp")], at=clock.now() + timedelta(minutes=1)))
    assert after["outcome"] == "quarantined" and after["problem"]["code"] == "not-a-member"


async def test_who_may_see_somebody_off(client: Any) -> None:
    cast = await the_cast.build(client)
    may: dict[str, set[str]] = {
        "zhou": set(),
        "su": {"lin", "chen", "zhou"},
        "fan": {"wang"},
        "he": {"lin", "chen", "zhou", "su", "wang", "fan"},
    }
    for by, allowed in may.items():
        desk: Desk = await at_desk(client, by)
        for whom in the_cast.PEOPLE:
            page = await desk.get(_path(cast, whom))
            assert (page.status_code == 200) == (whom in allowed), (by, whom, page.status_code)
            if whom not in allowed:
                assert (await desk.post(_path(cast, whom), phones="now")).status_code in (403, 404)
    assert await Person.count().where(Person.disabled_at.is_not_null()) == 0
