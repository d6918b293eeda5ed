"""Every line that waits in quarantine, by why it does (protocol, the table of outcomes)."""

from collections.abc import Callable
from typing import Any

from tests.builders import Line, Phone, check, photo
from tests.cast import Cast
from tests.pictures import picture

Case = Callable[[Cast, Phone], Line | bytes]
SHOT = picture(1)
NOBODY = "0193a5b0-0000-7000-8000-00000000dead"


def _inspection(body: dict[str, Any] | None = None, **envelope: Any) -> Case:
    return lambda _cast, phone: phone.inspection("east2", body=body, **envelope)


def _without(name: str) -> Case:
    left_out: dict[str, Any] = {name: ...}
    return lambda _cast, phone: phone.inspection("east2", **left_out)


def _answer(**more: Any) -> Case:
    item = {"item": "FD01", "result": "ok", "photos": [], **more}
    kept = {name: value for name, value in item.items() if value is not ...}
    return lambda _cast, phone: phone.inspection("east2", [check("fire-door", kept)])


def _check(**more: Any) -> Case:
    return lambda _cast, phone: phone.inspection("east2", [check("fire-door", **more)])


def _photo(**more: Any) -> Case:
    entry = {name: value for name, value in photo(SHOT, **more).items() if value is not ...}
    return lambda _cast, phone: phone.inspection("east2", photos=[entry])


def _edited(old: bytes, new: bytes) -> Case:
    def make(_cast: Cast, phone: Phone) -> bytes:
        content = phone.inspection("east2", body={"note": "NOTE"}).content
        assert old in content
        return content.replace(old, new, 1)

    return make


def _seal(kind: str, body: dict[str, Any], **envelope: Any) -> Case:
    return lambda _cast, phone: phone.seal(kind, body, **envelope)


def _nested(levels: int) -> Case:
    """The line, its body and so many lists in the note: `levels` in all."""
    return _edited(b'"NOTE"', b"[" * (levels - 2) + b"]" * (levels - 2))


def _work(**more: Any) -> Case:
    return lambda cast, phone: phone.work(NOBODY, "comment", **more)


def _patrol(body: dict[str, Any]) -> Case:
    return lambda _cast, phone: phone.patrol({"round_id": NOBODY}, [], body=body)


INSIDE = "2026-02-30T00:00:00Z"
UNREADABLE: dict[str, Case] = {
    "not JSON": lambda _c, _p: b"{",
    "not UTF-8": _edited(b"NOTE", b"\xff\xfe"),
    "with a byte order mark": lambda _c, phone: b"\xef\xbb\xbf" + phone.inspection("east2").content,
    "two objects": lambda _c, phone: phone.inspection("east2").content * 2,
    "an array": lambda _c, phone: b"[" + phone.inspection("east2").content + b"]",
    "a text": lambda _c, _p: b'"text"',
    "a CR alone": lambda _c, _p: b"\r",
    "blanks": lambda _c, _p: b"   ",
    "duplicate keys": _edited(b'"kind"', b'"seq":1,"kind"'),
    "duplicate keys inside": _edited(b'"note"', b'"note":"a","note"'),
    "duplicate keys, one escaped": _edited(b'"note"', b'"n\\u006fte":"a","note"'),
    "an integer over 64 bits": _edited(b'"seq":1', b'"seq":9223372036854775808'),
    "an integer below 64 bits": _edited(b'"seq":1', b'"seq":-9223372036854775809'),
    "an unknown field over 64 bits": _edited(b'"note"', b'"new":18446744073709551616,"note"'),
    "a number of a thousand digits": _edited(b'"seq":1', b'"seq":1' + b"0" * 1000),
    "NaN": _edited(b'"NOTE"', b"NaN"),
    "Infinity": _edited(b'"NOTE"', b"-Infinity"),
    "1e400": _edited(b'"NOTE"', b"1e400"),
    "a huge exponent": _edited(b'"NOTE"', b"-1e999999999"),
    "65 levels": _nested(65),
    "100 000 levels": _nested(100_000),
    "a lone surrogate": _edited(b"NOTE", b"\\ud800"),
    "a lone surrogate in a key": _edited(b'"note"', b'"\\udc00":1,"note"'),
    "surrogates the wrong way round": _edited(b"NOTE", b"\\ude00\\ud83d"),
    "an escaped NUL": _edited(b"NOTE", b"a\\u0000b"),
    "a NUL in a key": _edited(b'"note"', b'"\\u0000":1,"note"'),
    "a raw NUL": _edited(b"NOTE", b"a\x00b"),
}

INVALID: dict[str, tuple[Case, str]] = {
    **{f"no {name}": (_without(name), name) for name in (
        "id", "kind", "device_id", "person_id", "site_id", "seq", "previous", "utc_offset_minutes", "bundle",
        "app_version")},
    "no sealed_at": (_edited(b'"sealed_at"', b'"unsealed_at"'), "sealed_at"),
    "no body": (_edited(b'"body"', b'"bodies"'), "body"),
    "a body that is a list": (_edited(b'"body":{', b'"body":[],"more":{'), "body"),
    "an upper-case id": (_inspection(id="0193A5B0-0000-7000-8000-000000000040"), "id"),
    "an id with a line end": (_inspection(id=NOBODY + "\n"), "id"),
    "a person in braces": (_inspection(person_id="{" + NOBODY + "}"), "person_id"),
    "seq is a text": (_inspection(seq="1"), "seq"),
    "seq is true": (_inspection(seq=True), "seq"),
    "seq is 1.5": (_inspection(seq=1.5), "seq"),
    "seq is 1e30": (_edited(b'"seq":1', b'"seq":1e30'), "seq"),
    "previous is no digest": (_inspection(previous="abc"), "previous"),
    "previous is an upper-case digest": (_inspection(previous="A" * 64), "previous"),
    "sealed at no time": (_edited(b'"sealed_at":"2', b'"sealed_at":"x2'), "sealed_at"),
    "a day that is not": (_inspection({"started_at": INSIDE}), "body.started_at"),
    "an hour that is not": (_inspection({"finished_at": "2026-11-23T25:00:00Z"}), "body.finished_at"),
    "an offset that is not": (_inspection({"finished_at": "2026-11-23T05:00:00+99:00"}), "body.finished_at"),
    "a time with a line end": (_inspection({"finished_at": "2026-11-23T05:00:00Z\n"}), "body.finished_at"),
    "a clock without its times": (_inspection(clock={"elapsed_ms": 1}), "clock.server_time"),
    "neither point nor unit": (_inspection({"point_id": ...}), "body.point_id"),
    "point and unit": (_inspection({"unit_id": NOBODY}), "body.point_id"),
    "no presence at a point": (_inspection({"presence": ...}), "body.presence"),
    "an unknown way of presence": (_inspection({"presence": {"method": "smell", "at": "2026-11-23T01:00:00Z"}}),
                                   "body.presence.method"),
    "no checks": (_inspection({"checks": ...}), "body.checks"),
    "no photos": (_inspection({"photos": ...}), "body.photos"),
    "photos null": (_inspection({"photos": None}), "body.photos"),
    "half a round": (_inspection({"round": {"route_id": NOBODY}}), "body.round"),
    "a round's date that is not": (_inspection({"round": {"route_id": NOBODY, "window_id": NOBODY,
                                                          "date": "2026-13-01"}}), "body.round.date"),
    "a location without accuracy": (_inspection({"location": {"lat": 1, "lon": 2, "at": "2026-11-23T01:00:00Z"}}),
                                    "body.location.accuracy_m"),
    "a point's check without its asset": (_check(asset_id=...), "body.checks[0].asset_id"),
    "a check without asked": (_check(asked=...), "body.checks[0].asked"),
    "a checklist's version as a text": (_check(checklist={"key": "fire-door", "version": "1"}),
                                        "body.checks[0].checklist.version"),
    "an unknown result": (_answer(result="maybe"), "body.checks[0].items[0].result"),
    "an answer without photos": (_answer(photos=...), "body.checks[0].items[0].photos"),
    "an unknown severity": (_answer(severity="huge"), "body.checks[0].items[0].severity"),
    "an unknown sighting": (_answer(sighting="seen"), "body.checks[0].items[0].sighting"),
    "a value that is a list": (_answer(value=[1]), "body.checks[0].items[0].value"),
    "a photo's digest upper case": (_photo(sha256="A" * 64), "body.photos[0].sha256"),
    "a photo without bytes": (_photo(bytes=...), "body.photos[0].bytes"),
    "a photo of an unknown source": (_photo(source="drone"), "body.photos[0].source"),
    "a photo of an unknown role": (_photo(role="selfie"), "body.photos[0].role"),
    "a photo taken on a day that is not": (_photo(taken_at=INSIDE), "body.photos[0].taken_at"),
    "a step that is none": (lambda _c, phone: phone.work(NOBODY, "dance"), "body.step"),
    "a step that is only a desk's": (lambda _c, phone: phone.work(NOBODY, "cancel"), "body.step"),
    "an order's id that is none": (lambda _c, phone: phone.work("7", "comment"), "body.order_id"),
    "an unknown verdict": (_work(verdict="fine"), "body.verdict"),
    "an unknown answer": (_work(answer="angry"), "body.answer"),
    "a hold until nonsense": (_work(until="soon"), "body.until"),
    "a hold until a day that is not": (_work(until="2026-02-30"), "body.until"),
    "material without quantity": (_work(materials=[{"name": "螺丝"}]), "body.materials[0].quantity"),
    "a patrol without stops": (_patrol({"stops": None}), "body.stops"),
    "a patrol's stop in an unknown state": (_patrol({"stops": [{"point_id": NOBODY, "state": "flown"}]}),
                                            "body.stops[0].state"),
    "a patrol without its round": (_patrol({"round": ...}), "body.round"),
    "an addendum for an unknown reason": (lambda _c, phone: phone.addendum(NOBODY, "regret"), "body.reason"),
    "a lost photo that is no digest": (lambda _c, phone: phone.addendum(NOBODY, "photo_lost", lost_photos=["x"]),
                                       "body.lost_photos[0]"),
}  # fmt: skip


def _at_court(cast: Cast) -> str:
    return str(cast.site("court"))


UNKNOWN: dict[str, tuple[Case, str]] = {
    "an unknown kind": (_inspection(kind="dance"), "unknown-kind"),
    "an unknown key": (_seal("key", {"key_id": NOBODY, "step": "borrow", "at": "2026-11-23T10:00:00Z"}), "unknown-key"),
    "a key's step without a key": (_seal("key", {"step": "borrow", "at": "2026-11-23T10:00:00Z"}), "invalid-report"),
    "an unknown site": (_inspection(site_id=NOBODY), "unknown-site"),
    "an unknown point": (_inspection({"point_id": NOBODY}), "unknown-point"),
    "another site's point": (lambda cast, phone: phone.inspection("court-east"), "unknown-point"),
    "an unknown unit": (lambda _c, phone: phone.inspection(unit="201", body={"unit_id": NOBODY}), "unknown-unit"),
    "another site's unit": (lambda _c, phone: phone.inspection(unit="C201"), "unknown-unit"),
    "an unknown asset": (_check(asset_id=NOBODY), "unknown-asset"),
    "another site's asset": (lambda cast, phone: phone.inspection("east2", [check(
        "fire-door", asset_id=str(cast.asset("court-east", "fire-door")))]), "unknown-asset"),
    "an unknown checklist": (_check(checklist={"key": "moon", "version": 1}), "unknown-checklist"),
    "an unknown version": (_check(checklist={"key": "fire-door", "version": 99}), "unknown-checklist"),
    "an unknown item asked": (_check(asked=["FD01", "ZZ99"]), "unknown-item"),
    "an unknown item answered": (_answer(item="ZZ99"), "unknown-item"),
    "another checklist's item": (_answer(item="LA01"), "unknown-item"),
    "an unknown order": (_work(), "unknown-order"),
    "an unknown stop": (_patrol({"stops": [{"point_id": NOBODY, "state": "done"}]}), "unknown-point"),
    "another person": (lambda cast, phone: phone.inspection("east2", person_id=str(cast.person("su"))),
                       "not-the-sender"),
    "an unknown person": (_inspection(person_id=NOBODY), "not-the-sender"),
    "a site of others": (lambda cast, phone: phone.inspection("court-east", site_id=_at_court(cast)), "not-a-member"),
    "an unknown asset in an addendum": (lambda _c, phone: phone.addendum(
        NOBODY, "correction", point="east2", checks=[check("fire-door", asset_id=NOBODY)]), "unknown-asset"),
}  # fmt: skip
