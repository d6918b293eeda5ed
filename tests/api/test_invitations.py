"""Invitations: a link that sets a password once within a day, seen by nobody but whom it is for."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from server.journal.tables import JournalEntry
from server.lib import clock
from server.lib.rates import Rates
from server.people import invite_pages, posting
from server.people.tables import Invitation, Session
from server.people.terms import Post
from tests import cast as the_cast
from tests.cast import PASSWORD, Cast
from tests.desk import Desk, at_desk, words

NEW = "a quiet garden path 7"


async def _link(desk: Desk, cast: Cast, username: str) -> str:
    """The path of a fresh invitation for this person."""
    answer = await desk.post(f"/console/people/{cast.person(username)}/invite")
    assert answer.status_code == 201, words(answer)
    [link] = re.findall(r'readonly value="([^"]+)"', answer.text)
    return "/console/invite/" + unescape(link).rpartition("/")[2]


async def _set(client: Any, path: str, password: str = NEW, again: str | None = None) -> Any:
    nobody = Desk(client)
    await nobody.get(path)
    if not nobody.token:
        await nobody.get("/console/sign-in")
    return await nobody.post(path, password=password, again=password if again is None else again)


async def test_a_link_sets_the_password_once_and_ends_every_sign_in(client: Any) -> None:
    cast = await the_cast.build(client)
    su, zhou, phone = await at_desk(client, "su"), await at_desk(client, "zhou"), await cast.phone("zhou")
    path = await _link(su, cast, "zhou")
    page = await Desk(client).get(path)
    assert page.status_code == 200 and "周敏，您好" in words(page)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert (await Desk(client).sign_in("zhou")).status_code == 303, "the old password works until there is a new one"
    done = await _set(client, path)
    assert done.status_code == 200 and "密码设好了" in words(done)
    assert (await cast.sign_in("zhou", NEW)).status_code == 201
    assert (await cast.sign_in("zhou", PASSWORD)).json()["code"] == "bad-credentials"
    assert (await phone.get("/orders")).json()["code"] == "token-revoked"
    assert (await zhou.get("/console/")).status_code == 303
    assert await Session.count().where(Session.person == cast.person("zhou")) == 0
    again = await _set(client, path, "another quiet path 8")
    assert again.status_code == 404 and "这个邀请不能用了" in words(again)
    assert (await cast.sign_in("zhou", NEW)).status_code == 201


async def test_a_link_is_kept_as_a_hash_and_noted_without_it(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    token = (await _link(su, cast, "lin")).rpartition("/")[2]
    row = await Invitation.select().first()
    assert row is not None and token not in str(row)
    entries = await JournalEntry.select().where(JournalEntry.verb == "invite")
    assert [(one["thing_id"], one["person_id"], one["site_id"]) for one in entries] == [
        (str(cast.person("lin")), cast.person("su"), cast.site())
    ]
    assert token not in str(entries)
    assert token not in (await su.get(f"/console/people/{cast.person('lin')}")).text


async def test_after_a_day_or_another_invitation_or_another_role_a_link_is_dead(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    first = await _link(su, cast, "lin")
    second = await _link(su, cast, "lin")
    assert (await Desk(client).get(first)).status_code == 404
    assert (await Desk(client).get(second)).status_code == 200
    with clock.pretend(clock.now() + timedelta(hours=24, seconds=1)):
        assert (await Desk(client).get(second)).status_code == 404
        assert (await _set(client, second)).status_code == 404
    post = Post(site_id=cast.site(), role="supervisor")
    await posting.change_post(cast.person("lin"), post, cast.person("he"))
    assert (await Desk(client).get(second)).status_code == 404
    third = await _link(await at_desk(client, "he"), cast, "lin")
    await su.post(f"/console/people/{cast.person('lin')}/disable")
    assert (await Desk(client).get(third)).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short", None, "密码至少 8 个字"), ("x" * 129, None, "密码最多 128 个字"), ("12345678", None, "太好猜"),
        ("aaaaaaaabb", None, "太好猜"), ("lin12345", None, "不要用自己的用户名"), ("louxun-demo", None, "演示用的密码"),
        (NEW, NEW + "x", "两次填的不一样"),
    ],
)  # fmt: skip
async def test_a_password_that_will_not_do_leaves_the_link_good(
    client: Any, password: str, again: str | None, told: str
) -> None:
    cast = await the_cast.build(client)
    path = await _link(await at_desk(client, "su"), cast, "lin")
    refused = await _set(client, path, password, again)
    assert refused.status_code == 422 and told in words(refused)
    assert f'value="{password}' not in refused.text, "a password never comes back in a page"
    english = await Desk(client).get(path, **{"Accept-Language": "en"})
    assert "Set a password" in words(english)
    assert (await _set(client, path)).status_code == 200


async def test_who_may_invite_whom(client: Any) -> None:
    cast = await the_cast.build(client)
    may = {
        "zhou": {"lin", "chen"},  # the front desk: only who works on a phone, at its own site
        "su": {"lin", "chen", "zhou"},
        "he": {"lin", "chen", "zhou", "su", "wang", "fan"},
        "fan": {"wang"},
    }
    for by, allowed in may.items():
        desk = await at_desk(client, by)
        for whom in the_cast.PEOPLE:
            answer = await desk.post(f"/console/people/{cast.person(whom)}/invite")
            assert (answer.status_code == 201) == (whom in allowed), (by, whom, answer.status_code)
    # Somebody who decides elsewhere is no longer only a pair of hands.
    await posting.change_post(
        cast.person("lin"), Post(site_id=cast.site("court"), role="supervisor"), cast.person("he")
    )
    zhou = await at_desk(client, "zhou")
    assert (await zhou.post(f"/console/people/{cast.person('lin')}/invite")).status_code == 403


async def test_a_phone_cannot_invite(client: Any) -> None:
    cast = await the_cast.build(client)
    lin = await at_desk(client, "lin")
    assert (await lin.post(f"/console/people/{cast.person('chen')}/invite")).status_code == 403
    assert (await Desk(client).post("/console/people/invitations", all="waiting")).status_code == 403  # no token either


async def test_wrong_links_all_read_the_same_and_are_only_so_many(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = await the_cast.build(client)
    monkeypatch.setattr(invite_pages, "_WRONG", Rates(per_minute=1, burst=3))
    good = await _link(await at_desk(client, "su"), cast, "lin")
    pages = [await Desk(client).get(f"/console/invite/{token}") for token in ("x", "y" * 43, "z" * 300)]
    assert {page.status_code for page in pages} == {404}
    assert len({words(page) for page in pages}) == 1
    assert (await Desk(client).get("/console/invite/once-more")).status_code == 429
    assert (await Desk(client).get(good)).status_code == 200, "a good link is not held up by others' wrong ones"


async def test_a_sheet_for_many_and_none_for_foreigners(client: Any) -> None:
    cast = await the_cast.build(client)
    su = await at_desk(client, "su")
    ticked = [str(cast.person(name)) for name in ("lin", "chen")]
    sheet = await su.post("/console/people/invitations", person=ticked)
    assert sheet.status_code == 201
    assert sheet.text.count('class="label"') == 2 and "只能用一次" in words(sheet)
    refused = await su.post("/console/people/invitations", person=[str(cast.person("wang"))])
    assert refused.status_code == 404
    assert await Invitation.count() == 2
