"""Signing a device in and out (protocol, "Sign a device in")."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from server.lib import clock, digest, ids
from server.people import callers
from server.people.tables import Person, SignInFailure, Token
from tests.cast import PASSWORD, Cast

UNKNOWN = "Bearer zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"


def _is_problem(answer: Any, status: int, code: str, *, retry: bool = False) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.headers["vary"] == "Accept-Language"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "code", "retry"} <= set(problem)
    assert (problem["status"], problem["retry"]) == (status, retry)
    assert ("retry-after" in answer.headers) == (status in (429, 503, 507))
    assert (answer.headers.get("www-authenticate") == "Bearer") == (status == 401)


async def test_signing_in_tells_the_person_their_sites_and_a_token(cast: Cast) -> None:
    device_id = ids.new()
    answer = await cast.sign_in("chen", device_id=device_id)
    assert answer.status_code == 201
    told = answer.json()
    assert told["device_id"] == str(device_id)
    assert len(told["token"]) >= 32
    assert told["server_time"].endswith("Z")
    assert told["person"]["id"] == str(cast.person("chen"))
    [site] = told["person"]["sites"]
    assert (site["id"], site["role"], site["time_zone"]) == (str(cast.site()), "repairer", "Asia/Shanghai")
    [department] = site["departments"]
    assert department["id"] == str(cast.department("engineering"))
    assert department["name"] == "工程"


async def test_a_person_of_two_sites_is_told_both(cast: Cast) -> None:
    sites = (await cast.sign_in("he")).json()["person"]["sites"]
    assert {site["id"] for site in sites} == {str(cast.site()), str(cast.site("court"))}


async def test_only_the_hash_of_a_token_is_kept(cast: Cast) -> None:
    token = (await cast.sign_in("lin")).json()["token"]
    rows = await Token.select()
    assert digest.sha256(token.encode()) in {row["token_hash"] for row in rows}
    assert token not in str(rows)


async def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(cast: Cast) -> None:
    unknown, wrong = await cast.sign_in("nobody"), await cast.sign_in("lin", "wrong")
    _is_problem(unknown, 401, "bad-credentials")
    _is_problem(wrong, 401, "bad-credentials")
    assert unknown.json() == wrong.json()


async def test_somebody_who_was_disabled_gets_the_answer_of_a_wrong_password(cast: Cast) -> None:
    headers = await cast.headers("lin")
    await Person.update({Person.disabled_at: clock.now()}).where(Person.id == cast.person("lin"))
    _is_problem(await cast.sign_in("lin"), 401, "bad-credentials")
    _is_problem(await cast.client.post("/api/v1/heartbeat", json={}, headers=headers), 401, "token-revoked")


async def test_ten_failures_in_fifteen_minutes_hold_up_this_name_and_no_device(cast: Cast) -> None:
    headers = await cast.headers("lin")
    for _ in range(10):
        assert (await cast.sign_in(" LIN ", "wrong")).status_code == 401
    held = await cast.sign_in("lin", PASSWORD)
    _is_problem(held, 429, "too-many-attempts", retry=True)
    assert 0 < int(held.headers["retry-after"]) <= 900
    assert (await cast.sign_in("su")).status_code == 201
    assert (await cast.client.get("/api/v1/bundle", headers=headers)).status_code == 200
    fifteen = clock.now() - timedelta(minutes=15)
    await SignInFailure.update({SignInFailure.at: fifteen}, force=True)
    assert (await cast.sign_in("lin", PASSWORD)).status_code == 201


async def test_guesses_sent_all_at_once_are_all_counted(cast: Cast) -> None:
    answers = await asyncio.gather(*(cast.sign_in("lin", f"guess {number}") for number in range(14)))
    assert Counter(answer.status_code for answer in answers) == {401: 10, 429: 4}


async def test_a_right_password_is_no_failure(cast: Cast) -> None:
    for _ in range(12):
        assert (await cast.sign_in("lin")).status_code == 201


async def test_the_same_person_again_on_the_same_device_replaces_the_token(cast: Cast) -> None:
    device_id = ids.new()
    first, second = await cast.phone("lin", device_id), await cast.phone("lin", device_id)
    other = await cast.phone("chen", device_id)
    _is_problem(await first.get("/bundle"), 401, "token-revoked")
    assert (await second.get("/bundle")).status_code == 200
    assert (await other.get("/bundle")).status_code == 200


async def test_two_sign_ins_of_a_new_device_at_once_both_succeed(cast: Cast) -> None:
    device_id = ids.new()
    answers = await asyncio.gather(*(cast.sign_in("lin", device_id=device_id) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    left = await Token.count().where(Token.device == device_id, Token.ended_at.is_null())
    assert left == 1


async def test_signing_out_ends_the_token_for_good(cast: Cast) -> None:
    phone = await cast.phone("lin")
    ended = await cast.client.delete("/api/v1/devices/current", headers=phone.headers)
    assert (ended.status_code, ended.content) == (204, b"")
    _is_problem(await phone.get("/bundle"), 401, "token-revoked")
    _is_problem(await cast.client.delete("/api/v1/devices/current", headers=phone.headers), 401, "token-revoked")


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", UNKNOWN, "Basic bGluOng=", f"Bearer {'x' * 5000}", "Bearer a b", "Bearer é"],
)
async def test_a_missing_malformed_or_unknown_token_is_unauthorized(cast: Cast, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    for path in ("/api/v1/bundle", "/api/v1/orders", "/api/v1/photos/" + "0" * 64):
        _is_problem(await cast.client.get(path, headers=headers), 401, "unauthorized")
    for path in ("/api/v1/reports", "/api/v1/reports/status", "/api/v1/heartbeat", "/api/v1/photos/missing"):
        _is_problem(await cast.client.post(path, content=b"x", headers=headers), 401, "unauthorized")


async def test_the_scheme_s_letters_may_be_of_either_case(cast: Cast) -> None:
    phone = await cast.phone("lin")
    answer = await cast.client.get("/api/v1/bundle", headers={"Authorization": f"bEARER {phone.token}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"device_id": "0193A5B0-0000-7000-8000-000000000011"}, "device_id"),
        ({"device_id": "0193a5b0-0000-7000-8000-000000000011\n"}, "device_id"),
        ({"device_id": "{0193a5b0-0000-7000-8000-000000000011}"}, "device_id"),
        ({"username": 7}, "username"),
        ({"password": None}, "password"),
        ({"device_name": ...}, "device_name"),
    ],
)
async def test_a_bad_field_is_named(cast: Cast, change: dict[str, Any], path: str) -> None:
    asked = {"username": "lin", "password": PASSWORD, "device_id": str(ids.new()), "device_name": "Redmi",
             "app_version": "1"} | change  # fmt: skip
    answer = await cast.client.post("/api/v1/devices", json={k: v for k, v in asked.items() if v is not ...})
    _is_problem(answer, 422, "bad-fields")
    assert [error["path"] for error in answer.json()["errors"]] == [path]


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{", {}, 400, "unreadable-body"),
        (b"\xef\xbb\xbf{}", {}, 400, "unreadable-body"),
        (b'{"username":"a","username":"b"}', {}, 400, "unreadable-body"),
        (b"{}", {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
        (b"{}", {"Content-Encoding": "gzip"}, 415, "unsupported-media-type"),
        (b'{"a":"' + b"x" * 300_000 + b'"}', {}, 413, "too-large"),
    ],
)
async def test_a_body_that_can_t_be_read_is_refused(
    cast: Cast, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    sent = {"Content-Type": "application/json", **headers}
    _is_problem(await cast.client.post("/api/v1/devices", content=content, headers=sent), status, code)


async def test_the_limit_of_rate_is_per_token(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.lib.rates import Rates

    monkeypatch.setattr(callers, "_RATES", Rates(per_minute=1, burst=2))
    lin, chen = await cast.phone("lin"), await cast.phone("chen")
    assert [(await lin.get("/bundle")).status_code for _ in range(2)] == [200, 200]
    _is_problem(await lin.get("/bundle"), 429, "too-many-requests", retry=True)
    assert (await chen.get("/bundle")).status_code == 200


async def test_the_phone_s_clock_error_is_kept(cast: Cast) -> None:
    phone = await cast.phone("lin")
    fast = (clock.now() + timedelta(minutes=7)).isoformat()
    await cast.client.get("/api/v1/bundle", headers={**phone.headers, "Louxun-Client-Time": fast})
    [row] = await Token.select(Token.clock_error_ms).where(Token.person == cast.person("lin"))
    assert abs(row["clock_error_ms"] - 420_000) < 10_000
    await cast.client.get("/api/v1/bundle", headers={**phone.headers, "Louxun-Client-Time": "noon"})
    assert (await Token.select(Token.clock_error_ms).where(Token.person == cast.person("lin")))[0] == row


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        (None, "需要登录"),
        ("en", "Please sign in"),
        ("en-GB;q=0.8, zh-CN;q=0.9", "需要登录"),
        ("zh;q=0.3, en;q=0.4", "Please sign in"),
        ("fr, de;q=0.9", "需要登录"),
        ("zh;q=0, en;q=0.1", "Please sign in"),
        ("en;q=0", "需要登录"),
        ("en;q=x", "需要登录"),
    ],
)
async def test_problems_speak_the_language_of_the_highest_q(cast: Cast, accepted: str | None, title: str) -> None:
    headers = {} if accepted is None else {"Accept-Language": accepted}
    said = (await cast.client.get("/api/v1/orders", headers=headers)).json()["title"]
    if title == "需要登录":
        assert said == title
    else:
        assert said.isascii()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("GET", "/api/v2/bundle", 404, "not-found"),
        ("GET", "/api/", 404, "not-found"),
        ("GET", "/api/v1/reports", 405, "method-not-allowed"),
        ("PUT", "/api/v1/heartbeat", 405, "method-not-allowed"),
        ("DELETE", "/api/v1/receipt-key", 405, "method-not-allowed"),
    ],
)
async def test_all_of_the_api_answers_with_problems(cast: Cast, method: str, path: str, status: int, code: str) -> None:
    _is_problem(await cast.client.request(method, path), status, code)


async def test_a_fault_of_the_server_is_a_problem_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = await cast.phone("lin")
    monkeypatch.setattr("server.sync.api.status.tell", lambda *_: 1 / 0)
    answer = await cast.client.post("/api/v1/reports/status", json={"ids": []}, headers=phone.headers)
    _is_problem(answer, 500, "internal", retry=True)
    assert "division" not in answer.text
