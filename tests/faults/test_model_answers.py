"""What models answer when they do not answer well, through the whole pipeline: the right meal or a clean failure."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from typing import Any
from uuid import uuid4

import pytest

from local.cloud import Cloud
from local.phone import Phone
from local.queues import TaskQueue
from shared.clients.firestore import firestore
from shared.foods.tables.table import table
from shared.meals.analysing.failures import BY_CODE
from tests.support.meals import budget_of, day_of, finished, posted
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.unit.prompts import make_cases
from tests.unit.prompts.cases import CASES, Case

FIGURES = {food["name"]: food for food in make_cases.FOODS}


@pytest.fixture(scope="module")
def eater(cloud: Cloud) -> Iterator[Phone]:
    """One person for all cases, with a plan that allows so many."""
    with Phone(cloud.urls) as phone:
        phone.sign_up(f"{uuid4().hex}@example.com")
        firestore().document(f"users/{phone.uid}").set({"premium": {"active": True}})
        yield phone


def _calories(item: dict[str, Any]) -> float:
    """The energy of the item by the food that it says it is, else the model's own."""
    food = table().get(item["provenance"]["source_id"] or "")
    if food is None:
        assert item["provenance"]["source"] == "model_estimate"
        return float(FIGURES[item["name"]]["calories"])
    return food.per_100g.of(item["grams"]).calories or 0.0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer(eater: Phone, gemini: StandIn, queue: TaskQueue, case: Case) -> None:
    # Silence is asked about again: it has to last.
    queue.change(min_backoff_s=0.05, max_backoff_s=0.05)
    gemini.will({"text": case.text, "always": not case.text.strip()})

    meal = finished(eater, posted(eater, plate(len(case.name))))

    entry = day_of(eater, meal)["entries"].get(meal["meal_id"])
    assert budget_of(eater)["in_flight"] == []
    if case.error_code:
        assert (meal["status"], meal["error_code"]) == ("FAILED", case.error_code)
        assert (meal["error_message"], meal["retryable"]) == (
            BY_CODE[case.error_code].message,
            BY_CODE[case.error_code].retryable,
        )
        assert (meal["items"], meal["nutrition"], entry) == ([], None, None), "no half meal"
        return
    assert meal["status"] == "READY", meal["error_code"]
    assert (tuple(item["name"] for item in meal["items"]), meal["analysis"]["partial"]) == (case.items, case.partial)
    for item in meal["items"]:
        assert item["grams"] == FIGURES[item["name"]]["grams"]
        assert item["calories"] == pytest.approx(_calories(item))
    assert meal["nutrition"]["calories"] == fsum(item["calories"] for item in meal["items"])
    assert entry is not None
    assert entry["nutrition"] == meal["nutrition"]
    assert len(gemini.calls(":generateContent")) == 1
