"""Targets for somebody without an account."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from local.cloud import Cloud
from tests.support.http import invalid, problem
from tests.support.web import web

SOMEBODY = {"age": 30, "sex": "male", "height": 180, "weight": 80, "activity_level": "moderate", "goal": "bulk"}


def preview(cloud: Cloud, **given: Any) -> httpx.Response:
    return web.post(f"{cloud.urls['gateway']}/v1/tdee/preview", json=SOMEBODY | given)


def test_without_a_token(cloud: Cloud) -> None:
    answer = preview(cloud)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["bmr"], found["tdee"], found["macros"]["calories"]) == (1780, 2759, 3059)
    assert (found["target_revision"], found["from_date"]) == (None, None)
    assert answer.headers["X-Firestore-Reads"] == answer.headers["X-Firestore-Writes"] == "0"


def test_inches_and_pounds(cloud: Cloud) -> None:
    found = preview(cloud, unit_system="imperial", height=70, weight=180).json()
    assert found["bmr"] == pytest.approx(10 * 180 * 0.453592 + 6.25 * 70 * 2.54 - 150 + 5, abs=0.05)


@pytest.mark.parametrize(
    "body",
    [
        {"height": 70},
        {"weight": 29},
        {"unit_system": "imperial"},
        {"unit_system": "imperial", "height": 39.3, "weight": 100},
        {"unit_system": "imperial", "height": 70, "weight": 66},
    ],
)
def test_out_of_range_in_its_units(cloud: Cloud, body: dict[str, Any]) -> None:
    problem(preview(cloud, **body), 422, "BODY_OUT_OF_RANGE")


def test_custom_macros(cloud: Cloud) -> None:
    found = preview(cloud, custom_protein_g=0, custom_carbs_g=250, custom_fat_g=100).json()
    assert (found["macros"]["calories"], found["is_custom"]) == (1900, True)
    problem(preview(cloud, custom_protein_g=0), 422, "INCOMPLETE_MACROS")


@pytest.mark.parametrize(("field", "value"), [("age", 12), ("sex", "robot"), ("height", 0), ("weight", -80), ("body_fat", 2.9)])
def test_what_cannot_be(cloud: Cloud, field: str, value: Any) -> None:
    assert invalid(preview(cloud, **{field: value})) == {("body", field)}
