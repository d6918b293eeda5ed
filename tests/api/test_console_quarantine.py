"""Quarantine at a desk: reading what came, putting it right, putting it aside."""

import json
from typing import Any

from server.reports.tables import Report
from tests import cast as the_cast
from tests.builders import Phone, check, defect
from tests.desk import at_desk, words

_NOWHERE = "0193a5b0-0000-7000-8000-000000000099"


async def _astray(phone: Phone, **more: Any) -> tuple[str, str]:
    """A line for a point that does not exist: its digest and its id."""
    line = phone.inspection("east2", [check("lamp", defect("LA01"))], body={"point_id": _NOWHERE, **more})
    [result] = await phone.send(line)
    assert result["outcome"] == "quarantined"
    return result["digest"], line.id


async def _state(digest: str) -> str:
    row = await Report.select(Report.state).where(Report.digest == digest).first()
    assert row is not None
    return str(row["state"])


async def test_a_line_is_listed_with_why_and_read_as_it_came(client: Any) -> None:
    cast = await the_cast.build(client)
    digest, _id = await _astray(await cast.phone("lin"))
    su = await at_desk(client, "su")
    listed = await su.get("/console/quarantine")
    assert f"/console/quarantine/{digest}" in listed.text
    assert "没有这个点位" in words(listed)
    page = await su.get(f"/console/quarantine/{digest}")
    assert _NOWHERE in words(page)
    assert "1栋 2层 东侧走廊 1201" in words(page)
    assert "1<span" in (await su.get("/console/counts")).text


async def test_a_corrected_place_makes_it_a_report_with_its_order(client: Any) -> None:
    cast = await the_cast.build(client)
    digest, report_id = await _astray(await cast.phone("lin"))
    su = await at_desk(client, "su")
    await su.get(f"/console/quarantine/{digest}")
    answer = await su.post(f"/console/quarantine/{digest}/accept", point_id=str(cast.point("east2")))
    assert answer.status_code == 303, words(answer)
    assert await _state(digest) == "accepted"
    assert "已改好收下" in words(await su.get(answer.headers["location"]))
    assert "走廊灯" in words(await su.get("/console/orders?view=list"))
    assert (await su.get(f"/console/evidence/{report_id}")).status_code == 200
    again = await su.post(f"/console/quarantine/{digest}/accept", point_id=str(cast.point("east2")))
    assert again.status_code == 409


async def test_what_still_does_not_fit_stays_and_says_why(client: Any) -> None:
    cast = await the_cast.build(client)
    digest, _id = await _astray(await cast.phone("lin"))
    su = await at_desk(client, "su")
    await su.get(f"/console/quarantine/{digest}")
    answer = await su.post(f"/console/quarantine/{digest}/accept")
    assert answer.status_code == 422
    assert "还不能入账" in words(answer)
    assert await _state(digest) == "waiting"


async def test_a_version_never_published_is_put_right(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    line = phone.inspection("east2", [check("lamp", checklist={"key": "lamp", "version": 99})])
    [result] = await phone.send(line)
    su = await at_desk(client, "su")
    page = await su.get(f"/console/quarantine/{result['digest']}")
    assert 'name="version.lamp"' in page.text
    answer = await su.post(f"/console/quarantine/{result['digest']}/accept", version__lamp="1")
    assert answer.status_code == 303, words(answer)
    assert (await su.get(f"/console/evidence/{line.id}")).status_code == 200


async def test_of_two_contents_with_one_id_the_second_gets_another(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    first = phone.inspection("east2", [check("lamp")])
    second = phone.inspection("east3", [check("lamp", defect("LA01"))], id=first.id)
    results = await phone.send(first, second)
    assert [one["outcome"] for one in results] == ["stored", "conflict"]
    su = await at_desk(client, "su")
    assert "两份不同的内容" in words(await su.get("/console/quarantine"))
    page = await su.get(f"/console/quarantine/{results[1]['digest']}")
    assert "会换一个新编号" in words(page)
    answer = await su.post(f"/console/quarantine/{results[1]['digest']}/accept")
    assert answer.status_code == 303, words(answer)
    rows = await Report.select(Report.claimed_id).where(Report.report_id == first.id)
    assert len({row["claimed_id"] for row in rows}) == 2


async def test_discarding_wants_a_reason_and_keeps_the_line(client: Any) -> None:
    cast = await the_cast.build(client)
    phone = await cast.phone("lin")
    [result] = await phone.send(b"{broken \xff line")
    digest = result["digest"]
    su = await at_desk(client, "su")
    page = await su.get(f"/console/quarantine/{digest}")
    assert "{broken" in page.text
    assert (await su.post(f"/console/quarantine/{digest}/discard", reason=" ")).status_code == 422
    answer = await su.post(f"/console/quarantine/{digest}/discard", reason="测试发的")
    assert answer.status_code == 303
    assert await _state(digest) == "discarded"
    assert "测试发的" in words(await su.get("/console/quarantine?state=discarded"))
    assert "{broken" in (await su.get(f"/console/quarantine/{digest}")).text


async def test_another_site_s_lines_do_not_exist(client: Any) -> None:
    cast = await the_cast.build(client)
    digest, _id = await _astray(await cast.phone("lin"))
    fan = await at_desk(client, "fan")
    assert digest not in (await fan.get("/console/quarantine")).text
    assert (await fan.get(f"/console/quarantine/{digest}")).status_code == 404
    for deed, fields in (("discard", {"reason": "x"}), ("accept", {"point_id": str(cast.point("court-east"))})):
        assert (await fan.post(f"/console/quarantine/{digest}/{deed}", **fields)).status_code == 404
    assert await _state(digest) == "waiting"
    assert json.dumps(digest)
