"""Taking over in words."""

from server.lib.i18n import N_
from server.takeovers.terms import LeftoverState, Owner

OWNER_WORDS: dict[Owner, str] = {
    "developer": N_("开发商"),
    "contractor": N_("施工或维修单位"),
    "own": N_("物业自己"),
}
# Word, shape, kind of tag.
STATE_LOOKS: dict[LeftoverState, tuple[str, str, str]] = {
    "open": (N_("没关"), "flag", "warn"),
    "overdue": (N_("过了答应的日子"), "clock", "defect"),
    "closed": (N_("已关"), "ok", "ok"),
}
