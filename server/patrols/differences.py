"""What a file would change, as a list of names and values that can be shown, and compared with what was shown before.
Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from server.lib import digest
from server.lib.named_rows import NamedRows, Planned
from server.patrols.importing import FilePlan

# Columns that say where a thing stands, which its name tells already, or that nobody reads.
_HIDDEN = frozenset({"site", "building", "point", "code_hash", "name_zh"})
_SHEETS = ("site", "buildings", "floors", "points", "assets", "units")


class Difference(msgspec.Struct, frozen=True):
    """One thing that is new or changes: `columns` are (column, before, after) as plain values, after only for a new
    one. A route's `stops` are its points' names."""

    sheet: str
    kind: Literal["new", "changed"]
    name: str
    columns: tuple[tuple[str, Any, Any], ...]


class Differences(msgspec.Struct, frozen=True):
    """All of a plan, sheet by sheet; `unchanged` are the names of what stays as it is."""

    listed: tuple[Difference, ...]
    unchanged: Mapping[str, tuple[str, ...]]

    @property
    def fingerprint(self) -> str:
        """Equal for equal differences: what was shown is what is done, or is shown again."""
        return digest.sha256(msgspec.json.encode(self.listed))

    def of(self, sheet: str) -> list[Difference]:
        """Those of one sheet."""
        return [one for one in self.listed if one.sheet == sheet]


def differences(plan: FilePlan) -> Differences:
    """The plan's differences; moments are told as days at the site. Codes that are made are not told: another one is
    made each time."""
    rows: dict[str, NamedRows[Any]] = {key: plan.work.rows[key] for key in _SHEETS}
    names = {row_id: _name(name) for one in rows.values() for name, row_id in one.ids.items()}
    names |= {row_id: name[-1] for name, row_id in plan.work.rows["floors"].ids.items()}
    say = _Plain(names, ZoneInfo(plan.work.zone))
    listed = [say.difference(key, one) for key in _SHEETS for one in rows[key].planned]
    listed += [
        Difference("tags", "changed" if replaces else "new", _name(at), (("code", None, code),) if code else ())
        for at, code, replaces in plan.work.tags
    ]
    listed += _routes(plan, say)
    listed += [say.difference("windows", one) for one in plan.windows.planned]
    unchanged = {key: tuple(_name(name) for name in one.unchanged) for key, one in rows.items()}
    routes = tuple(name for name in plan.routes.unchanged if name not in plan.old_stops)
    return Differences(tuple(listed), {**unchanged, "routes": routes, "windows": tuple(plan.windows.unchanged)})


def _routes(plan: FilePlan, say: "_Plain") -> list[Difference]:
    told = {one.name: say.difference("routes", one) for one in plan.routes.planned}
    for name, stops in plan.stops.items():
        before = plan.old_stops.get(name)
        old = None if before is None else [_name(at) for at in before]
        columns = (("stops", old, [_name(at) for at in stops]),)
        known = told.get(name)
        kind: Literal["new", "changed"] = "changed" if known is None else known.kind
        told[name] = Difference("routes", kind, name, (known.columns if known else ()) + columns)
    return list(told.values())


class _Plain(msgspec.Struct, frozen=True):
    """Rows' values without ids and moments."""

    names: Mapping[UUID, str]
    zone: ZoneInfo

    def difference(self, sheet: str, one: Planned) -> Difference:
        before = one.before or {}
        columns = tuple(
            (key, self.value(before.get(key)), self.value(value))
            for key, value in one.after.items()
            if key not in _HIDDEN
        )
        kind: Literal["new", "changed"] = "new" if one.before is None else "changed"
        return Difference(sheet, kind, _name(one.name), columns)

    def value(self, value: Any) -> Any:
        if isinstance(value, UUID):
            return self.names.get(value, "")
        if isinstance(value, datetime):
            return value.astimezone(self.zone).date().isoformat()
        return value


def _name(name: Any) -> str:
    return " · ".join(name) if isinstance(name, tuple) else str(name)
