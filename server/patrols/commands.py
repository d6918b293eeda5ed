"""`louxun places`: a site's places, routes and windows from a spreadsheet."""

from pathlib import Path

import click

from server.lib import terminal
from server.lib.i18n import N_
from server.lib.sheets import FaultySheets
from server.lib.terminal import say, stop, words
from server.patrols.importing import ALL_SHEETS, import_file, write_template


@click.group(help=words(N_("地点：从 XLSX 表格导入小区、点位、检查对象、房屋和路线。")))
def places() -> None:
    pass


@places.command("import", help=words(N_("导入一个表格。有一处错就整个不导入，并列出每一处错。")))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    try:
        imported = terminal.run(import_file(file))
    except FaultySheets as faulty:
        for fault in faulty.faults:
            click.echo(fault.say(terminal.language()), err=True)
        stop(N_("共 {count} 处错。什么都没有导入，请改好再试。"), count=len(faulty.faults))
    if not any(any(pair) for pair in imported.counts.values()):
        say(N_("没有变化：内容都已经有了。"))
    for sheet in ALL_SHEETS:
        new_count, changed_count = imported.counts[sheet.key]
        if new_count or changed_count:
            name = sheet.zh if terminal.language() == "zh-CN" else sheet.en
            say(N_("{sheet}：新增 {new}，修改 {changed}"), sheet=name, new=new_count, changed=changed_count)


@places.command(help=words(N_("写一个空表格，带说明和例子。")))
@click.argument("file", required=False, default="places.xlsx", type=click.Path(dir_okay=False, path_type=Path))
def template(file: Path) -> None:
    if file.exists():
        stop(N_("“{file}”已经在了，请换个名字。"), file=file)
    write_template(file)
    say(N_("已写好：{file}。填好后用 louxun places import 导入。"), file=file)
