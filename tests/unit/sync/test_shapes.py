"""One example of each message is valid by its schema, by the type that reads it, and the schemas are JSON Schema."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from server.sync import shapes

WIRE = Path(__file__).parents[2] / "cases" / "wire"
# protocol, "Down: the bundle"
NAMES = [
    "sign-in", "sign-in-answer", "bundle", "report", "reports-answer", "receipt", "status", "status-answer",
    "photos-missing", "photos-missing-answer", "heartbeat", "receipt-key", "problem", "order", "defect", "inspection",
    "round", "quarantine",
]  # fmt: skip
SENT_BY_PHONES = ["sign-in", "status", "photos-missing", "heartbeat", "report"]


def example(name: str) -> Any:
    return json.loads((WIRE / f"{name}.json").read_text(encoding="utf-8"))


def test_every_message_has_a_schema_and_one_example() -> None:
    assert list(shapes.MESSAGES) == NAMES
    assert sorted(path.stem for path in WIRE.glob("*.json")) == sorted(NAMES)
    assert {path.stem for path in (WIRE / "reports").glob("*.json")} == set(shapes.BODIES) - {"inspection"}


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_and_its_example_is_valid(name: str) -> None:
    schema = shapes.schema_of(name)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(example(name))
    msgspec.convert(example(name), shapes.MESSAGES[name])


@pytest.mark.parametrize("kind", list(shapes.BODIES))
def test_a_report_of_each_kind_is_valid_and_no_other_kinds_body_is(kind: str) -> None:
    report = example("report") if kind == "inspection" else example(f"reports/{kind}")
    check = Draft202012Validator(shapes.schema_of("report"))
    check.validate(report)
    assert not check.is_valid({**report, "body": {}})
    assert not check.is_valid({**report, "kind": "patrol" if kind != "patrol" else "work"})
    assert not check.is_valid({**report, "kind": "gossip"})


def _changed(value: Any, change: Any) -> Any:
    """Every object in here changed; those that are maps with keys of their own stay as they are."""
    if isinstance(value, list):
        return [_changed(item, change) for item in value]
    if isinstance(value, dict):
        return change({key: _changed(item, change) for key, item in value.items()})
    return value


@pytest.mark.parametrize("name", NAMES)
def test_fields_may_be_added_anywhere(name: str) -> None:
    def grown(fields: dict[str, Any]) -> dict[str, Any]:
        maps = any((len(key) == 4 and key.isupper()) or key.count("-") == 4 for key in fields)
        return fields if maps else {**fields, "added_in_a_year": 1}

    Draft202012Validator(shapes.schema_of(name)).validate(_changed(example(name), grown))


@pytest.mark.parametrize("name", [*NAMES, *shapes.BODIES])
def test_what_may_be_absent_may_be_null(name: str) -> None:
    schema = shapes.schema_of("report" if name in shapes.BODIES else name)
    for definition in schema["$defs"].values():
        for field in set(definition.get("properties", {})) - set(definition.get("required", [])):
            own = {**definition["properties"][field], "$defs": schema["$defs"]}
            assert Draft202012Validator(own).is_valid(None), (definition["title"], field)


@pytest.mark.parametrize("shape", [*(shapes.MESSAGES[name] for name in SENT_BY_PHONES), *shapes.BODIES.values()])
def test_the_server_takes_null_where_a_phone_may_leave_a_field_out(shape: type) -> None:
    for struct in _structs(shape):
        for field in msgspec.structs.fields(struct):
            if not field.required:
                msgspec.convert(None, field.type)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wrong", ["drop", "type"])
def test_a_required_field_missing_or_ill_typed_is_invalid(name: str, wrong: str) -> None:
    schema = shapes.schema_of(name)
    root = schema["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    check = Draft202012Validator(schema)
    for field in root["required"]:
        changed = example(name)
        if wrong == "drop":
            del changed[field]
        else:
            changed[field] = {"no": ["such"]} if field != "body" else 7
        assert not check.is_valid(changed), field


def _structs(shape: Any) -> set[type]:
    found: set[type] = set()
    waiting: list[Any] = [msgspec.inspect.type_info(shape)]
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType) and info.cls not in found:
            found.add(info.cls)
            waiting += [field.type for field in info.fields]
        elif isinstance(info, msgspec.inspect.UnionType):
            waiting += list(info.types)
        elif isinstance(info, msgspec.inspect.ListType):
            waiting.append(info.item_type)
        elif isinstance(info, msgspec.inspect.Metadata):
            waiting.append(info.type)
    return found
