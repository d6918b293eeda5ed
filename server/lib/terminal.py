"""Words on the command line: in Chinese where LOUXUN_LANGUAGE or the locale says so, else in English; and how a command
ends: with what it did, or with one sentence that says what is wrong."""

import asyncio
import os
import sqlite3
from collections.abc import Coroutine, Mapping
from typing import Any, NoReturn, TypeVar

import asyncpg
import click

from server.lib import db
from server.lib.i18n import N_, translate
from server.lib.problems import Problem

Done = TypeVar("Done")


def language(environment: Mapping[str, str] = os.environ) -> str:
    """zh-CN or en."""
    for name in ("LOUXUN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh-CN" if environment[name].lower().startswith("zh") else "en"
    return "en"


def words(text: str, /, **values: object) -> str:
    """The text in the terminal's language."""
    return translate(language(), text, **values)


def say(text: str, /, **values: object) -> None:
    """Prints a line in the terminal's language."""
    click.echo(words(text, **values))


def stop(text: str, /, **values: object) -> NoReturn:
    """Ends the command as failed, with one sentence."""
    click.echo(words(text, **values), err=True)
    raise SystemExit(1)


def run(deed: Coroutine[Any, Any, Done]) -> Done:
    """Runs a deed with the database open; a refusal ends the command with its words."""
    try:
        return asyncio.run(_with_database(deed))
    except Problem as problem:
        said = problem.render(language())
        errors = said.get("errors")
        lines = [str(error["message"]) for error in errors] if isinstance(errors, list) else [str(said["detail"])]
        for line in lines:
            click.echo(line, err=True)
        raise SystemExit(1) from problem
    except (sqlite3.OperationalError, asyncpg.PostgresError) as error:
        if "no such table" in str(error) or isinstance(error, asyncpg.UndefinedTableError):
            stop(N_("数据库还没有建好，请先运行 louxun migrate。"))
        stop(N_("数据库出了问题：{error}"), error=error)
    except (OSError, asyncpg.InterfaceError) as error:
        stop(N_("连不上数据库（{error}）。请检查 LOUXUN_DATABASE_URL。"), error=error)


async def _with_database(deed: Coroutine[Any, Any, Done]) -> Done:
    try:
        await db.open_pool()
    except BaseException:
        deed.close()
        raise
    try:
        return await deed
    finally:
        await db.close_pool()
