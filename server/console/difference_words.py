"""What a file of places would change, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from server.lib.i18n import N_, Translate
from server.patrols.differences import Difference, Differences
from server.patrols.importing import ALL_SHEETS
from server.sites.reading import limits_text

SHOWN = 200
_COLUMNS = {
    "name": N_("名称"),
    "time_zone": N_("时区"),
    "ordinal": N_("次序"),
    "retired_at": N_("使用"),
    "number": N_("编号"),
    "floor": N_("楼层"),
    "kind": N_("类型"),
    "checklists": N_("检查表"),
    "limits": N_("限值"),
    "vacant": N_("空置"),
    "vacant_since": N_("空置日期"),
    "code": N_("点位码"),
    "stops": N_("各站"),
    "name_en": N_("英文名"),
    "start": N_("开始"),
    "end": N_("结束"),
}


class Told(Struct, frozen=True):
    """One thing: what it is called, whether it is new, and what changes as (column, before, after)."""

    name: str
    is_new: bool
    columns: tuple[tuple[str, str, str], ...]


class SheetTold(Struct, frozen=True):
    """One sheet. `told` are the first of them, `more_count` how many are left out."""

    key: str
    title: str
    new_count: int
    changed_count: int
    told: tuple[Told, ...]
    more_count: int
    unchanged: tuple[str, ...]


def sheets_told(found: Differences, checklists: Mapping[str, str], language: str, _: Translate) -> list[SheetTold]:
    """Every sheet of a file, those that change nothing too. `checklists`: key → name in this language."""
    titles = {sheet.key: sheet.en if language == "en" else sheet.zh for sheet in ALL_SHEETS}
    keys = [key for sheet in ALL_SHEETS for key in ((sheet.key, "tags") if sheet.key == "points" else (sheet.key,))]
    return [_sheet(key, titles.get(key) or _("点位码"), found, checklists, _) for key in keys]


def _sheet(key: str, title: str, found: Differences, checklists: Mapping[str, str], _: Translate) -> SheetTold:
    listed = found.of(key)
    new_count = sum(1 for one in listed if one.kind == "new")
    return SheetTold(
        key=key,
        title=title,
        new_count=new_count,
        changed_count=len(listed) - new_count,
        told=tuple(_told(one, checklists, _) for one in listed[:SHOWN]),
        more_count=max(0, len(listed) - SHOWN),
        unchanged=tuple(found.unchanged.get(key, ())),
    )


def _told(one: Difference, checklists: Mapping[str, str], _: Translate) -> Told:
    if one.sheet == "tags":
        given = one.columns[0][2] if one.columns else _("新生成一个，标签要打印")
        return Told(one.name, one.kind == "new", ((_("点位码"), "", given),))
    if one.kind == "new":
        return Told(one.name, True, ())
    columns = tuple(
        (_(_COLUMNS[key]), _value(key, before, checklists, _), _value(key, after, checklists, _))
        for key, before, after in one.columns
        if key in _COLUMNS
    )
    return Told(one.name, False, columns)


def _value(key: str, value: Any, checklists: Mapping[str, str], _: Translate) -> str:
    if key == "retired_at":
        return _("停用") if value else _("在用")
    if key == "checklists":
        return _("、").join(checklists.get(one, one) for one in value) or _("无")
    if key == "kind":
        return checklists.get(value, str(value))
    if key == "limits":
        return limits_text(value) or _("无")
    if key == "stops":
        return " → ".join(value) or _("无")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _("无") if value in (None, "") else str(value)
