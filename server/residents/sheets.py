"""The sheet of a file of residents. Pure."""

from server.lib.i18n import N_
from server.lib.sheets import Column, Sheet

RESIDENTS = Sheet(
    "residents",
    "住户",
    "Residents",
    (
        Column("site", "小区", "Site", N_("小区的名称；您只管一个小区时可以不填"), ""),
        Column("building", "楼栋", "Building", N_("与“地点”里写的一样"), "1栋", required=True),
        Column("unit", "房屋", "Unit", N_("与“地点”里写的一样"), "201", required=True),
        Column("name", "姓名", "Name", N_("住户的姓名；再导入时按房屋和姓名找到同一个人"), "王先生", required=True),
        Column("phone", "电话", "Phone", N_("可以不填"), "13800000000"),
        Column("relation", "关系", "Relation", N_("业主、租户、家人、代管或其他"), "业主", required=True),
        Column("since", "入住", "Since", N_("例如 2026-11-23，可以不填"), ""),
        Column("until", "搬走", "Until", N_("还住着就不填"), ""),
        Column("note", "备注", "Note", N_("可以不填"), ""),
    ),
    required=True,
)
SHEETS = (RESIDENTS,)
NOTES = (
    N_("一行写一位住户。浅黄色的列必须填；第一格以 # 开头的行会跳过。"),
    N_("同一个文件可以再导入：没变的不动，变了的改过来，没写到的住户保持原样。"),
    N_("有一处错，整个文件都不导入，并列出每一处错在哪一行、哪一列。"),
)
