"""The checklists that come with Louxun."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from server.checklists.reading import read_checklists
from server.checklists.terms import Checklist, Item

FOLDER = Path(__file__).parents[3] / "checklists"
CHECKLISTS = read_checklists(FOLDER)
ITEMS = [item for checklist in CHECKLISTS for item in checklist.items]
# The rows of the domain notes, by the letters of their ids.
ROWS = {"EL": 16, "CO": 12, "WA": 8, "FD": 14, "EX": 13, "HY": 12, "WN": 9, "LA": 8, "HR": 9, "RF": 12, "VU": 24}
# The checklists beside them, of the notes' rules for storms, fit-outs, take-over and keys.
OTHERS = {"SB", "SA", "FO", "TU", "TB", "KC"}
# A unit's own checklists; all others are those of assets.
OF_UNITS = {"vacant-unit", "fit-out-visit", "take-over"}
# Asked only in a round of their event.
OF_EVENTS = {"before-storm": "before-storm", "after-storm": "after-storm", "take-over-common": "handover"}


def test_all_of_the_product_s_are_there() -> None:
    assert {checklist.key for checklist in CHECKLISTS} == {
        "lift-outside", "lift-inside", "corridor", "wall", "fire-door", "extinguisher-box", "hydrant-box",
        "ventilation-window", "lamp", "stair-handrail", "rooftop", "vacant-unit", "before-storm", "after-storm",
        "fit-out-visit", "take-over", "take-over-common", "key-count",
    }  # fmt: skip


def test_every_row_of_the_domain_notes_became_at_least_one_item() -> None:
    rows = {f"{prefix}{number:02}" for prefix, count in ROWS.items() for number in range(1, count + 1)}
    assert {item.id[:4] for item in ITEMS if item.id[:2] not in OTHERS} == rows


def test_the_readme_lists_every_item() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [item.id for item in ITEMS if not re.search(rf"\b{item.id}\b", readme)] == []


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_chinese_page_shows_no_english_word(item: Item) -> None:
    guidance = item.guidance.zh if item.guidance else ""
    choices = [choice.text.zh for choice in item.choices]
    asked = [item.follow_up.text.zh, *(each.text.zh for each in item.follow_up.choices)] if item.follow_up else []
    shown = " ".join([item.text.zh, item.fault.zh, guidance, *choices, *asked])
    units = r"MPa|mm|m²|m³|m|min|lx|kg|kWh|°C|A4|CO₂"
    assert re.findall(r"[A-Za-z]+", re.sub(rf"(?<![A-Za-z])(?:{units})(?![A-Za-z])", "", shown)) == []


def test_units_are_asked_at_visits_and_places_are_not() -> None:
    for checklist in CHECKLISTS:
        frequencies = {item.frequency for item in checklist.items}
        assert ("visit" in frequencies) == (checklist.key in OF_UNITS)
        assert checklist.key not in OF_UNITS or "daily" not in frequencies


def test_what_is_for_an_event_is_asked_in_rounds_of_that_event_alone() -> None:
    for checklist in CHECKLISTS:
        if checklist.key in OF_EVENTS:
            assert {item.frequency for item in checklist.items} == {"event"}
            assert {item.events for item in checklist.items} == {(OF_EVENTS[checklist.key],)}


def test_a_checklist_survives_the_wire() -> None:
    for checklist in CHECKLISTS:
        wire = msgspec.json.encode(checklist)
        assert msgspec.json.decode(wire, type=Checklist) == checklist
        assert "null" not in json.dumps(json.loads(wire))
