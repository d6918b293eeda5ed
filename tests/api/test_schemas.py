"""The schemas and the API's description as they are served, and the table of routes held against the server's own."""

import json

import httpx
from jsonschema import Draft202012Validator
from litestar.routes import HTTPRoute

from server.app import create
from server.settings import Settings
from server.sync import shapes
from server.sync.routes import ROUTES


async def test_every_schema_is_served_without_a_token(client: httpx.AsyncClient) -> None:
    for name in shapes.MESSAGES:
        answer = await client.get(f"/api/v1/schemas/{name}.json")
        assert answer.status_code == 200, name
        assert answer.headers["content-type"] == "application/schema+json"
        schema = answer.json()
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"].endswith(f"/api/v1/schemas/{name}.json")
        Draft202012Validator.check_schema(schema)


async def test_an_unknown_schema_is_a_problem(client: httpx.AsyncClient) -> None:
    for path in ("gossip.json", "report", "report.yaml", ".json"):
        answer = await client.get(f"/api/v1/schemas/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), path
    answer = await client.post("/api/v1/schemas/report.json")
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")


async def test_the_document_describes_exactly_the_routes_that_are_served(
    client: httpx.AsyncClient, made: Settings
) -> None:
    served = {
        (method.lower(), route.path_format.replace(":str", ""))
        for route in create(made).routes if isinstance(route, HTTPRoute) and route.path.startswith("/api/v1/")
        for method in route.methods if method not in ("OPTIONS", "HEAD")
    }  # fmt: skip
    document = (await client.get("/schema/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    described = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert described == served == {(route.method, f"/api/v1{route.path}") for route in ROUTES}


async def test_the_api_can_be_browsed_under_the_strict_policy(client: httpx.AsyncClient) -> None:
    for path in ("/schema", "/schema/"):
        page = await client.get(path)
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert "<script" not in page.text
        assert "set-cookie" not in page.headers
    assert (await client.get("/static/schema.css")).status_code == 200
    assert (await client.get("/schema/nothing")).status_code == 404


async def test_the_documents_bearer_routes_refuse_without_a_token(client: httpx.AsyncClient) -> None:
    document = (await client.get("/schema/openapi.json")).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["security"]:
                answer = await client.request(method, path.replace("{sha256}", "0" * 64), content=json.dumps({}))
                assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), path
