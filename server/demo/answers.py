"""Answers of a person who finds everything in order. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

Fields = dict[str, Any]

# Which picture shows an item that is asked for with a photo, where the thing itself is not enough.
_SCENES = {"RF01": "fire-door", "HY04": "hydrant/inside", "HY09": "gauge", "EX04": "extinguisher", "VU06": "meter"}
_SCENES |= {"VU07": "meter/electric", "VU08": "meter/gas", "VU03": "gauge", "VU04": "lift", "VU23": "room"}
SCENE_OF_KIND = {
    "corridor": "corridor",
    "wall": "wall",
    "lamp": "lamp",
    "stair-handrail": "stairs",
    "rooftop": "roof",
    "vacant-unit": "room",
    "fire-door": "fire-door",
    "extinguisher-box": "extinguisher",
    "hydrant-box": "hydrant",
    "ventilation-window": "window",
    "lift-outside": "lift",
    "lift-inside": "lift",
}
# Of numbers whose checklist names no range, or where the middle of it would be odd: from, to.
_USUAL = {
    "EX01": (2.0, 2.0),
    "EL06": (0.0, 6.0),
    "EL13": (3.0, 11.0),
    "EL14": (21.0, 27.0),
    "VU10b": (52.0, 64.0),
    "VU16": (30.0, 40.0),
    "WA03b": (0.0, 0.0),
    "RF08a": (0.18, 0.24),
    "HY09": (0.21, 0.38),
}
_METERS = {"VU06": 118.402, "VU07": 2231.5, "VU08": 64.118}


def scene_of(item: str, kind: str) -> str:
    """The picture for an item of a checklist."""
    return _SCENES.get(item, SCENE_OF_KIND[kind])


def fine(item: Mapping[str, Any], on: date, lots: Random) -> Fields | None:
    """The listed answer that says an item is in order; None for what is in order without being listed."""
    told: Fields = {"item": item["id"], "result": "ok", "photos": []}
    match item["type"]:
        case "number":
            return told | {"value": _number(item, lots)}
        case "choice":
            return told | {"choice": next(one["value"] for one in item["choices"] if not one.get("severity"))}
        case "date":
            days = 210 if "min" in item.get("ok", {}) else -150
            return told | {"value": (on + timedelta(days=days + lots.randint(0, 40))).isoformat()}
        case "text":
            return told | {"value": f"A-{lots.randint(1000, 9999)}"}
    return told if item["photo"] == "always" else None


def _number(item: Mapping[str, Any], lots: Random) -> float:
    if item["id"] in _METERS:
        return float(_METERS[item["id"]])
    ok: Mapping[str, float] = item.get("ok", {})
    low, high = _USUAL.get(item["id"], (ok.get("min", 0.0), ok.get("max", ok.get("min", 0.0) * 1.2)))
    if item["id"] not in _USUAL:
        low, high = low + (high - low) * 0.4, low + (high - low) * 0.6
    return round(lots.uniform(low, high), int(item.get("decimals", 1)))
