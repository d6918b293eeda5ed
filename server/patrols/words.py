"""Rounds in the reader's words: their states, what an extra one is for, the days of the week."""

from collections.abc import Collection

from server.checklists.terms import EventName
from server.lib.i18n import N_, Translate
from server.patrols.expecting import EVERY_DAY, RouteFacts, WindowFacts
from server.patrols.terms import RoundKind, RoundState
from server.sites.terms import Words

ROUND_WORDS: dict[RoundState, str] = {
    "upcoming": N_("未到时间"),
    "open": N_("正在巡"),
    "done": N_("巡完了"),
    "partly_done": N_("没巡完"),
    "waiting_for_phone": N_("等手机联网"),
    "missed": N_("没有巡"),
}
ROUND_LOOKS: dict[RoundState, tuple[str, str]] = {
    "upcoming": ("clock", ""),
    "open": ("next", "next"),
    "done": ("ok", "ok"),
    "partly_done": ("skip", "warn"),
    "waiting_for_phone": ("phonesave", "pend"),
    "missed": ("flag", "defect"),
}
KIND_WORDS: dict[RoundKind, str] = {"ordinary": N_("平常的班"), "extra": N_("加巡"), "practice": N_("练习")}
# What a round for an event is called where nobody gives it another name.
EVENT_TITLES: dict[EventName, Words] = {
    "before-storm": Words("暴雨前加巡", "Before-storm round"),
    "heavy-rain": Words("大雨中加巡", "Heavy-rain round"),
    "after-storm": Words("暴雨后加巡", "After-storm round"),
    "handover": Words("交房检查", "Handover round"),
}
DAY_WORDS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def route_name(route: RouteFacts, language: str) -> str:
    """What a round is called: its route's name, or the title of an extra or practice round."""
    if route.title is None:
        return route.name
    return route.title.en if language == "en" else route.title.zh


def window_name(window: WindowFacts, language: str) -> str:
    """The window's name in the reader's language."""
    return window.name_en if language == "en" else window.name_zh


def days_words(days: Collection[int], _: Translate) -> str:
    """`每天`, or the days one by one."""
    if set(days) == EVERY_DAY:
        return _("每天")
    return _("、").join(_(DAY_WORDS[day]) for day in sorted(days))
