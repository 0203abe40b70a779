"""Whatever people do over the API, in any order: meals are the sums of their foods, days of their meals, unknown is never zero.

tests/unit/meals/changing/test_sums.py holds the same of the pure rules, at length; here the functions, the commits and the
views are in it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import fsum
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from local.phone import Phone
from shared.foods.tables.table import starter_table
from shared.ids import new_id
from tests.support.by_hand import BROCCOLI, MANUAL, RICE, SALMON, day, edit, patch, read
from tests.support.meals import meal_of

DATES = ["2025-03-10", "2025-03-11"]
EXAMPLES, STEPS = 3, 12
FIGURES = ("calories", "protein_g", "carbs_g", "fat_g", "fiber_g", "sugar_g")
SHOWN = 0.051  # figures are shown to a tenth

quantities = st.integers(1, 400)
tables = st.builds(
    lambda fdc_id, quantity, unit: {"fdc_id": fdc_id, "quantity": quantity / (100 if unit == "cup" else 1), "unit": unit},
    st.sampled_from([RICE, BROCCOLI, SALMON]), quantities, st.sampled_from(["g", "oz", "cup"]),
)  # fmt: skip
own = st.builds(
    lambda kcal, protein, quantity: {
        "name": "Own", "quantity": quantity, "custom_nutrition": {"calories_per_100g": kcal, "protein_per_100g": protein},
    },
    st.none() | st.integers(0, 900), st.integers(0, 100), quantities,
)  # fmt: skip
estimates = st.builds(
    lambda kcal, fat, quantity: {
        "name": "Stew", "quantity": quantity, "unit": "bowl", "grams": quantity * 2.5, "status": "resolved",
        "per_100g": {"calories": kcal, "fat_g": fat},
    },
    st.none() | st.integers(0, 400), st.integers(0, 40), quantities,
)  # fmt: skip
foods = tables | own | estimates
names = st.sampled_from(["broccoli", "white rice", "mooncheese of the far side"])


class Person(RuleBasedStateMachine):
    """One person's meals, as the API is asked for them. A refusal changes nothing, so that it need not be foreseen."""

    meals: Bundle[str] = Bundle("meals")

    def __init__(self, new_phone: Callable[[], Phone]) -> None:
        super().__init__()
        self.phone = new_phone()
        self.known: dict[str, bool] = {}  # whether the meal counts

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """The answer, None of a refusal. Sent twice under its key: the second time changes nothing."""
        key = {"Idempotency-Key": new_id()}
        first, again = (self.phone.request(method, path, json=body, headers=key) for _ in range(2))
        assert first.status_code in {200, 201, 404, 409, 422}, first.text
        if first.status_code >= 400 or method in {"PATCH", "DELETE"}:
            return None if first.status_code >= 400 else dict(first.json())
        assert again.content == first.content
        return dict(first.json())

    @rule(target=meals, items=st.lists(foods, min_size=1, max_size=3), date=st.sampled_from(DATES))
    def log(self, items: list[dict[str, Any]], date: str) -> str:
        meal = self.send("POST", MANUAL, {"dish_name": "Meal", "items": items, "target_date": date})
        meal_id = str(meal["meal_id"]) if meal else "none"
        if meal:
            self.known[meal_id] = True
        return meal_id

    @rule(meal_id=meals, place=st.integers(0, 3), quantity=quantities, unit=st.none() | st.sampled_from(["g", "cup", "bowl"]))
    def weigh(self, meal_id: str, place: int, quantity: int, unit: str | None) -> None:
        self.change(meal_id, place, {"action": "update", "quantity": quantity / 10} | ({"unit": unit} if unit else {}))

    @rule(meal_id=meals, place=st.integers(0, 3), name=names)
    def name(self, meal_id: str, place: int, name: str) -> None:
        self.change(meal_id, place, {"action": "update", "name": name})

    @rule(meal_id=meals, food=foods)
    def add(self, meal_id: str, food: dict[str, Any]) -> None:
        self.change(meal_id, 0, {"action": "add"} | food)

    @rule(meal_id=meals, place=st.integers(0, 3))
    def remove(self, meal_id: str, place: int) -> None:
        self.change(meal_id, place, {"action": "remove"})

    def change(self, meal_id: str, place: int, change: dict[str, Any]) -> None:
        """Items that the change does not name keep their ids and figures; the one that it names keeps its id."""
        if not self.known.get(meal_id):
            return
        before = read(self.phone, {"meal_id": meal_id})["food_items"]
        item_id = before[place]["id"] if place < len(before) and change["action"] != "add" else "gone"
        told = edit(self.phone, {"meal_id": meal_id}, {"id": item_id} | change)
        assert told.status_code in {200, 422}, told.text
        after = {item["id"]: item for item in read(self.phone, {"meal_id": meal_id})["food_items"]}
        assert all(after[item["id"]] == item for item in before if item["id"] != item_id)
        assert change["action"] != "update" or item_id == "gone" or item_id in after
        if told.status_code == 422:
            assert after == {item["id"]: item for item in before}, "a refusal changes nothing"

    @rule(meal_id=meals, kcal=st.none() | st.integers(0, 2000), date=st.none() | st.sampled_from(DATES))
    def override_and_move(self, meal_id: str, kcal: int | None, date: str | None) -> None:
        told: dict[str, Any] = {"clear_nutrition_override": True} if kcal is None else {"nutrition_override": {"calories": kcal}}
        patch(self.phone, {"meal_id": meal_id}, **told | ({"target_date": date} if date else {}))

    @rule(target=meals, meal_id=meals, date=st.sampled_from(DATES))
    def copy(self, meal_id: str, date: str) -> str:
        copy = self.send("POST", f"/v1/meals/{meal_id}/copy", {"target_date": date})
        copy_id = str(copy["meal_id"]) if copy else "none"
        if copy:
            self.known[copy_id] = True
        return copy_id

    @rule(meal_id=meals)
    def delete_or_restore(self, meal_id: str) -> None:
        if meal_id in self.known:
            path = f"/v1/meals/{meal_id}"
            self.send("DELETE", path) if self.known[meal_id] else self.send("POST", f"{path}/restore")
            self.known[meal_id] = not self.known[meal_id]

    @invariant()
    def meals_are_the_sums_of_their_foods(self) -> None:
        for meal_id in (meal_id for meal_id, counts in self.known.items() if counts):
            stored, shown = meal_of(self.phone, meal_id), read(self.phone, {"meal_id": meal_id})
            said = (stored["nutrition_override"] or {"figures": {}})["figures"]
            for name in FIGURES:
                known = [item[name] for item in stored["items"] if item[name] is not None]
                sum_ = fsum(known) if known or not stored["items"] else None
                expected = sum_ if said.get(name) is None else said[name]
                assert stored["nutrition"][name] == expected, (name, stored)
                assert _is_shown(shown["nutrition"][name], expected)
                for item, view in zip(stored["items"], shown["food_items"], strict=True):
                    assert _is_shown(view["nutrition"][name], item[name])

    @invariant()
    def unknown_is_not_zero(self) -> None:
        """A figure of an item is known exactly where its food's is."""
        for meal_id in self.known:
            for item in meal_of(self.phone, meal_id)["items"]:
                food = starter_table().get(item["food_reference_id"] or "")
                if food is not None:
                    per_100g: dict[str, float | None] = dict(food.per_100g)
                elif item["custom_per100g"] is not None:
                    per_100g = item["custom_per100g"]
                else:
                    assert item["name"] == "Stew"
                    assert {item[name] for name in ("protein_g", "carbs_g", "fiber_g", "sugar_g")} == {None}, item
                    continue
                for name in FIGURES:
                    assert (item[name] is None) == (per_100g[name] is None), item
                    assert item[name] is None or abs(item[name] - per_100g[name] * item["grams"] / 100) < 1e-6, item

    @invariant()
    def days_are_the_sums_of_their_meals(self) -> None:
        counted = {meal_id: meal_of(self.phone, meal_id) for meal_id, counts in self.known.items() if counts}
        for date in DATES:
            stored = day(self.phone, date)
            meals = {meal_id: meal for meal_id, meal in counted.items() if meal["local_date"] == date}
            assert set(stored["entries"]) == set(meals)
            known = {name: [v for meal in meals.values() if (v := meal["nutrition"][name]) is not None] for name in FIGURES}
            if meals:
                assert {name: stored["totals"][name] for name in FIGURES} == {
                    name: fsum(values) if values else None for name, values in known.items()
                }
            macros = self.phone.request("GET", "/v1/meals/daily/macros", params={"date": date})
            assert macros.status_code == 200
            assert _is_shown(
                macros.json()["consumed_calories"], fsum(known["calories"]) if known["calories"] or not meals else None
            )
            listed = self.phone.request("GET", "/v1/activities/daily", params={"date": date}).json()
            assert {activity["id"] for activity in listed} == set(meals)


def _is_shown(shown: float | None, value: float | None) -> bool:
    """The figure as the app gets it; of unknown, nothing."""
    return shown is None if value is None else shown is not None and abs(shown - value) < SHOWN


def test_sums_hold_over_the_api(new_phone: Callable[[], Phone]) -> None:
    class Somebody(Person):
        def __init__(self) -> None:
            super().__init__(new_phone)

    run_state_machine_as_test(
        Somebody,
        settings=hypothesis.settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[hypothesis.Phase.generate],  # what fails is told as it was: shrinking it would take thousands of requests
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )
