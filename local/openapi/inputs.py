"""What an operation takes: its parameters and its request body."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from local.openapi.errors import Undescribed
from local.openapi.examples import PARAMETERS
from local.openapi.schemas import Schema, Schemas, without_null
from local.openapi.words import IDEMPOTENCY_KEY, IDENTIFIERS, PLACES
from shared.http import Body, File, Form, Header, Query
from shared.http.inputs import Parameter, Signature, bare

IDEMPOTENCY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": IDEMPOTENCY_KEY,
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"},
    "example": PARAMETERS["Idempotency-Key"],
}
UID_PARAMETER = {
    "name": "uid",
    "in": "path",
    "description": "The caller's own uid; any other is refused.",
    "required": True,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,128}$"},
    "example": PARAMETERS["uid"],
}
OR_AS_QUERY = "Each field but the file may be sent as a query parameter instead."


def input_models(signature: Signature) -> list[type[BaseModel]]:
    """Every model that validates something of the request."""
    parts = [part for part in (signature.form, signature.body) if part]
    return [signature.model, *(bare(part.annotation) for part in parts)]


def takes_date(signature: Signature, schemas: Schemas) -> bool:
    """Whether any input is a LocalDate, for which there is a problem of its own."""
    schemas_of_inputs = [schemas.inlined(model) for model in input_models(signature)]
    return '"format": "date"' in json.dumps([schemas_of_inputs, schemas.components(schemas_of_inputs)])


def parameters(signature: Signature, schemas: Schemas) -> list[dict[str, Any]]:
    """Path, query and header parameters, in this order."""
    properties = schemas.inlined(signature.model).get("properties", {})
    found = [
        _parameter(parameter, properties[parameter.name])
        for place in ("path", "query", "header")
        for parameter in signature.parameters
        if parameter.place == place
    ]
    return [*found, {"$ref": "#/components/parameters/IdempotencyKey"}] if signature.receipt else found


def _parameter(parameter: Parameter, schema: Schema) -> dict[str, Any]:
    name = parameter.wire_name
    if parameter.place == "path" and name not in IDENTIFIERS | PLACES:
        raise Undescribed(f"the path parameter {{{name}}}: describe it in IDENTIFIERS or PLACES of local/openapi/words.py")
    if name not in PARAMETERS:
        raise Undescribed(f"the parameter {name}: give an example in PARAMETERS of local/openapi/examples/common.py")
    marker = parameter.marker
    return {
        "name": name,
        "in": parameter.place,
        "description": marker.description if isinstance(marker, Query | Header) else (IDENTIFIERS | PLACES)[name],
        "required": parameter.default is ...,
        "schema": without_null(schema),
        "example": PARAMETERS[name],
    }


def request_body(signature: Signature, method: str, schemas: Schemas, example: Any) -> dict[str, Any] | None:
    """The request body object; None for an operation without one. `example` is that of the whole body, a file by its name."""
    if signature.body and isinstance(signature.body.marker, Body):
        ref = schemas.ref(bare(signature.body.annotation), "validation")
        content: dict[str, Any] = {"application/json": {"schema": ref, "example": example}}
        return {"description": signature.body.marker.description, "required": signature.needs_body(method), "content": content}
    if signature.is_multipart:
        return _multipart(signature, schemas, example)
    return None


def _multipart(signature: Signature, schemas: Schemas, example: Any) -> dict[str, Any]:
    properties: dict[str, Schema] = {}
    encoding: dict[str, Any] = {}
    required: list[str] = []
    sentences: list[str] = []
    if signature.file and isinstance(file := signature.file.marker, File):
        limit = f"At most {file.max_bytes} bytes ({file.max_bytes / 2**20:g} MiB); {' or '.join(file.media_types)}."
        properties[signature.file.name] = {"type": "string", "format": "binary", "description": f"{file.description} {limit}"}
        encoding[signature.file.name] = {"contentType": ", ".join(file.media_types)}
        required.append(signature.file.name)
    if signature.form and isinstance(signature.form.marker, Form):
        form = schemas.inlined(bare(signature.form.annotation))
        properties |= {name: without_null(member) for name, member in form.get("properties", {}).items()}
        required += form.get("required", [])
        sentences = [signature.form.marker.description, form.get("description", ""), OR_AS_QUERY]
    schema = {"type": "object", "properties": properties, "required": required}
    content = {"multipart/form-data": {"schema": schema, "encoding": encoding, "example": example}}
    return {"description": " ".join(filter(None, sentences)), "required": True, "content": content}
