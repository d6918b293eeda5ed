"""People and phones at a desk: taking in, another password, taking out, ending a phone's sign-in."""

import re
from typing import Any

import pytest

from server.people import roll
from server.people.tables import Membership, Person, Session, Token
from tests import cast as the_cast
from tests.desk import Desk, at_desk, words


async def test_a_new_person_gets_a_password_that_is_shown_once(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    await su.get("/console/people")
    answer = await su.post(
        "/console/people", name="丁一", username="Ding", role="repairer", site=str(cast.site()),
        department=[str(cast.department("engineering"))],
    )  # fmt: skip
    assert answer.status_code == 201, words(answer)
    secrets = re.findall(r'class="secret" translate="no">([^<]+)<', answer.text)
    assert secrets[0] == "ding"
    assert secrets[1] not in (await su.get("/console/people")).text
    signed = await cast.sign_in("ding", secrets[1])
    assert signed.status_code == 201, signed.text
    [site] = signed.json()["person"]["sites"]
    assert (site["role"], [one["name"] for one in site["departments"]]) == ("repairer", ["工程"])


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
    assert answer.status_code == 201
    row = await Membership.select(Membership.site, Membership.role).where(Membership.person.username == "ding").first()
    assert row == {"site": cast.site("court"), "role": "manager"}


async def test_a_disabled_person_is_out_everywhere_and_may_come_back(client: Any) -> None:
    cast = await the_cast.build(client)
    su, zhou, phone = await at_desk(client, "su"), await at_desk(client, "zhou"), await cast.phone("zhou")
    assert (await phone.get("/orders")).status_code == 200
    answer = await su.post(f"/console/people/{cast.person('zhou')}/disable")
    assert answer.status_code == 303
    assert "已停用" in words(await su.get("/console/people"))
    assert (await phone.get("/orders")).json()["code"] == "token-revoked"
    assert (await zhou.get("/console/")).status_code == 303
    assert await Session.count().where(Session.person == cast.person("zhou")) == 0
    assert (await Desk(client).sign_in("zhou")).status_code == 401
    await su.post(f"/console/people/{cast.person('zhou')}/enable")
    assert (await Desk(client).sign_in("zhou")).status_code == 303


async def test_another_password_ends_sessions_and_is_shown_once(client: Any) -> None:
    cast = await the_cast.build(client)
    su, zhou = await at_desk(client, "su"), await at_desk(client, "zhou")
    answer = await su.post(f"/console/people/{cast.person('zhou')}/password")
    secrets = re.findall(r'class="secret" translate="no">([^<]+)<', answer.text)
    assert (await zhou.get("/console/")).status_code == 303
    assert (await Desk(client).sign_in("zhou")).status_code == 401
    assert (await Desk(client).sign_in("zhou", secrets[1])).status_code == 303


async def test_nobody_changes_themselves_their_manager_or_other_sites_people(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    assert (await su.post(f"/console/people/{cast.person('su')}/disable")).status_code == 403
    assert (await su.post(f"/console/people/{cast.person('he')}/disable")).status_code == 403
    assert (await su.post(f"/console/people/{cast.person('he')}/password")).status_code == 403
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
    for told in ("林晓 · Redmi 12", "待传 3 条、1 张照片", "用了 3.0 MiB，共 4.0 GiB", "时钟快 5 分", "版本 0.1.0"):
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
    assert str(cast.person("he")) not in (await su.get("/console/people")).text


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
