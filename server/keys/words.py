"""What keys, their states and steps are called on pages."""

from typing import Any

from server.keys.queries import Standing
from server.keys.terms import Borrower, KeyKind, Stage
from server.lib.i18n import N_, Translate

KIND_WORDS: dict[KeyKind, str] = {"unit": N_("房屋"), "area": N_("公共区域"), "room": N_("机房")}
# State: word, icon, look.
STATE_LOOKS: dict[str, tuple[str, str, str]] = {
    "in": (N_("在柜里"), "ok", "ok"),
    "out": (N_("借出"), "user", "line"),
    "lost": (N_("已挂失"), "flag", "defect"),
    "overdue": (N_("超时没还"), "clock", "warn"),
    "as_lost": (N_("按丢失处理"), "flag", "defect"),
    "retired": (N_("已停用"), "skip", ""),
}
PURPOSE_WORDS: dict[str, str] = {
    "inspection": N_("空置房检查"),
    "patrol": N_("巡查"),
    "repair": N_("维修"),
    "cleaning": N_("保洁"),
    "viewing": N_("看房"),
    "fit_out": N_("装修查看"),
    "emergency": N_("紧急情况"),
    "owner": N_("业主取用"),
    "other": N_("其他"),
}
BORROWER_WORDS: dict[Borrower, str] = {
    "staff": N_("本项目人员"),
    "sales": N_("销售看房"),
    "contractor": N_("施工或开发商"),
    "outsider": N_("业主或来访人"),
}
STEP_WORDS: dict[str, str] = {
    "borrow": N_("借出"),
    "return": N_("归还"),
    "lost": N_("挂失"),
    "found": N_("找到了"),
    "approve": N_("同意借用"),
    "add": N_("登记入柜"),
    "retire": N_("停用"),
}
STEP_ICONS: dict[str, str] = {
    "borrow": "out", "return": "undo", "lost": "flag", "found": "ok", "approve": "shield", "add": "plus",
    "retire": "skip",
}  # fmt: skip
UNIT_STATE_WORDS: dict[str, str] = {"ok": N_("门窗水电都关好，东西没动"), "changed": N_("有变化")}
# What the ladder asks of whom, by how far it has come.
STAGE_WORDS: dict[Stage, str] = {
    "due": N_("该还了"),
    "reminder": N_("给借用人打电话"),
    "end_of_day": N_("当天没还，告诉主管"),
    "next_day": N_("超过一天，告诉经理，先不再借给此人"),
    "lost": N_("超过两天，按丢失处理：告诉业主、换锁、查房"),
}
WHY_NOT_WORDS: dict[str, str] = {
    "key-held-by-other": N_("那时钥匙在别人手上"),
    "key-already-yours": N_("那时已经在本人手上"),
    "key-already-back": N_("那时已经还回柜里"),
    "key-is-lost": N_("那时已经挂失"),
    "key-retired": N_("那时已经停用"),
}

DONE_WORDS = {
    "lend": N_("已借出"), "return": N_("已归还"), "lost": N_("已挂失"), "found": N_("已记下找到了"),
    "approve": N_("已记下同意"), "add": N_("已登记入柜"), "retire": N_("已停用"), "count": N_("盘点已确认"),
    "settle": N_("已核对"),
}  # fmt: skip
# What the templates need of all these.
PAGE_WORDS: dict[str, Any] = {
    "kind_words": KIND_WORDS, "purpose_words": PURPOSE_WORDS, "borrower_words": BORROWER_WORDS,
    "unit_state_words": UNIT_STATE_WORDS, "done_words": DONE_WORDS,
}  # fmt: skip


def look_of(key: Standing) -> tuple[str, str, str]:
    """`(word, icon, look)` of a key's state."""
    if key.row["retired_at"] is not None:
        return STATE_LOOKS["retired"]
    if key.state == "lost":
        return STATE_LOOKS["as_lost" if key.loan else "lost"]
    return STATE_LOOKS["overdue" if key.overdue else key.state]


def purpose_words(purpose: str | None, _: Translate) -> str:
    """What a key is borrowed for; another than ours is in somebody's own words."""
    return _(PURPOSE_WORDS[purpose]) if purpose in PURPOSE_WORDS else purpose or ""


def unit_state_words(state: str | None, _: Translate) -> str:
    """How a flat was left."""
    return _(UNIT_STATE_WORDS[state]) if state in UNIT_STATE_WORDS else state or ""


def masked(phone: str | None) -> str:
    """A phone number whose middle is hidden."""
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 9 else f"****{phone[-2:]}"


def who_words(loan: dict[str, Any], names: dict[Any, str]) -> str:
    """Who has a key: a person of ours, or name and company of somebody from outside."""
    if loan["person"] is not None:
        return names.get(loan["person"], "")
    return " · ".join(part for part in (loan["name"], loan["company"]) if part)
