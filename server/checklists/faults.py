"""Pure rules: what is wrong with a checklist file. Every fault is found, not only the first, and says where it is."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from server.checklists.item_faults import item_faults
from server.checklists.shape import shape_faults
from server.checklists.terms import Checklist, Fault, Item, Words

KEY = re.compile(r"[a-z]+(-[a-z]+)*")


def checklist_faults(files: Mapping[str, Mapping[str, object]]) -> list[Fault]:
    """All faults of these files (name with .toml → its content): wrong shape, else wrong sense, and ids used twice."""
    faults = [fault for file, raw in files.items() for fault in _faults_of_one(file, raw)]
    return faults + list(_ids_used_twice(files))


def _faults_of_one(file: str, raw: Mapping[str, object]) -> Iterator[Fault]:
    for reason in _file_reasons(file, raw):
        yield Fault(file, None, reason)
    for label, item in _labelled_items(raw):
        if not isinstance(item, Mapping):
            yield Fault(file, label, Words("检查项要写成 [[items]] 一节", "an item must be an [[items]] table"))
            continue
        reasons = shape_faults(Item, item) or item_faults(msgspec.convert(item, Item))
        for reason in reasons:
            yield Fault(file, label, reason)


def _file_reasons(file: str, raw: Mapping[str, object]) -> Iterator[Words]:
    items = raw.get("items")
    yield from shape_faults(Checklist, {**raw, "items": []} if isinstance(items, list) else raw)
    key, version = raw.get("key"), raw.get("version")
    if isinstance(key, str) and (f"{key}.toml" != file or KEY.fullmatch(key) is None):
        yield Words(
            f"key“{key}”要和文件名一样,只用小写字母和连字符",
            f"key “{key}” must be the file's name, in lower-case letters and hyphens",
        )
    if isinstance(version, int) and version < 1:
        yield Words("version 从 1 开始", "version starts at 1")
    if items == []:
        yield Words("一个检查项也没有", "has no item at all")


def _labelled_items(raw: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Each item with its id, or with its place in the file (#1 is the first) if it has none."""
    items = raw.get("items")
    for place, item in enumerate(items if isinstance(items, list) else [], start=1):
        given = item.get("id") if isinstance(item, Mapping) else None
        yield given if isinstance(given, str) and given else f"#{place}", item


def _ids_used_twice(files: Mapping[str, Mapping[str, object]]) -> Iterator[Fault]:
    first_in: dict[str, str] = {}
    for file, raw in files.items():
        for label, _ in _labelled_items(raw):
            if label.startswith("#"):
                continue
            if label in first_in:
                yield Fault(
                    file, label, Words(f"编号在 {first_in[label]} 里用过", f"id is already used in {first_in[label]}")
                )
            else:
                first_in[label] = file
