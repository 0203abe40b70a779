"""Which problems an operation can answer, and how the document shows them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from local.openapi.examples import PROBLEMS, REQUEST_ID
from local.openapi.inputs import takes_date
from local.openapi.schemas import Schema, Schemas
from shared import errors, idempotency
from shared.billing.rules import PremiumRequired
from shared.errors import Problem
from shared.http import Endpoint, UserNotFound
from shared.http.inputs import MalformedJson
from shared.http.problems import MEDIA_TYPE, InternalError, InvalidDateFormat, InvalidInput, render
from shared.limits import problems as limits
from shared.rows import Auth, HttpRow
from shared.versions import PreconditionFailed

EXAMPLES = "#/components/examples/"
HEADERS = "#/components/headers/"

SCHEMAS: dict[str, Schema] = {
    "Problem": {
        "description": "A refusal or a failure (RFC 9457). Some problems have further members, named as what they hold.",
        "type": "object",
        "properties": {
            "type": {
                "type": "string",
                "format": "uri",
                "description": "`urn:mealtrack:problem:` and the error_code in kebab-case.",
            },
            "title": {"type": "string", "description": "Short, and the same for every occurrence."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The HTTP status."},
            "detail": {"type": "string", "description": "What was wrong this time and what to do about it; may be shown."},
            "error_code": {"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$", "description": "Stable: decide by it."},
            "request_id": {"type": "string", "description": "As in X-Request-ID."},
            "errors": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/InputError"},
                "description": "For invalid inputs: every finding.",
            },
        },
        "required": ["type", "title", "status", "detail", "error_code", "request_id"],
    },
    "InputError": {
        "description": "One finding about the inputs.",
        "type": "object",
        "properties": {
            "loc": {
                "type": "array",
                "items": {"type": ["string", "integer"]},
                "description": "Where: `path`, `query`, `header` or `body`, then the name, then the place within it.",
            },
            "msg": {"type": "string", "description": "What is wrong."},
            "type": {"type": "string", "description": "The kind of error, e.g. `missing`."},
        },
        "required": ["loc", "msg", "type"],
    },
}


def problems_of(row: HttpRow, handler: Endpoint[Any, Any], schemas: Schemas) -> list[type[Problem]]:
    """Every problem that the operation can answer, one class for each error_code."""
    found: list[type[Problem]] = [*handler.raises, errors.TooManyRequests, errors.ServiceUnavailable, InternalError]
    if row.auth is not Auth.PUBLIC:
        found.append(errors.Unauthenticated)
    if row.auth in {Auth.USER, Auth.ADMIN}:
        found.append(UserNotFound)
    if row.premium:
        found.append(PremiumRequired)
    if row.ai_quota:
        found += limits.PROBLEMS
    if row.auth is Auth.ADMIN:
        found.append(errors.Forbidden)
    found += _input_problems(handler, schemas)
    if handler.signature.receipt:
        found += idempotency.PROBLEMS
    return list({problem.error_code: problem for problem in found}.values())


def _input_problems(handler: Endpoint[Any, Any], schemas: Schemas) -> list[type[Problem]]:
    signature = handler.signature
    found: list[type[Problem]] = []
    if any(parameter.marker for parameter in signature.parameters):
        found.append(InvalidInput)
    if takes_date(signature, schemas):
        found.append(InvalidDateFormat)
    if signature.takes_version:
        found.append(PreconditionFailed)
    if signature.body:
        found.append(MalformedJson)
    if signature.body or signature.is_multipart:
        found += [errors.BadRequest, errors.TooLarge, errors.UnsupportedMediaType]
    if signature.file:
        found.append(errors.FileTooLarge)
    return found


def responses(problems: Iterable[type[Problem]]) -> dict[str, Any]:
    """The response objects by status."""
    by_status: dict[int, list[type[Problem]]] = defaultdict(list)
    for problem in problems:
        by_status[problem.status].append(problem)
    return {str(status): _response(status, by_status[status]) for status in sorted(by_status)}


def _response(status: int, problems: list[type[Problem]]) -> dict[str, Any]:
    ordered = sorted(problems, key=lambda problem: problem.error_code)
    codes = [problem.error_code for problem in ordered]
    return {
        "description": "\n".join(f"- `{problem.error_code}`: {problem.title}." for problem in ordered),
        "headers": {name: {"$ref": f"{HEADERS}{name}"} for name in _headers(status, problems)},
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "allOf": [
                        {"$ref": "#/components/schemas/Problem"},
                        {"properties": {"status": {"const": status}, "error_code": {"enum": codes}}},
                    ]
                },
                "examples": {code: {"$ref": f"{EXAMPLES}{code}"} for code in codes},
            }
        },
    }


def _headers(status: int, problems: list[type[Problem]]) -> list[str]:
    names = ["X-Request-ID", "X-Response-Time"]
    if status == 401:
        names.append("WWW-Authenticate")
    if status in {429, 503} or idempotency.IdempotencyInProgress in problems:
        names.append("Retry-After")
    if status == 429:
        names += ["RateLimit-Policy", "RateLimit"]
    return names


def examples(problems: Iterable[type[Problem]]) -> dict[str, Any]:
    """One example for each error_code, as components."""
    by_code = {problem.error_code: problem for problem in problems}
    return {code: {"summary": by_code[code].title, "value": _example(by_code[code])} for code in sorted(by_code)}


def _example(problem: type[Problem]) -> dict[str, Any]:
    occurrence = problem.__new__(problem)
    # A subclass may ask for other arguments; all are rendered alike.
    Problem.__init__(occurrence, **PROBLEMS.get(problem.error_code, {}))
    document: dict[str, Any] = json.loads(render(occurrence, REQUEST_ID).get_data())
    return document
