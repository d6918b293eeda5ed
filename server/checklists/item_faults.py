"""Pure rules: what makes no sense within one item of the right shape. Each rule yields its reasons."""

import re
from collections.abc import Callable, Iterator

from server.checklists.rules import contains
from server.checklists.terms import Band, Choice, Item, Range, Words

ID = re.compile(r"[A-Z]{2}[0-9]{2}[a-z]?")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FAULT_ZH_MAX = 8  # a chip on the phone holds eight Chinese characters …
FAULT_EN_MAX = 24  # … or about three times as many Latin letters


def item_faults(item: Item) -> list[Words]:
    """Every reason why this item may not be published."""
    return [reason for rule in RULES for reason in rule(item)]


def _id(item: Item) -> Iterator[Words]:
    if ID.fullmatch(item.id) is None:
        yield Words("编号要像 FD01 或 FD01a", "the id must look like FD01 or FD01a")


def _texts(item: Item) -> Iterator[Words]:
    if len(item.fault.zh) > FAULT_ZH_MAX:
        yield Words(f"fault 的中文超过 {FAULT_ZH_MAX} 个字", f"fault.zh is longer than {FAULT_ZH_MAX} characters")
    if len(item.fault.en) > FAULT_EN_MAX:
        yield Words(f"fault 的英文超过 {FAULT_EN_MAX} 个字母", f"fault.en is longer than {FAULT_EN_MAX} characters")
    for name, words in _all_words(item):
        if not words.zh.strip() or not words.en.strip():
            yield Words(f"{name} 缺中文或英文", f"{name} lacks its Chinese or English text")
        elif CHINESE.search(words.en):
            yield Words(f"{name} 的英文里有汉字", f"{name}.en contains Chinese")
    for name, words in (("text", item.text), ("fault", item.fault)):
        if words.zh.strip() and CHINESE.search(words.zh) is None:
            yield Words(f"{name} 的中文里没有汉字", f"{name}.zh contains no Chinese")


def _all_words(item: Item) -> Iterator[tuple[str, Words]]:
    yield "text", item.text
    yield "fault", item.fault
    if item.guidance is not None:
        yield "guidance", item.guidance
    for choice in item.choices:
        yield f"choices“{choice.value}”", choice.text
    if item.follow_up is not None:
        yield "follow_up", item.follow_up.text
        for choice in item.follow_up.choices:
            yield f"follow_up“{choice.value}”", choice.text


def _fields_fit_the_type(item: Item) -> Iterator[Words]:
    only_measured = {"ok": item.ok, "bands": item.bands, "needs_limits": item.needs_limits}
    only_numbers = {"unit": item.unit, "input": item.input, "decimals": item.decimals, "meter": item.meter}
    if item.type not in ("number", "date"):
        for name in (name for name, value in only_measured.items() if value):
            yield Words(f"只有数字和日期项可以有 {name}", f"only number and date items may have {name}")
    if item.type != "number":
        for name in (name for name, value in only_numbers.items() if value is not None):
            yield Words(f"只有数字项可以有 {name}", f"only number items may have {name}")
    if item.type == "choice":
        yield from _choices("choices", item.choices)
        if item.choices and all(choice.severity for choice in item.choices):
            yield Words("没有一个选项是正常的", "no choice is a fine one")
    elif item.choices:
        yield Words("只有选择项可以有 choices", "only choice items may have choices")
    if item.decimals is not None and not 0 <= item.decimals <= 6:
        yield Words("decimals 要在 0 到 6 之间", "decimals must be 0 to 6")


def _choices(name: str, choices: tuple[Choice, ...]) -> Iterator[Words]:
    if len(choices) < 2:
        yield Words(f"{name} 至少要两个选项", f"{name} needs at least two choices")
    if len({choice.value for choice in choices}) < len(choices):
        yield Words(f"{name} 里有重复的 value", f"{name} has the same value twice")
    if any(not choice.value.strip() for choice in choices):
        yield Words(f"{name} 里有空的 value", f"{name} has an empty value")


def _ranges(item: Item) -> Iterator[Words]:
    ends: list[tuple[str, Range | Band]] = [(f"bands[{i}]", band) for i, band in enumerate(item.bands)]
    ends += [(name, given) for name, given in (("ok", item.ok), ("input", item.input)) if given is not None]
    for name, given in ends:
        if given.min is None and given.max is None:
            yield Words(f"{name} 没有上限也没有下限", f"{name} has neither end")
        elif given.min is not None and given.max is not None and given.min > given.max:
            yield Words(f"{name} 的下限比上限大", f"{name} has min above max")
    for i, band in enumerate(item.bands):
        if item.ok is not None and _overlap(item.ok, band):
            yield Words(f"bands[{i}] 与 ok 重叠", f"bands[{i}] overlaps ok")
        for j in range(i):
            if _overlap(item.bands[j], band):
                yield Words(f"bands[{i}] 与 bands[{j}] 重叠", f"bands[{i}] overlaps bands[{j}]")
    if item.ok is not None and item.input is not None and not _within(item.ok, item.input):
        yield Words("ok 超出了 input", "ok reaches beyond input")


def _overlap(first: Range | Band, second: Range | Band) -> bool:
    """Whether they share more than an end; a shared end belongs to the ok range or to the earlier band."""
    lows = [end.min for end in (first, second) if end.min is not None]
    highs = [end.max for end in (first, second) if end.max is not None]
    return not lows or not highs or max(lows) < min(highs)


def _within(inner: Range, outer: Range) -> bool:
    return all(end is None or contains(outer.min, outer.max, end) for end in (inner.min, inner.max))


def _asking(item: Item) -> Iterator[Words]:
    event = item.frequency == "event"
    if event and not item.events:
        yield Words("frequency 是 event 时要写 events", "frequency event needs events")
    if event and (item.season or item.sample):
        yield Words("event 项不能有 season、sample", "event items may not have season or sample")
    if item.window is not None and item.frequency != "daily":
        yield Words("只有 daily 项可以有 window", "only daily items may have window")
    if item.season is not None and item.season.frequency in (item.frequency, "visit", "event"):
        yield Words("season 里的 frequency 不合适", "season.frequency does not fit")
    if item.sample is not None and item.sample.n < 1:
        yield Words("sample 的 n 至少是 1", "sample.n must be at least 1")
    if item.sample is not None and item.frequency in ("daily", "visit"):
        yield Words("每次都问的项不能有 sample", "items asked every time may not have sample")


def _hours(item: Item) -> Iterator[Words]:
    for name, hours in (("safe_h", item.safe_h), ("close_h", item.close_h)):
        if hours is not None and hours <= 0:
            yield Words(f"{name} 要大于 0", f"{name} must be above 0")
    if item.safe_h is not None and item.close_h is not None and item.safe_h > item.close_h:
        yield Words("safe_h 比 close_h 还长", "safe_h is longer than close_h")


def _by_hand(item: Item) -> Iterator[Words]:
    if item.type in ("number", "date") and not item.by_hand:
        yield Words(
            "数字和日期要亲眼看,by_hand 要写 true", "numbers and dates are read in person: by_hand must be true"
        )


def _follow_up(item: Item) -> Iterator[Words]:
    asked = item.follow_up
    if asked is None:
        return
    if asked.type == "choice":
        yield from _choices("follow_up", asked.choices)
    elif asked.choices:
        yield Words("只有选择类的 follow_up 可以有 choices", "only a choice follow_up may have choices")
    if asked.unit is not None and asked.type != "number":
        yield Words("只有数字类的 follow_up 可以有 unit", "only a number follow_up may have unit")
    same_place = {"choice": ("choice",), "number": ("number", "date", "text"), "text": ()}[asked.type]
    if item.type in same_place:
        yield Words("follow_up 的答案会盖住本项的答案", "the answer to follow_up would replace the item's own")


RULES: tuple[Callable[[Item], Iterator[Words]], ...] = (
    _id,
    _texts,
    _fields_fit_the_type,
    _ranges,
    _asking,
    _hours,
    _by_hand,
    _follow_up,
)
