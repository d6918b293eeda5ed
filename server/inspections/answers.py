"""A report's checks in words: each asset with its answers, from the checklist versions that the report names."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from server.checklists.terms import Checklist, Choice, Item, Words
from server.inspections.words import OTHER_FAULT, SIGHTING_WORDS
from server.lib.i18n import Translate

Shots = Mapping[str, "Shot"]


class Shot(Struct, frozen=True, kw_only=True):
    """A photo a report names. state: here, damaged, waiting (still on the phone) or lost."""

    sha256: str
    state: str
    words: str
    taken_at: datetime | None
    from_gallery: bool
    of: str | None


class AnswerTold(Struct, frozen=True, kw_only=True):
    """One answer: the item's question, what was answered, and what was said about it."""

    text: str
    fault: str
    result: str
    value: str
    severity: str | None
    words: tuple[str, ...]
    shots: tuple[Shot, ...]


class CheckTold(Struct, frozen=True, kw_only=True):
    """One asset with its answers; `oks` are the questions that were plainly fine."""

    name: str
    checklist: str
    version: int
    answers: tuple[AnswerTold, ...]
    oks: tuple[str, ...]


class Ground(Struct, frozen=True, kw_only=True):
    """What all checks of one page share: checklists by (key, version), names of assets by id, the reader."""

    sheets: Mapping[tuple[str, int], Checklist]
    assets: Mapping[str, str]
    language: str
    translate: Translate

    def of(self, words: Words) -> str:
        """The text in the reader's language."""
        return words.en if self.language == "en" else words.zh


def check_told(check: dict[str, Any], shots: Shots, ground: Ground) -> CheckTold:
    """One check; what its checklist does not know is shown as it was sent."""
    reference = dict_of(check.get("checklist"))
    key, version = str(reference.get("key")), int(reference.get("version") or 0)
    sheet = ground.sheets.get((key, version))
    items = {item.id: item for item in sheet.items} if sheet else {}
    listed = list_of(check.get("items"))
    answers = [_answer(one, items.get(str(one.get("item"))), shots, ground) for one in listed]
    named = {str(one.get("item")) for one in listed}
    asked = [str(item) for item in check.get("asked") or [] if str(item) not in named]
    return CheckTold(
        name=ground.assets.get(str(check.get("asset_id"))) or (ground.of(sheet.name) if sheet else key),
        checklist=ground.of(sheet.name) if sheet else key,
        version=version,
        answers=tuple(sorted(answers, key=lambda one: one.result != "defect")),
        oks=tuple(ground.of(items[item].text) if item in items else item for item in asked),
    )


def dict_of(value: object) -> dict[str, Any]:
    """The object, or an empty one where the line has something else."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[dict[str, Any]]:
    """The objects of a list, or none where the line has something else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _answer(one: dict[str, Any], item: Item | None, shots: Shots, ground: Ground) -> AnswerTold:
    photos = [str(sha256) for sha256 in one.get("photos") or []]
    sighting = one.get("sighting")
    result = {"gone": "ok", "still": "defect", "worse": "defect"}.get(str(sighting), str(one.get("result")))
    return AnswerTold(
        text=ground.of(item.text) if item else str(one.get("item")),
        fault=ground.of(item.fault) if item and result == "defect" else "",
        result=result,
        value=_value(one, item, ground),
        severity=(one.get("severity") or (item.severity if item else None)) if result == "defect" else None,
        words=tuple(_said(one, item, ground.translate)),
        shots=tuple(shots[sha256] for sha256 in dict.fromkeys(photos) if sha256 in shots),
    )


def _value(one: dict[str, Any], item: Item | None, ground: Ground) -> str:
    choice = one.get("choice")
    if choice is not None:
        found = next((option.text for option in _choices(item) if option.value == choice), None) if item else None
        return ground.of(found) if found else str(choice)
    value = one.get("value")
    if value is None or isinstance(value, bool):
        return ""
    return f"{value:g} {item.unit or ''}".strip() if isinstance(value, int | float) and item else str(value)


def _choices(item: Item) -> Iterable[Choice]:
    """What can be chosen of an item: its own choices, or those of the question that follows on a defect."""
    return (*item.choices, *(item.follow_up.choices if item.follow_up else ()))


def _said(one: dict[str, Any], item: Item | None, _: Translate) -> Iterable[str]:
    sighting = SIGHTING_WORDS.get(str(one.get("sighting")))
    if sighting:
        yield _("旧问题：{word}", word=_(sighting))
    if one.get("spot"):
        yield _("位置：{spot}", spot=one["spot"])
    preset = one.get("preset")
    # The chip of the item's own fault says no more than the answer's title.
    if preset and not (item and preset == item.fault.zh):
        yield _(OTHER_FAULT) if preset == OTHER_FAULT else str(preset)
    if one.get("note"):
        yield str(one["note"])
    if one.get("severity_reason"):
        yield _("降级原因：{reason}", reason=one["severity_reason"])
    if one.get("handled_on_spot"):
        yield _("当场处理了")
    if one.get("beyond_me"):
        yield _("我处理不了，请安排")
