"""What went wrong in the made-up week, and who did what about it. Days count back from today: -1 is yesterday."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

Fields = dict[str, Any]


class Step(NamedTuple):
    """A step on the order of a finding: who, on which day at what time (the site's), and the step's own fields."""

    who: str
    day: int
    at: str
    step: str
    fields: Mapping[str, Any] = MappingProxyType({})
    scene: str | None = None


class Found(NamedTuple):
    """Something found on a round: where (building, point, asset), which item, the picture, and what became of it.

    `told` are the answer's own fields. `again`: rounds (day, window) at which it was seen again."""

    day: int
    window: int
    at: tuple[str, str, str]
    item: str
    scene: str
    told: Fields
    steps: tuple[Step, ...] = ()
    again: tuple[tuple[int, int], ...] = ()


def _repaired(day: int, at: str, scene: str, note: str, minutes: int, verified: str, **more: Any) -> tuple[Step, ...]:
    """The usual way: taken, done with an after-photo, looked at by the supervisor the same day."""
    hour, minute = at.split(":")
    done = f"{int(hour) + 1:02d}:{minute}"
    return (
        Step("chen", day, at, "accept"),
        Step("chen", day, at, "start"),
        Step("chen", day, done, "complete", {"note": note, "minutes": minutes, **more}, scene),
        Step("su", day, verified, "verify", {"verdict": "passed"}),
    )


STORY = (
    Found(
        -7,
        0,
        ("1栋", "9层 东侧走廊", "防火门 A"),
        "FD01",
        "fire-door/open",
        {"note": "被木楔顶住，已拿走", "handled_on_spot": True},
        (Step("su", -7, "14:40", "verify", {"verdict": "passed"}),),
    ),
    Found(
        -7,
        0,
        ("1栋", "5层 东侧走廊", "消火栓箱 1"),
        "HY01",
        "hydrant/blocked",
        {"note": "箱前堆了纸箱，已请住户搬走"},
        (
            Step("lin", -7, "12:20", "make_safe", {"safeguard": "已清出一半，留出取水带的位置"}),
            Step("su", -7, "15:10", "complete", {"note": "住户已搬走", "minutes": 20}, "hydrant"),
            Step("he", -7, "17:30", "verify", {"verdict": "passed"}),
        ),
    ),
    Found(
        -7,
        1,
        ("2栋", "14层 东侧走廊", "灯具"),
        "LA01",
        "lamp/dark",
        {"note": "靠电梯这一盏"},
        _repaired(
            -6, "10:40", "lamp", "换了灯管", 25, "16:00", materials=[{"name": "LED 灯管", "quantity": 1, "unit": "支"}]
        ),
    ),
    Found(
        -6,
        0,
        ("2栋", "17层 西侧走廊", "通风窗"),
        "WN01",
        "window/crack",
        {"spot": "左扇", "note": "裂纹到边，怕掉下去"},
        (
            Step("chen", -6, "11:50", "accept"),
            Step("chen", -6, "12:10", "make_safe", {"safeguard": "贴了胶膜，楼下拉警戒线"}, "window/crack"),
            Step("chen", -6, "12:30", "hold", {"reason": "parts", "note": "玻璃要定做", "until_days": 3}),
            Step("chen", -3, "10:05", "resume"),
            Step("chen", -3, "11:20", "complete", {"note": "换了钢化玻璃", "minutes": 70}, "window"),
            Step("su", -3, "14:30", "verify", {"verdict": "passed"}),
        ),
        ((-5, 0),),
    ),
    Found(
        -6,
        1,
        ("1栋", "3层 东侧走廊", "墙面"),
        "WA02",
        "wall/damp",
        {"spot": "窗下", "note": "手摸是湿的"},
        (
            Step("chen", -5, "09:20", "accept"),
            Step("chen", -5, "10:00", "start"),
            Step("chen", -5, "16:40", "complete", {"note": "管道接头已换", "minutes": 90}, "wall"),
            Step("su", -5, "17:20", "verify", {"verdict": "refused", "reason": "照片里还有水印，请再看一次"}, None),
            Step("chen", -4, "10:30", "comment", {"note": "墙里还潮，等干了再刷"}),
        ),
        ((-4, 0), (-2, 0)),
    ),
    Found(
        -5,
        0,
        ("2栋", "6层 东侧走廊", "灭火器箱 1"),
        "EX03",
        "extinguisher/red",
        {"choice": "red", "note": "左边一具"},
        _repaired(-5, "13:10", "extinguisher", "换上备用的，旧的送去充装", 20, "16:30"),
    ),
    Found(
        -5,
        1,
        ("1栋", "11层 西侧走廊", "楼梯扶手"),
        "HR06",
        "stairs/step",
        {"spot": "第三级", "note": "防滑条翘起来了"},
        _repaired(-4, "09:30", "stairs", "重新钉牢", 30, "11:40"),
    ),
    Found(
        -4,
        0,
        ("1栋", "7层 东侧走廊", "走廊"),
        "CO02",
        "corridor/bike",
        {"note": "正在充电，已断开插头"},
        (
            Step("lin", -4, "12:15", "make_safe", {"safeguard": "已断电，通知保安看守"}),
            Step("su", -4, "14:00", "complete", {"note": "车主已推走，已告知规定", "minutes": 35}, "corridor"),
            Step("he", -4, "17:10", "verify", {"verdict": "passed"}),
        ),
    ),
    Found(
        -4,
        1,
        ("2栋", "11层 西侧走廊", "防火门 B"),
        "FD10",
        "fire-door/glass",
        {"note": "下角裂了"},
        (
            Step("chen", -3, "09:10", "accept"),
            Step("chen", -3, "09:40", "hold", {"reason": "parts", "note": "等防火玻璃，厂家说后天到", "until_days": 5}),
            Step("chen", -3, "09:45", "make_safe", {"safeguard": "裂口贴了胶带"}, "fire-door/glass"),
        ),
        ((-2, 1),),
    ),
    Found(
        -3,
        0,
        ("2栋", "3层 东侧走廊", "电梯厅门"),
        "EL11",
        "lift/scratch",
        {"note": "搬家具划的", "severity": "minor"},
        (
            Step("su", -3, "16:20", "comment", {"note": "先保洁擦一遍，再看要不要补漆"}),
            Step("su", -2, "10:10", "complete", {"note": "擦掉了，不用补漆", "minutes": 15}, "lift"),
            Step("he", -2, "16:50", "verify", {"verdict": "passed"}),
        ),
    ),
    Found(
        -1,
        0,
        ("1栋", "屋面", "天台"),
        "RF05",
        "roof/plants",
        {"spot": "东南角", "note": "有住户种了菜", "beyond_me": True},
    ),
    Found(
        -2,
        0,
        ("2栋", "10层 东侧走廊", "防火门 A"),
        "FD11a",
        "fire-door/boxes",
        {"note": "快递堆在门后"},
        (
            Step("lin", -2, "12:25", "make_safe", {"safeguard": "挪开了，门能全开"}),
            Step("su", -2, "15:30", "complete", {"note": "已请住户领走", "minutes": 15}, "fire-door"),
        ),
    ),
    Found(
        -2,
        1,
        ("1栋", "8层 西侧走廊", "灯具"),
        "LA02",
        "lamp/loose",
        {"spot": "楼梯口", "note": "灯罩只剩一个螺丝"},
        (
            Step("chen", -1, "09:25", "accept"),
            Step("chen", -1, "10:10", "start"),
            Step("chen", -1, "11:05", "complete", {"note": "换了底座", "minutes": 35}, "lamp"),
        ),
    ),
    Found(
        -1,
        0,
        ("2栋", "15层 东侧走廊", "墙面"),
        "WA03a",
        "wall/crack",
        {"spot": "电梯旁", "note": "比上个月宽", "beyond_me": True},
    ),
    Found(
        -1,
        0,
        ("1栋", "10层 东侧走廊", "走廊"),
        "CO07a",
        "corridor/shaft",
        {"note": "锁坏了，关不上"},
        (Step("chen", -1, "14:15", "accept"), Step("chen", -1, "14:50", "start")),
    ),
    Found(
        -1,
        0,
        ("2栋", "8层 西侧走廊", "通风窗"),
        "WN06",
        "window/pots",
        {"note": "三盆，怕掉下去"},
        (Step("chen", -1, "15:00", "escalate", {"reason": "住户不肯拿走，请主管出面"}),),
    ),
    Found(-1, 1, ("1栋", "6层 东侧走廊", "墙面"), "WA06", "wall/adverts", {"note": "开锁广告"}),
    Found(
        -1,
        1,
        ("2栋", "13层 西侧走廊", "楼梯扶手"),
        "HR02",
        "stairs/bar",
        {"spot": "转角", "note": "缺两根，小孩能钻过去"},
    ),
    Found(-1, 1, ("2栋", "4层 东侧走廊", "走廊"), "CO05a", "corridor/wet", {"note": "洒了水，已放警示牌"}),
)

COURT_STORY = (
    Found(
        -3,
        0,
        ("1幢", "2层 东侧走廊", "灯具"),
        "LA03",
        "wall/wires",
        {"note": "线露在外面"},
        (Step("fan", -3, "15:00", "make_safe", {"safeguard": "已断开这一路电"}, None),),
    ),
    Found(-1, 0, ("1幢", "3层 西侧走廊", "防火门 B"), "FD09", "fire-door", {"note": "标识掉了"}),
)

# Rounds that were walked only in part, or not at all: (day, window, building) → how many stops were reached.
CUT_SHORT = {(-5, 1, "1栋"): 15, (-3, 1, "2栋"): 0, (-2, 1, "2栋"): 31}
# Stops that were passed over, with the reason.
SKIPPED = {(-4, 1, "1栋", "地下一层 通道"): "locked", (-6, 1, "2栋", "屋面"): "unsafe"}
# Points opened by hand, with the reason; the scanner did not take the tag.
BY_HAND = {(-6, 0, "2栋", "12层 西侧走廊"): "点位码被刮花了", (-1, 1, "1栋", "4层 西侧走廊"): "点位码被刮花了"}
# Points where the tag of another point was scanned.
WRONG_TAG = {(-2, 0, "1栋", "2层 东侧走廊"): "2层 西侧走廊"}
