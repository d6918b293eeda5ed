"""Pure: whether a table read from TOML has a Struct's shape, field by field, so that every wrong field is named."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import FieldInfo, fields

from server.checklists.terms import Checklist, Item, Words

LACKS = re.compile(r"missing required field `(\w+)`")
UNKNOWN = re.compile(r"unknown field `(\w+)`")
NOT_ALLOWED = re.compile(r"Invalid enum value (.+?)(?: - at|$)")


def shape_faults(kind: type[Checklist] | type[Item], raw: Mapping[str, object]) -> list[Words]:
    """What keeps `raw` from being a `kind`: unknown and missing fields, wrong types, values that are not allowed."""
    known = {field.name: field for field in fields(kind)}
    reasons = [Words(f"不认识的字段“{name}”", f"unknown field “{name}”") for name in raw if name not in known]
    for field in known.values():
        reason = _field_fault(field, raw)
        if reason is not None:
            reasons.append(reason)
    return reasons


def _field_fault(field: FieldInfo, raw: Mapping[str, object]) -> Words | None:
    if field.name not in raw:
        return Words(f"缺字段“{field.name}”", f"field “{field.name}” is missing") if field.required else None
    try:
        msgspec.convert(raw[field.name], field.type)
    except msgspec.ValidationError as error:
        return _said(field.name, raw[field.name], str(error))
    return None


def _said(name: str, value: Any, message: str) -> Words:
    if lacking := LACKS.search(message):
        return Words(f"“{name}”里缺“{lacking[1]}”", f"“{name}” lacks “{lacking[1]}”")
    if unknown := UNKNOWN.search(message):
        return Words(f"“{name}”里有不认识的字段“{unknown[1]}”", f"“{name}” has an unknown field “{unknown[1]}”")
    if refused := NOT_ALLOWED.search(message):
        return Words(f"“{name}”不能是 {refused[1]}", f"“{name}” may not be {refused[1]}")
    return Words(f"“{name}”的类型不对:{value!r}", f"“{name}” is of the wrong type: {value!r}")
