"""`louxun checklists`: checking the files, and publishing them."""

from pathlib import Path

import click

from server.checklists.publishing import publish as publish_checklists
from server.checklists.reading import FaultyChecklists, read_checklists
from server.checklists.terms import Checklist
from server.lib import terminal
from server.lib.assets import shipped
from server.lib.i18n import N_
from server.lib.terminal import say, words

_FOLDER = click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.group(help=words(N_("检查表：检查文件、发布。")))
def checklists() -> None:
    pass


@checklists.command(help=words(N_("检查一个文件夹里的检查表，列出每一处错。")))
@_FOLDER
def check(folder: Path | None) -> None:
    found = _read(folder)
    say(
        N_("{count} 张检查表，{items} 个检查项，没有错。"),
        count=len(found),
        items=sum(len(checklist.items) for checklist in found),
    )


@checklists.command(help=words(N_("发布检查表：内容变了的成为新版本，手机下次更新时拿到。")))
@_FOLDER
def publish(folder: Path | None) -> None:
    changed = terminal.run(publish_checklists(_read(folder)))
    for one in changed:
        say(N_("{key}：第 {version} 版"), key=one.key, version=one.version)
    if not changed:
        say(N_("没有变化。"))


def _read(folder: Path | None) -> tuple[Checklist, ...]:
    try:
        return read_checklists(folder or shipped("checklists"))
    except FaultyChecklists as faulty:
        for fault in faulty.faults:
            reason = fault.reason.zh if terminal.language() == "zh-CN" else fault.reason.en
            click.echo(": ".join(part for part in (fault.file, fault.item, reason) if part), err=True)
        raise SystemExit(1) from faulty
