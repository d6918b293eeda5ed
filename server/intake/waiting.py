"""Lines in quarantine at a desk: what waits, why, and what could be put right."""

import json
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.checklists.tables import ChecklistVersion
from server.lib import ids, paging
from server.lib.i18n import Translate
from server.lib.problems import CATALOGUE
from server.people import queries as people
from server.reports.queries import shown_at
from server.reports.tables import Report
from server.sites.tables import Asset, Point, Unit

PAGE = 50
_STATES = ("waiting", "accepted", "discarded")


class Fix(Struct, frozen=True, kw_only=True):
    """One thing of a line that a supervisor may put right: the form's field, what stands there, and what could."""

    field: str
    word: str
    now: str
    options: tuple[tuple[str, str], ...]


async def lines(
    site_ids: Sequence[UUID], state: str, cursor: paging.Cursor | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Quarantined lines shown at these sites in a state, newest first: a page and the next one's cursor."""
    if not site_ids:
        return [], None
    query = Report.select(
        Report.digest, Report.kind, Report.outcome, Report.state, Report.site_id, Report.person_id, Report.carrier,
        Report.carrier.name, Report.received_at, Report.problem, Report.decided_at, Report.decided_reason,
    ).where(shown_at(site_ids), Report.state == state)  # fmt: skip
    if cursor is not None:
        after = (Report.received_at == cursor.at) & (Report.digest < cursor.key)
        query = query.where((Report.received_at < cursor.at) | after)
    rows = (
        await query.order_by(Report.received_at, ascending=False)
        .order_by(Report.digest, ascending=False)
        .limit(PAGE + 1)
        .output(load_json=True)
    )
    page, following = paging.next_of(rows, PAGE, "received_at", "digest")
    return list(page), following


def known_state(text: str) -> str:
    """One of the three states; waiting for anything else."""
    return text if text in _STATES else "waiting"


async def line(digest: str, site_ids: Sequence[UUID]) -> dict[str, Any] | None:
    """A quarantined line that is shown at one of these sites."""
    if not site_ids:
        return None
    return cast(
        "dict[str, Any] | None",
        await Report.select(*Report.all_columns(), Report.carrier.name)
        .where(Report.digest == digest, shown_at(site_ids)).first().output(load_json=True),
    )  # fmt: skip


async def persons_of(rows: Sequence[dict[str, Any]]) -> dict[UUID, str]:
    """Names of those who sealed or decided."""
    told = {row.get(name) for row in rows for name in ("person_id", "decided_by")} - {None}
    return await people.names_of([cast(UUID, one) for one in told])


def why(row: dict[str, Any], _: Translate) -> dict[str, Any]:
    """`{title, detail, errors}` in words."""
    problem = row["problem"] or {}
    code = problem.get("code", "id-taken" if row["outcome"] == "conflict" else "not-applied")
    kind = CATALOGUE.get(code, CATALOGUE["not-applied"])
    errors = [
        {"path": str(one.get("path", "")), "message": _(str(one.get("message", "")))}
        for one in problem.get("errors") or []
    ]
    return {"title": _(kind.title), "detail": _(kind.detail), "errors": errors, "code": code}


async def fixes(row: dict[str, Any], site_id: UUID, language: str, _: Translate) -> list[Fix]:
    """What of this line is unknown at the site, with what it could be instead."""
    body = _body(row)
    if body is None:
        return []
    found: list[Fix] = []
    if row["kind"] == "inspection":
        found += await _place(body, site_id, _)
        found += await _assets(body, site_id, _)
    if row["kind"] in ("inspection", "addendum"):
        found += await _versions(body, _)
    return found


def _body(row: dict[str, Any]) -> dict[str, Any] | None:
    try:
        body = json.loads(bytes(row["line"])).get("body")
    except (ValueError, AttributeError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


async def _place(body: dict[str, Any], site_id: UUID, _: Translate) -> list[Fix]:
    if body.get("unit_id"):
        units = await Unit.select(Unit.id, Unit.name, Unit.building.name).where(Unit.site == site_id)
        options = tuple((str(one["id"]), f"{one['building.name']} {one['name']}") for one in units)
        return _unless_known("unit_id", _("房屋"), str(body["unit_id"]), options)
    points = (
        await Point.select(Point.id, Point.name, Point.number, Point.building.name)
        .where(Point.site == site_id)
        .order_by(Point.number)
    )
    options = tuple((str(one["id"]), f"{one['building.name']} {one['name']} {one['number']}") for one in points)
    return _unless_known("point_id", _("点位"), str(body.get("point_id", "")), options)


async def _assets(body: dict[str, Any], site_id: UUID, _: Translate) -> list[Fix]:
    checks = [check for check in body.get("checks") or [] if isinstance(check, dict) and check.get("asset_id")]
    if not checks:
        return []
    assets = (
        await Asset.select(Asset.id, Asset.name, Asset.point.name, Asset.checklists)
        .where(Asset.site == site_id)
        .order_by(Asset.point.number)
        .output(load_json=True)
    )
    found: list[Fix] = []
    for check in checks:
        key = (check.get("checklist") or {}).get("key") if isinstance(check.get("checklist"), dict) else None
        options = tuple(
            (str(one["id"]), f"{one['point.name']} · {one['name']}") for one in assets if key in one["checklists"]
        )
        known = {str(one["id"]) for one in assets}
        if str(check["asset_id"]) not in known:
            name = f"asset.{check['asset_id']}"
            found.append(Fix(field=name, word=_("检查对象"), now=str(check["asset_id"]), options=options))
    return list({fix.field: fix for fix in found}.values())


async def _versions(body: dict[str, Any], _: Translate) -> list[Fix]:
    rows = await ChecklistVersion.select(ChecklistVersion.key, ChecklistVersion.version).order_by(
        ChecklistVersion.version, ascending=False
    )
    known: dict[str, list[int]] = {}
    for row in rows:
        known.setdefault(row["key"], []).append(row["version"])
    found: dict[str, Fix] = {}
    for check in body.get("checks") or []:
        sheet = check.get("checklist") if isinstance(check, dict) else None
        if not isinstance(sheet, dict) or sheet.get("version") in known.get(str(sheet.get("key")), []):
            continue
        key = str(sheet.get("key"))
        options = tuple((str(number), _("第 {n} 版", n=number)) for number in known.get(key, []))
        word = _("检查表 {key} 的版本", key=key)
        found[key] = Fix(field=f"version.{key}", word=word, now=str(sheet.get("version")), options=options)
    return list(found.values())


def _unless_known(field: str, word: str, now: str, options: tuple[tuple[str, str], ...]) -> list[Fix]:
    return (
        [] if any(value == now for value, _word in options) else [Fix(field=field, word=word, now=now, options=options)]
    )


def corrections(form: dict[str, str], row: dict[str, Any]) -> dict[str, Any]:
    """What the form corrects, in the words of `accepting.accept`. A conflicting line gets a new id."""
    fixed: dict[str, Any] = {}
    for name in ("point_id", "unit_id", "site_id"):
        if ids.is_canonical(form.get(name, "")):
            fixed[name] = form[name]
    assets = {name.removeprefix("asset."): value for name, value in form.items() if name.startswith("asset.") and value}
    versions = {
        name.removeprefix("version."): int(value)
        for name, value in form.items()
        if name.startswith("version.") and value.isascii() and value.isdecimal() and len(value) < 9
    }
    if assets:
        fixed["assets"] = assets
    if versions:
        fixed["checklists"] = versions
    if row["outcome"] == "conflict":
        # Made from the bytes, so that pressing the button twice makes one report.
        fixed["new_id"] = str(ids.derived("accepted", row["digest"]))
    return fixed
