"""How much a request with lines may hold, and in which form (protocol, "Up: reports")."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.reports.tables import Report
from tests.builders import Phone
from tests.cast import Cast

MOST_LINE = 256 * 1024
MOST_BODY = 2 * 1024 * 1024


async def _send(phone: Phone, content: bytes, framing: str, **headers: str) -> Any:
    """The same bytes with Content-Length, or in chunks that don't end where lines do."""
    if framing == "length":
        return await phone.post(content, **headers)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 50_001):
            yield content[start : start + 50_001]

    sent = {**phone.headers, "Content-Type": "application/x-ndjson", **headers}
    return await phone.cast.client.post("/api/v1/reports", content=chunks(), headers=sent)


def _refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")


def _sized(phone: Phone, bytes_count: int) -> bytes:
    """A good line of exactly so many bytes."""
    content = phone.inspection("east2", body={"note": "NOTE"}).content
    return content.replace(b"NOTE", b"n" * (bytes_count - len(content) + 4))


@pytest.mark.parametrize("framing", ["length", "chunked"])
async def test_fifty_lines_are_taken_and_fifty_one_are_not(cast: Cast, framing: str) -> None:
    phone = await cast.phone("lin")
    lines = [phone.inspection("east2", checks=[]).content for _ in range(51)]
    _refused(await _send(phone, b"\n".join(lines), framing), 413, "too-large")
    assert await Report.count() == 0
    answer = await _send(phone, b"\n".join(lines[:50]) + b"\n\n\n", framing)
    assert [result["outcome"] for result in answer.json()["results"]] == ["stored"] * 50


@pytest.mark.parametrize("framing", ["length", "chunked"])
async def test_a_line_of_256_kib_is_taken_and_one_byte_more_is_not(cast: Cast, framing: str) -> None:
    phone = await cast.phone("lin")
    good, small = _sized(phone, MOST_LINE), phone.inspection("west2").content
    answer = await _send(phone, good + b"\n", framing)
    assert answer.json()["results"][0]["outcome"] == "stored"
    _refused(await _send(phone, small + b"\n" + _sized(phone, MOST_LINE + 1) + b"\n", framing), 413, "too-large")
    assert await Report.count() == 1


@pytest.mark.parametrize("framing", ["length", "chunked"])
async def test_a_body_of_2_mib_is_taken_and_one_byte_more_is_not(cast: Cast, framing: str) -> None:
    phone = await cast.phone("lin")
    lines = b"\n".join(_sized(phone, MOST_LINE - 1) for _ in range(8))
    whole = lines + b"\n" * (MOST_BODY - len(lines))
    assert len(whole) == MOST_BODY
    _refused(await _send(phone, whole + b"\n", framing), 413, "too-large")
    assert await Report.count() == 0
    answer = await _send(phone, whole, framing)
    assert [result["outcome"] for result in answer.json()["results"]] == ["stored"] * 8


async def test_a_body_said_to_be_too_big_is_refused_before_it_is_read(cast: Cast) -> None:
    phone = await cast.phone("lin")

    async def endless() -> AsyncIterator[bytes]:
        yield b"x"
        pytest.fail("the rest was read")

    sent = {**phone.headers, "Content-Type": "application/x-ndjson", "Content-Length": str(MOST_BODY + 1)}
    _refused(await cast.client.post("/api/v1/reports", content=endless(), headers=sent), 413, "too-large")


@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n\n\n"])
async def test_no_line_at_all_is_refused(cast: Cast, content: bytes, framing: str) -> None:
    phone = await cast.phone("lin")
    _refused(await _send(phone, content, framing), 422, "no-lines")


@pytest.mark.parametrize("framing", ["length", "chunked"])
async def test_empty_lines_are_passed_over_and_the_last_may_lack_its_end(cast: Cast, framing: str) -> None:
    phone = await cast.phone("lin")
    one, two = phone.inspection("east2"), phone.inspection("west2")
    answer = await _send(phone, b"\n\n" + one.content + b"\n\n\n" + two.content, framing)
    assert [result["id"] for result in answer.json()["results"]] == [one.id, two.id]


async def test_a_cr_belongs_to_its_line(cast: Cast) -> None:
    phone = await cast.phone("lin")
    line = phone.inspection("east2")
    [plain] = await phone.send(line.content)
    answer = await phone.post(line.content + b"\r\n\r\n")
    with_cr, alone = answer.json()["results"]
    assert with_cr["digest"] != plain["digest"]
    assert (with_cr["outcome"], with_cr["id"]) == ("conflict", line.id)
    assert alone["outcome"] == "quarantined"


async def test_other_line_ends_end_no_line(cast: Cast) -> None:
    phone = await cast.phone("lin")
    line = phone.inspection("east2", body={"note": "一\u2028二\u2029三\u0085四"})
    [result] = await phone.send(line)
    assert (result["outcome"], result["digest"]) == ("stored", line.digest)


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/x-ndjson", 200),
        ("application/x-ndjson; charset=utf-8", 200),
        ("Application/X-NDJSON", 200),
        ("application/json", 415),
        ("application/ndjson", 415),
        ("text/plain", 415),
        ("", 415),
    ],
)
async def test_only_ndjson_is_taken(cast: Cast, media_type: str, status: int) -> None:
    phone = await cast.phone("lin")
    answer = await phone.post(phone.inspection("east2").content, **{"Content-Type": media_type})
    assert answer.status_code == status
    assert await Report.count() == (status == 200)


@pytest.mark.parametrize("coding", ["gzip", "br", "identity", "x"])
async def test_any_content_encoding_is_refused(cast: Cast, coding: str) -> None:
    phone = await cast.phone("lin")
    answer = await phone.post(phone.inspection("east2").content, **{"Content-Encoding": coding})
    _refused(answer, 415, "unsupported-media-type")


async def test_the_token_is_asked_for_before_anything_is_read(cast: Cast) -> None:
    phone = await cast.phone("lin")
    answer = await phone.post(b"", **{"Authorization": "Bearer no", "Content-Type": "text/plain"})
    _refused(answer, 401, "unauthorized")


async def test_a_line_with_thousands_of_answers_and_photos_is_stored(cast: Cast) -> None:
    """More values than one statement may carry on either engine."""
    phone = await cast.phone("lin")
    answers = [{"item": "EX01", "result": "ok", "value": 1, "photos": []}] * 4_700
    asset_id = str(cast.asset("lobby", "extinguisher-box"))
    sheet = {"key": "extinguisher-box", "version": 1}
    check = {"asset_id": asset_id, "checklist": sheet, "asked": [], "items": answers}
    [result] = await phone.send(phone.inspection("lobby", body={"checks": [check]}))
    assert (result["outcome"], result["id"] is not None) == ("stored", True), result
    digests = [f"{number:064x}" for number in range(3_500)]
    answers = [{"item": "EX01", "result": "ok", "value": 2, "photos": digests}]
    [result] = await phone.send(phone.inspection("lobby", body={"checks": [{**check, "items": answers}]}))
    assert (result["outcome"], len(result["missing_photos"])) == ("stored", 3_500)
