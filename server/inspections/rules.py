"""What the answers of a visit amount to: findings, readings, flags. Pure; source: protocol, "Up: reports"."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct, structs

from server.checklists.meters import Before, Why, is_possible, is_too_much, reckon
from server.checklists.rules import higher, judge_value
from server.checklists.terms import SEVERITY_RANK, Answer, Checklist, Frequency, Item, Judgement, Range, Severity
from server.inspections.wire import CheckBody, ItemAnswer, MeterNote
from server.lib.texts import tidy
from server.lib.times import parse
from server.reports.wire import PhotoEntry, Presence

_DEPTH: dict[Frequency, int] = {
    "event": 0, "daily": 1, "weekly": 2, "monthly": 3, "quarterly": 4, "yearly": 5, "visit": 6,
}  # fmt: skip


class Finding(Struct, frozen=True, kw_only=True):
    """Something seen at an item that is, or was, a defect. `gone`: the person says it is no longer there."""

    check_index: int
    asset_id: UUID | None
    checklist: str
    item: str
    spot: str
    severity: Severity
    department: str
    safe_h: float | None
    close_h: float | None
    fire_hazard: bool
    photos: tuple[str, ...] = ()
    note: str | None = None
    beyond_me: bool = False
    handled_on_spot: bool = False
    has_after_photo: bool = False
    sighting: Literal["still", "worse", "gone"] | None = None
    sighting_of: UUID | None = None
    separate_from: UUID | None = None


class Read(Struct, frozen=True, kw_only=True):
    """A value that was read."""

    asset_id: UUID | None
    item: str
    number: float | None
    text: str | None
    meter: dict[str, object] | None
    result: str


class Shown(Struct, frozen=True, kw_only=True):
    """A photo of an item."""

    asset_id: UUID | None
    item: str
    sha256: str


class Done(Struct, frozen=True, kw_only=True):
    """One check that was made: the items asked, and the deepest frequency among them."""

    asset_id: UUID | None
    checklist: str
    version: int
    frequency: Frequency
    items: tuple[str, ...]


class Judged(Struct, frozen=True, kw_only=True):
    """All that a report's checks say. `verdicts`: every item named, by asset and item, for corrections."""

    findings: tuple[Finding, ...]
    reads: tuple[Read, ...]
    shown: tuple[Shown, ...]
    done: tuple[Done, ...]
    flags: frozenset[str]
    verdicts: dict[tuple[UUID | None, str], Literal["ok", "defect", "na"]]


class _Gathering:
    """What is collected while the checks are gone through."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.reads: list[Read] = []
        self.shown: list[Shown] = []
        self.done: list[Done] = []
        self.flags: set[str] = set()
        self.verdicts: dict[tuple[UUID | None, str], Literal["ok", "defect", "na"]] = {}


def judge(
    checks: Sequence[CheckBody],
    photos: Sequence[PhotoEntry],
    checklists: Mapping[tuple[str, int], Checklist],
    limits: Mapping[tuple[UUID, str], Range],
    visit_on: date,
    meters: Mapping[str, Before] | None = None,
) -> Judged:
    """Goes through the checks of a visit. `limits` are the assets' own by (asset, item); `visit_on` the site's date;
    `meters`: of a unit's meters (by item) the reading before.

    Every checklist version and item must be known: the intake has asked before.
    """
    told = _Gathering()
    after = {photo.sha256 for photo in photos if photo.role == "after"}
    described = {photo.sha256 for photo in photos}
    for index, check in enumerate(checks):
        checklist = checklists[(check.checklist.key, check.checklist.version)]
        _judge_check(told, index, check, checklist, limits, visit_on, after, meters or {})
    if {sha256 for check in checks for answer in check.items for sha256 in answer.photos} - described:
        told.flags.add("photo-not-described")
    return Judged(
        findings=tuple(_merged(told)),
        reads=tuple(told.reads),
        shown=tuple(told.shown),
        done=tuple(told.done),
        flags=frozenset(told.flags),
        verdicts=told.verdicts,
    )


def visit_flags(
    started_at: datetime,
    finished_at: datetime,
    photos: Sequence[PhotoEntry],
    presence: Presence | None,
    code_hashes: Sequence[str],
    number: str | None,
    code_hash: str | None,
    replaced: Mapping[str, datetime] | None = None,
) -> set[str]:
    """Doubts about the visit as a whole. `code_hash` is the SHA-256 of the code that was presented, if one was.

    `replaced`: those of `code_hashes` whose tag was replaced, and when: an old label opens its point all the same.
    """
    flags: set[str] = set()
    if any(not started_at <= parse(photo.taken_at) <= finished_at for photo in photos):
        flags.add("photo-outside-visit")
    if presence is None:
        return flags
    if presence.method == "manual":
        flags.add("manual-presence")
        if not tidy(presence.reason):
            flags.add("missing-reason")
    elif presence.code is not None:
        right = presence.code == number if presence.method == "number" else code_hash in code_hashes
        if not right:
            flags.add("wrong-code")
        replaced_at = (replaced or {}).get(code_hash or "") if presence.method != "number" else None
        if replaced_at is not None and replaced_at <= parse(presence.at):
            flags.add("old-label")
    return flags


def _judge_check(
    told: _Gathering,
    index: int,
    check: CheckBody,
    checklist: Checklist,
    limits: Mapping[tuple[UUID, str], Range],
    visit_on: date,
    after: set[str],
    meters: Mapping[str, Before],
) -> None:
    asset_id = UUID(check.asset_id) if check.asset_id else None
    items = {item.id: item for item in checklist.items}
    listed = [answer.item for answer in check.items]
    for answer in check.items:
        own = limits.get((asset_id, answer.item)) if asset_id else None
        item = items[answer.item]
        judgement = judge_value(item, own, Answer(answer.result, answer.value, answer.choice), visit_on)
        before = meters.get(item.id) if asset_id is None else None
        judgement = _metered(told, item, answer, before, judgement)
        _judge_answer(told, index, asset_id, checklist.key, item, answer, judgement, after)
    if _lists_twice(check.items):
        told.flags.add("listed-twice")
    for name in dict.fromkeys(check.asked):
        if name not in listed:
            _take_as_ok(told, asset_id, items[name])
    shown = tuple(dict.fromkeys([*check.asked, *listed]))
    frequencies: list[Frequency] = [items[name].frequency for name in shown] or ["daily"]
    deepest = max(frequencies, key=_DEPTH.__getitem__)
    told.done.append(
        Done(asset_id=asset_id, checklist=checklist.key, version=checklist.version, frequency=deepest, items=shown)
    )


def _take_as_ok(told: _Gathering, asset_id: UUID | None, item: Item) -> None:
    """Asked and not listed: it was ok (protocol); but a value or a photo that was wanted is missing."""
    told.verdicts.setdefault((asset_id, item.id), "ok")
    if item.type in ("number", "choice", "date"):
        told.flags.add("value-missing")
    if item.photo == "always":
        told.flags.add("photo-wanted")


def _judge_answer(
    told: _Gathering,
    index: int,
    asset_id: UUID | None,
    checklist: str,
    item: Item,
    answer: ItemAnswer,
    judgement: Judgement,
    after: set[str],
) -> None:
    verdict = judgement.verdict
    if answer.sighting is not None and not judgement.out_of_range_sent_as_ok:
        # The word about the known defect says more than the button beside it (protocol: still, worse = defect), but
        # not more than a value that was read.
        verdict = "ok" if answer.sighting == "gone" else "defect"
    told.shown.extend(Shown(asset_id=asset_id, item=item.id, sha256=sha256) for sha256 in answer.photos)
    _read(told, asset_id, item, answer, verdict)
    if judgement.value_missing:
        told.flags.add("value-missing")
    if judgement.out_of_range_sent_as_ok:
        told.flags.add("out-of-range-sent-as-ok")
    if item.photo == "always" and verdict != "na" and not answer.photos:
        told.flags.add("photo-wanted")
    if verdict == "defect" or told.verdicts.get((asset_id, item.id)) is None:
        told.verdicts[(asset_id, item.id)] = verdict
    if verdict == "defect":
        _find(told, index, asset_id, checklist, item, answer, judgement.severity or item.severity, after)
    elif answer.sighting == "gone" or (answer.sighting_of and verdict == "ok"):
        gone = _finding(index, asset_id, checklist, item, answer, item.severity, after)
        told.findings.append(structs.replace(gone, sighting="gone"))


def _metered(
    told: _Gathering, item: Item, answer: ItemAnswer, before: Before | None, judgement: Judgement
) -> Judgement:
    """A number that no meter shows is kept and marked, never reckoned with. A meter that ran on in an empty unit is a
    defect, whatever the phone made of it."""
    value = answer.value
    if answer.result == "na" or isinstance(value, bool) or not isinstance(value, int | float):
        return judgement
    if not is_possible(item, value):
        told.flags.add("value-impossible")
        return judgement
    if item.meter is None or before is None:
        return judgement
    reckoned = reckon(before.value, value, _why(answer.meter))
    if reckoned.went_back:
        told.flags.add("meter-went-back")
    if judgement.verdict == "defect" or not before.counts or not is_too_much(item, reckoned.growth):
        return judgement
    return Judgement("defect", item.severity, judgement.value_missing, out_of_range_sent_as_ok=True)


def _why(note: MeterNote | None) -> Why:
    if note is None:
        return Why()
    return Why(
        rolled_over=bool(note.rolled_over),
        changed=bool(note.changed),
        misread_before=bool(note.misread_before),
        old_end=note.old_end,
        new_start=note.new_start,
    )


def _find(
    told: _Gathering,
    index: int,
    asset_id: UUID | None,
    checklist: str,
    item: Item,
    answer: ItemAnswer,
    starts_at: Severity,
    after: set[str],
) -> None:
    severity = answer.severity or starts_at
    if SEVERITY_RANK[severity] < SEVERITY_RANK[starts_at] and not tidy(answer.severity_reason):
        told.flags.add("severity-lowered-without-reason")
    finding = _finding(index, asset_id, checklist, item, answer, severity, after)
    if not answer.photos and item.photo != "never" and answer.sighting is None:
        told.flags.add("defect-without-photo")
    if finding.handled_on_spot and not finding.has_after_photo:
        told.flags.add("handled-without-after-photo")
    told.findings.append(finding)


def _finding(
    index: int,
    asset_id: UUID | None,
    checklist: str,
    item: Item,
    answer: ItemAnswer,
    severity: Severity,
    after: set[str],
) -> Finding:
    return Finding(
        check_index=index,
        asset_id=asset_id,
        checklist=checklist,
        item=item.id,
        spot=tidy(answer.spot),
        severity=severity,
        department=item.department,
        safe_h=item.safe_h,
        close_h=item.close_h,
        fire_hazard=item.fire_hazard,
        photos=tuple(dict.fromkeys(answer.photos)),
        note=": ".join(part for part in (tidy(answer.preset), tidy(answer.note)) if part) or None,
        beyond_me=bool(answer.beyond_me),
        handled_on_spot=bool(answer.handled_on_spot),
        has_after_photo=any(sha256 in after for sha256 in answer.photos),
        # Here only what is a defect still: "gone" beside a value out of range is not gone.
        sighting=None if answer.sighting == "gone" else answer.sighting,
        sighting_of=UUID(answer.sighting_of) if answer.sighting_of else None,
        separate_from=UUID(answer.separate_from) if answer.separate_from else None,
    )


def _read(told: _Gathering, asset_id: UUID | None, item: Item, answer: ItemAnswer, verdict: str) -> None:
    number = answer.value if isinstance(answer.value, int | float) and not isinstance(answer.value, bool) else None
    text = answer.choice if answer.choice is not None else answer.value if isinstance(answer.value, str) else None
    if number is None and text is None:
        return
    meter = structs.asdict(answer.meter) if answer.meter else None
    told.reads.append(Read(asset_id=asset_id, item=item.id, number=number, text=text, meter=meter, result=verdict))


def _merged(told: _Gathering) -> list[Finding]:
    """One finding per asset, item and spot: listed twice without `separate_from` they merge, the graver one wins."""
    kept: list[Finding] = []
    for finding in told.findings:
        twin = next((position for position, other in enumerate(kept) if _is_twin(other, finding)), None)
        if twin is None:
            kept.append(finding)
        else:
            told.flags.add("listed-twice")
            kept[twin] = _both(kept[twin], finding)
    return kept


def _is_twin(one: Finding, other: Finding) -> bool:
    if one.separate_from or other.separate_from:
        return False
    if one.sighting_of and other.sighting_of and one.sighting_of != other.sighting_of:
        return False
    return (one.asset_id, one.checklist, one.item, one.spot) == (
        other.asset_id,
        other.checklist,
        other.item,
        other.spot,
    )


def _both(first: Finding, second: Finding) -> Finding:
    defect = first if first.sighting != "gone" else second
    return structs.replace(
        defect,
        severity=higher(first.severity, second.severity),
        photos=tuple(dict.fromkeys(first.photos + second.photos)),
        note="; ".join(note for note in (first.note, second.note) if note) or None,
        beyond_me=first.beyond_me or second.beyond_me,
        handled_on_spot=first.handled_on_spot and second.handled_on_spot,
        has_after_photo=first.has_after_photo or second.has_after_photo,
        sighting_of=first.sighting_of or second.sighting_of,
    )


def _lists_twice(answers: Sequence[ItemAnswer]) -> bool:
    """Whether an item stands twice with the same spot, whatever was answered."""
    plain = [
        (answer.item, tidy(answer.spot)) for answer in answers if not answer.separate_from and not answer.sighting_of
    ]
    return len(set(plain)) < len(plain)
