"""Keys at the front desk: lending, taking back, the ladder in words, the count, who may what and where."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from server.journal.tables import JournalEntry
from server.keys.tables import Key, KeyCount, KeyLoan
from server.lib import clock
from tests.api.key_world import bundle_key, hang, loans_of, step, steps_of
from tests.cast import Cast
from tests.desk import Desk, at_desk, words

LOAN = {"borrower": "staff", "person": "林晓 lin", "purpose": "patrol"}
VISITOR = {"borrower": "outsider", "name": "赵先生", "phone": "13812345678", "id_last": "123X", "purpose": "owner"}


async def lend(desk: Desk, cast: Cast, number: str = "K-031", site: str = "garden", **form: Any) -> Any:
    await desk.get("/console/keys")
    return await desk.post("/console/keys/loans", site=str(cast.site(site)), number=number, **form)


async def do(desk: Desk, key: Any, name: str, **form: Any) -> Any:
    """A step on a key's page, by the loan that stands there."""
    await desk.get(f"/console/keys/{key}")
    loan = "".join(str(row["id"]) for row in await loans_of(key) if row["ended_at"] is None)
    return await desk.post(f"/console/keys/{key}/{name}", loan=loan, **form)


async def verbs(key: Any) -> list[str]:
    rows = await JournalEntry.select(JournalEntry.verb).where(
        JournalEntry.thing == "key", JournalEntry.thing_id == str(key)
    )
    return [row["verb"] for row in rows]


async def test_the_desk_lends_and_takes_back(cast: Cast, client: httpx.AsyncClient) -> None:
    key, zhou, lin = await hang(cast), await at_desk(client, "zhou"), await cast.phone("lin")
    answer = await lend(zhou, cast, **LOAN)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/keys/{key}?done=lend")
    page = await zhou.get(answer.headers["location"])
    assert "现在在 林晓 手上" in words(page)
    assert "已借出" in words(page)
    held = await bundle_key(lin, key)
    assert (held["state"], held["held_by"]) == ("out", str(cast.person("lin")))
    [loan] = await loans_of(key)
    assert (loan["issuer"], loan["approver"]) == (cast.person("zhou"), cast.person("zhou"))

    assert "林晓 · 巡查" in words(await zhou.get("/console/keys?view=out"))
    back = await do(zhou, key, "return", note="放回 12 号钩")
    assert back.status_code == 303
    assert (await bundle_key(lin, key))["state"] == "in"
    assert {"lend", "take_back"} <= set(await verbs(key))
    told = words(await zhou.get(f"/console/keys/{key}"))
    assert "归还 · 林晓" in told
    assert "放回 12 号钩" in told


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"number": "K-999"}, "没有这个编号的钥匙"),
        ({"person": "没有的人"}, "请从名单里选一个人"),
        ({"person": "王芳"}, "请从名单里选一个人"),
        ({"purpose": ""}, "请选借来做什么"),
        ({"borrower": "friend"}, "请选是谁来借"),
        ({"borrower": "outsider", "name": "赵先生", "phone": "123", "id_last": "1"}, "这个电话不完整"),
        ({"borrower": "outsider", "name": "赵先生", "phone": "13812345678", "id_last": "1"}, "填最后四位"),
        ({"borrower": "outsider", "name": "赵先生", "phone": "13812345678", "id_last": "1234"}, "不借给这类人"),
        ({"due": "2020-01-01T10:00"}, "已经过去了"),
        ({"due": "2999-01-01T10:00"}, "最晚"),
        ({"due": "soon"}, "请选日期和时间"),
        ({"order": "W-1123-99"}, "没有这张工单"),
        ({"note": "长" * 501}, "太长了"),
    ],
)
async def test_what_is_wrong_brings_the_form_back_filled(
    cast: Cast, client: httpx.AsyncClient, form: dict[str, str], message: str
) -> None:
    await hang(cast)
    zhou = await at_desk(client, "zhou")
    answer = await lend(zhou, cast, **{**LOAN, "note": "先打电话", **form})
    assert answer.status_code == 422
    assert message in words(answer)
    assert form.get("note", "先打电话") in answer.text
    assert not await KeyLoan.exists()


async def test_an_entrusted_key_wants_a_supervisor_and_the_owner(cast: Cast, client: httpx.AsyncClient) -> None:
    key = await hang(cast, kind="unit", unit_id=cast.unit("201"), entrusted=True)
    zhou = await at_desk(client, "zhou")
    answer = await lend(zhou, cast, **LOAN)
    assert answer.status_code == 422
    assert "要主管或经理同意" in words(answer)
    assert "要先问过业主" in words(answer)
    wrong = await lend(zhou, cast, **LOAN, approver=str(cast.person("lin")), owner_asked="1")
    assert "要主管或经理同意" in words(wrong)
    right = await lend(zhou, cast, **LOAN, approver=str(cast.person("su")), owner_asked="1")
    assert right.status_code == 303
    [loan] = await loans_of(key)
    assert (loan["approver"], loan["owner_asked"]) == (cast.person("su"), True)


async def test_in_an_emergency_it_goes_out_at_once_and_the_word_is_kept_afterwards(
    cast: Cast, client: httpx.AsyncClient
) -> None:
    key = await hang(cast, kind="unit", unit_id=cast.unit("201"), entrusted=True)
    zhou, su = await at_desk(client, "zhou"), await at_desk(client, "su")
    assert (await lend(zhou, cast, **{**LOAN, "purpose": "emergency"}, emergency="1")).status_code == 303
    assert "等同意" in words(await zhou.get("/console/keys?view=out"))
    assert (await do(zhou, key, "approve")).status_code == 403
    assert (await do(su, key, "approve", owner_asked="1")).status_code == 303
    [loan] = await loans_of(key)
    assert loan["approver"] == cast.person("su")
    assert "等同意" not in words(await zhou.get("/console/keys?view=out"))


async def test_a_visitor_s_phone_is_masked_and_revealing_it_is_journalled(
    cast: Cast, client: httpx.AsyncClient
) -> None:
    key = await hang(cast, kind="unit", unit_id=cast.unit("201"))
    zhou, su = await at_desk(client, "zhou"), await at_desk(client, "su")
    assert (await lend(su, cast, **VISITOR)).status_code == 303
    for path in ("/console/keys?view=out", f"/console/keys/{key}"):
        page = await zhou.get(path)
        assert "赵先生" in page.text
        assert VISITOR["phone"] not in page.text
    assert "138****5678" in (await zhou.get(f"/console/keys/{key}")).text
    shown = await do(zhou, key, "phone")
    assert VISITOR["phone"] in shown.text
    assert "reveal_phone" in await verbs(key)
    lin = await cast.phone("lin")
    assert "赵先生" not in (await lin.get("/bundle", site=str(cast.site()))).text


async def test_a_visitor_s_key_comes_back_with_them_and_a_look_at_the_flat(
    cast: Cast, client: httpx.AsyncClient
) -> None:
    key = await hang(cast, kind="unit", unit_id=cast.unit("201"))
    su = await at_desk(client, "su")
    await lend(su, cast, **VISITOR)
    nothing = await do(su, key, "return")
    assert (nothing.status_code, "请选离开时房屋怎么样" in words(nothing)) == (422, True)
    other = await do(su, key, "return", unit_state="ok", returned_by="赵太太")
    assert (other.status_code, "外来人员要本人来还" in words(other)) == (422, True)
    assert "赵太太" in other.text
    changed = await do(su, key, "return", unit_state="changed")
    assert (changed.status_code, "请写明有什么变化" in words(changed)) == (422, True)
    assert (await do(su, key, "return", unit_state="ok", returned_by="赵太太", note="本人住院")).status_code == 303
    [loan] = await loans_of(key)
    assert (loan["unit_state"], loan["returned_by"], loan["received_by"]) == ("ok", "赵太太", cast.person("su"))


@pytest.mark.parametrize(
    ("late", "to_do"),
    [
        (timedelta(minutes=31), "给借用人打电话"),
        (timedelta(hours=25), "告诉经理，先不再借给此人"),
        (timedelta(hours=49), "按丢失处理"),
    ],
)
async def test_the_ladder_says_what_to_do_next(
    cast: Cast, client: httpx.AsyncClient, late: timedelta, to_do: str
) -> None:
    key, lin = await hang(cast), await cast.phone("lin")
    await hang(cast, "K-032")
    await step(lin, key, "borrow", at=clock.now() - timedelta(days=3))
    # At noon of a day at the site, so that no midnight lies between.
    noon = clock.now().replace(hour=4, minute=0, second=0, microsecond=0) + timedelta(days=1)
    await KeyLoan.update({KeyLoan.due_at: noon - late}).where(KeyLoan.key == key)
    with clock.pretend(noon):
        zhou = await at_desk(client, "zhou")
        for path in ("/console/keys?where=overdue", f"/console/keys/{key}"):
            assert to_do in words(await zhou.get(path))
        again = await lend(zhou, cast, "K-032", **LOAN)
        assert (again.status_code == 422) == (late > timedelta(hours=24))
        if again.status_code == 422:
            assert "超过一天没还" in words(again)


async def test_a_lost_key_is_never_lent_again_unless_it_is_found(cast: Cast, client: httpx.AsyncClient) -> None:
    key, zhou, su = await hang(cast), await at_desk(client, "zhou"), await at_desk(client, "su")
    await lend(zhou, cast, **LOAN)
    assert (await do(zhou, key, "lost")).status_code == 422
    assert (await do(zhou, key, "lost", note="掉进水沟")).status_code == 303
    assert "已经挂失或停用" in words(await lend(zhou, cast, **LOAN))
    assert (await do(zhou, key, "found", reason="清沟时找到")).status_code == 403
    assert (await do(su, key, "found", reason="清沟时找到")).status_code == 303
    assert (await lend(zhou, cast, **LOAN)).status_code == 303
    assert {"lose", "found"} <= set(await verbs(key))


async def test_a_key_is_added_once_and_its_number_is_never_used_again(cast: Cast, client: httpx.AsyncClient) -> None:
    zhou = await at_desk(client, "zhou")
    unit = f"unit:{cast.unit('201')}"

    async def add(**form: str) -> Any:
        await zhou.get("/console/keys?view=add")
        return await zhou.post("/console/keys", site=str(cast.site()), **form)

    wrong = await add(number="", kind="unit", copies="0", name="东门备用")
    assert wrong.status_code == 422
    for words_of in ("请填这一项", "请选是哪套房屋的钥匙", "请填 1 到 99"):
        assert words_of in words(wrong)
    assert "东门备用" in wrong.text
    foreign = await add(number="K-7", kind="unit", place=f"unit:{cast.unit('C201')}")
    assert (foreign.status_code, "没有这套房屋" in words(foreign)) == (422, True)
    added = await add(number="K-7", kind="unit", place=unit, copies="2", entrusted="1")
    assert added.status_code == 303
    row = await Key.select().where(Key.number == "K-7").first()
    assert row is not None
    assert (row["unit"], row["copies"], row["entrusted"]) == (cast.unit("201"), 2, True)
    assert (await do(zhou, row["id"], "retire")).status_code == 422
    assert (await do(zhou, row["id"], "retire", reason="换锁")).status_code == 303
    assert "编号用过了" in words(await add(number="K-7", kind="area", name="东门"))
    assert "还没有登记" in words(await zhou.get("/console/keys"))


async def test_a_count_balances_or_is_explained(cast: Cast, client: httpx.AsyncClient) -> None:
    zhou = await at_desk(client, "zhou")
    for number in ("K-1", "K-2", "K-3"):
        await hang(cast, number)
    await lend(zhou, cast, "K-2", **LOAN)
    assert "今天还没盘点" in words(await zhou.get("/console/keys?view=count"))

    async def count(**form: str) -> Any:
        await zhou.get("/console/keys?view=count")
        return await zhou.post("/console/keys/counts", site=str(cast.site()), **form)

    assert (await count(in_cabinet="许多")).status_code == 422
    short = await count(in_cabinet="1")
    assert short.status_code == 422
    assert "少了 1 把" in words(short)
    assert not await KeyCount.exists()
    assert (await count(in_cabinet="1", explanation="K-3 挂错了柜")).status_code == 303
    assert (await count(in_cabinet="2")).status_code == 303
    page = words(await zhou.get("/console/keys?view=count"))
    for told in ("少 1 把", "K-3 挂错了柜", "对上了", "今天盘过了", "周敏"):
        assert told in page
    rows = await KeyCount.select(KeyCount.difference, KeyCount.out_numbers).order_by(KeyCount.at).output(load_json=True)
    assert [(row["difference"], row["out_numbers"]) for row in rows] == [(-1, ["K-2"]), (0, ["K-2"])]


async def test_what_phones_noted_that_does_not_fit_is_settled_at_the_desk(
    cast: Cast, client: httpx.AsyncClient
) -> None:
    key, zhou, lin = await hang(cast), await at_desk(client, "zhou"), await cast.phone("lin")
    chen = await cast.phone("chen")
    await step(chen, key, "borrow")
    await step(lin, key, "borrow")
    page = await zhou.get("/console/keys")
    assert "林晓 记了借 K-031" in words(page)
    assert "那时钥匙在别人手上 ： 陈建国" in words(page) or "那时钥匙在别人手上：陈建国" in words(page)
    misfit = (await steps_of(key))[-1]
    settled = await zhou.post(f"/console/keys/steps/{misfit['id']}/settle", site=str(cast.site()))
    assert settled.status_code == 303
    assert "林晓 记了借" not in words(await zhou.get("/console/keys"))
    assert "没有生效" in words(await zhou.get(f"/console/keys/{key}"))
    assert (await bundle_key(lin, key))["misfits"] == []


async def test_a_page_that_is_out_of_date_writes_nothing(cast: Cast, client: httpx.AsyncClient) -> None:
    key, zhou, lin = await hang(cast), await at_desk(client, "zhou"), await cast.phone("lin")
    await lend(zhou, cast, **LOAN)
    [loan] = await loans_of(key)
    await zhou.get(f"/console/keys/{key}")
    await step(lin, key, "return")
    stale = await zhou.post(f"/console/keys/{key}/return", loan=str(loan["id"]), note="钩子松了")
    assert stale.status_code == 409
    assert "这把钥匙的情况变了" in words(stale)
    assert "钩子松了" in stale.text or "借出这把" in words(stale)


@pytest.mark.parametrize(
    ("username", "status"), [("lin", 403), ("chen", 403), ("fan", 404), ("zhou", 200), ("su", 200), ("he", 200)]
)
async def test_only_a_desk_of_the_site_sees_its_keys(
    cast: Cast, client: httpx.AsyncClient, username: str, status: int
) -> None:
    key, desk = await hang(cast), await at_desk(client, username)
    assert (await desk.get(f"/console/keys/{key}")).status_code == status
    listed = await desk.get("/console/keys")
    assert listed.status_code == (200 if status == 404 else status)
    assert ("K-031" in words(listed)) == (status == 200)
    posted = await desk.post(f"/console/keys/{key}/lost", note="x", loan="")
    assert posted.status_code == (303 if status == 200 else status)
    if status != 200:
        lent = await desk.post("/console/keys/loans", site=str(cast.site()), number="K-031", **LOAN)
        assert lent.status_code == status
        assert (await desk.post("/console/keys/counts", site=str(cast.site()), in_cabinet="1")).status_code == status
    assert (await bundle_key(await cast.phone("su"), key))["state"] == ("lost" if status == 200 else "in")
