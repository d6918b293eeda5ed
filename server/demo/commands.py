"""`louxun demo`."""

import click

from server import settings
from server.demo.building import build, is_used
from server.lib import terminal
from server.lib.i18n import N_
from server.lib.terminal import say, stop, words


@click.command(help=words(N_("建演示：两个编出来的小区和一周的巡查。只在空的数据库里。")))
@click.option("--if-empty", is_flag=True, help=words(N_("已经有内容时什么都不做")))
def demo(if_empty: bool) -> None:
    if terminal.run(is_used()):
        if if_empty:
            return
        stop(N_("这里已经有人员了，演示只建在空的数据库里。换一个 LOUXUN_DATA 再试。"))
    say(N_("正在建演示，大约一分钟……"))
    terminal.run(build(settings.load()))
    say(N_("演示建好了。"))
