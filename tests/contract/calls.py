"""Requests made from the document's own examples, and answers held to what the document declares."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from local.phone import Phone
from tests.contract.published import PROBLEM, Operation, findings, pointer, resolve
from tests.support.http import PHOTO

MULTIPART = "multipart/form-data"
LARGEST_BODY = 8 * 1024 * 1024  # that any function takes
FILE = ("photo.jpg", PHOTO, "image/jpeg")


@dataclass
class Request:
    """One call of an operation. `content` and `content_type` stand instead of `json` and `form` where they are given."""

    operation: Operation
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    json: Any = None
    form: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    content: bytes | None = None
    content_type: str = ""

    @classmethod
    def example(cls, operation: Operation) -> Request:
        """As the document shows it."""
        request = cls(operation)
        places: dict[str, dict[str, Any]] = {"path": request.path, "query": request.query, "header": request.headers}
        for parameter in operation.parameters:
            places[parameter["in"]][parameter["name"]] = parameter["example"]
        if operation.body:
            media_type, content = operation.body
            example = copy.deepcopy(content["example"])
            if media_type == MULTIPART:
                fields = content["schema"]["properties"]
                request.files = {name: FILE for name in example if fields[name].get("format") == "binary"}
                request.form = {name: value for name, value in example.items() if name not in request.files}
            else:
                request.json = example
        return request

    @property
    def target(self) -> str:
        return self.operation.path.format_map(self.path)

    def send(self, phone: Phone) -> httpx.Response:
        """The answer, which is as the document declares it for this operation."""
        given: dict[str, Any] = {"params": self.query, "headers": dict(self.headers)}
        if self.content is not None:
            given["content"] = self.content
            if self.content_type:
                given["headers"]["Content-Type"] = self.content_type
        elif self.json is not None:
            given["json"] = self.json
        elif self.files:
            given |= {"data": self.form, "files": self.files}
        elif self.form:
            # httpx makes a form multipart only where there is a file; a field without a name for a file is a field.
            given["files"] = {name: (None, str(value)) for name, value in self.form.items()}
        elif self.operation.body and self.operation.body[0] == MULTIPART:
            given["files"] = {"nothing": (None, "")}  # a form all the same
        answer = phone.request(self.operation.method, self.target, **given)
        found = violations(self.operation, answer)
        assert not found, f"{found} in {answer.status_code} {answer.text[:500]}"
        return answer


def violations(operation: Operation, answer: httpx.Response) -> list[str]:
    """Where the answer is not what the document declares for the operation."""
    status = str(answer.status_code)
    response = operation.definition["responses"].get(status)
    if response is None:
        return [f"status {status} is not declared"]
    media_type = answer.headers.get("Content-Type", "").partition(";")[0]
    if media_type not in response["content"]:
        return [f"media type {media_type!r} is not declared for {status}"]
    found = [f"header {name} is missing" for name in _always(operation, status) if name not in answer.headers]
    schema = pointer("responses", status, "content", media_type, "schema")[1:]
    found += findings(answer.json(), f"{operation.pointer}{schema}")
    if media_type == PROBLEM and answer.json().get("status") != answer.status_code:
        found.append("the problem names another status")
    return found


def _always(operation: Operation, status: str) -> set[str]:
    """The headers that such an answer never lacks; the others depend on the occurrence."""
    declared = set(operation.definition["responses"][status]["headers"])
    return declared - {"Idempotent-Replayed"} - (set() if status in {"429", "503"} else {"Retry-After"})


def wrong_inputs(operation: Operation) -> Iterator[tuple[str, list[str], Request]]:
    """Requests with one wrong input each: what is wrong, the place that has to be named, and the request."""
    for parameter in operation.parameters:
        name, place = parameter["name"], parameter["in"]
        if place == "path" or name == "Idempotency-Key":
            continue
        for what, value in _wrong_texts(resolve(parameter["schema"])):
            request = Request.example(operation)
            (request.query if place == "query" else request.headers)[name] = value
            yield f"{place} {name}: {what}", [place, name], request
    if operation.body:
        media_type, content = operation.body
        yield from _wrong_members(operation, media_type, resolve(content["schema"]))


def _wrong_members(operation: Operation, media_type: str, schema: dict[str, Any]) -> Iterator[tuple[str, list[str], Request]]:
    is_form = media_type == MULTIPART
    for name in schema.get("required", []):
        request = Request.example(operation)
        for part in (request.files, request.form, request.json or {}):
            part.pop(name, None)
        if is_form and not request.files and not request.form:
            request.content, request.content_type = b"--x--\r\n", f"{MULTIPART}; boundary=x"
        yield f"body {name}: missing", ["body", name], request
    for name, member in schema["properties"].items():
        if resolve(member).get("format") == "binary":
            continue
        for what, value in _wrong_texts(resolve(member)) if is_form else _wrong_values(member):
            request = Request.example(operation)
            (request.form if is_form else request.json)[name] = value
            yield f"body {name}: {what}", ["body", name], request


def _wrong_texts(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Texts that the schema of a parameter or of a form's field refuses."""
    kind, form = schema.get("type"), schema.get("format")
    if kind in {"integer", "number"}:
        yield "not a number", "much"
        yield from ((what, str(value)) for what, value in _outside(schema))
    elif kind == "array":
        yield from ((f"an element: {what}", [value]) for what, value in _wrong_texts(resolve(schema["items"])))
        if "maxItems" in schema:
            yield "too many", ["x"] * (schema["maxItems"] + 1)
    elif "enum" in schema:
        yield "not one of them", "none-of-these"
    elif form == "date":
        yield "another notation", "31.01.2025"
        yield "no such day", "2025-02-30"
    elif form == "zoneinfo":
        yield "no such zone", "Nowhere/Land"
    elif "maxLength" in schema:
        yield "too long", "x" * (schema["maxLength"] + 1)
    elif "pattern" in schema:
        yield "of another form", "?"


def _wrong_values(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """JSON values that the schema of a body's member refuses."""
    options = [resolve(option) for option in schema.get("anyOf", [resolve(schema)])]
    kinds = {kind for option in options for kind in _kinds(option)}
    if "object" not in kinds:
        yield "an object", {"not": "this"}
    if "null" not in kinds:
        yield "null", None
    for option in options:
        if kinds & {"integer", "number"}:
            yield "true for a number", True
            yield "a number in quotes", "1"
            yield from _outside(option)
        else:
            kind = next((kind for kind in _kinds(option) if kind != "null"), None)
            yield from _wrong_texts(option | {"type": kind})


def _kinds(schema: dict[str, Any]) -> list[str]:
    given = schema.get("type", [])
    return given if isinstance(given, list) else [given]


def _outside(schema: dict[str, Any]) -> Iterator[tuple[str, float]]:
    if "maximum" in schema:
        yield "too large", schema["maximum"] + 1
    if "minimum" in schema:
        yield "too small", schema["minimum"] - 1
    if "exclusiveMinimum" in schema:
        yield "just too small", schema["exclusiveMinimum"]


def unreadable_bodies(operation: Operation) -> Iterator[tuple[str, int, Request]]:
    """Requests whose body cannot be what the operation takes: what it is, the status of the refusal, and the request."""
    if not operation.body:
        return
    media_type, _ = operation.body
    good = Request.example(operation)
    good.content, good.content_type = json.dumps(good.json or good.form).encode(), "text/plain"
    yield "another media type", 415, good
    if media_type == MULTIPART:
        cases = [("no boundary", 422, b"--x\r\n\r\n", MULTIPART), ("no parts", 422, b"", f"{MULTIPART}; boundary=x")]
    else:
        cases = [
            ("not JSON", 400, b'{"a": ', media_type),
            ("not UTF-8", 400, b'{"a": "\xff"}', media_type),
            ("an array", 422, b"[]", media_type),
            ("too deep", 400, b"[" * 100_000, media_type),
            ("too large", 413, b" " * (LARGEST_BODY + 1), media_type),
        ]
        if operation.needs_body:
            cases += [("nothing", 400, b"", media_type), ("nothing of no type", 415, b"", "")]
    for what, status, content, content_type in cases:
        request = Request.example(operation)
        request.content, request.content_type = content, content_type
        yield what, status, request
