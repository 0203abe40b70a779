"""Whatever the schema asks for, the fitted answer satisfies it."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.vendors.answers import conform

SCALARS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(lambda low, span: {"type": "integer", "minimum": low, "maximum": low + span}, st.integers(-9, 9), st.integers(0, 9)),
    st.builds(lambda low: {"type": "number", "exclusiveMinimum": low}, st.integers(-9, 9)),
    st.builds(
        lambda low, span: {"type": "string", "minLength": low, "maxLength": low + span}, st.integers(0, 12), st.integers(0, 12)
    ),
    st.just({"type": "boolean"}),
    st.just({"type": ["string", "null"]}),
    st.just({"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}]}),
    st.builds(lambda values: {"enum": values}, st.lists(st.text(max_size=4), min_size=1, max_size=3)),
)
NAMES = st.sampled_from(["dish_name", "foods", "grams", "confidence", "notes", "other"])


def objects(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    def build(properties: dict[str, Any], required: set[str]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": properties,
            "required": sorted(required & set(properties)),
            "additionalProperties": False,
        }

    return st.builds(build, st.dictionaries(NAMES, inner, min_size=1, max_size=4), st.sets(NAMES))


def arrays(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda items, low, span: {"type": "array", "items": items, "minItems": low, "maxItems": low + span},
        inner,
        st.integers(0, 3),
        st.integers(0, 3),
    )


SCHEMAS = st.recursive(SCALARS, lambda inner: objects(inner) | arrays(inner), max_leaves=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.floats(-99, 99) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, SCHEMAS)
def test_the_fitted_value_satisfies_the_schema(value: Any, schema: dict[str, Any]) -> None:
    jsonschema.validate(conform(value, schema), schema)


@given(VALUES, SCHEMAS)
def test_fitting_twice_changes_nothing_more(value: Any, schema: dict[str, Any]) -> None:
    once = conform(value, schema)
    assert conform(once, schema) == once


def test_what_fits_is_kept() -> None:
    value = {"dish_name": "Soup", "foods": [{"name": "leek", "grams": 80}], "extra": 1}
    food = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "grams": {"type": "number"}},
        "required": ["name", "grams"],
    }
    schema = {"type": "object", "properties": {"dish_name": {"type": "string"}, "foods": {"type": "array", "items": food}}}
    assert conform(value, schema) == {"dish_name": "Soup", "foods": [{"name": "leek", "grams": 80}]}


@pytest.mark.parametrize("nullable", [{"type": "STRING", "nullable": True}, {"type": ["string", "null"]}])
def test_unknown_stays_null_where_null_is_allowed(nullable: dict[str, Any]) -> None:
    schema = {"type": "OBJECT", "properties": {"notes": nullable}, "required": ["notes"]}
    assert conform({"notes": None}, schema) == {"notes": None}
    assert conform({}, schema) == {"notes": None}


def test_references_and_recursion_end() -> None:
    schema = {
        "$defs": {"node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}, "required": ["next"]}},
        "$ref": "#/$defs/node",
    }
    assert set(conform({}, schema)) == {"next"}
