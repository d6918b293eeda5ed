"""The words of vacant units on pages."""

from server.lib.i18n import N_
from server.vacancies.terms import LowerReason, Occasion, OccupancyStep, Reason, VacancyKind

STEP_WORDS: dict[OccupancyStep, str] = {
    "vacant": N_("空置"),
    "let": N_("已出租"),
    "taken-over": N_("业主已接房"),
}
KIND_WORDS: dict[VacancyKind, str] = {
    "unsold": N_("未售"),
    "sold-not-taken-over": N_("已售未接房"),
    "owner-entrusted": N_("业主托管"),
    "between-tenants": N_("租约空档"),
    "under-repair": N_("交付前整改"),
}
REASON_WORDS: dict[Reason, str] = {
    "due": N_("到期"),
    "recheck": N_("有旧问题"),
    "leak": N_("有漏水"),
    "storm": N_("风雨检查"),
}
OCCASION_WORDS: dict[Occasion, str] = {"take-over": N_("接房"), "hand-back": N_("退房")}
LOWER_WORDS: dict[LowerReason, str] = {
    "rolled_over": N_("走满一圈归零了"),
    "changed": N_("换过表"),
    "misread_before": N_("上次看错了"),
}
METER_WORDS = {"water": N_("水表"), "electricity": N_("电表"), "gas": N_("燃气表")}
STORM_WORDS = {"before-storm": N_("风雨前"), "after-storm": N_("风雨后")}
KEY_WORDS = {"in": N_("钥匙在柜里"), "out": N_("钥匙借出"), "lost": N_("钥匙已挂失")}
KEY_LOOKS = {"in": ("ok", ""), "out": ("user", "line"), "lost": ("flag", "defect")}
