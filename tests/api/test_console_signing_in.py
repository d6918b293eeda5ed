"""The console's door: signing in and out, who gets in, language and site, and what every page carries."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from server.people import enrolling
from server.people.callers import COOKIE
from server.people.desk import LANGUAGE_COOKIE, SITE_COOKIE
from server.people.tables import Session
from tests import cast as the_cast
from tests.desk import Desk, at_desk, words


async def test_who_is_not_signed_in_is_led_to_the_form_and_back(client: Any) -> None:
    await the_cast.build(client)
    desk = Desk(client)
    answer = await desk.get("/console/orders?view=list")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/sign-in?next=%2Fconsole%2Forders%3Fview%3Dlist"
    form = await desk.get(answer.headers["location"])
    assert 'value="/console/orders?view=list"' in form.text
    signed = await desk.post(
        "/console/sign-in", username="su", password=the_cast.PASSWORD, next="/console/orders?view=list"
    )
    assert (signed.status_code, signed.headers["location"]) == (303, "/console/orders?view=list")
    assert (await desk.get("/console/orders?view=list")).status_code == 200


async def test_the_form_never_leads_to_another_site(client: Any) -> None:
    await the_cast.build(client)
    for foreign in (
        "https://evil.example",
        "//evil.example",
        "/console//evil.example",
        "/api/v1/orders",
        "/console/\\x",
    ):
        desk = Desk(client)
        await desk.get("/console/sign-in")
        signed = await desk.post("/console/sign-in", username="su", password=the_cast.PASSWORD, next=foreign)
        assert signed.headers["location"] == "/console/"


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Any) -> None:
    await the_cast.build(client)
    desk = Desk(client)
    answer = await desk.sign_in("su")
    [cookie] = [line for line in answer.headers.get_list("set-cookie") if line.startswith(COOKIE)]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/console" in cookie


async def test_a_wrong_password_brings_the_form_back_with_the_name(client: Any) -> None:
    await the_cast.build(client)
    desk = Desk(client)
    answer = await desk.sign_in("su", "not this one")
    assert answer.status_code == 401
    assert "用户名或密码不对" in words(answer)
    assert 'value="su"' in answer.text
    assert "not this one" not in answer.text
    assert COOKIE not in desk.cookies


async def test_too_many_wrong_passwords_are_held_up(client: Any) -> None:
    await the_cast.build(client)
    desk = Desk(client)
    for _ in range(10):
        assert (await desk.sign_in("su", "wrong")).status_code == 401
    assert (await desk.sign_in("su", "wrong")).status_code == 429


async def test_signing_out_ends_the_session(client: Any) -> None:
    await the_cast.build(client)
    desk = await at_desk(client, "su")
    kept = desk.cookies[COOKIE]
    await desk.get("/console/")
    assert (await desk.post("/console/sign-out")).status_code == 303
    assert await Session.count() == 0
    desk.cookies[COOKIE] = kept
    assert (await desk.get("/console/")).status_code == 303


async def test_a_form_without_the_page_s_token_is_refused(client: Any) -> None:
    await the_cast.build(client)
    desk = await at_desk(client, "su")
    desk.token = "made up"
    answer = await desk.post("/console/sign-out")
    assert answer.status_code == 403
    assert "页面放得太久了" in words(answer)
    assert await Session.count() == 1


@pytest.mark.parametrize("username", ["lin", "chen"])
async def test_who_works_on_a_phone_is_shown_to_the_app(client: Any, username: str) -> None:
    await the_cast.build(client)
    desk = await at_desk(client, username)
    for path in ("/console/", "/console/orders", "/console/evidence", "/console/people"):
        answer = await desk.get(path)
        assert answer.status_code == 403
        assert 'href="/app/"' in answer.text


async def test_the_front_desk_sees_today_and_orders_only(client: Any) -> None:
    await the_cast.build(client)
    desk = await at_desk(client, "zhou")
    for path in ("/console/", "/console/orders"):
        assert (await desk.get(path)).status_code == 200
    for path in ("/console/evidence", "/console/quarantine", "/console/devices"):
        assert (await desk.get(path)).status_code == 403
        assert f'href="{path}"' not in (await desk.get("/console/")).text


async def test_the_language_is_the_reader_s_choice(client: Any) -> None:
    await the_cast.build(client)
    desk = await at_desk(client, "su")
    answer = await desk.get("/console/language?to=en&back=/console/orders")
    assert answer.headers["location"] == "/console/orders"
    page = await desk.get("/console/orders")
    assert '<html lang="en">' in page.text
    left = re.sub(r"千禧花园|苏梅?|中文|保洁|工程|绿化|保安|客服|\d栋", "", words(page))
    assert not re.search(r"[\u4e00-\u9fff]", left), left
    await desk.get("/console/language?to=zh-CN&back=/console/orders")
    assert '<html lang="zh-CN">' in (await desk.get("/console/orders")).text


async def test_a_person_of_several_sites_chooses_among_their_own(client: Any) -> None:
    cast = await the_cast.build(client)
    desk = await at_desk(client, "he")
    assert "全部小区" in words(await desk.get("/console/"))
    await desk.get(f"/console/site?to={cast.site('court')}&back=/console/")
    assert "<h1>银杏苑 " in (await desk.get("/console/")).text
    su = await at_desk(client, "su")
    assert (await su.get(f"/console/site?to={cast.site('court')}")).status_code == 404


async def test_every_page_forbids_inline_scripts_and_caches(client: Any) -> None:
    await the_cast.build(client)
    desk = await at_desk(client, "su")
    for path in ("/console/", "/console/orders", "/console/evidence", "/console/quarantine", "/console/people",
                 "/console/devices", "/console/nowhere"):  # fmt: skip
        answer = await desk.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|<style", answer.text), path
        if path != "/console/nowhere":
            assert "no-store" in answer.headers["cache-control"]


async def test_a_live_part_whose_session_has_ended_leads_the_whole_page_to_the_form(client: Any) -> None:
    await the_cast.build(client)
    answer = await Desk(client).get("/console/", **{"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/console/sign-in"


async def test_an_address_that_is_no_page_says_so(client: Any) -> None:
    await the_cast.build(client)
    desk = await at_desk(client, "su")
    for path in ("/console/nowhere", "/console/orders/nonsense", f"/console/orders/{the_cast.id_of('nothing')}"):
        answer = await desk.get(path)
        assert answer.status_code == 404
        assert "找不到" in words(answer)


async def test_nothing_odd_in_the_way_back_breaks_the_form(client: Any) -> None:
    await the_cast.build(client)
    for odd in ("/console/工单", "/console/x\r\nSet-Cookie: a=b", "/console/../api/v1/orders", "/console/./x", "x"):
        desk = Desk(client)
        await desk.get("/console/sign-in")
        signed = await desk.post("/console/sign-in", username="su", password=the_cast.PASSWORD, next=odd)
        assert (signed.status_code, signed.headers["location"]) == (303, "/console/"), odd
        assert "a" not in desk.cookies
        for path in ("language?to=en", "site?to="):
            assert (await desk.get(f"/console/{path}&back={quote(odd)}")).headers["location"] == "/console/"


async def test_cookies_made_up_by_the_reader_change_nothing(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    su.cookies |= {LANGUAGE_COOKIE: "<script>", SITE_COOKIE: str(cast.site("court"))}
    page = await su.get("/console/")
    assert '<html lang="zh-CN">' in page.text
    assert "千禧花园" in words(page)
    assert "银杏苑" not in page.text
    su.cookies[COOKIE] = "made up"
    assert (await su.get("/console/")).status_code == 303


async def test_signing_in_makes_a_new_session_and_ends_the_one_before(client: Any) -> None:
    await the_cast.build(client)
    su = Desk(client)
    su.cookies[COOKIE] = "a session that somebody else has chosen"
    await su.sign_in("su")
    first = su.cookies[COOKIE]
    assert first != "a session that somebody else has chosen"
    await su.get("/console/")
    await su.post("/console/sign-in", username="he", password=the_cast.PASSWORD)
    assert await Session.count() == 1
    su.cookies[COOKIE] = first
    assert (await su.get("/console/")).status_code == 303


async def test_a_disabled_person_s_session_and_a_changed_password_s_end_at_once(client: Any) -> None:
    cast = await the_cast.build(client)
    he, su = await at_desk(client, "he"), await at_desk(client, "su")
    assert (await su.get("/console/orders")).status_code == 200
    await he.get("/console/people")
    await enrolling.set_password(cast.person("su"), "another long password 42")
    assert (await su.get("/console/orders")).status_code == 303
    zhou = await at_desk(client, "zhou")
    await he.get("/console/people")
    assert (await he.post(f"/console/people/{cast.person('zhou')}/disable")).status_code == 303
    assert (await zhou.get("/console/orders")).status_code == 303
    assert (await zhou.sign_in("zhou")).status_code == 401


async def test_a_form_too_large_is_refused_before_anybody_reads_it(client: Any) -> None:
    await the_cast.build(client)
    desk = Desk(client)
    await desk.get("/console/sign-in")
    answer = await desk.post("/console/sign-in", username="su", password="x" * 70_000, next="")
    assert answer.status_code == 413


async def test_every_form_of_the_console_asks_for_the_page_s_token_and_the_role(client: Any) -> None:
    cast = await the_cast.build(client)
    some = the_cast.id_of("nothing")
    line = "0" * 64
    paths = (f"orders/{some}/steps", f"quarantine/{line}/accept", f"quarantine/{line}/discard", "people",
             f"people/{cast.person('lin')}/disable", f"people/{cast.person('lin')}/enable",
             f"devices/{some}/revoke")  # fmt: skip
    su, zhou, lin = await at_desk(client, "su"), await at_desk(client, "zhou"), await at_desk(client, "lin")
    for path in paths:
        token, su.token = su.token, "made up"
        assert (await su.post(f"/console/{path}")).status_code == 403, path
        su.token = token
        assert (await zhou.post(f"/console/{path}")).status_code == (404 if path.startswith("orders") else 403), path
        refused = await lin.post(f"/console/{path}")
        assert refused.status_code == 403, path
        assert (await Desk(client).get(f"/console/{path}")).status_code in (303, 404, 405), path
