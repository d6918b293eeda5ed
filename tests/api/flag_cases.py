"""Lines that are stored with a doubt, or just without one, by what is doubtful (protocol, below the outcomes)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from server.lib import clock, ids, times
from tests.api.quarantine_cases import NOBODY
from tests.builders import Checked, Line, Phone, check, defect, na, ok, photo
from tests.cast import Cast
from tests.pictures import picture

Make = Callable[[Cast, Phone], Line]
SHOT, AFTER = picture(1), picture(2)
NOW = clock.now()


def _visit(*checks: Checked, point: str | None = "east2", photos: Sequence[Any] = (SHOT,), **more: Any) -> Make:
    return lambda _cast, phone: phone.inspection(point, list(checks), photos=photos, **more)


def _door(*items: Any, **more: Any) -> Make:
    return _visit(check("fire-door", *items), **more)


def _flat(*items: Any) -> Make:
    return _visit(check("vacant-unit", *items), point=None, unit="201")


def _presence(**more: Any) -> dict[str, Any]:
    return {"presence": {"method": "qr", "at": times.text(NOW), **more}}


def _clock(error_s: float, drift_s: float = 0, **more: Any) -> Make:
    """`error_s`: how far the phone's clock is ahead; `drift_s`: how much longer it says it took to seal."""

    def make(_cast: Cast, phone: Phone) -> Line:
        sealed = clock.now()
        seen = sealed - timedelta(seconds=60 + drift_s)
        told = {"server_time": times.text(seen - timedelta(seconds=error_s)), "device_time": times.text(seen),
                "elapsed_ms": 60_000, **more}  # fmt: skip
        return phone.inspection("east2", clock={k: v for k, v in told.items() if v is not ...}, sealed_at=sealed)

    return make


GOOD = defect("FD01", photos=[SHOT])
PRESSURE = ok("HY09", value=0.32, photos=[SHOT])
def _incident(_cast: Cast, phone: Phone, **more: Any) -> Line:
    told = {"incident_id": str(ids.new()), "step": "open", "category": "fire", "at": times.text(clock.now()),
            "description": "大厅有烟", "photos": []}  # fmt: skip
    return phone.seal("incident", told | more)


def _diary(days: int) -> Make:
    return lambda _cast, phone: phone.seal("diary", {
        "date": (clock.now() + timedelta(days=days)).date().isoformat(), "entries": [],
        "submitted_at": times.text(clock.now()),
    })  # fmt: skip


CASES: dict[str, tuple[Make, list[str]]] = {
    "all ok": (_visit(check("fire-door")), []),
    "a defect with its photo": (_door(GOOD), []),
    "a defect without a photo": (_door(defect("FD01")), ["defect-without-photo"]),
    "a defect that never needs a photo": (_visit(check("lamp", defect("LA04"))), []),
    "a photo always wanted": (_visit(check("hydrant-box", ok("HY09", value=0.32))), ["photo-wanted"]),
    "a photo always wanted, not listed at all": (
        _visit(check("hydrant-box", asked=["HY04"])), ["photo-wanted", "value-missing"]),
    "a photo always wanted of what could not be judged": (_visit(check("hydrant-box", na("HY09"))), []),
    "by hand": (_door(GOOD, body=_presence(method="manual", reason="二维码撕了")), ["manual-presence"]),
    "by hand without a reason": (_door(GOOD, body=_presence(method="manual")), ["manual-presence", "missing-reason"]),
    "by hand with a blank reason": (_door(GOOD, body=_presence(method="manual", reason="  ")),
                                    ["manual-presence", "missing-reason"]),
    "severity lowered": (_door(defect("FD01", severity="minor", photos=[SHOT])), ["severity-lowered-without-reason"]),
    "severity lowered with a reason": (
        _door(defect("FD01", severity="minor", severity_reason="只开一条缝", photos=[SHOT])), []),
    "severity raised": (_door(defect("FD02", severity="critical", photos=[SHOT])), []),
    "out of range": (_visit(check("hydrant-box", ok("HY09", value=1.2, photos=[SHOT]))), ["out-of-range-sent-as-ok"]),
    "out of the asset's own range": (_visit(check("hydrant-box", ok("HY09", value=0.1, photos=[SHOT]))),
                                     ["out-of-range-sent-as-ok"]),
    "in range at another asset": (
        _visit(check("hydrant-box", ok("HY09", value=0.1, photos=[SHOT])), point="west3"), []),
    "a faulty choice sent as ok": (_visit(check("hydrant-box", ok("HY04", choice="hose", photos=[SHOT]))),
                                   ["out-of-range-sent-as-ok"]),
    "out of range and said to be gone": (
        _visit(check("hydrant-box", ok("HY09", value=1.2, sighting="gone", photos=[SHOT]))),
        ["out-of-range-sent-as-ok"]),
    "a photo before the visit": (_door(GOOD, photos=[photo(SHOT, taken_at="2026-01-01T00:00:00Z")]),
                                 ["photo-outside-visit"]),
    "a retired point": (_visit(point="old-b"), ["retired-point"]),
    "an unknown bundle": (_door(GOOD, bundle="f" * 64), ["unknown-bundle"]),
    "another tag's code": (_door(GOOD, body=_presence(code="TAG0000001")), ["wrong-code"]),
    "a code in small letters": (_door(GOOD, body=_presence(code="tag0000003")), ["wrong-code"]),
    "the number": (_door(GOOD, body=_presence(method="number", code="1201")), []),
    "another number": (_door(GOOD, body=_presence(method="number", code="1202")), ["wrong-code"]),
    "a value asked and not told": (_visit(check("hydrant-box", ok("HY09", photos=[SHOT]))), ["value-missing"]),
    "a choice that is none": (_visit(check("hydrant-box", ok("HY04", choice="purple", photos=[SHOT]))),
                              ["value-missing"]),
    "a number asked and not listed": (_visit(check("hydrant-box", asked=["HY10"])), ["photo-wanted", "value-missing"]),
    "listed twice": (_door(GOOD, GOOD), ["listed-twice"]),
    "listed twice, once ok": (_door(ok("FD01"), GOOD), ["listed-twice"]),
    "listed twice with blanks around the spot": (
        _door(defect("FD01", spot="上", photos=[SHOT]), defect("FD01", spot=" 上 ", photos=[SHOT])), ["listed-twice"]),
    "listed at two spots": (_door(defect("FD01", spot="上", photos=[SHOT]), defect("FD01", spot="下", photos=[SHOT])),
                            []),
    "a photo not described": (_door(GOOD, photos=[]), ["photo-not-described"]),
    "handled, no after-photo": (_door(defect("FD05", handled_on_spot=True, photos=[SHOT])),
                                ["handled-without-after-photo"]),
    "handled, with an after-photo": (_door(defect("FD05", handled_on_spot=True, photos=[SHOT, AFTER]),
                                           photos=[SHOT, photo(AFTER, role="after")]), []),
    "a number no meter shows": (_flat(ok("VU06", value=-3, photos=[SHOT])), ["value-impossible"]),
    "a number beyond what a gauge shows": (_visit(check("hydrant-box", ok("HY09", value=1e300, photos=[SHOT]))),
                                           ["out-of-range-sent-as-ok", "value-impossible"]),
    "a first reading of a meter": (_flat(ok("VU06", value=318.6, photos=[SHOT])), []),
    "a meter that went back": (_flat(ok("VU06", value=12, photos=[SHOT])), ["meter-went-back"]),
    "a meter that runs in an empty unit": (_flat(ok("VU06", value=13, photos=[SHOT])), ["out-of-range-sent-as-ok"]),
    "a meter that was changed": (
        _flat(ok("VU06", value=0.2, photos=[SHOT], meter={"changed": True, "old_end": 13, "new_start": 0.2})), []),
    "an unknown round": (_door(GOOD, body={"round": {"round_id": NOBODY}}), ["unknown-round"]),
    "an unknown route and window": (
        _door(GOOD, body={"round": {"route_id": NOBODY, "window_id": NOBODY, "date": "2026-11-23"}}),
        ["unknown-round"]),
    "an unknown sighting": (_door(defect("FD01", sighting="still", sighting_of=NOBODY, photos=[SHOT])), []),
    "an unknown separate_from": (_door(defect("FD01", separate_from=NOBODY, photos=[SHOT])), ["unknown-reference"]),
    "an asset of another point": (
        lambda cast, phone: phone.inspection(
            "east2", [check("fire-door", asset_id=str(cast.asset("west2", "fire-door")))]), ["asset-elsewhere"]),
    "a clock 120 s ahead": (_clock(120), []),
    "a clock 120.001 s ahead": (_clock(120.001), ["clock-off"]),
    "a clock 121 s behind": (_clock(-121), ["clock-off"]),
    "a clock that ran 120 s too fast": (_clock(0, 120), []),
    "a clock that ran 120.001 s too fast": (_clock(0, 120.001), ["clock-off"]),
    "a clock set back": (_clock(0, -3600), ["clock-off"]),
    "a clock without monotonic time": (_clock(0, 9000, elapsed_ms=...), []),
    "no clock at all": (_door(GOOD, clock=None), []),
    "the second first": (_door(GOOD, seq=2, previous="a" * 64), ["sequence-gap"]),
    "a first with something before it": (_door(GOOD, previous="a" * 64), ["chain-broken"]),
    "an unknown of": (lambda _c, phone: phone.addendum(NOBODY, "photo_later"), ["unknown-reference"]),
    "a patrol of an unknown round": (lambda _c, phone: phone.patrol({"round_id": NOBODY}, []), ["unknown-round"]),
    "a stop skipped without a reason": (
        lambda cast, phone: phone.patrol({"round_id": NOBODY}, [phone.stop("east2")]),
        ["unknown-round", "missing-reason"]),
    "a stop skipped with a reason": (
        lambda cast, phone: phone.patrol({"round_id": NOBODY}, [phone.stop("east2", reason="锁着")]),
        ["unknown-round"]),
    "an incident": (_incident, []),
    "an incident of a category of its own": (lambda c, p: _incident(c, p, category="trapped"), ["unknown-category"]),
    "a notice without a deadline": (
        lambda c, p: _incident(c, p, step="notice", category="violation"), ["value-missing"]),
    "a diary of yesterday": (_diary(-1), []),
    "a diary of two months ago": (_diary(-60), ["date-far-off"]),
}  # fmt: skip
