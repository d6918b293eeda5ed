"""What a name may be, and the names that many floors at once get. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.texts import tidy
from server.sites.tagging import free_number, hundred_of

MOST_NAME = 80
# Stands in a pattern for the floor's name, in any language; the longer one may be typed as well.
FLOOR = "{}"
_FLOOR_TYPED = "{floor}"
# Stands in a pattern for how high the floor lies.
LEVEL = "{n}"
_NUMBER = re.compile(r"-?\d+", re.ASCII)


def name_fault(name: str) -> str:
    """What is wrong with a name; "" for a good one. In a file of places a line that begins with # is a remark."""
    if not name:
        return N_("请填名称")
    if len(name) > MOST_NAME:
        return N_("太长了，最多 80 个字")
    if any(ord(character) < 32 for character in name):
        return N_("里面有换行或看不见的符号")
    return N_("不能以 # 开头，在表格里那是备注") if name.startswith("#") else ""


def checked_name(name: str, rows: Sequence[Mapping[str, Any]], own: UUID | None = None) -> str:
    """The tidied name; Problem bad-fields where it is none, or a neighbour's among `rows` (id, name, retired_at; `own`
    is not its own neighbour). A retired one's is taken too: it may come back, and a file finds it by its name."""
    name = tidy(name)
    fault = name_fault(name)
    for row in rows:
        if not fault and row["name"] == name and (own is None or row["id"] != own):
            fault = N_("停用的里面有同名的，可以恢复它") if row["retired_at"] else N_("这里已经有同名的了")
    if fault:
        raise Problem("bad-fields", errors=[FieldError("name", fault)])
    return name


def as_pattern(name: str, floor: str) -> str:
    """The name of a thing on a pattern floor with the floor's name left open: "2层 东侧走廊" → "{} 东侧走廊"."""
    return name.replace(floor, FLOOR) if floor else name


def from_pattern(pattern: str, floor: str) -> str:
    """The name on another floor."""
    return pattern.replace(_FLOOR_TYPED, floor).replace(FLOOR, floor)


def level_pattern(floor: str) -> str:
    """What other floors may be called, after this one: "2层" → "{n}层"; a name without a number gives none."""
    made = _NUMBER.sub(LEVEL, floor, count=1)
    return made if LEVEL in made else LEVEL


def floor_name(pattern: str, level: int) -> str:
    """What the floor of this height is called: "{n}层" → "12层"; a basement counts from below: "-2"."""
    return pattern.replace(LEVEL, str(level))


def like_number(pattern: str, level: int, taken: Collection[str]) -> str:
    """The number of a point as on the pattern floor, told for another height: 0203 → 1203; else a free one."""
    wanted = f"{hundred_of(level):02d}{pattern[2:]}"
    return wanted if wanted not in taken else free_number(level, frozenset(taken))
