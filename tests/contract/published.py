"""The generated OpenAPI document as its readers see it: the operations, and what an answer to each has to look like."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from functions import registry
from local.generate import FOLDER
from shared.rows import HttpRow

DOCUMENT: dict[str, Any] = json.loads((FOLDER / "openapi.json").read_text("utf-8"))
PROBLEM = "application/problem+json"
_URI = "urn:published"


def _closed() -> dict[str, Any]:
    """The document with models that have no other members than it names; a problem may have some of its own."""
    document = copy.deepcopy(DOCUMENT)
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and name != "Problem":
            schema.setdefault("additionalProperties", False)
    return document


_REGISTRY: Any = Registry().with_resource(_URI, Resource.from_contents(_closed(), default_specification=DRAFT202012))


@dataclass(frozen=True)
class Operation:
    """One method of one path; `row` is the function that serves it."""

    id: str
    method: str
    path: str
    definition: dict[str, Any]
    row: HttpRow

    @property
    def pointer(self) -> str:
        return pointer("paths", self.path, self.method.lower())

    @property
    def success(self) -> str:
        statuses: list[str] = [status for status in self.definition["responses"] if status.startswith("2")]
        return statuses[0]

    @property
    def parameters(self) -> list[dict[str, Any]]:
        return [resolve(parameter) for parameter in self.definition.get("parameters", [])]

    @property
    def body(self) -> tuple[str, dict[str, Any]] | None:
        """The media type of the request body and its media type object."""
        content = self.definition.get("requestBody", {}).get("content", {})
        return next(iter(content.items()), None)

    @property
    def needs_body(self) -> bool:
        return bool(self.definition.get("requestBody", {}).get("required", False))

    def error_codes(self, status: str) -> list[str]:
        schema = self.definition["responses"][status]["content"][PROBLEM]["schema"]
        codes: list[str] = schema["allOf"][1]["properties"]["error_code"]["enum"]
        return codes


def operations() -> list[Operation]:
    rows = {row.name: row for row in registry.ROWS if isinstance(row, HttpRow)}
    return [
        Operation(
            definition["operationId"], method.upper(), path, definition, rows[definition["operationId"].partition("_alias_")[0]]
        )
        for path, methods in DOCUMENT["paths"].items()
        for method, definition in methods.items()
    ]


OPERATIONS = operations()


def pointer(*parts: str) -> str:
    """`#/paths/~1health/get` for ("paths", "/health", "get")."""
    return "#/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    """What a $ref stands for; anything else is itself."""
    while isinstance(part, dict) and "$ref" in part:
        found: Any = DOCUMENT
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name.replace("~1", "/").replace("~0", "~")]
        part = found
    return part


def findings(value: Any, schema_pointer: str) -> list[str]:
    """What is wrong with `value` by the schema at `schema_pointer` of the document, members that it does not name included."""
    validator = Draft202012Validator({"$ref": f"{_URI}{schema_pointer}"}, registry=_REGISTRY, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def media_types() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every media type object of requests and answers, with its pointer."""
    for operation in OPERATIONS:
        for name, content in operation.definition.get("requestBody", {}).get("content", {}).items():
            yield f"{operation.pointer}/requestBody{pointer('content', name)[1:]}", content
        for status, response in operation.definition["responses"].items():
            for name, content in response["content"].items():
                yield f"{operation.pointer}{pointer('responses', status, 'content', name)[1:]}", content
