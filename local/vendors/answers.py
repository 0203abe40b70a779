"""Makes a value satisfy a JSON schema or a Gemini `Schema` (OpenAPI subset, upper-case types), as constrained decoding would."""

from __future__ import annotations

from typing import Any

FILLER = "stand-in"
MAX_DEPTH = 32  # schemas may be recursive

Schema = dict[str, Any]


def conform(value: Any, schema: Schema, *, root: Schema | None = None, depth: int = 0) -> Any:
    """`value` where it fits `schema`; members that the schema lacks go, required ones that are missing are made up."""
    root = schema if root is None else root
    schema = _resolve(schema, root)
    if depth > MAX_DEPTH:
        return None
    if options := schema.get("anyOf") or schema.get("any_of") or schema.get("oneOf"):
        return conform(value, _option(value, options, root), root=root, depth=depth)
    if "const" in schema:
        return schema["const"]
    if choices := schema.get("enum"):
        return value if value in choices else choices[0]
    types = _types(schema)
    if value is None and "null" in types:
        return None
    kind = next((name for name in types if _is_a(value, name)), next((name for name in types if name != "null"), ""))
    match kind:
        case "object":
            return _object(value if isinstance(value, dict) else {}, schema, root, depth)
        case "array":
            return _array(value if isinstance(value, list) else [], schema, root, depth)
        case "string":
            return _string(value if isinstance(value, str) else FILLER, schema)
        case "number" | "integer":
            number = _number(value if _is_a(value, "number") else 0, schema)
            return int(number) if kind == "integer" else number
        case "boolean":
            return value if isinstance(value, bool) else False
        case "null":
            return None
    return value


def _resolve(schema: Schema, root: Schema) -> Schema:
    for _ in range(MAX_DEPTH):
        pointer = schema.get("$ref") or schema.get("ref")
        if not isinstance(pointer, str):
            return schema
        target: Any = root
        for part in pointer.removeprefix("#").strip("/").split("/"):
            target = target.get(part, {}) if part else target
        schema = target
    return {}


def _types(schema: Schema) -> list[str]:
    given = schema.get("type")
    names = [str(name).lower() for name in (given if isinstance(given, list) else [given])] if given else []
    if not names and "properties" in schema:
        names = ["object"]
    return [*names, "null"] if schema.get("nullable") else names


def _is_a(value: Any, kind: str) -> bool:
    match kind:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
    return kind == "null" and value is None


def _option(value: Any, options: list[Schema], root: Schema) -> Schema:
    """The first alternative whose type `value` has; without one the first that is not null."""
    resolved = [_resolve(option, root) for option in options]
    fitting = (option for option in resolved if any(_is_a(value, kind) for kind in _types(option)))
    return next(fitting, next((option for option in resolved if _types(option) != ["null"]), {}))


def _object(value: dict[str, Any], schema: Schema, root: Schema, depth: int) -> dict[str, Any]:
    properties: dict[str, Schema] = schema.get("properties") or {}
    if not properties:
        return value
    required = set(schema.get("required") or ())
    return {
        name: conform(value.get(name), inner, root=root, depth=depth + 1)
        for name, inner in properties.items()
        if name in value or name in required
    }


def _array(value: list[Any], schema: Schema, root: Schema, depth: int) -> list[Any]:
    lowest, highest = (_bound(schema, *names) for names in (("minItems", "min_items"), ("maxItems", "max_items")))
    items = value if highest is None else value[: int(highest)]
    items = items + [None] * (int(lowest or 0) - len(items))
    return [conform(item, schema.get("items") or {}, root=root, depth=depth + 1) for item in items]


def _string(value: str, schema: Schema) -> str:
    lowest, highest = (_bound(schema, *names) for names in (("minLength", "min_length"), ("maxLength", "max_length")))
    value = value.ljust(int(lowest or 0), ".")
    return value if highest is None else value[: int(highest)]


def _number(value: float, schema: Schema) -> float:
    lowest, highest = _bound(schema, "minimum"), _bound(schema, "maximum")
    above, below = _bound(schema, "exclusiveMinimum"), _bound(schema, "exclusiveMaximum")
    if lowest is not None:
        value = max(value, lowest)
    if above is not None and value <= above:
        value = above + 1
    if highest is not None:
        value = min(value, highest)
    if below is not None and value >= below:
        value = below - 1
    return value


def _bound(schema: Schema, *names: str) -> float | None:
    """A limit of the schema; Gemini's `Schema` writes the integer ones as strings (int64)."""
    found = next((schema[name] for name in names if name in schema), None)
    return None if found is None or isinstance(found, bool) else float(found)
