"""The whole document, and each operation of it."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from local.openapi import problems
from local.openapi.errors import Undescribed
from local.openapi.examples import ANSWERS, REQUESTS
from local.openapi.inputs import IDEMPOTENCY_PARAMETER, UID_PARAMETER, input_models, parameters, request_body
from local.openapi.schemas import Schemas
from local.openapi.words import AREAS, DESCRIPTION, FOR_OPERATORS, FOR_PREMIUM, TITLE
from local.ports import ROOT
from shared import errors
from shared.http import Endpoint
from shared.rows import Auth, HttpRow

Handlers = Mapping[HttpRow, Endpoint[Any, Any]]

_TEXT = {"type": "string"}
HEADERS: dict[str, Any] = {
    "X-Request-ID": {
        "description": "The request's id: the caller's own where it sent one.",
        "schema": _TEXT,
        "example": "9f2c41d7",
    },
    "X-Response-Time": {"description": "How long the function worked, in seconds.", "schema": _TEXT, "example": "0.042s"},
    "Retry-After": {"description": "Seconds after which trying again can help.", "schema": {"type": "integer", "minimum": 1}},
    "RateLimit-Policy": {
        "description": "How many calls (q) you, or your address where nobody signs in, may make in how many seconds (w).",
        "schema": _TEXT,
        "example": '"user";q=60;w=60',
    },
    "RateLimit": {
        "description": "How many of them are left (r), and in how many seconds (t) all are there again; while none is, the next.",
        "schema": _TEXT,
        "example": '"user";r=59;t=60',
    },
    "WWW-Authenticate": {"description": "The scheme that is needed.", "schema": _TEXT, "example": "Bearer"},
    "Location": {"description": "Where the resource is.", "schema": {"type": "string", "format": "uri-reference"}},
    "ETag": {"description": "The version, for If-Match of a change.", "schema": _TEXT, "example": '"4"'},
    "Cache-Control": {
        "description": "How long anybody may keep the answer.",
        "schema": _TEXT,
        "example": "public, max-age=600",
    },
    "Idempotent-Replayed": {
        "description": "Present when this is the recorded answer of an earlier call with the same Idempotency-Key.",
        "schema": {"const": "true"},
    },
}
FIREBASE = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "The ID token of the signed-in person, from the Firebase SDK. It is valid for an hour; the SDK renews it.",
}


SYSTEM = {
    "type": "http",
    "scheme": "bearer",
    "description": "The secret that was agreed on with the system that calls, as `Authorization`, with or without `Bearer`.",
}
SECURITY: dict[Auth, list[dict[str, list[str]]]] = {
    Auth.PUBLIC: [],
    Auth.USER: [{"firebase": []}],
    Auth.ADMIN: [{"firebase": []}],
    Auth.SYSTEM: [{"system": []}],
}


def build(handlers: Handlers) -> dict[str, Any]:
    """The OpenAPI 3.1 document of `handlers`. Raises Undescribed where a description or an example is missing."""
    signatures = [handler.signature for handler in handlers.values()]
    schemas = Schemas(
        answers=[signature.returns for signature in signatures],
        inputs=[model for signature in signatures for model in input_models(signature)],
    )
    paths: dict[str, dict[str, Any]] = {}
    answered = {row: problems.problems_of(row, handler, schemas) for row, handler in handlers.items()}
    for row, handler in handlers.items():
        operation = _operation(row, handler, schemas, problems.responses(answered[row]))
        for number, route in enumerate(row.routes):
            described = _alias(operation, row, number) if number else operation
            if "{uid}" in route.segments:
                described = _own(described, problems.responses([*answered[row], errors.Forbidden]))
            paths.setdefault(route.path, {})[route.method.lower()] = described
    components = problems.SCHEMAS | schemas.components(paths)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": _version(), "description": DESCRIPTION},
        "servers": [{"url": "/", "description": "The gateway that serves this document."}],
        "tags": _tags(handlers),
        "paths": paths,
        "components": {
            "schemas": dict(sorted(components.items())),
            "parameters": {"IdempotencyKey": IDEMPOTENCY_PARAMETER},
            "headers": HEADERS,
            "examples": problems.examples(problem for found in answered.values() for problem in found),
            "securitySchemes": {"firebase": FIREBASE, "system": SYSTEM},
        },
    }


def _operation(row: HttpRow, handler: Endpoint[Any, Any], schemas: Schemas, refusals: dict[str, Any]) -> dict[str, Any]:
    summary, _, rest = (inspect.getdoc(handler.handler) or "").partition("\n")
    if not summary:
        raise Undescribed(f"{row.name}: its handler needs a docstring, whose first line is the summary")
    operators = FOR_OPERATORS if row.auth is Auth.ADMIN else ""
    premium = FOR_PREMIUM if row.premium else ""
    description = "\n\n".join(filter(None, [rest.strip(), operators, premium, _limit(row)]))
    operation: dict[str, Any] = {"operationId": row.name, "tags": [row.area], "summary": summary, "description": description}
    if taken := parameters(handler.signature, schemas):
        operation["parameters"] = taken
    if body := request_body(handler.signature, row.route.method, schemas, REQUESTS.get(row.name)):
        if row.name not in REQUESTS:
            raise Undescribed(f"{row.name}: give its body an example in REQUESTS of its area in local/openapi/examples")
        operation["requestBody"] = body
    operation["responses"] = {str(handler.status): _success(row, handler, schemas), **refusals}
    operation["security"] = SECURITY[row.auth]
    return operation


def _limit(row: HttpRow) -> str:
    who = "person" if row.auth in {Auth.USER, Auth.ADMIN} else "address"
    window = "a minute" if row.limit.minutes == 1 else f"in {row.limit.minutes} minutes"
    return f"At most {row.limit.per_minute * row.limit.minutes} calls {window} for each {who}."


def _success(row: HttpRow, handler: Endpoint[Any, Any], schemas: Schemas) -> dict[str, Any]:
    if row.name not in ANSWERS:
        raise Undescribed(f"{row.name}: give its answer an example in ANSWERS of its area in local/openapi/examples")
    names = ["X-Request-ID", "X-Response-Time", "RateLimit-Policy", "RateLimit"]
    if handler.location:
        names.append("Location")
    if handler.signature.answers_version:
        names.append("ETag")
    if handler.signature.receipt:
        names.append("Idempotent-Replayed")
    if handler.cache_s is not None:
        names.append("Cache-Control")
    schema = schemas.ref(handler.signature.returns, "serialization")
    return {
        "description": "Accepted: the work goes on." if handler.status == 202 else "Done.",
        "headers": {name: {"$ref": f"{problems.HEADERS}{name}"} for name in names},
        "content": {"application/json": {"schema": schema, "example": ANSWERS[row.name]}},
    }


def _alias(operation: dict[str, Any], row: HttpRow, number: int) -> dict[str, Any]:
    also = f"Alias of `{row.route.method} {row.route.path}`."
    description = "\n\n".join(filter(None, [also, operation.get("description", "")]))
    return operation | {"operationId": f"{row.name}_alias_{number}", "description": description}


def _own(operation: dict[str, Any], refusals: dict[str, Any]) -> dict[str, Any]:
    """The operation on a path that holds the caller's uid."""
    success = {status: response for status, response in operation["responses"].items() if status.startswith("2")}
    return operation | {"parameters": [UID_PARAMETER, *operation.get("parameters", [])], "responses": success | refusals}


def _tags(rows: Iterable[HttpRow]) -> list[dict[str, str]]:
    areas = dict.fromkeys(row.area for row in rows)
    if missing := [area for area in areas if area not in AREAS]:
        raise Undescribed(f"the area {missing[0]}: describe it in AREAS of local/openapi/words.py")
    return [{"name": area, "description": AREAS[area]} for area in areas]


def _version() -> str:
    version: str = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return version
