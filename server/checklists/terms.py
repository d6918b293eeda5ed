"""The words of checklists, shaped exactly as the phone's bundle carries them (what is absent stays absent)."""

from typing import Literal

from msgspec import Struct

Severity = Literal["critical", "major", "minor"]
ItemType = Literal["pass", "number", "choice", "text", "date"]
Frequency = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "visit", "event"]
Department = Literal["engineering", "cleaning", "security", "gardening", "service"]
PhotoRule = Literal["on_defect", "always", "never"]
SeasonName = Literal["rainy", "termite", "frost"]
EventName = Literal["heavy-rain", "before-storm", "after-storm", "handover"]
MeterKind = Literal["water", "electricity", "gas"]
Result = Literal["ok", "defect", "na"]

SEVERITY_RANK: dict[Severity, int] = {"minor": 0, "major": 1, "critical": 2}


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in both languages; Chinese is the source."""

    zh: str
    en: str


class Range(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """From `min` to `max`, both included; a missing end is open. In the item's unit, dates in days from the visit."""

    min: float | None = None
    max: float | None = None


class Band(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """Values that are a defect of this severity; both ends included, but the ok range is asked first."""

    min: float | None = None
    max: float | None = None
    severity: Severity


class Choice(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One possible answer; with a severity it is a defect, without one it is fine."""

    value: str
    text: Words
    severity: Severity | None = None


class FollowUp(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One more question once an item is a defect. A number comes back in the answer's `value`, a choice in its
    `choice`, a text in its `note`. A choice with a severity raises the defect to it."""

    text: Words
    type: Literal["number", "choice", "text"]
    unit: str | None = None
    choices: tuple[Choice, ...] = ()


class Season(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """In this season the item is asked at `frequency`; without one it is asked in this season only.
    Which months a season has is the site's setting (due.SEASONS holds the defaults)."""

    name: SeasonName
    frequency: Frequency | None = None


class Sample(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """`of = "round"`: each round asks it at `n` assets, on top of its frequency at all of them.
    `of = "building"`: at its frequency it is asked at only `n` assets of each building."""

    n: int
    of: Literal["round", "building"]


class Meter(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The number is a meter reading that never falls; growing by more than `growth_max` since the last visit to an
    unused unit is an alarm (in the item's unit; absent: the site agrees it)."""

    kind: MeterKind
    growth_max: float | None = None


class Item(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """One thing to look at. Ids are unique over all checklists; hours count from the server's receipt.

    `setting`: its numbers are the site's to set, not a rule claimed. `window`: asked only in the day's first or last
    round. `events`: asked in such a round as well. `input`, `decimals`: what can be typed at all. `needs_limits`: asked
    only at assets that carry limits for it. `blocking`: the visit cannot be finished without an answer.
    """

    id: str
    text: Words
    fault: Words
    type: ItemType
    unit: str | None = None
    ok: Range | None = None
    bands: tuple[Band, ...] = ()
    choices: tuple[Choice, ...] = ()
    frequency: Frequency
    severity: Severity
    department: Department
    safe_h: float | None = None
    close_h: float | None = None
    photo: PhotoRule
    by_hand: bool = False
    fire_hazard: bool = False
    guidance: Words | None = None
    source: str | None = None
    follow_up: FollowUp | None = None
    setting: bool = False
    season: Season | None = None
    sample: Sample | None = None
    window: Literal["first", "last"] | None = None
    events: tuple[EventName, ...] = ()
    input: Range | None = None
    decimals: int | None = None
    meter: Meter | None = None
    needs_limits: bool = False
    blocking: bool = False


class Checklist(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """A named list of items in the order a person looks at them."""

    key: str
    version: int
    name: Words
    items: tuple[Item, ...]


class Answer(Struct, frozen=True):
    """What a person answered to one item. `value` and `choice` are kept as they came: they may be of any JSON type."""

    result: Result
    value: object = None
    choice: object = None


class Judgement(Struct, frozen=True):
    """What an answer amounts to. `severity` is the one a defect starts at, None unless it is a defect."""

    verdict: Result
    severity: Severity | None
    value_missing: bool
    out_of_range_sent_as_ok: bool


class Fault(Struct, frozen=True):
    """What is wrong with a checklist file, and where: `item` is its id, or None for the file itself."""

    file: str
    item: str | None
    reason: Words
