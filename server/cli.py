"""The command line `louxun`: serving, bringing the database up to date, looking after things. Each package's own
commands stand in its `commands.py`."""

import asyncio
import os
import warnings
from pathlib import Path

import click

os.environ.setdefault("PICCOLO_CONF", "server.piccolo_conf")

from server import __version__, settings, starting
from server.checklists.commands import checklists
from server.demo.commands import demo
from server.doctor import examine
from server.intake.reapplying import reapply
from server.lib import terminal
from server.lib.i18n import N_
from server.lib.terminal import say, stop, words
from server.migrating import migrate as bring_up_to_date
from server.patrols.commands import places
from server.people.commands import person

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=words(N_("楼巡：没有信号也能用的楼宇巡查。")))
@click.version_option(__version__, prog_name="louxun")
def louxun() -> None:
    pass


@louxun.command(help=words(N_("启动服务器。手机上要离线用，需要 HTTPS：给出证书，或放在反向代理后面。")))
@click.option("--tls-cert", type=_FILE, help=words(N_("证书（PEM，含中间证书）")))
@click.option("--tls-key", type=_FILE, help=words(N_("证书的私钥（PEM）")))
def serve(tls_cert: Path | None, tls_key: Path | None) -> None:
    if (tls_cert is None) != (tls_key is None):
        stop(N_("--tls-cert 和 --tls-key 要一起给。"))
    starting.serve(settings.load(), tls_cert, tls_key)


@louxun.command(help=words(N_("把数据库升级到这个版本。升级前后可以反复运行。")))
def migrate() -> None:
    asyncio.run(bring_up_to_date())
    applied_count = terminal.run(reapply(settings.load().secret))
    if applied_count:
        say(N_("现在认识了 {count} 条原来等着的上报，已经处理。"), count=applied_count)
    say(N_("数据库是最新的。"))


@louxun.command(help=words(N_("检查设置、硬盘、数据库、时钟和内容，用大白话说。")))
def doctor() -> None:
    if terminal.run(_examined()):
        raise SystemExit(1)


async def _examined() -> bool:
    wrong = False
    async for finding in examine(settings.load()):
        click.echo(("✗ " if finding.is_wrong else "✓ ") + finding.text)
        wrong = wrong or finding.is_wrong
    return wrong


for _command in (person, places, checklists, demo):
    louxun.add_command(_command)


def main() -> None:
    """`louxun`, with a wrong setting said in one sentence."""
    # Piccolo warns about what is said in one sentence anyway.
    warnings.filterwarnings("ignore", module=r"piccolo\.")
    try:
        settings.load()
        louxun(prog_name="louxun")
    except settings.WrongSetting as wrong:
        stop(N_("设置有误：{error}"), error=wrong)


if __name__ == "__main__":
    main()
