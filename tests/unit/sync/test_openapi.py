"""The OpenAPI document: every reference leads somewhere, every refusal is one of the catalogue."""

import json
import re
from typing import Any

from jsonschema import Draft202012Validator

from server.lib import pages
from server.sync import openapi, schemas


def document() -> dict[str, Any]:
    return json.loads(json.dumps(openapi.document("https://louxun.example.com")))  # type: ignore[no-any-return]


def test_every_reference_leads_to_a_definition() -> None:
    whole = document()
    names = set(whole["components"]["schemas"])
    references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(whole)))
    assert references and references <= {f"#/components/schemas/{name}" for name in names}
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in names)


def test_every_definition_is_a_json_schema() -> None:
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_operations_are_named_once_and_say_whether_they_need_a_token() -> None:
    operations = [one for methods in document()["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    open_to_all = {one["operationId"] for one in operations if not one["security"]}
    assert open_to_all == {"postDevices", "getReceiptKey", "getSchemasFile"}
    assert all(("401" in one["responses"]) == (bool(one["security"]) or one["operationId"] == "postDevices")
               for one in operations)  # fmt: skip


def test_path_parameters_are_those_in_the_path() -> None:
    for path, methods in document()["paths"].items():
        for one in methods.values():
            named = {asked["name"] for asked in one["parameters"] if asked["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))


def test_the_page_shows_every_route_and_shape_without_script_or_foreign_address() -> None:
    whole = document()
    page = pages.render("sync/schema.html", "en", {"api": whole, "pretty": schemas._pretty})
    for path, methods in whole["paths"].items():
        assert path in page
        assert all(f'id="{one["operationId"]}"' in page for one in methods.values())
    for name in whole["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    assert "<script" not in page and "style=" not in page and "onclick" not in page
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))
