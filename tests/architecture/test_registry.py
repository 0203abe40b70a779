"""The registry's own check: what contradicts itself is refused, and the text says which row and how."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from functions import main, registry
from functions.registry import (
    DAILY,
    FUNCTIONS,
    PUBLIC,
    QUEUES,
    REVENUECAT,
    ROWS,
    SYSTEM,
    USER,
    RegistryError,
    check,
    document,
    http,
    message,
    schedule,
    task,
)
from shared.rows import Route, Row, TaskRow

LITERAL = http("foods.get_popular_food", "GET /v1/foods/popular", auth=USER)
PARAMETER = http("foods.get_food", "GET /v1/foods/{food_id}", auth=USER)
SWEEP = schedule("foods.sweep_foods", cron="0 3 * * *", identity="events")


def test_own_rows_pass() -> None:
    assert check(ROWS) == FUNCTIONS
    assert tuple(FUNCTIONS.values()) == ROWS


def test_fitting_rows_pass() -> None:
    assert set(check((LITERAL, PARAMETER, SWEEP))) == {"get_popular_food", "get_food", "sweep_foods"}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((SWEEP, replace(SWEEP, module="meals.sweep_foods")), r"meals\.sweep_foods.*exists already \(foods\.sweep_foods\)"),
        ((PARAMETER, replace(PARAMETER, module="foods.get_dish")), r"foods\.get_dish: GET /v1/foods/\{food_id\} is taken"),
        ((PARAMETER, LITERAL), r"foods\.get_popular_food.*has to stand before /v1/foods/\{food_id\}"),
        ((PARAMETER, replace(SWEEP, identity="root")), r"foods\.sweep_foods: unknown identity 'root'"),
        ((message("foods.send_food", topic="gossip", identity="notify"),), r"foods\.send_food: unknown topic 'gossip'"),
        ((http("foods.get_food", "FETCH /v1/foods", auth=USER),), r"foods\.get_food: a route looks like"),
        ((http("foods.get_food", "GET v1/foods", auth=USER),), r"foods\.get_food: a route looks like"),
        ((http("foods.get_food", "GET /v1/foods", auth=USER, aliases=("GET /v1/foods",)),), r"/v1/foods is taken"),
    ],
    ids=["name", "route", "shadowed literal", "identity", "topic", "method", "path", "alias of itself"],
)
def test_contradiction_is_refused(rows: tuple[Row, ...], says: str) -> None:
    with pytest.raises(RegistryError, match=says):
        check(rows)


def test_unknown_queue_is_refused() -> None:
    with pytest.raises(RegistryError, match=r"foods\.run_import: unknown queue 'express'"):
        task("foods.run_import", queue="express", identity="ai")
    other = next(iter(QUEUES.values()))._replace(name="express")
    with pytest.raises(RegistryError, match=r"foods\.run_import: unknown queue 'express'"):
        check((TaskRow(module="foods.run_import", queue=other, identity="ai"),))


def test_who_may_call_has_no_default() -> None:
    with pytest.raises(TypeError, match="auth"):
        http("foods.get_food", "GET /v1/foods/{food_id}")  # type: ignore[call-arg]  # the point of the test


def test_who_it_runs_as_has_no_default() -> None:
    with pytest.raises(TypeError, match="identity"):
        document("foods.on_food_written", "foods/{food_id}")  # type: ignore[call-arg]  # the point of the test


def test_another_method_of_a_taken_path_is_free() -> None:
    deletes = replace(PARAMETER, module="foods.delete_food", route=Route.parse("DELETE /v1/foods/{food_id}"))
    assert set(check((PARAMETER, deletes))) == {"get_food", "delete_food"}


@pytest.mark.parametrize("name", ["get_nothing", "registry_", "__path__", "meals.get_meal", "get-meal"])
def test_main_serves_nothing_else(name: str) -> None:
    assert name not in registry.FUNCTIONS
    with pytest.raises(AttributeError, match="no function"):
        getattr(main, name)


def test_a_uid_in_a_path_is_a_callers() -> None:
    with pytest.raises(RegistryError, match=r"foods\.get_food.*cannot be public"):
        check([http("foods.get_food", "GET /v1/foods/{uid}", auth=PUBLIC)])


@pytest.mark.parametrize("told", [{"premium": True}, {"ai_quota": DAILY}], ids=["premium", "quota"])
def test_premium_and_quotas_are_a_persons(told: dict[str, Any]) -> None:
    with pytest.raises(RegistryError, match=r"foods\.get_food: premium and quotas are a person's.*cannot be public"):
        check([http("foods.get_food", "GET /v1/foods", auth=PUBLIC, **told)])
    row = http("foods.get_food", "GET /v1/foods", auth=USER, **told)
    assert check([row]) == {"get_food": row}
    assert row.needs == REVENUECAT, "whoever is refused may have bought premium a moment ago"


def test_a_system_has_a_proof_and_nobody_else_has() -> None:
    with pytest.raises(RegistryError, match=r"foods\.take_food: a row names its caller's proof"):
        check([http("foods.take_food", "POST /v1/foods", auth=SYSTEM)])
    with pytest.raises(RegistryError, match=r"foods\.take_food: a row names its caller's proof"):
        check([http("foods.take_food", "POST /v1/foods", auth=USER, proof="GEMINI_API_KEY")])
    row = http("foods.take_food", "POST /v1/foods", auth=SYSTEM, proof="GEMINI_API_KEY")
    assert row.needs == ("GEMINI_API_KEY",), "it is among what the function is deployed with"
