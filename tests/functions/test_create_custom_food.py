"""A food of one's own: figures for 100 g or a serving, brought to 100 g, and checked."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from local.phone import Phone
from shared.ids import new_id
from tests.support.http import invalid, problem

GRANOLA = {"calories": 468, "protein_g": 10.4, "carbs_g": 60.2, "fat_g": 20.6}


def create(phone: Phone, nutrition: dict[str, Any], headers: dict[str, str] | None = None, **members: Any) -> httpx.Response:
    return phone.request("POST", "/v1/foods/custom", json={"name": "granola", "nutrition": nutrition} | members, headers=headers)


def created(phone: Phone, nutrition: dict[str, Any], **members: Any) -> dict[str, Any]:
    answer = create(phone, nutrition, **members)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_per_100_g(phone: Phone) -> None:
    answer = create(phone, GRANOLA, portions=[{"unit": "bowl", "grams": 55}], brand="Home", barcode="2000000001029")
    food = answer.json()
    assert (answer.headers["Location"], answer.headers["ETag"]) == (f"/v1/foods/{food['food_id']}/details", '"1"')
    assert food["per_100g"] == {**GRANOLA, "fiber_g": None, "sugar_g": None}, "what was not told is not zero"
    assert (food["kind"], food["source"], food["flags"], food["set_aside"]) == ("custom", "custom", [], {})
    assert food["barcode"] == "02000000001029"
    assert {"unit": "bowl", "grams": 55.0} in food["allowed_units"]


def test_per_serving(phone: Phone) -> None:
    serving = {"calories": 257, "protein_g": 5.7, "carbs_g": 33.1, "fat_g": 11.3}
    food = created(phone, serving, basis="serving", serving={"unit": "bowl", "grams": 55})
    assert food["per_100g"]["calories"] == pytest.approx(467.3, abs=0.05)
    assert food["per_100g"]["protein_g"] == pytest.approx(10.4, abs=0.05)
    assert food["portions"] == [{"unit": "bowl", "grams": 55.0}]


def test_contradicting_energy_is_set_aside(phone: Phone) -> None:
    food = created(phone, GRANOLA | {"calories": 900})
    assert food["per_100g"]["calories"] == pytest.approx(4 * 10.4 + 4 * 60.2 + 9 * 20.6, abs=0.05)
    assert (food["set_aside"], food["is_estimate"]) == ({"calories": 900}, True)
    assert "ENERGY_MISMATCH" in food["flags"]


def test_missing_energy_is_computed_and_says_so(phone: Phone) -> None:
    food = created(phone, {"protein_g": 10, "carbs_g": 20, "fat_g": 5})
    assert (food["calories"], food["flags"]) == (165.0, ["ENERGY_DERIVED"])
    assert created(phone, {"protein_g": 10})["calories"] is None, "one macro tells no energy"


def test_alcohol_may_have_more(phone: Phone) -> None:
    food = created(phone, {"calories": 231, "protein_g": 0, "carbs_g": 0, "fat_g": 0}, category="alcohol")
    assert (food["calories"], food["flags"]) == (231.0, [])


@pytest.mark.parametrize(("name", "calories"), [("Whisky", 250), ("My gin", 263)])
def test_the_table_knows_alcohol_by_its_name(phone: Phone, name: str, calories: float) -> None:
    food = created(phone, {"calories": calories, "protein_g": 0, "carbs_g": 0, "fat_g": 0}, name=name)
    assert (food["calories"], food["category"], food["set_aside"]) == (calories, "alcohol", {})
    assert food["flags"] == ["TABLE_EXPLAINS"], "the category is not the person's word"


def test_a_name_explains_no_wrong_figure(phone: Phone) -> None:
    for name in ("Apple juice", "Beer"):  # neither of them has ten times a beer's energy
        food = created(phone, {"calories": 500, "protein_g": 0, "carbs_g": 0, "fat_g": 0}, name=name)
        assert (food["set_aside"], food["category"]) == ({"calories": 500}, None), name
    custom = created(phone, {"protein_g": 0, "carbs_g": 0, "fat_g": 0}, name="my vodka")
    assert (custom["calories"], custom["category"]) == (None, "alcohol"), "what its macros make is not what it has"


@pytest.mark.parametrize(
    ("nutrition", "code"),
    [
        ({"protein_g": 101}, "PROTEIN_ABOVE_WEIGHT"),
        ({"calories": 950}, "ENERGY_TOO_HIGH"),
        ({"protein_g": 50, "carbs_g": 50, "fat_g": 50}, "MACROS_ABOVE_WEIGHT"),
        ({"carbs_g": 10, "fiber_g": 30}, "FIBER_ABOVE_CARBS"),
    ],
)
def test_impossible_figures_are_refused(phone: Phone, nutrition: dict[str, Any], code: str) -> None:
    assert code in problem(create(phone, nutrition), 422, "IMPLAUSIBLE_FIGURES")["codes"]


def test_the_serving_decides_what_is_impossible(phone: Phone) -> None:
    problem(create(phone, {"protein_g": 40}, basis="serving", serving={"grams": 30}), 422, "IMPLAUSIBLE_FIGURES")
    created(phone, {"protein_g": 40}, basis="serving", serving={"grams": 300})


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"nutrition": {}}, ("body",)),
        ({"nutrition": {"calories": -1}}, ("body", "nutrition", "calories")),
        ({"nutrition": {"sugar_g": False}}, ("body", "nutrition", "sugar_g")),
        ({"nutrition": {"sugar_g": "1"}}, ("body", "nutrition", "sugar_g")),
        ({"nutrition": {"calories": "NaN"}}, ("body", "nutrition", "calories")),
        ({"name": " "}, ("body", "name")),
        ({"basis": "serving"}, ("body",)),
        ({"portions": [{"unit": "bowl", "grams": 0}]}, ("body", "portions", "grams")),
        ({"portions": [{"unit": "bowl", "grams": 300}, {"unit": "Bowl ", "grams": 400}]}, ("body",)),
        ({"portions": [{"unit": "g", "grams": 30}]}, ("body",)),
        ({"serving": {"unit": "gram", "grams": 30}}, ("body",)),
        ({"density": 0}, ("body", "density")),
    ],
)
def test_inputs(phone: Phone, members: dict[str, Any], place: tuple[str, ...]) -> None:
    answer = phone.request("POST", "/v1/foods/custom", json={"name": "granola", "nutrition": GRANOLA} | members)
    assert place in invalid(answer)


def test_no_barcode(phone: Phone) -> None:
    problem(create(phone, GRANOLA, barcode="123"), 400, "INVALID_BARCODE")


def test_there_is_room_for_so_many(phone: Phone) -> None:
    """The tests' cloud has room for six."""
    foods = [created(phone, GRANOLA) for _ in range(6)]
    assert problem(create(phone, GRANOLA), 409, "TOO_MANY_CUSTOM_FOODS")["most"] == 6
    assert phone.request("DELETE", f"/v1/foods/custom/{foods[0]['food_id']}").status_code == 200
    created(phone, GRANOLA)


def test_repeating_it_makes_one(phone: Phone) -> None:
    key = {"Idempotency-Key": new_id()}
    one, again = create(phone, GRANOLA, headers=key), create(phone, GRANOLA, headers=key)
    assert one.content == again.content
    assert len(phone.request("GET", "/v1/foods/custom").json()["foods"]) == 1
