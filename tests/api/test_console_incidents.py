"""Incidents at a desk: the list, the timeline, the steps with their forms, the order, and what another site may not."""

from datetime import timedelta
from typing import Any

import pytest

from server.incidents.tables import Incident
from server.journal.tables import JournalEntry
from server.lib import clock, ids, times
from tests import cast as the_cast
from tests.api.incidents import incident, send, verdicts
from tests.api.orders import only_order
from tests.builders import photo
from tests.desk import at_desk, words
from tests.pictures import picture

SHOT = picture(3)


async def _violation(cast: Any, **more: Any) -> str:
    lin, key = await cast.phone("lin"), ids.new()
    told = {"category": "violation", "description": "楼道堆满纸箱", "unit_id": str(cast.unit("201"))} | more
    await send(lin, "open", key, after=-10, **told)
    return str(key)


async def test_the_list_shows_what_has_not_ended_and_the_page_its_timeline(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    await phone.put(SHOT)
    shots = [photo(SHOT, taken_at=times.text(clock.now()))]
    contacts = [{"name": "赵先生", "phone": "138 0000 0000"}]
    key = await _violation(cast, photos=shots, contacts=contacts, level=4)
    desk = await at_desk(client, "zhou")
    said = words(await desk.get("/console/incidents"))
    assert "住户违章" in said
    assert "楼道堆满纸箱" in said
    page = await desk.get(f"/console/incidents/{key}")
    said = words(page)
    for text in ("林晓 · 事件上报", "楼道堆满纸箱", "赵先生", "138 0000 0000", "201", "要在"):
        assert text in said, text
    assert f"/console/photos/{SHOT.sha256}" in page.text
    for view in ("due", "closed"):
        assert "没有这样的事件" in words(await desk.get(f"/console/incidents?view={view}"))
    assert "没有这样的事件" in words(await desk.get("/console/incidents?category=fire"))
    assert "Resident's violation" in words(await desk.get(f"/console/incidents/{key}", **{"Accept-Language": "en"}))


async def test_steps_are_added_at_the_desk_and_journalled(client: Any) -> None:
    cast = await the_cast.build(client)
    key, desk = await _violation(cast), await at_desk(client, "su")
    due = (cast.today() + timedelta(days=3)).isoformat()
    way: list[tuple[str, dict[str, str], str]] = [
        ("note", {"description": "电话劝过"}, "open"),
        ("notice", {"description": "三天内清走", "due_on": due}, "noticed"),
        ("recheck", {"put_right": "no", "description": "还在"}, "noticed"),
        ("hand_over", {"description": "移交城管"}, "handed_over"),
        ("close", {"description": "城管已清走"}, "closed"),
    ]
    await desk.get(f"/console/incidents/{key}")
    for step, fields, state in way:
        answer = await desk.post(f"/console/incidents/{key}/steps", step=step, **fields)
        assert answer.status_code == 303, answer.text
        assert (await incident(key))["state"] == state
        if step == "notice":
            assert key in (await desk.get("/console/incidents?view=due")).text
        assert await JournalEntry.exists().where(
            JournalEntry.thing_id == key, JournalEntry.verb == step, JournalEntry.person_id == cast.person("su")
        )
    assert {verdict for _step, verdict in await verdicts(key)} == {"applied"}
    assert "已记下：结束" in words(await desk.get(answer.headers["location"]))


@pytest.mark.parametrize(
    ("step", "fields", "says"),
    [
        ("note", {}, "请写几个字"),
        ("notice", {"description": "限期清走"}, "请选限期到哪一天"),
        ("notice", {"description": "限期清走", "due_on": "2020-01-01"}, "这一天已经过去了"),
        ("notice", {"description": "限期清走", "due_on": "9999-12-31"}, "请选限期到哪一天"),
        ("recheck", {"description": "限期清走"}, "请选改好了没有"),
        ("close", {"description": "长" * 4001}, "太长了"),
        ("open", {"description": "限期清走"}, "没有这一步"),
    ],
)
async def test_a_form_that_lacks_something_comes_back_filled(
    client: Any, step: str, fields: dict[str, str], says: str
) -> None:
    cast = await the_cast.build(client)
    key, desk = await _violation(cast), await at_desk(client, "su")
    await desk.get(f"/console/incidents/{key}")
    answer = await desk.post(f"/console/incidents/{key}/steps", step=step, **fields)
    assert answer.status_code == 422
    assert says in words(answer)
    if step != "open":
        assert fields.get("description", "") in answer.text
    assert await verdicts(key) == [("open", "applied")]


async def test_a_step_on_an_incident_that_ended_meanwhile_is_refused_and_what_was_typed_stays(client: Any) -> None:
    cast = await the_cast.build(client)
    key, desk = await _violation(cast), await at_desk(client, "su")
    await desk.get(f"/console/incidents/{key}")
    await send(await cast.phone("lin"), "hand_over", key, after=-1)
    answer = await desk.post(
        f"/console/incidents/{key}/steps", step="notice", description="三天内清走", due_on="2090-01-01"
    )
    assert answer.status_code == 409
    assert "有了新的进展" in words(answer)


async def test_an_incident_becomes_an_order_and_each_page_leads_to_the_other(client: Any) -> None:
    cast = await the_cast.build(client)
    key, desk = await _violation(cast), await at_desk(client, "zhou")
    page = await desk.get(f"/console/incidents/{key}")
    wrong = await desk.post(f"/console/incidents/{key}/order", department="astronomy", severity="huge")
    assert wrong.status_code == 422
    assert "请选一个部门" in words(wrong)
    made = await desk.post(f"/console/incidents/{key}/order", department="cleaning", severity="major")
    order = await only_order()
    assert made.headers["location"] == f"/console/orders/{order['id']}"
    assert (order["department"], order["severity"], order["unit"]) == (
        cast.department("cleaning"), "major", cast.unit("201"))  # fmt: skip
    page = await desk.get(f"/console/orders/{order['id']}")
    assert f"/console/incidents/{key}" in page.text
    assert "楼道堆满纸箱" in words(page)
    assert f"/console/orders/{order['id']}" in (await desk.get(f"/console/incidents/{key}")).text
    board = words(await desk.get("/console/orders"))
    assert "楼道堆满纸箱" in board
    again = await desk.post(f"/console/incidents/{key}/order", department="cleaning", severity="major")
    assert again.headers["location"] == made.headers["location"]
    await only_order()


async def test_an_emergency_stands_on_top_of_today_until_it_is_closed(client: Any) -> None:
    cast = await the_cast.build(client)
    lin, key = await cast.phone("lin"), ids.new()
    await send(lin, "open", key, category="entrapment", description="2号梯一人被困", place_text="3栋 2号梯", after=-3)
    await _violation(cast)
    desk, far = await at_desk(client, "zhou"), await at_desk(client, "fan")
    said = words(await desk.get("/console/"))
    assert "紧急事件：电梯困人 · 3栋 2号梯" in said
    assert "楼道堆满纸箱" not in said
    assert "紧急事件" not in words(await far.get("/console/"))
    await send(lin, "close", key, category="entrapment", after=-1)
    assert "紧急事件" not in words(await desk.get("/console/"))


async def test_who_is_rung_up_opens_an_incident_at_the_desk(client: Any) -> None:
    cast = await the_cast.build(client)
    desk = await at_desk(client, "zhou")
    await desk.get("/console/incidents")
    site = str(cast.site())
    wrong = await desk.post("/console/incidents", site=site, category="", description="", place="3栋")
    assert wrong.status_code == 422
    assert 'value="3栋"' in wrong.text
    made = await desk.post(
        "/console/incidents", site=site, category="gas", description="厨房有味", place="3栋 201", level="2"
    )
    assert made.status_code == 303
    [row] = await Incident.select()
    assert (row["category"], row["emergency"], row["level"], row["opened_by"]) == ("gas", True, 2, cast.person("zhou"))
    foreign = await desk.post(
        "/console/incidents", site=str(cast.site("court")), category="gas", description="厨房有味"
    )
    assert foreign.status_code == 404
    assert await Incident.count() == 1


async def test_another_site_s_incident_does_not_exist(client: Any) -> None:
    cast = await the_cast.build(client)
    key, far = await _violation(cast), await at_desk(client, "fan")
    assert key not in (await far.get("/console/incidents?view=all")).text
    assert (await far.get(f"/console/incidents/{key}")).status_code == 404
    for path in ("steps", "order"):
        answer = await far.post(f"/console/incidents/{key}/{path}", step="note", description="x", severity="minor")
        assert answer.status_code == 404
    assert (await far.get("/console/incidents/nonsense")).status_code == 404
    assert (await far.get(f"/console/incidents/{ids.new()}")).status_code == 404
    assert await verdicts(key) == [("open", "applied")]


async def test_who_works_on_a_phone_sees_no_incidents_at_a_desk(client: Any) -> None:
    cast = await the_cast.build(client)
    key, lin = await _violation(cast), await at_desk(client, "lin")
    for path in ("/console/incidents", f"/console/incidents/{key}"):
        assert "楼道堆满纸箱" not in (await lin.get(path)).text
