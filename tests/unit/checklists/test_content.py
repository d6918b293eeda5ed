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
ROWS = {"EL": 16, "CO": 12, "WA": 8, "FD": 14, "EX": 13, "HY": 12, "WN": 9, "LA": 8, "HR": 9, "RF": 12, "VU": 24}


def test_the_twelve_are_there() -> None:
    assert {checklist.key for checklist in CHECKLISTS} == {
        "lift-outside", "lift-inside", "corridor", "wall", "fire-door", "extinguisher-box", "hydrant-box",
        "ventilation-window", "lamp", "stair-handrail", "rooftop", "vacant-unit",
    }  # fmt: skip


def test_every_row_of_the_domain_notes_became_at_least_one_item() -> None:
    rows = {f"{prefix}{number:02}" for prefix, count in ROWS.items() for number in range(1, count + 1)}
    assert {item.id[:4] for item in ITEMS} == rows


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


def test_vacant_units_are_asked_at_visits_and_places_are_not() -> None:
    for checklist in CHECKLISTS:
        frequencies = {item.frequency for item in checklist.items}
        assert ("visit" in frequencies) == (checklist.key == "vacant-unit")
        assert checklist.key != "vacant-unit" or "daily" not in frequencies


def test_a_checklist_survives_the_wire() -> None:
    for checklist in CHECKLISTS:
        wire = msgspec.json.encode(checklist)
        assert msgspec.json.decode(wire, type=Checklist) == checklist
        assert "null" not in json.dumps(json.loads(wire))
