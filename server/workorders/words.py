"""Work orders in the reader's words: states, steps, reasons, deadlines."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.lib.i18n import N_, Translate
from server.lib.spans import span
from server.workorders.terms import Lane, ReturnAnswer, Severity, State, StepName, WhyNot
from server.workorders.urgency import Urgency

LANE_WORDS: dict[Lane, str] = {
    "to_dispatch": N_("待派单"),
    "to_accept": N_("已派待接"),
    "in_work": N_("正在修"),
    "to_verify": N_("待验收"),
    "to_call": N_("待回访"),
}
STATE_WORDS: dict[State, str] = {
    "reported": N_("待派单"),
    "dispatched": N_("已派待接"),
    "accepted": N_("已接单"),
    "in_progress": N_("正在修"),
    "on_hold": N_("暂停中"),
    "completed": N_("待验收"),
    "verified": N_("待回访"),
    "closed": N_("已关单"),
    "cancelled": N_("已取消"),
    "merged": N_("已合并"),
}
# How a state looks: icon and kind of tag.
STATE_LOOKS: dict[State, tuple[str, str]] = {
    "reported": ("todo", "warn"),
    "dispatched": ("next", "pend"),
    "accepted": ("user", "pend"),
    "in_progress": ("wrench", "pend"),
    "on_hold": ("pause", "warn"),
    "completed": ("eye", "warn"),
    "verified": ("phone", "warn"),
    "closed": ("ok", "ok"),
    "cancelled": ("close", ""),
    "merged": ("columns", ""),
}
SEVERITY_WORDS: dict[Severity, str] = {"critical": N_("紧急"), "major": N_("重要"), "minor": N_("一般")}
STEP_WORDS: dict[StepName, str] = {
    "accept": N_("接单"),
    "arrive": N_("到场"),
    "start": N_("开始修"),
    "make_safe": N_("做好临时防范"),
    "hold": N_("暂停"),
    "resume": N_("继续修"),
    "complete": N_("修好了"),
    "send_back": N_("退回重派"),
    "escalate": N_("上报"),
    "comment": N_("留言"),
    "verify": N_("验收"),
    "return_visit": N_("回访"),
    "dispatch": N_("派单"),
    "cancel": N_("取消工单"),
    "merge": N_("合并"),
    "unmerge": N_("撤销合并"),
    "split": N_("拆分"),
    "rework": N_("返工"),
}
STEP_ICONS: dict[StepName, str] = {
    "accept": "user",
    "arrive": "qr",
    "start": "wrench",
    "make_safe": "shield",
    "hold": "pause",
    "resume": "wrench",
    "complete": "ok",
    "send_back": "undo",
    "escalate": "escal",
    "comment": "text",
    "verify": "eye",
    "return_visit": "phone",
    "dispatch": "right",
    "cancel": "close",
    "merge": "columns",
    "unmerge": "undo",
    "split": "columns",
    "rework": "undo",
}
WHY_NOT_WORDS: dict[WhyNot, str] = {
    "state": N_("工单那时已经到了别的状态"),
    "own-completion": N_("修的人不能自己验收，请换一位"),
    "photo-needed": N_("路过验收要带一张照片"),
    "after-photo-needed": N_("这是消防隐患，要有修后照片才能关单。请维修人员补一张，或巡查时拍一张"),
}
HOLD_REASONS: dict[str, str] = {
    "parts": N_("等配件"),
    "resident": N_("等住户"),
    "contractor": N_("等外单位"),
    "weather": N_("等天气"),
}
# The phone's own reasons are sealed in Chinese (pwa/js/screens/order/form.js).
_SEALED = (
    N_("缺配件"), N_("等住户"), N_("等厂家"), N_("天气"), N_("不归我们部门"), N_("找不到"), N_("重复"), N_("修不了"),
    N_("有危险"), N_("来不及"), N_("还是坏的"), N_("没修好"), N_("没清理"),
)  # fmt: skip
# What else is kept as a short word: the server's own reason for cancelling.
_REASONS = {**HOLD_REASONS, **dict(zip(_SEALED, _SEALED, strict=True)), "correction": N_("更正后没有这个问题")}
ANSWER_WORDS: dict[ReturnAnswer, str] = {
    "satisfied": N_("满意"),
    "fairly": N_("基本满意"),
    "not_satisfied": N_("不满意，还要修"),
    "not_reached": N_("没打通"),
}
_DUE_WORDS = {"accept": N_("接单"), "safe": N_("防护"), "close": N_("修好")}


def reason_words(reason: str | None, _: Translate) -> str:
    """A reason as it was written; the phone's short words for a hold in the reader's language."""
    return "" if not reason else _(_REASONS[reason]) if reason in _REASONS else reason


def due_words(due: Urgency | None, now: datetime, zone: str, _: Translate) -> dict[str, str] | None:
    """`{phase, words}` for the next deadline: time left within a day, else the date; None where nothing is due."""
    if due is None:
        return None
    what, left = _(_DUE_WORDS[due.kind]), due.due_at - now
    if due.phase == "late":
        words = _("{what}超时 {span}", what=what, span=span(left, _))
    elif left < timedelta(days=1):
        words = _("{what}还剩 {span}", what=what, span=span(left, _))
    else:
        words = _("{what}：{date} 前", what=what, date=due.due_at.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M"))
    return {"phase": due.phase, "words": words}


def step_title(step: Mapping[str, Any], who: str, names: Mapping[str, str], _: Translate) -> str:
    """What was done in one line. `step` is a row with its detail; `names` of departments and persons by id text."""
    detail, name = step["detail"], step["step"]
    if name == "dispatch":
        to = " ".join(names[key] for key in (detail.get("department_id"), detail.get("to_person_id")) if key in names)
        if not to:
            return _("已派单")
        return _("{who}派给{to}", who=who, to=to) if who else _("自动派给{to}", to=to)
    if name == "verify":
        verdict = _("验收通过") if detail.get("verdict") == "passed" else _("验收没通过，退回再修")
        return f"{who} · {verdict}" if who else verdict
    words = _(STEP_WORDS[name]) if name in STEP_WORDS else str(name)
    answer = (detail.get("answer") or {}).get("satisfaction")
    if answer in ANSWER_WORDS:
        words = f"{words}：{_(ANSWER_WORDS[answer])}"
    return f"{who} · {words}" if who else words
