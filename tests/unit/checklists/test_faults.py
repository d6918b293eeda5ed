"""A faulty checklist file is refused with file, item and reason, and with all of its faults."""

from pathlib import Path
from typing import Any

import pytest

from server.checklists.faults import checklist_faults
from server.checklists.reading import FaultyChecklists, read_checklists

WORDS = {"zh": "门关着", "en": "Door shut"}


def an_item(**changed: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "id": "FD01",
        "text": WORDS,
        "fault": {"zh": "没关", "en": "Open"},
        "type": "pass",
        "frequency": "daily",
        "severity": "major",
        "department": "security",
        "photo": "on_defect",
        **changed,
    }
    return {name: value for name, value in whole.items() if value is not None}


def a_number(**changed: Any) -> dict[str, Any]:
    return an_item(**{"type": "number", "by_hand": True, "ok": {"min": 0, "max": 10}, **changed})


def a_file(*items: Any, **changed: Any) -> dict[str, Any]:
    return {"key": "fire-door", "version": 1, "name": WORDS, "items": list(items), **changed}


CHOICES = [{"value": "a", "text": WORDS}, {"value": "b", "text": WORDS, "severity": "major"}]

FAULTY: list[tuple[str, dict[str, Any], str]] = [
    ("an unknown field", an_item(colour="red"), "unknown field “colour”"),
    ("a field left out", an_item(severity=None), "field “severity” is missing"),
    ("English left out", an_item(text={"zh": "门关着"}), "“text” lacks “en”"),
    ("English left empty", an_item(text={"zh": "门关着", "en": " "}), "text lacks its Chinese or English text"),
    ("Chinese in the English", an_item(text={"zh": "门关着", "en": "门 shut"}), "text.en contains Chinese"),
    ("no Chinese in the Chinese", an_item(text={"zh": "Door", "en": "Door"}), "text.zh contains no Chinese"),
    ("a chip too long in Chinese", an_item(fault={"zh": "这个名字实在太长了", "en": "Long"}), "fault.zh is longer"),
    (
        "a chip too long in English",
        an_item(fault={"zh": "长", "en": "far too long for any chip"}),
        "fault.en is longer",
    ),
    ("a third language", an_item(text={**WORDS, "fr": "Porte"}), "“text” has an unknown field “fr”"),
    ("a severity that is none", an_item(severity="bad"), "“severity” may not be 'bad'"),
    ("a frequency that is none", an_item(frequency="hourly"), "“frequency” may not be 'hourly'"),
    ("a department that is none", an_item(department="sales"), "“department” may not be 'sales'"),
    ("a photo rule that is none", an_item(photo="sometimes"), "“photo” may not be 'sometimes'"),
    ("a photo rule of the wrong type", an_item(photo=True), "“photo” is of the wrong type"),
    ("a type that is none", an_item(type="colour"), "“type” may not be 'colour'"),
    ("hours as text", an_item(close_h="2"), "“close_h” is of the wrong type"),
    ("hours of nothing", an_item(close_h=0), "close_h must be above 0"),
    ("safe later than closed", an_item(safe_h=4, close_h=2), "safe_h is longer than close_h"),
    ("an id of another form", an_item(id="door-1"), "the id must look like"),
    ("a range on a pass item", an_item(ok={"min": 1}), "only number and date items may have ok"),
    ("bands on a pass item", an_item(bands=[{"min": 1, "severity": "minor"}]), "items may have bands"),
    ("a unit on a date", an_item(type="date", by_hand=True, unit="d"), "only number items may have unit"),
    ("an empty range", a_number(ok={}), "ok has neither end"),
    ("a range upside down", a_number(ok={"min": 2, "max": 1}), "ok has min above max"),
    ("a band into the range", a_number(bands=[{"min": 9, "severity": "minor"}]), "bands[0] overlaps ok"),
    ("a band around the range", a_number(bands=[{"min": -1, "max": 99, "severity": "minor"}]), "bands[0] overlaps ok"),
    (
        "two bands of the same values",
        a_number(bands=[{"min": 10, "max": 20, "severity": "minor"}, {"min": 19, "severity": "major"}]),
        "bands[1] overlaps bands[0]",
    ),
    ("a band without severity", a_number(bands=[{"min": 10}]), "“bands” lacks “severity”"),
    ("a band with a severity that is none", a_number(bands=[{"min": 10, "severity": "x"}]), "“bands” may not be 'x'"),
    ("a range beyond what can be typed", a_number(input={"min": 0, "max": 5}), "ok reaches beyond input"),
    ("a reading not by hand", a_number(by_hand=False), "by_hand must be true"),
    ("no choices", an_item(type="choice"), "choices needs at least two choices"),
    ("choices on a pass item", an_item(choices=CHOICES), "only choice items may have choices"),
    ("a choice without text", an_item(type="choice", choices=[{"value": "a"}, CHOICES[1]]), "“choices” lacks “text”"),
    ("the same choice twice", an_item(type="choice", choices=[CHOICES[0], CHOICES[0]]), "the same value twice"),
    ("no fine choice", an_item(type="choice", choices=[CHOICES[1], {**CHOICES[1], "value": "c"}]), "no choice is"),
    ("an event without its name", an_item(frequency="event"), "frequency event needs events"),
    ("an event that is none", an_item(frequency="event", events=["party"]), "“events” may not be 'party'"),
    ("a season that is none", an_item(season={"name": "spring"}), "“season” may not be 'spring'"),
    ("a window on a weekly item", an_item(frequency="weekly", window="last"), "only daily items may have window"),
    ("a sample of a daily item", an_item(sample={"n": 1, "of": "round"}), "may not have sample"),
    ("a sample of none", an_item(frequency="weekly", sample={"n": 0, "of": "round"}), "sample.n must be at least 1"),
    (
        "a follow-up that takes the item's own place",
        a_number(follow_up={"text": WORDS, "type": "number"}),
        "would replace the item's own",
    ),
    ("a follow-up without choices", an_item(follow_up={"text": WORDS, "type": "choice"}), "follow_up needs at least"),
]


@pytest.mark.parametrize(("what", "item", "reason"), FAULTY, ids=[what for what, _, _ in FAULTY])
def test_an_item_is_refused_for(what: str, item: dict[str, Any], reason: str) -> None:
    faults = checklist_faults({"fire-door.toml": a_file(item)})
    assert [(fault.file, fault.item) for fault in faults] == [("fire-door.toml", item["id"])], what
    assert reason in faults[0].reason.en
    assert faults[0].reason.zh


FAULTY_FILES: list[tuple[str, dict[str, Any], str]] = [
    ("a key that is not the file's name", a_file(an_item(), key="door"), "must be the file's name"),
    ("no key", {"version": 1, "name": WORDS, "items": [an_item()]}, "field “key” is missing"),
    ("an unknown field", a_file(an_item(), author="x"), "unknown field “author”"),
    ("a version of nothing", a_file(an_item(), version=0), "version starts at 1"),
    ("a version as text", a_file(an_item(), version="1"), "“version” is of the wrong type"),
    ("no item", a_file(), "has no item at all"),
    ("no list of items", a_file(items="none"), "“items” is of the wrong type"),
]


@pytest.mark.parametrize(("what", "raw", "reason"), FAULTY_FILES, ids=[what for what, _, _ in FAULTY_FILES])
def test_a_file_is_refused_for(what: str, raw: dict[str, Any], reason: str) -> None:
    faults = checklist_faults({"fire-door.toml": raw})
    assert [(fault.file, fault.item) for fault in faults] == [("fire-door.toml", None)], what
    assert reason in faults[0].reason.en


def test_every_fault_is_named_not_only_the_first() -> None:
    faults = checklist_faults(
        {"fire-door.toml": a_file(an_item(severity="bad", photo="x", colour="red"), an_item(id="FD02", department="x"))}
    )
    assert [fault.item for fault in faults] == ["FD01", "FD01", "FD01", "FD02"]


def test_an_item_without_an_id_is_named_by_its_place() -> None:
    assert [fault.item for fault in checklist_faults({"fire-door.toml": a_file(an_item(), an_item(id=None))})] == ["#2"]


def test_something_that_is_no_table_is_no_item() -> None:
    assert [fault.item for fault in checklist_faults({"fire-door.toml": a_file("FD01")})] == ["#1"]


def test_an_id_is_used_once_over_all_files() -> None:
    files = {"fire-door.toml": a_file(an_item()), "lamp.toml": a_file(an_item(), key="lamp")}
    (fault,) = checklist_faults(files)
    assert (fault.file, fault.item) == ("lamp.toml", "FD01")
    assert "fire-door.toml" in fault.reason.en


def test_an_end_shared_by_range_and_band_is_no_overlap() -> None:
    bands = [{"min": 10, "max": 20, "severity": "minor"}, {"min": 20, "severity": "major"}]
    assert checklist_faults({"fire-door.toml": a_file(a_number(bands=bands))}) == []


def test_a_folder_with_one_broken_file_is_refused_whole(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("key = ", encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes(b'key = "caf\xe9"')
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    with pytest.raises(FaultyChecklists) as refused:
        read_checklists(tmp_path)
    assert {fault.file for fault in refused.value.faults} == {"broken.toml", "latin.toml", "empty.toml"}


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyChecklists):
        read_checklists(tmp_path)
