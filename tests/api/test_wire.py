"""What the running server answers is valid by the schemas it serves."""

from typing import Any

from jsonschema import Draft202012Validator

from server.sync import shapes
from tests.builders import Line, check, defect, ok
from tests.cast import Cast
from tests.cast_places import ROUTES
from tests.pictures import picture

SHOT = picture(1)


def hold(name: str, value: Any) -> None:
    """Valid by the schema of this message."""
    Draft202012Validator(shapes.schema_of(name)).validate(value)


async def sent_day(cast: Cast) -> tuple[list[Line], list[Any]]:
    """A morning of lin's, a step of chen's and a line that can't be applied; the lines and their results."""
    lin, chen = await cast.phone("lin"), await cast.phone("chen")
    round_id = await cast.round("route-two", "morning", cast.today(), "lin")
    seen = lin.inspection(
        "east2",
        [check("fire-door", defect("FD01", photos=[SHOT])), check("hydrant-box", ok("HY09", value=0.3, photos=[SHOT]))],
        photos=[SHOT],
    )
    visits = [lin.inspection(key, body={"round": {"round_id": str(round_id)}}) for key in ROUTES["garden"]["route-two"]]
    flat = lin.inspection(unit="201")
    stops = zip(ROUTES["garden"]["route-two"], visits, strict=True)
    walk = lin.patrol(round_id, [lin.stop(key, visit) for key, visit in stops])
    lost = lin.addendum(seen, "photo_lost", lost_photos=[SHOT.sha256])
    astray = lin.inspection("east2", body={"point_id": "0193a5b0-0000-7000-8000-00000000ffff"})
    lines = [seen, *visits, flat, walk, lost, astray]
    results = await lin.send(*lines, b"not json")
    su = await cast.phone("su")
    [order] = (await su.get("/orders")).json()["items"]
    step = chen.work(order["id"], "accept")
    results += await chen.send(step)
    return [*lines, step], results


async def test_the_phones_answers_are_valid(cast: Cast) -> None:
    assert cast.client is not None
    answer = await cast.sign_in("chen")
    assert answer.status_code == 201
    hold("sign-in-answer", answer.json())
    hold("problem", (await cast.sign_in("chen", "wrong")).json())
    lin = await cast.phone("lin")
    hold("bundle", (await lin.get("/bundle")).json())
    hold("receipt-key", (await cast.client.get("/api/v1/receipt-key")).json())
    asked = await cast.client.post("/api/v1/photos/missing", json={"sha256": [SHOT.sha256]}, headers=lin.headers)
    hold("photos-missing-answer", asked.json())
    hold("problem", (await lin.get("/orders")).json())
    hold("problem", (await (await cast.phone("su")).get("/orders", colour="red")).json())


async def test_results_receipts_and_states_are_valid_and_what_is_sent_is_too(cast: Cast) -> None:
    lines, results = await sent_day(cast)
    assert [result["outcome"] for result in results] == ["stored"] * 7 + ["quarantined"] * 2 + ["stored"]
    hold("reports-answer", {"results": results, "server_time": "2026-11-23T04:02:11.020Z"})
    for line in lines:
        hold("report", line.envelope)
    for result in results:
        hold("receipt", result["receipt"])
    lin = await cast.phone("lin")
    before = await lin.status(*(line.id for line in lines), "0193a5b0-0000-7000-8000-00000000ffff")
    await lin.put(SHOT)
    after = await lin.status(*(line.id for line in lines))
    for states in (before, after):
        hold("status-answer", {"states": states})
    assert {state["state"] for state in before + after} >= {"complete", "quarantined", "unknown"}


async def test_the_lists_items_are_valid_once_a_day_has_been_sent(cast: Cast) -> None:
    lines, _ = await sent_day(cast)
    su = await cast.phone("su")
    found: dict[str, list[Any]] = {}
    for path, name in {"orders": "order", "defects": "defect", "inspections": "inspection", "rounds": "round",
                       "quarantine": "quarantine"}.items():  # fmt: skip
        found[name] = (await su.get(f"/{path}")).json()["items"]
        assert found[name], path
        for item in found[name]:
            hold(name, item)
    [order], [defect_item] = found["order"], found["defect"]
    assert order["defect_ids"] == [defect_item["id"]]
    assert [step["step"] for step in order["steps"]] == ["dispatch", "accept"]
    assert (order["state"], order["person_id"]) == ("accepted", str(cast.person("chen")))
    [seen] = [item for item in found["inspection"] if item["defect_ids"]]
    assert (seen["id"], seen["defect_ids"], seen["photos"]) == (lines[0].id, [defect_item["id"]], [SHOT.sha256])
    [walked] = [item for item in found["round"] if item["state"] == "done"]
    assert walked["done_count"] == walked["stops_count"] == 3
    assert len(found["quarantine"]) == 2
    hold("bundle", (await (await cast.phone("chen")).get("/bundle")).json())
