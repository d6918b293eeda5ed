"""The sheet of a file of people: its columns, what to fill in, examples. Pure."""

from server.lib.i18n import N_
from server.lib.sheets import Column, Sheet

PEOPLE = Sheet(
    "people",
    "人员",
    "People",
    (
        Column("name", "姓名", "Name", N_("本人的姓名"), "林晓", required=True),
        Column(
            "username", "用户名", "Username",
            N_("登录用：小写字母、数字、点或横线；再导入时按它找到同一个人"), "linxiao", required=True,
        ),
        Column("site", "小区", "Site", N_("小区的名称；您只管一个小区时可以不填。在几个小区的人写几行"), ""),
        Column(
            "role", "岗位", "Role", N_("管家助理、维修、前台、主管或经理"), "管家助理", required=True
        ),
        Column(
            "departments", "部门", "Departments",
            N_("部门的名称，几个用顿号隔开；维修人员要填，外包队写它自己的名称"), "",
        ),
        Column("phone", "电话", "Phone", N_("工作电话，可以不填"), "13800000000"),
    ),
    required=True,
    further=(("陈建国", "chenjianguo", "", "维修", "工程", ""),),
)  # fmt: skip
SHEETS = (PEOPLE,)
NOTES = (
    N_("一行写一个人在一个小区的岗位。浅黄色的列必须填；第一格以 # 开头的行会跳过。"),
    N_("同一个文件可以再导入：没变的不动，变了的改过来，没写到的人和岗位保持原样。"),
    N_("有一处错，整个文件都不导入，并列出每一处错在哪一行、哪一列。"),
    N_("表里不写密码。导入后生成邀请，本人用邀请自己设密码。"),
)
