"""Reads of published checklists. Versions never change, so a decoded one is kept in this process."""

from collections.abc import Iterable

import msgspec

from server.checklists.tables import ChecklistVersion
from server.checklists.terms import Checklist

# By (key, version, digest): a version has one content in an installation, but tests have many installations.
_KEPT: dict[tuple[str, int, str], Checklist] = {}
_Reference = tuple[str, int]

_NEWEST = """
SELECT version.key, version.version, version.digest FROM checklist_version AS version
JOIN (SELECT key, MAX(version) AS version FROM checklist_version GROUP BY key) AS newest
ON newest.key = version.key AND newest.version = version.version
"""


async def newest_versions() -> dict[str, tuple[int, str]]:
    """Key → (newest version, its content's digest)."""
    return {row["key"]: (row["version"], row["digest"]) for row in await ChecklistVersion.raw(_NEWEST)}


async def current() -> tuple[Checklist, ...]:
    """The newest version of every checklist, by key."""
    newest = await newest_versions()
    found = await _fetch([(key, version, digest) for key, (version, digest) in newest.items()])
    return tuple(sorted(found.values(), key=lambda checklist: checklist.key))


async def checklist(key: str, version: int) -> Checklist | None:
    """One version, however old; None if it was never published."""
    return (await checklists([(key, version)])).get((key, version))


async def checklists(references: Iterable[_Reference]) -> dict[_Reference, Checklist]:
    """Those of these (key, version) that were ever published."""
    wanted = set(references)
    if not wanted:
        return {}
    rows = await ChecklistVersion.select(
        ChecklistVersion.key, ChecklistVersion.version, ChecklistVersion.digest
    ).where(ChecklistVersion.key.is_in([key for key, _ in wanted]))
    return await _fetch(
        [
            (row["key"], row["version"], row["digest"])
            for row in rows
            if (row["key"], row["version"]) in wanted
        ]
    )


async def _fetch(names: list[tuple[str, int, str]]) -> dict[_Reference, Checklist]:
    missing = [name for name in names if name not in _KEPT]
    if missing:
        rows = await ChecklistVersion.select(
            ChecklistVersion.key, ChecklistVersion.version, ChecklistVersion.digest, ChecklistVersion.content
        ).where(ChecklistVersion.digest.is_in([digest for _, _, digest in missing])).output(load_json=True)
        for row in rows:
            _KEPT[row["key"], row["version"], row["digest"]] = msgspec.convert(row["content"], Checklist)
    return {(key, version): _KEPT[key, version, digest] for key, version, digest in names}
