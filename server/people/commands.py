"""`louxun person`: taking people in, another password, taking them out."""

import sys
from uuid import UUID

import click

from server import settings
from server.lib import terminal
from server.lib.i18n import N_
from server.lib.terminal import say, stop, words
from server.people import enrolling
from server.people.demo_password import is_refused
from server.people.enrolling import Post
from server.people.queries import department_by_key
from server.people.tables import Person
from server.people.terms import DEPARTMENT_NAMES, ROLES, Role
from server.sites.tables import Site

_PASSWORD = click.option("--password-stdin", is_flag=True, help=words(N_("从标准输入读密码（第一行）")))


@click.group(help=words(N_("人员：添加、改密码、停用。")))
def person() -> None:
    pass


@person.command(help=words(N_("添加一个人。")))
@click.argument("username")
@click.option("--name", default="", help=words(N_("姓名")))
@click.option("--site", "sites", required=True, multiple=True, help=words(N_("小区的名称，可写几次")))
@click.option("--role", required=True, type=click.Choice(ROLES), help=words(N_("岗位")))
@click.option(
    "--department",
    "departments",
    multiple=True,
    type=click.Choice(list(DEPARTMENT_NAMES)),
    help=words(N_("部门，可写几次")),
)
@_PASSWORD
def add(
    username: str, name: str, sites: tuple[str, ...], role: Role, departments: tuple[str, ...], password_stdin: bool
) -> None:
    posts = terminal.run(_posts(sites, role, departments))
    terminal.run(enrolling.add_person(username, name or username, posts, _password(password_stdin)))
    say(N_("已添加：{username}，{site}，{role}。"), username=username, site="、".join(sites), role=role)


@person.command(help=words(N_("改一个人的密码。办公桌上的登录会结束，手机不受影响。")))
@click.argument("username")
@_PASSWORD
def passwd(username: str, password_stdin: bool) -> None:
    person_id = _known(username)
    terminal.run(enrolling.set_password(person_id, _password(password_stdin)))
    say(N_("密码已改：{username}。"), username=username)


@person.command(help=words(N_("停用一个人：不能再登录，做过的都保留。")))
@click.argument("username")
def disable(username: str) -> None:
    terminal.run(enrolling.disable(_known(username)))
    say(N_("已停用：{username}。"), username=username)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt(words(N_("密码")), hide_input=True, confirmation_prompt=words(N_("再输一遍")))
    if is_refused(password, settings.load().demo):
        stop(N_("这是演示用的密码，人人知道，不能用在正式的系统里。"))
    return str(password)


def _known(username: str) -> UUID:
    person_id = terminal.run(_id_of(username))
    if person_id is None:
        stop(N_("没有用户名是“{username}”的人。"), username=username)
    return person_id


async def _id_of(username: str) -> UUID | None:
    row = await Person.select(Person.id).where(Person.username == username.strip().lower()).first()
    return None if row is None else row["id"]


async def _posts(sites: tuple[str, ...], role: Role, departments: tuple[str, ...]) -> list[Post]:
    posts = []
    for site in sites:
        row = await Site.select(Site.id).where(Site.name == site).first()
        if row is None:
            stop(N_("没有叫“{site}”的小区；小区由 louxun places import 建立。"), site=site)
        found = [await department_by_key(row["id"], key) for key in departments]
        posts.append(Post(site_id=row["id"], role=role, department_ids=tuple(one for one in found if one is not None)))
    return posts
