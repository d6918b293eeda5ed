"""Reads a folder of checklists (*.toml). A folder with a fault is refused whole, with all its faults."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from server.checklists.faults import checklist_faults
from server.checklists.terms import Checklist, Fault, Words


class FaultyChecklists(Exception):
    """At least one file can't be used; `faults` names each file, item and reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.file} {fault.item or ''}: {fault.reason.en}" for fault in faults))
        self.faults = faults


def read_checklists(folder: Path) -> tuple[Checklist, ...]:
    """All checklists of a folder, by file name. Raises FaultyChecklists, never returns a part of them."""
    contents: dict[str, Mapping[str, object]] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            contents[path.name] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, OSError) as error:
            faults.append(Fault(path.name, None, Words(f"读不了:{error}", f"can't be read: {error}")))
    if not contents and not faults:
        faults.append(Fault(folder.name, None, Words("里面没有 .toml 文件", "holds no .toml file")))
    faults += checklist_faults(contents)
    if faults:
        raise FaultyChecklists(faults)
    return tuple(msgspec.convert(content, Checklist) for content in contents.values())
