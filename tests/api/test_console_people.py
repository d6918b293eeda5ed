"""People and phones at a desk: taking in, another password, taking out, ending a phone's sign-in."""

from typing import Any

import pytest

from server.people import roll
from server.people.tables import Membership, Person, Session, Token
from tests import cast as the_cast
from tests.desk import Desk, at_desk, words


async def test_a_new_person_comes_without_a_password(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    await su.get("/console/people")
    answer = await su.post(
        "/console/people", name="丁一", username="Ding", role="repairer", site=str(cast.site()), phone="138 0000 0000",
        department=[str(cast.department("engineering"))],
    )  # fmt: skip
    assert answer.status_code == 303, words(answer)
    shown = words(await su.get(answer.headers["location"]))
    assert "请给本人一个邀请" in shown and "138 0000 0000" in (await su.get("/console/people")).text
    assert "丁一" in words(await su.get("/console/people?show=waiting"))
    for guess in ("", "the hash that is checked when the name is unknown"):
        assert (await cast.sign_in("ding", guess)).json()["code"] == "bad-credentials"


async def test_a_form_that_does_not_fit_comes_back_filled(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    await su.get("/console/people")
    taken = await su.post("/console/people", name="丁一", username="lin", role="patroller", site=str(cast.site()))
    assert taken.status_code == 422
    assert "这个用户名已经有人用了" in words(taken)
    assert 'value="丁一"' in taken.text
    count = await Person.count()
    for wrong in (
        {"username": "Döng"}, {"name": ""}, {"role": "emperor"}, {"role": "manager"}, {"site": str(cast.site("court"))},
        {"site": "x"}, {"department": [str(cast.department("engineering", "court"))]},
    ):  # fmt: skip
        fields = {"name": "丁一", "username": "ding", "role": "repairer", "site": str(cast.site()), **wrong}
        assert (await su.post("/console/people", **fields)).status_code == 422, wrong
    assert await Person.count() == count


async def test_only_a_manager_makes_managers(client: Any) -> None:
    cast = await the_cast.build(client)
    he = await at_desk(client, "he")
    page = await he.get("/console/people")
    assert 'value="manager"' in page.text
    answer = await he.post(
        "/console/people", name="丁一", username="ding", role="manager", site=str(cast.site("court"))
    )
    assert answer.status_code == 303
    row = await Membership.select(Membership.site, Membership.role).where(Membership.person.username == "ding").first()
    assert row == {"site": cast.site("court"), "role": "manager"}


async def test_a_disabled_person_is_out_everywhere_and_may_come_back(client: Any) -> None:
    cast = await the_cast.build(client)
    su, zhou, phone = await at_desk(client, "su"), await at_desk(client, "zhou"), await cast.phone("zhou")
    assert (await phone.get("/orders")).status_code == 200
    answer = await su.post(f"/console/people/{cast.person('zhou')}/disable")
    assert answer.status_code == 303
    assert "周敏" not in words(await su.get("/console/people"))
    assert "已停用" in words(await su.get("/console/people?show=left"))
    assert (await phone.get("/orders")).json()["code"] == "token-revoked"
    assert (await zhou.get("/console/")).status_code == 303
    assert await Session.count().where(Session.person == cast.person("zhou")) == 0
    assert (await Desk(client).sign_in("zhou")).status_code == 401
    await su.post(f"/console/people/{cast.person('zhou')}/enable")
    assert (await Desk(client).sign_in("zhou")).status_code == 303


async def test_nobody_changes_themselves_their_manager_or_other_sites_people(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    assert (await su.post(f"/console/people/{cast.person('su')}/disable")).status_code == 403
    assert (await su.post(f"/console/people/{cast.person('he')}/disable")).status_code == 403
    assert (await su.post(f"/console/people/{cast.person('he')}/invite")).status_code == 403
    assert (await su.post(f"/console/people/{cast.person('he')}/details", name="何")).status_code == 403
    he_here = {"site": str(cast.site()), "role": "patroller"}
    assert (await su.post(f"/console/people/{cast.person('he')}/posts", **he_here)).status_code == 403
    assert (await su.post(f"/console/people/{cast.person('he')}/posts/end", **he_here)).status_code == 403
    assert (await su.post(f"/console/people/{cast.person('wang')}/disable")).status_code == 404
    page = await su.get("/console/people")
    assert "王芳" not in page.text
    assert await Person.count().where(Person.disabled_at.is_not_null()) == 0


async def test_devices_show_what_they_last_said_and_can_be_ended(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    said = {"outbox_reports": 3, "outbox_photos": 1, "app_version": "0.1.0", "storage_used": 3 << 20,
            "storage_quota": 4 << 30}  # fmt: skip
    await client.post("/api/v1/heartbeat", json=said, headers=phone.headers)
    await Token.update({Token.clock_error_ms: 300_000}).where(Token.person == cast.person("lin"))
    su, fan = await at_desk(client, "su"), await at_desk(client, "fan")
    shown = words(await su.get("/console/devices"))
    for told in (
        "林晓 · Redmi 12", "待传 3 条、1 张照片", "用了 3.0 MiB，共 4.0 GiB", "时钟快 5 分", "版本 0.1.0",
        "大约还能拍 6985 张",
    ):  # fmt: skip
        assert told in shown, told
    token = await Token.select(Token.id).where(Token.person == cast.person("lin")).first()
    assert token is not None
    assert "林晓" not in words(await fan.get("/console/devices"))
    assert (await fan.post(f"/console/devices/{token['id']}/revoke")).status_code == 404
    assert (await su.post(f"/console/devices/{token['id']}/revoke")).status_code == 303
    assert (await phone.get("/bundle")).json()["code"] == "token-revoked"
    assert "林晓" in words(await su.get("/console/devices?show=ended"))


async def test_where_else_somebody_works_is_told_only_to_who_works_there_too(client: Any) -> None:
    cast = await the_cast.build(client)
    he, su = await at_desk(client, "he"), await at_desk(client, "su")
    assert "银杏苑" in words(await he.get("/console/people"))
    assert "银杏苑" not in words(await su.get("/console/people"))
    assert "银杏苑" not in words(await su.get(f"/console/people/{cast.person('he')}"))


async def test_a_supervisor_cannot_end_a_managers_phone(client: Any) -> None:
    cast = await the_cast.build(client)
    su, he = await at_desk(client, "su"), await at_desk(client, "he")
    tokens = {}
    for name in ("he", "su", "lin"):
        await cast.phone(name)
        row = await Token.select(Token.id).where(Token.person == cast.person(name)).first()
        assert row is not None
        tokens[name] = row["id"]
    assert (await su.post(f"/console/devices/{tokens['he']}/revoke")).status_code == 403
    assert f"/console/devices/{tokens['he']}/revoke" not in (await su.get("/console/devices")).text
    assert (await su.post(f"/console/devices/{tokens['su']}/revoke")).status_code == 303  # one's own
    assert (await he.post(f"/console/devices/{tokens['lin']}/revoke")).status_code == 303
    assert await Token.count().where(Token.ended_at.is_null()) == 1


async def test_posts_are_given_changed_and_ended(client: Any) -> None:
    cast = await the_cast.build(client)
    su, he, fan = await at_desk(client, "su"), await at_desk(client, "he"), await at_desk(client, "fan")
    lin = f"/console/people/{cast.person('lin')}"
    garden, court = str(cast.site()), str(cast.site("court"))
    phone = await cast.phone("lin")
    assert (await fan.get(lin)).status_code == 404
    assert (await su.post(f"{lin}/posts", site=court, role="patroller")).status_code == 422
    assert (await su.post(f"{lin}/posts", site=garden, role="manager")).status_code == 422
    foreign = await su.post(
        f"{lin}/posts", site=garden, role="repairer", department=[str(cast.department("engineering", "court"))]
    )
    assert foreign.status_code == 422 and "这个部门不在这个小区" in words(foreign)
    cleaning = str(cast.department("cleaning"))
    assert (await su.post(f"{lin}/posts", site=garden, role="repairer", department=[cleaning])).status_code == 303
    assert (await he.post(f"{lin}/posts", site=court, role="patroller")).status_code == 303
    told = await cast.sign_in("lin")
    held = [(one["role"], [d["key"] for d in one["departments"]]) for one in told.json()["person"]["sites"]]
    assert sorted(held) == [("patroller", []), ("repairer", ["cleaning"])]
    # Now somebody of two sites: the supervisor of one of them changes only what is theirs.
    assert (await su.post(f"{lin}/details", name="林")).status_code == 403
    assert (await su.post(f"{lin}/posts/end", site=court)).status_code == 404
    assert (await su.post(f"{lin}/posts/end", site=garden)).status_code == 303
    assert (await phone.get("/bundle", site=garden)).status_code == 404
    assert (await phone.get("/bundle", site=court)).status_code == 200
    assert "林晓" in words(await su.get("/console/people?show=left"))
    assert (await he.post(f"{lin}/posts", site=garden, role="patroller")).status_code == 303
    assert (await phone.get("/bundle", site=garden)).status_code == 200


async def test_departments_and_firms_are_added_and_renamed(client: Any) -> None:
    cast = await the_cast.build(client)
    su, fan, zhou = await at_desk(client, "su"), await at_desk(client, "fan"), await at_desk(client, "zhou")
    path, garden = "/console/people/departments", str(cast.site())
    assert (await zhou.get(path)).status_code == 403
    added = await su.post(path, site=garden, name="安顺电梯维保", key="engineering", contractor="1")
    assert added.status_code == 303
    shown = words(await su.get(path))
    assert "安顺电梯维保" in shown and "外包" in shown
    again = await su.post(path, site=garden, name="安顺电梯维保", key="engineering")
    assert again.status_code == 422 and "已经有同名的部门" in words(again) and 'value="安顺电梯维保"' in again.text
    assert (await fan.post(path, site=garden, name="别的队", key="cleaning")).status_code == 404
    cleaning = cast.department("cleaning")
    assert (await fan.post(f"{path}/{cleaning}", name="保洁组")).status_code == 404
    assert (await su.post(f"{path}/{cleaning}", name="保洁一组")).status_code == 303
    assert "保洁一组" in words(await su.get(path))


async def test_the_front_desk_sees_people_and_changes_nobody(client: Any) -> None:
    cast = await the_cast.build(client)
    zhou = await at_desk(client, "zhou")
    page = await zhou.get("/console/people")
    assert page.status_code == 200 and "添加一个人" not in page.text
    lin = f"/console/people/{cast.person('lin')}"
    assert "生成邀请" in (await zhou.get(lin)).text
    assert (await zhou.get("/console/people/import")).status_code == 403
    assert (await zhou.get("/console/people/export")).status_code == 403
    for deed in ("disable", "enable", "details", "posts", "posts/end"):
        assert (await zhou.post(f"{lin}/{deed}", site=str(cast.site()), role="patroller")).status_code == 403, deed
    assert (await zhou.post("/console/people", name="丁", username="ding", role="patroller")).status_code == 403


async def test_a_phone_long_out_of_touch_with_something_unsent_is_never_cut_off(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = await the_cast.build(client)
    forgotten = await cast.phone("lin")
    said = {"outbox_reports": 3, "outbox_photos": 0, "app_version": "0.1.0"}
    await client.post("/api/v1/heartbeat", json=said, headers=forgotten.headers)
    for _ in range(3):
        await cast.phone("chen")
    monkeypatch.setattr(roll, "_MOST_PHONES", 2)
    [waiting] = await roll.unsent([cast.site()])
    assert waiting["outbox_reports"] == 3
    rows = await roll.devices([cast.site()])
    assert [row["id"] == waiting["id"] for row in rows] == [True, False, False]
