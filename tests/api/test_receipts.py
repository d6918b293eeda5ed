"""Receipts: signed over RFC 8785, checkable by anybody with the published key (protocol, "Up: reports")."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from server.lib.canonical import canonical
from server.lib.times import parse
from server.reports import keys, receipts
from server.reports.reading import glance
from tests.builders import check, defect, photo
from tests.cast import Cast
from tests.pictures import picture

# The protocol's own vector: key, canonical bytes and receipt of its first example.
VECTOR = json.loads((Path(__file__).parent.parent / "cases" / "receipt.json").read_text())
LINES = json.loads((Path(__file__).parent.parent / "cases" / "lines.json").read_text())


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _holds(receipt: dict[str, Any], public_key: str) -> bool:
    signed = {name: value for name, value in receipt.items() if name != "signature"}
    # By another way than the server's own: these values need no more of RFC 8785 than sorting and UTF-8.
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public_key)).verify(_bytes(receipt["signature"]), text)
    except InvalidSignature:
        return False
    return True


def test_the_protocol_s_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTOR["private_key_seed_hex"]))
    monkeypatch.setattr(keys, "signing_key", lambda _secret: ("example-1", key))
    wanted = VECTOR["receipt"]
    made = receipts.issue(b"", report_id=wanted["report_id"], digest=wanted["digest"], outcome="stored",
                          received_at=parse(wanted["received_at"]), photos=wanted["photos"])  # fmt: skip
    assert made == wanted
    assert canonical({k: v for k, v in made.items() if k != "signature"}).decode() == VECTOR["canonical_bytes_utf8"]
    assert keys.base64url(keys.public_bytes(key)) == VECTOR["receipt_key"]["keys"][0]["public_key"]


def test_the_digests_of_the_protocol_s_lines() -> None:
    for case in LINES:
        line, data = glance(case["line"].encode())
        assert line.digest == case["digest"]
        assert data is not None


def test_canonical_json_escapes_and_orders_as_rfc_8785_says() -> None:
    # §3.2.2.2 (escapes) and §3.2.3 (order by UTF-16 code units: U+1F600 before U+FB33)
    value = {"\u20ac": "€", "\r": "\r\n\t\b\f\"\\/\u001f\u007f", "\ufb33": "", "\U0001f600": None, "1": ["a", []]}
    assert canonical(value).decode() == (
        '{"\\r":"\\r\\n\\t\\b\\f\\"\\\\/\\u001f\x7f","1":["a",[]],"€":"€","\U0001f600":null,"\ufb33":""}'
    )
    with pytest.raises(TypeError):
        canonical({"number": 1})


async def test_the_published_keys_need_no_token_and_check_every_outcome(cast: Cast) -> None:
    answer = await cast.client.get("/api/v1/receipt-key")
    assert answer.status_code == 200
    [key] = answer.json()["keys"]
    assert set(key) == {"kid", "alg", "public_key"}
    assert (key["alg"], len(_bytes(key["public_key"]))) == ("Ed25519", 32)
    phone = await cast.phone("lin")
    line = phone.inspection("east2")
    results = await phone.send(line, line, phone.inspection("west2", id=line.id), b"{", phone.inspection("east3"))
    assert [one["outcome"] for one in results] == ["stored", "repeat", "conflict", "quarantined", "stored"]
    for result in results:
        receipt = result["receipt"]
        assert list(receipt) == ["report_id", "digest", "outcome", "received_at", "photos", "kid", "alg", "signature"]
        assert receipt["kid"] == key["kid"]
        assert receipt["digest"] == result["digest"]
        assert receipt["report_id"] == result["id"]
        assert "=" not in receipt["signature"]
        assert _holds(receipt, key["public_key"])
        assert not _holds({**receipt, "received_at": "2026-11-23T00:00:00.000Z"}, key["public_key"])
    [state] = await phone.status(line.id)
    assert _holds(state["receipt"], key["public_key"])


async def test_a_receipt_names_the_photos_in_order_each_once(cast: Cast) -> None:
    phone = await cast.phone("lin")
    a, b, c, d, original = (picture(number) for number in range(5))
    checks = [
        check("fire-door", defect("FD01", photos=[d, b]), defect("FD02", photos=[c, d])),
        check("hydrant-box", defect("HY01", photos=[a])),
    ]
    photos = [photo(b), photo(a, role="annotated", of=original.sha256), photo(b)]
    [result] = await phone.send(phone.inspection("east2", checks, photos=photos))
    assert result["receipt"]["photos"] == [one.sha256 for one in (b, a, d, c)]
    assert result["missing_photos"] == result["receipt"]["photos"]


async def test_lost_photos_are_named_by_no_receipt(cast: Cast) -> None:
    phone = await cast.phone("lin")
    line = phone.inspection("east2", photos=[picture(1)])
    later = picture(2)
    addendum = phone.addendum(line, "photo_lost", lost_photos=[picture(1).sha256], photos=[later])
    results = await phone.send(line, addendum)
    assert results[1]["receipt"]["photos"] == [later.sha256]
