"""The sheets of a file of places: their columns, what to fill in, and examples. Pure."""

from server.lib.i18n import N_
from server.lib.sheets import Column, Sheet

_BUILDING = Column("building", "楼栋", "Building", N_("与“楼栋”表里写的一样"), "1栋", required=True)
_FLOOR = Column("floor", "楼层", "Floor", N_("与“楼层”表里写的一样"), "2层", required=True)
_POINT = Column("point", "点位", "Point", N_("贴点位码的地方，同一层里名称不能重复"), "2层 东侧走廊", required=True)
_CHECKLISTS = Column(
    "checklists",
    "检查表",
    "Checklists",
    N_("检查表的名称，几张用顿号隔开；不填就用与类型同名的那张，一张也不用就填“无”"),
)

SITE = Sheet(
    "site",
    "小区",
    "Site",
    (
        Column("name", "名称", "Name", N_("小区的名称；再导入时按它找到同一个小区"), "示例小区", required=True),
        Column("time_zone", "时区", "Time zone", N_("IANA 时区，不填是 Asia/Shanghai"), "Asia/Shanghai"),
    ),
    required=True,
)
BUILDINGS = Sheet(
    "buildings",
    "楼栋",
    "Buildings",
    (Column("building", "楼栋", "Building", N_("按要显示的先后写"), "1栋", required=True),),
    required=True,
)
FLOORS = Sheet(
    "floors",
    "楼层",
    "Floors",
    (
        _BUILDING,
        Column("floor", "楼层", "Floor", N_("同一栋里名称不能重复"), "2层", required=True),
        Column(
            "ordinal", "高低", "Height", N_("从下到上的次序：首层 1，地下一层 -1，屋面比顶层大 1"), "2", required=True
        ),
    ),
    further=(("1栋", "1层", "1"),),
)
POINTS = Sheet(
    "points",
    "点位",
    "Points",
    (
        _BUILDING,
        _FLOOR,
        _POINT,
        Column("number", "编号", "Number", N_("四位数字，同一栋里不重复；不填就自动编"), ""),
        Column("tag", "点位码", "Tag", N_("已经贴好的码，10 位大写字母和数字；不填就自动生成"), ""),
    ),
    further=(("1栋", "1层", "1层 大堂", "", ""),),
)
ASSETS = Sheet(
    "assets",
    "检查对象",
    "Assets",
    (
        _BUILDING,
        _FLOOR,
        _POINT,
        Column("asset", "检查对象", "Asset", N_("同一点位里名称不能重复"), "防火门 A", required=True),
        Column("kind", "类型", "Kind", N_("写检查表的名称，例如 防火门、消火栓箱、灯与灯罩"), "防火门", required=True),
        _CHECKLISTS,
        Column("limits", "限值", "Limits", N_("这一个对象自己的范围，例如 HY09: 0.15..1.0；几项用分号隔开"), ""),
    ),
    further=(
        ("1栋", "2层", "2层 东侧走廊", "消火栓箱 1", "消火栓箱", "", "HY09: 0.15..1.0"),
        ("1栋", "1层", "1层 大堂", "大堂", "楼层走廊", "", ""),
    ),
)
UNITS = Sheet(
    "units",
    "房屋",
    "Units",
    (
        _BUILDING,
        Column("unit", "房屋", "Unit", N_("同一栋里名称不能重复"), "201", required=True),
        Column("floor", "楼层", "Floor", N_("可以不填"), "2层"),
        Column("number", "房号", "Number", N_("门牌上的号，可以不填"), "201"),
        Column("vacant", "空置", "Vacant", N_("填“是”或“否”，空置房要定期查看"), "是"),
        Column("vacant_since", "空置日期", "Vacant since", N_("例如 2026-11-23，可以不填"), ""),
        Column("checklists", "检查表", "Checklists", N_("不填时，空置房用“空置房”这张；一张也不用就填“无”"), ""),
    ),
)
SHEETS = (SITE, BUILDINGS, FLOORS, POINTS, ASSETS, UNITS)
