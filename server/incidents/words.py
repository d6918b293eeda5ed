"""What categories, steps and states are called, and how they look."""

from server.incidents.terms import Level, State, StepName, Verdict
from server.lib.i18n import N_, Translate

CATEGORY_WORDS: dict[str, str] = {
    "fire": N_("火情"),
    "entrapment": N_("电梯困人"),
    "gas": N_("燃气泄漏"),
    "burst_pipe": N_("爆管"),
    "flood": N_("水浸"),
    "power": N_("停电"),
    "crime": N_("治安"),
    "falling_object": N_("高空坠物"),
    "injury": N_("人员受伤"),
    "infestation": N_("虫害、污染"),
    "problem": N_("其他问题"),
    "violation": N_("住户违章"),
    "fit_out_breach": N_("装修违规"),
}
CATEGORY_ICONS: dict[str, str] = {
    "fire": "flag", "entrapment": "flag", "gas": "flag", "burst_pipe": "flag", "flood": "flag", "power": "flag",
    "crime": "shield", "falling_object": "flag", "injury": "flag", "infestation": "flag", "problem": "text",
    "violation": "report", "fit_out_breach": "wrench",
}  # fmt: skip
STEP_WORDS: dict[StepName, str] = {
    "open": N_("事件上报"),
    "note": N_("进展"),
    "notice": N_("书面通知，限期整改"),
    "recheck": N_("复查"),
    "hand_over": N_("移交主管部门"),
    "close": N_("结束"),
}
STEP_ICONS: dict[StepName, str] = {
    "open": "flag",
    "note": "text",
    "notice": "report",
    "recheck": "eye",
    "hand_over": "escal",
    "close": "ok",
}
STATE_WORDS: dict[State, str] = {
    "unopened": N_("等第一份上报"),
    "open": N_("处理中"),
    "noticed": N_("已通知，等复查"),
    "handed_over": N_("已移交"),
    "closed": N_("已结束"),
}
STATE_LOOKS: dict[State, tuple[str, str]] = {
    "unopened": ("cloudup", "pend"),
    "open": ("flag", "defect"),
    "noticed": ("clock", "warn"),
    "handed_over": ("escal", "next"),
    "closed": ("ok", "ok"),
}
VERDICT_WORDS: dict[Verdict, str] = {
    "waits": N_("第一份上报还没传到，传到后接上"),
    "not_allowed": N_("那时不能做这一步，记下备查"),
    "late": N_("结束以后补记的"),
}
LEVEL_WORDS: dict[Level, str] = {
    1: N_("1 级 · 特别重大"),
    2: N_("2 级 · 重大"),
    3: N_("3 级 · 较大"),
    4: N_("4 级 · 一般"),
}


def category_words(category: str, _: Translate) -> str:
    """The category's word; one that is not in the table as it was written, cut to a line."""
    return _(CATEGORY_WORDS[category]) if category in CATEGORY_WORDS else category[:40]
