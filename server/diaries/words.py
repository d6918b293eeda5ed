"""What the kinds of a diary's entries are called."""

from server.lib.i18n import N_, Translate

KIND_WORDS = {
    "patrol": N_("巡查"),
    "visit": N_("空置房"),
    "defect": N_("问题"),
    "order": N_("工单"),
    "incident": N_("事件"),
    "key": N_("钥匙"),
    "note": N_("其他"),
}
KIND_ICONS = {
    "patrol": "next",
    "visit": "lock",
    "defect": "flag",
    "order": "wrench",
    "incident": "flag",
    "key": "lock",
    "note": "text",
}


def kind_words(kind: str, _: Translate) -> str:
    """The kind's word; one that is not ours as it was written, cut short."""
    return _(KIND_WORDS[kind]) if kind in KIND_WORDS else kind[:20]
