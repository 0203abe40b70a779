"""JSON schemas of pydantic models as OpenAPI 3.1 wants them: shared ones as components, nullable ones as type arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.dataclasses import dataclass
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from local.openapi.words import IDENTIFIERS

Schema = dict[str, Any]

PREFIX = "#/components/schemas/"
NULL = {"type": "null"}


class _Generator(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the property's name says it already
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:
        """An answer always has all its members."""
        return self.mode == "serialization" or super().field_is_required(field, total)

    def default_schema(self, schema: Any) -> Schema:
        """A default is for those who may leave the member out."""
        return self.generate_inner(schema["schema"]) if self.mode == "serialization" else super().default_schema(schema)

    def nullable_schema(self, schema: Any) -> Schema:
        inner = self.generate_inner(schema["schema"])
        if not isinstance(inner.get("type"), str) or "const" in inner:
            return super().nullable_schema(schema)
        nullable = inner | {"type": [inner["type"], "null"]}
        return nullable | {"enum": [*inner["enum"], None]} if "enum" in inner else nullable


@cache
def _described(view: type) -> Any:
    """What pydantic can describe: a model, and of a plain dataclass its own kind of dataclass."""
    return view if issubclass(view, BaseModel) else dataclass(view)


class Schemas:
    """The schemas of models that go out (`answers`) and that come in (`inputs`)."""

    def __init__(self, *, answers: Iterable[type], inputs: Iterable[type[BaseModel]]) -> None:
        wanted: list[tuple[Any, JsonSchemaMode]] = [(_described(view), "serialization") for view in dict.fromkeys(answers)]
        wanted += [(model, "validation") for model in dict.fromkeys(inputs)]
        refs, found = models_json_schema(wanted, ref_template=f"{PREFIX}{{model}}", schema_generator=_Generator)
        self._refs: Mapping[Any, Schema] = refs
        self._definitions: dict[str, Schema] = {
            name: {key: value for key, value in schema.items() if key != "title"} for name, schema in found["$defs"].items()
        }
        for schema in self._definitions.values():
            _name_identifiers(schema)

    def ref(self, model: type, mode: JsonSchemaMode) -> Schema:
        return self._refs[_described(model), mode]

    def inlined(self, model: type[BaseModel]) -> Schema:
        """The schema itself of a model that comes in by parts: as parameters or as the fields of a form."""
        return self._definitions[self.ref(model, "validation")["$ref"].removeprefix(PREFIX)]

    def components(self, document: Any) -> dict[str, Schema]:
        """The definitions that `document` refers to, and those that they refer to, by name."""
        used: dict[str, Schema] = {}
        waiting = list(references(document))
        while waiting:
            name = waiting.pop().removeprefix(PREFIX)
            if name in self._definitions and name not in used:
                used[name] = self._definitions[name]
                waiting += references(used[name])
        return dict(sorted(used.items()))


def references(part: Any) -> Iterator[str]:
    """Every $ref in `part`."""
    if isinstance(part, dict):
        if isinstance(ref := part.get("$ref"), str):
            yield ref
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def without_null(schema: Schema) -> Schema:
    """The schema of something that can be left out, but not be null: a parameter or a field of a form."""
    plain = {key: value for key, value in schema.items() if not (key == "default" and value is None)}
    if isinstance(plain.get("type"), list):
        kinds = [kind for kind in plain["type"] if kind != "null"]
        plain["type"] = kinds[0] if len(kinds) == 1 else kinds
    if "enum" in plain:
        plain["enum"] = [value for value in plain["enum"] if value is not None]
    if "anyOf" in plain:
        options = [option for option in plain.pop("anyOf") if option != NULL]
        plain |= options[0] if len(options) == 1 else {"anyOf": options}
    return plain


def _name_identifiers(schema: Schema) -> None:
    for name, member in schema.get("properties", {}).items():
        if name in IDENTIFIERS and member.get("type") == "string":
            member["format"] = "uuid"
            member.setdefault("description", IDENTIFIERS[name])
