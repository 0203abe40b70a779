from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local import filters

READY = {"type": "MealReady", "kind": ""}


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("", True),
        ('attributes.type = "MealReady"', True),
        ('attributes.type="MealFailed"', False),
        ('attributes.type != "MealFailed"', True),
        ('attributes.absent != "x"', True),
        ('attributes.absent = ""', False),
        ("attributes:kind", True),
        ("attributes:absent", False),
        ('hasPrefix(attributes.type, "Meal")', True),
        ('hasPrefix(attributes.absent, "")', False),
        ("NOT attributes:absent", True),
        ("-attributes:kind", False),
        ('attributes:kind AND attributes.type = "Other"', False),
        ('attributes:absent OR attributes.type = "MealReady"', True),
        ('(attributes:absent OR attributes:kind) AND NOT attributes.type = "Other"', True),
    ],
)
def test_filters(text: str, takes: bool) -> None:
    assert filters.parse(text)(READY) is takes


@pytest.mark.parametrize(
    "text",
    [
        "type",
        "attributes",
        'attributes.type = x"',
        "attributes:a attributes:b",
        "attributes:a AND",
        "(attributes:a",
        "attributes:a AND attributes:b OR attributes:c",
        'attributes.type == "x"',
        "data = 1",
    ],
)
def test_what_is_no_filter(text: str) -> None:
    with pytest.raises(ValueError, match="is no Pub/Sub filter"):
        filters.parse(text)


@given(st.text())
def test_any_value_can_be_asked_for(value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    assert filters.parse(f'attributes.type = "{quoted}"')({"type": value})
