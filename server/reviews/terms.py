"""The words of retakes."""

from typing import Final, Literal

from server.lib.i18n import N_

REASON_MAX: Final = 200
"""Characters of a reason: it is read on a phone, while walking."""

RetakeState = Literal["open", "answered", "withdrawn"]

REASONS: Final[dict[str, str]] = {
    "too dark": N_("太暗，看不清"),
    "blurred": N_("模糊，拿稳再拍"),
    "too near": N_("太近，看不出在哪里"),
    "too far": N_("太远，看不清细节"),
    "other thing": N_("拍的不是这一样"),
}
"""What is mostly wrong with a photo: offered beside a line of one's own."""

STATE_WORDS: Final[dict[RetakeState, str]] = {
    "open": N_("等补拍"),
    "answered": N_("已补拍"),
    "withdrawn": N_("不用补了"),
}
STATE_LOOKS: Final[dict[RetakeState, tuple[str, str]]] = {
    "open": ("camera", "warn"),
    "answered": ("ok", "ok"),
    "withdrawn": ("undo", ""),
}
