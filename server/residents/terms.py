"""Words of residents, and how a name and a number are shown to whoever has not asked for them."""

from typing import Literal, get_args

from server.lib.i18n import N_

Relation = Literal["owner", "tenant", "family", "agent", "other"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
RELATION_WORDS: dict[Relation, str] = {
    "owner": N_("业主"),
    "tenant": N_("租户"),
    "family": N_("家人"),
    "agent": N_("代管"),
    "other": N_("其他"),
}


def masked_name(name: str) -> str:
    """`李*`, `欧阳**`, `J***`: the first sign, or the double surname, and a star for each further one up to three."""
    keep = 2 if name[:2] in _DOUBLE and len(name) > 2 else 1
    return name[:keep] + "*" * max(1, min(3, len(name) - keep))


def masked_phone(phone: str) -> str:
    """`138****5678`: the last four digits, and the first three of a mobile number; shorter ones only the last two."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    if not digits:
        return ""
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return "****" + digits[-2:]


_DOUBLE = frozenset({"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯"})
