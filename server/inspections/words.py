"""Inspections in the reader's words: flags, answers, presence. A flag is a doubt with a reason, never a verdict."""

from typing import NamedTuple

from server.lib.i18n import N_


class FlagWords(NamedTuple):
    """A short name, what it means, and the icon."""

    name: str
    meaning: str
    icon: str


FLAG_WORDS: dict[str, FlagWords] = {
    "defect-without-photo": FlagWords(N_("问题没有照片"), N_("报了问题，但没有附照片。"), "camera"),
    "photo-wanted": FlagWords(N_("少一张要拍的照片"), N_("有一项每次都要拍照，这次没有。"), "camera"),
    "missing-reason": FlagWords(N_("没写原因"), N_("手动到场、跳过或退回都要写原因，这次没写。"), "text"),
    "severity-lowered-without-reason": FlagWords(
        N_("降了级没写原因"), N_("把问题定得比检查表轻，没有写为什么。"), "text"
    ),
    "out-of-range-sent-as-ok": FlagWords(N_("读数超范围却填正常"), N_("读数不在正常范围里，已按有问题处理。"), "flag"),
    "photo-outside-visit": FlagWords(N_("照片不是这次拍的"), N_("有照片的拍摄时间不在这次检查之内。"), "clock"),
    "retired-point": FlagWords(N_("点位已停用"), N_("这个点位已经停用，记录照样保留。"), "info"),
    "unknown-bundle": FlagWords(N_("资料版本不明"), N_("手机用的资料版本，服务器没有发过。"), "info"),
    "sequence-gap": FlagWords(N_("前面缺一条"), N_("这台手机上一条上报还没到，可能还在手机里。"), "info"),
    "chain-broken": FlagWords(N_("和上一条接不上"), N_("这条上报和同一台手机的上一条对不上。"), "flag"),
    "clock-off": FlagWords(N_("手机时钟不准"), N_("手机时钟和服务器差了两分钟以上，时间已按比对换算。"), "clock"),
    "manual-presence": FlagWords(N_("没有扫码"), N_("到场是手动确认的，没有扫点位码。"), "qr"),
    "wrong-code": FlagWords(N_("点位码不对"), N_("扫到的码或输入的号不是这个点位的。"), "qr"),
    "value-missing": FlagWords(N_("少一个读数"), N_("有一项要填的数值或选项没有填。"), "text"),
    "listed-twice": FlagWords(N_("同一项报了两次"), N_("同一处同一项填了两次，已合成一个，按更重的算。"), "columns"),
    "photo-not-described": FlagWords(N_("照片没有说明"), N_("有照片缺拍摄时间等说明。"), "camera"),
    "handled-without-after-photo": FlagWords(
        N_("说修好了但没有修后照片"), N_("当场处理的问题要有一张修后照片。"), "camera"
    ),
    "unknown-round": FlagWords(N_("班次不明"), N_("这条上报说的班次，计划里没有。"), "info"),
    "unknown-reference": FlagWords(N_("提到的问题找不到"), N_("提到的旧问题或旧上报不在这里。"), "info"),
    "meter-went-back": FlagWords(
        N_("表数比上次小"), N_("表的读数比上次小，没有说是换表、走满一圈还是上次看错。"), "flag"
    ),
    "value-impossible": FlagWords(
        N_("读数不可能"), N_("这个数超出了表能显示的范围，照样留着，没有拿来算用量。"), "flag"
    ),
    "unknown-category": FlagWords(N_("类别不在表里"), N_("事件的类别不是表里的，照写的留下。"), "info"),
    "date-far-off": FlagWords(N_("日期差得远"), N_("日记写的日期离收到的日子一个月以上。"), "clock"),
    "old-label": FlagWords(N_("标签要换"), N_("扫的是换下来的旧标签，点位没错，请把新标签贴上。"), "qr"),
    "scans-too-close": FlagWords(N_("换层太快"), N_("离上一点只隔几秒，却已经在另一层。"), "clock"),
    "floors-too-fast": FlagWords(N_("上下楼太快"), N_("这么短的时间走不了这么多层。"), "clock"),
    "cards-too-fast": FlagWords(N_("查得太快"), N_("平均每样不到两秒。"), "clock"),
    "practice": FlagWords(N_("练习"), N_("练习班次里的记录：留着可看，不计入任何统计。"), "info"),
    "repeated-patrol": FlagWords(N_("同一趟报了两次"), N_("这一趟巡查先前已经报过，两份都留着。"), "columns"),
    "asset-elsewhere": FlagWords(N_("检查对象不在这个点位"), N_("检查的东西登记在别的点位。"), "info"),
}
RESULT_WORDS = {"ok": N_("正常"), "defect": N_("有问题"), "na": N_("不适用")}
RESULT_LOOKS = {"ok": ("ok", "ok"), "defect": ("flag", "defect"), "na": ("na", "")}
PRESENCE_WORDS = {
    "qr": N_("扫了点位码"),
    "nfc": N_("碰了点位标签"),
    "number": N_("手输点位号"),
    "manual": N_("手动确认到场"),
}
PHOTO_ROLE_WORDS = {
    "evidence": N_("现场照片"),
    "proof": N_("抽查照片"),
    "before": N_("修前照片"),
    "after": N_("修后照片"),
    "annotated": N_("圈出的照片"),
}
# What a phone seals for a fault that is on none of the chips.
OTHER_FAULT = N_("其他")
SIGHTING_WORDS = {"still": N_("还没修好"), "worse": N_("更严重了"), "gone": N_("已经修好")}
KIND_WORDS = {
    "inspection": N_("检查记录"),
    "patrol": N_("巡查"),
    "work": N_("工单步骤"),
    "incident": N_("事件"),
    "key": N_("钥匙借用"),
    "diary": N_("工作日记"),
    "addendum": N_("补充"),
}
ADDENDUM_WORDS = {
    "correction": N_("更正"),
    "photo_later": N_("后来补的照片"),
    "photo_lost": N_("照片丢了"),
    "retake": N_("补拍"),
}
