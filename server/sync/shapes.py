"""The messages by name, and their JSON Schemas (2020-12), made from the very types that read and write them.

Other properties may always stand beside those named; what may be absent may also be null (protocol, conventions).
"""

from functools import cache
from typing import Any

import msgspec

from server.defects.wire import DefectItem
from server.diaries.wire import DiaryBody
from server.incidents.wire import IncidentBody
from server.inspections.wire import AddendumBody, InspectionBody
from server.inspections.wire_out import InspectionItem
from server.keys.wire import KeyBody
from server.patrols.wire import PatrolBody
from server.patrols.wire_out import RoundItem
from server.photos.wire import PhotosMissing, PhotosMissingAnswer
from server.reports.wire import Envelope, ProblemObject, Receipt, ReportsAnswer
from server.reports.wire_out import QuarantineItem
from server.sync.wire import Heartbeat, ReceiptKeys, SignIn, SignInAnswer, StatusAnswer, StatusRequest
from server.sync.wire_bundle import Bundle
from server.workorders.wire import WorkBody
from server.workorders.wire_out import OrderItem

Schema = dict[str, Any]

MESSAGES: dict[str, type] = {
    "sign-in": SignIn,
    "sign-in-answer": SignInAnswer,
    "bundle": Bundle,
    "report": Envelope,
    "reports-answer": ReportsAnswer,
    "receipt": Receipt,
    "status": StatusRequest,
    "status-answer": StatusAnswer,
    "photos-missing": PhotosMissing,
    "photos-missing-answer": PhotosMissingAnswer,
    "heartbeat": Heartbeat,
    "receipt-key": ReceiptKeys,
    "problem": ProblemObject,
    "order": OrderItem,
    "defect": DefectItem,
    "inspection": InspectionItem,
    "round": RoundItem,
    "quarantine": QuarantineItem,
}
BODIES: dict[str, type] = {
    "inspection": InspectionBody,
    "patrol": PatrolBody,
    "work": WorkBody,
    "incident": IncidentBody,
    "key": KeyBody,
    "diary": DiaryBody,
    "addendum": AddendumBody,
}
# What a type can't say: a visit is to a point, with presence, or to a unit.
_ONE_PLACE: list[Schema] = [
    {
        "required": ["point_id", "presence"],
        "properties": {"point_id": {"type": "string"}, "presence": {"type": "object"}, "unit_id": {"type": "null"}},
    },
    {"required": ["unit_id"], "properties": {"unit_id": {"type": "string"}, "point_id": {"type": "null"}}},
]


@cache
def schema_of(name: str) -> Schema:
    """The schema of a message, complete in itself but for `$id`; KeyError for an unknown name."""
    root, definitions = components((MESSAGES[name],), "#/$defs/{name}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **root[0], "$defs": definitions}


def components(types: tuple[type, ...], reference: str) -> tuple[list[Schema], dict[str, Schema]]:
    """`(a reference to each type, the definitions by name)`; `reference` is how one points to `{name}`."""
    with_bodies = (*types, *BODIES.values()) if Envelope in types else types
    roots, definitions = msgspec.json.schema_components(with_bodies, ref_template=reference)
    for definition in definitions.values():
        _open(definition)
    if Envelope in types:
        by_kind = dict(zip(BODIES, roots[len(types) :], strict=True))
        definitions["Envelope"]["oneOf"] = [
            {"properties": {"kind": {"const": kind}, "body": body}} for kind, body in by_kind.items()
        ]
        definitions["InspectionBody"]["oneOf"] = _ONE_PLACE
    return list(roots[: len(types)]), definitions


def _open(schema: Any) -> None:
    """Lets other properties in, and null where a property may be absent."""
    if isinstance(schema, list):
        for part in schema:
            _open(part)
    elif isinstance(schema, dict):
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
        properties = schema.get("properties")
        if isinstance(properties, dict) and schema.get("type") == "object":
            required = schema.get("required", [])
            for name, value in properties.items():
                value.pop("default", None)
                if name not in required and not _takes_null(value):
                    properties[name] = {"anyOf": [value, {"type": "null"}]}
        for part in schema.values():
            _open(part)


def _takes_null(schema: Schema) -> bool:
    kinds = schema.get("type", [])
    return (
        not schema
        or "null" in ([kinds] if isinstance(kinds, str) else kinds)
        or None in schema.get("enum", ())
        or any(_takes_null(part) for part in schema.get("anyOf", ()))
    )
