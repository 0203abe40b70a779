"""The foods of a meal are changed: added, removed, named anew, weighed anew."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from math import fsum
from typing import Any

import httpx
import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared.ids import new_id
from tests.functions.test_parse_meal_text import looked_at, parsed
from tests.support.by_hand import BROCCOLI, RICE, SALMON, calories_of, day, edit, logged, patch, read, rice, whey
from tests.support.events import Listener
from tests.support.http import PHOTO, cost, invalid, problem, ready_meal
from tests.support.meals import meal_of, posted
from tests.support.vendors import StandIn

DAY = "2025-03-10"
AT_ONCE = 10


def ids(meal: dict[str, Any]) -> list[str]:
    return [item["id"] for item in meal["food_items"]]


def test_many_unknown_names_wait_no_longer_than_one_search(phone: Phone, pinecone: StandIn) -> None:
    meal = logged(phone, rice(150))
    pinecone.will({"delay_s": 0.3, "always": True})
    answer = edit(phone, meal, *({"action": "add", "name": f"zorgle of the moon {new_id()}"} for _ in range(6)))
    assert answer.status_code == 200
    assert len(answer.json()["unmatched"]) == 6
    assert pinecone.calls()
    assert len(pinecone.calls("/query")) <= 4, "not two for each of the names"


def test_all_kinds_of_change_at_once(phone: Phone) -> None:
    meal = logged(phone, rice(150), whey(30), {"fdc_id": BROCCOLI, "quantity": 90}, target_date=DAY)
    first, second, third = ids(meal)
    answer = edit(
        phone,
        meal,
        {"action": "update", "id": first, "quantity": 300},
        {"action": "remove", "id": second},
        {"action": "add", "fdc_id": SALMON},
        {"action": "add", "name": "mooncheese of the far side"},
        {"action": "remove", "id": "gone"},
        dish_name="Dinner",
    )
    assert answer.status_code == 200
    told = answer.json()
    assert (told["success"], told["meal_id"], told["dish_name"], told["version"]) == (True, meal["meal_id"], "Dinner", 2)
    assert answer.headers["ETag"] == '"2"'
    assert [item["id"] for item in told["updated_food_items"][:2]] == [first, third]
    assert told["total_calories"] == told["updated_nutrition"]["calories"] == pytest.approx(390 + 31.5 + 206)
    assert told["edit_metadata"] == {
        "edit_count": 1,
        "changes_summary": "Added 100 g of Salmon, cooked; Changed White rice, cooked from 150 g to 300 g; Removed Whey; "
        "Named it Dinner",
    }
    assert [missing["name"] for missing in told["unmatched"]] == ["mooncheese of the far side"]
    assert "custom_nutrition" in told["unmatched"][0]["hint"]
    assert told["ignored_ids"] == ["gone"]
    assert told["events"] == ["MealEdited", "MealNutritionUpdated"]
    seen = read(phone, meal)
    assert seen["food_items"] == told["updated_food_items"]
    assert (seen["edit_count"], seen["is_manually_edited"], seen["last_edited_at"]) == (1, True, seen["updated_at"])
    assert calories_of(phone, DAY) == pytest.approx(627.5)
    assert day(phone, DAY)["entries"][meal["meal_id"]]["name"] == "Dinner"


def test_a_photographed_meal(phone: Phone) -> None:
    meal = ready_meal(phone)
    item = meal["food_items"][0]
    told = edit(phone, meal, {"action": "update", "id": item["id"], "quantity": item["quantity"] * 2}).json()
    changed = told["updated_food_items"][0]
    assert changed["nutrition"]["calories"] == pytest.approx(item["nutrition"]["calories"] * 2, abs=0.1)
    assert (changed["evidence"], item["evidence"]) == ("weighed", "photo")
    assert told["updated_food_items"][1:] == meal["food_items"][1:]
    assert meal_of(phone, meal["meal_id"])["items"][0]["detected"]["grams"] == pytest.approx(item["grams"])
    assert read(phone, meal)["portion_question"] is None


def test_a_text_is_added_as_it_was_understood(phone: Phone, gemini: StandIn) -> None:
    meal = logged(phone, rice(100), target_date=DAY)
    asked = parsed(phone, "2 to 4 cups of rice and 2 bowls of unicorn stew (600 g)")
    understood = looked_at(phone, asked["parse_id"])["items"]
    assert [item["status"] for item in understood] == ["resolved", "resolved"]
    told = edit(phone, meal, *({"action": "add", **item} for item in understood)).json()
    grains, stew = told["updated_food_items"][1:]
    for added, item in zip((grains, stew), understood, strict=True):
        assert added["grams"] == item["grams"]
        assert added["error_share"] == pytest.approx(item["error_share"])
        assert added["nutrition"] == pytest.approx({name: item[name] for name in added["nutrition"]})
    assert (grains["food_id"], grains["provenance"]["source"]) == (f"usda-{RICE}", "usda")
    assert (stew["food_id"], stew["origin"], stew["is_custom"]) == (None, "ai", False)
    assert (stew["provenance"]["source"], stew["confidence"]) == ("model_estimate", understood[1]["confidence"])
    manual = logged(phone, *understood)["food_items"]
    assert [item | {"id": "", "order": 0} for item in (grains, stew)] == [item | {"id": "", "order": 0} for item in manual]
    assert told["total_calories"] == pytest.approx(130 + sum(item["calories"] for item in understood), abs=0.1)
    assert calories_of(phone, DAY) == pytest.approx(told["total_calories"], abs=0.1)


def test_another_unit_goes_by_weight(phone: Phone) -> None:
    meal = logged(phone, rice(158), target_date=DAY)
    (item,) = edit(phone, meal, {"action": "update", "id": ids(meal)[0], "quantity": 2, "unit": "cups"}).json()[
        "updated_food_items"
    ]
    assert (item["grams"], item["nutrition"]["calories"]) == (316, pytest.approx(410.8))
    found = problem(
        edit(phone, meal, {"action": "update", "id": ids(meal)[0], "quantity": 2, "unit": "buckets"}), 422, "AMOUNT_UNKNOWN"
    )
    assert [option["unit"] for option in found["options"]] == ["cup", "g"]
    assert read(phone, meal)["version"] == 2, "nothing of a refused edit is made"


def test_another_name_and_own_figures(phone: Phone) -> None:
    meal = logged(phone, rice(200), whey(30))
    rice_id, whey_id = ids(meal)
    own = {"calories_per_100g": 500, "protein_per_100g": 10, "carbs_per_100g": 10, "fat_per_100g": 0}
    first, second = edit(
        phone,
        meal,
        {"action": "update", "id": rice_id, "name": "broccoli"},
        {"action": "update", "id": whey_id, "custom_nutrition": own},
    ).json()["updated_food_items"]
    assert (first["id"], first["name"], first["food_id"], first["grams"]) == (rice_id, "broccoli", f"usda-{BROCCOLI}", 200)
    assert (first["nutrition"]["calories"], first["confidence"]) == (70, 0.9)
    assert second["nutrition"]["calories"] == 24, "energy that the macros contradict is not counted"
    assert second["provenance"]["set_aside"] == {"calories": 500}
    assert "ENERGY_MISMATCH" in second["provenance"]["flags"]
    assert second["custom_nutrition"]["calories_per_100g"] == 80


def test_own_figures_of_a_drink(phone: Phone) -> None:
    """What the item is called explains its energy, also where the change does not repeat the name."""
    own = {"calories_per_100g": 240, "protein_per_100g": 0, "carbs_per_100g": 0, "fat_per_100g": 0}
    meal = logged(phone, {"name": "Whisky", "custom_nutrition": own, "quantity": 40}, rice(100))
    assert (meal["food_items"][0]["nutrition"]["calories"], meal["food_items"][0]["category"]) == (96, "alcohol")
    whisky, rice_id = ids(meal)
    first, second = edit(
        phone,
        meal,
        {"action": "update", "id": whisky, "custom_nutrition": own | {"calories_per_100g": 260}},
        {"action": "update", "id": rice_id, "custom_nutrition": own},
    ).json()["updated_food_items"]
    assert (first["nutrition"]["calories"], first["provenance"]["set_aside"]) == (104, {})
    assert (second["nutrition"]["calories"], second["provenance"]["set_aside"]) == (0, {"calories": 240}), "rice has no such energy"


def test_nothing_is_changed(phone: Phone) -> None:
    meal = logged(phone)
    told = edit(phone, meal, {"action": "remove", "id": "gone"}, {"action": "add", "fdc_id": 1}).json()
    assert (told["success"], told["version"], told["events"]) == (False, 1, [])
    assert told["edit_metadata"] == {"edit_count": 0, "changes_summary": ""}
    assert (told["ignored_ids"], told["unmatched"][0]["food_id"]) == (["gone"], "usda-1")
    assert read(phone, meal) == meal


def test_an_empty_plate(phone: Phone) -> None:
    meal = logged(phone, target_date=DAY)
    told = edit(phone, meal, *({"action": "remove", "id": item_id} for item_id in ids(meal))).json()
    assert (told["updated_food_items"], told["total_calories"]) == ([], 0)
    assert (calories_of(phone, DAY), day(phone, DAY)["meal_count"]) == (0, 1)


def test_what_the_person_said_of_the_whole_is_gone(phone: Phone) -> None:
    meal = logged(phone, rice(100), target_date=DAY)
    assert patch(phone, meal, nutrition_override={"calories": 850}).json()["total_calories"] == 850
    told = edit(phone, meal, {"action": "update", "id": ids(meal)[0], "quantity": 200}).json()
    assert (told["total_calories"], told["nutrition_override"]) == (260, None)
    assert told["edit_metadata"]["changes_summary"].endswith("Figures set by hand no longer count")


@pytest.mark.parametrize(
    "change",
    [
        {"action": "replace", "id": "x"},
        {"action": "update", "quantity": 1},
        {"action": "update", "id": "x"},
        {"action": "remove"},
        {"action": "add"},
        {"action": "add", "quantity": 100},
        {"action": "add", "custom_nutrition": {"calories_per_100g": 1}},
        {"action": "add", "name": "x", "custom_nutrition": {"calories_per_100g": 1001}},
        {"action": "update", "id": "x", "quantity": 0},
        {"action": "add", "fdc_id": RICE, "food_id": f"usda-{SALMON}"},
        {"action": "add", "per_100g": {"calories": 1}, "quantity": 1},
        {"action": "add", "name": "x", "per_100g": {"calories": 1}},
        {"action": "add", "name": "x", "per_100g": {}, "quantity": 1},
        {"action": "add", "name": "x", "per_100g": {"calories": 1}, "quantity": 1, "fdc_id": RICE},
        {"action": "add", "fdc_id": RICE, "status": "needs_amount"},
        {"action": "update", "id": "x", "name": "x", "per_100g": {"calories": 1}, "quantity": 1},
    ],
    ids=str,
)
def test_what_is_no_change(phone: Phone, change: dict[str, Any]) -> None:
    meal = logged(phone)
    assert {place[:2] for place in invalid(edit(phone, meal, change))} == {("body", "food_item_changes")}


def test_too_many_foods(phone: Phone) -> None:
    meal = logged(phone)
    adds = [{"action": "add", **whey(10)} for _ in range(49)]
    problem(edit(phone, meal, *adds), 422, "TOO_MANY_ITEMS")


def test_only_what_is_ready(phone: Phone, held: TaskQueue) -> None:
    meal_id = posted(phone, PHOTO)
    found = problem(edit(phone, {"meal_id": meal_id}, {"action": "add", "fdc_id": RICE}), 409, "MEAL_STATE_CONFLICT")
    assert found["status_now"] == "PROCESSING"


def test_only_the_version_that_was_read(phone: Phone) -> None:
    meal = logged(phone)
    change = {"action": "update", "id": ids(meal)[0], "quantity": 10}
    assert edit(phone, meal, change, headers={"If-Match": '"1"'}).status_code == 200
    assert problem(edit(phone, meal, change, headers={"If-Match": '"1"'}), 412, "PRECONDITION_FAILED")["version_now"] == 2


def test_repeated_with_its_key(phone: Phone) -> None:
    meal = logged(phone, target_date=DAY)
    key = {"Idempotency-Key": new_id(), "If-Match": '"1"'}
    first, again = (edit(phone, meal, {"action": "add", "fdc_id": RICE}, headers=key) for _ in range(2))
    assert (first.status_code, again.content, again.headers["Idempotent-Replayed"]) == (200, first.content, "true")
    assert (len(read(phone, meal)["food_items"]), read(phone, meal)["edit_count"]) == (3, 1)


def at_once(phone: Phone, meal: dict[str, Any], headers: dict[str, str]) -> list[httpx.Response]:
    """Ten edits at the same moment; each adds a food of its own and changes one that is there."""
    together = threading.Barrier(AT_ONCE)
    rice_id = ids(meal)[0]

    def send(number: int) -> httpx.Response:
        together.wait()
        changes = (
            {"action": "add", **whey(10 + number), "name": f"Whey {number}"},
            {"action": "update", "id": rice_id, "quantity": 100 + number},
        )
        return edit(phone, meal, *changes, headers=headers | {"Idempotency-Key": f"edit-{meal['meal_id']}-{number}"})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, range(AT_ONCE)))


def assert_agrees(phone: Phone, meal: dict[str, Any], made: int) -> dict[str, Any]:
    """The meal after so many edits, which its day agrees with."""
    after = meal_of(phone, meal["meal_id"])
    assert (after["edit_count"], after["version"]) == (made, 1 + made)
    assert [item["id"] for item in after["items"][:2]] == ids(meal), "what no edit removed has the id that it had"
    assert len(after["items"]) == 2 + made
    assert after["nutrition"]["calories"] == fsum(item["calories"] for item in after["items"])
    assert day(phone, DAY)["entries"][meal["meal_id"]]["nutrition"] == after["nutrition"]
    assert day(phone, DAY)["totals"]["calories"] == after["nutrition"]["calories"]
    return after


def test_ten_at_once_all_survive(phone: Phone) -> None:
    meal = logged(phone, rice(100), whey(20), target_date=DAY)
    answers = at_once(phone, meal, {})
    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    after = assert_agrees(phone, meal, AT_ONCE)
    assert {item["name"] for item in after["items"][2:]} == {f"Whey {number}" for number in range(AT_ONCE)}
    last = max(answers, key=lambda answer: int(answer.json()["version"])).json()
    assert after["items"][0]["quantity"] == last["updated_food_items"][0]["quantity"], "the last one's amount counts"
    assert after["items"][1]["quantity"] == 20

    again = at_once(phone, meal, {})
    assert [answer.content for answer in again] == [answer.content for answer in answers]
    assert meal_of(phone, meal["meal_id"]) == after, "repeating them changes nothing"


def test_ten_at_once_of_one_version(phone: Phone) -> None:
    meal = logged(phone, rice(100), whey(20), target_date=DAY)
    answers = at_once(phone, meal, {"If-Match": '"1"'})
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (AT_ONCE - 1)
    assert_agrees(phone, meal, 1)


def test_what_others_hear(phone: Phone, domain_events: Listener) -> None:
    meal = logged(phone, rice(100))
    edit(phone, meal, {"action": "update", "id": ids(meal)[0], "quantity": 200})
    heard = domain_events.wait_for(meal["meal_id"], "MealNutritionUpdated", "MealEdited", "MealNutritionUpdated")
    (told,) = {event["event_id"]: event for event in heard if event["type"] == "MealEdited"}.values()
    assert (told["edit_type"], told["edit_count"]) == ("ingredients", 1)
    assert told["changes_summary"] == "Changed White rice, cooked from 100 g to 200 g"
    assert told["nutrition_delta"]["calories"] == pytest.approx(130)


def test_a_correction_teaches_the_next_photo(phone: Phone, gemini: StandIn) -> None:
    first, second = ready_meal(phone), None
    item = first["food_items"][0]
    change = {"action": "update", "id": item["id"], "fdc_id": SALMON, "quantity": item["grams"] * 1.5, "unit": "g"}
    assert edit(phone, first, change).status_code == 200
    second = ready_meal(phone)
    assert second["food_items"][0]["food_id"] == f"usda-{SALMON}"
    assert second["food_items"][0]["grams"] == pytest.approx(item["grams"] * 1.5, abs=0.1)


def test_what_it_costs(phone: Phone) -> None:
    meal = logged(phone, target_date=DAY)
    assert cost(edit(phone, meal, {"action": "add", "fdc_id": RICE})) == (3, 2), "the meal before and in the commit, and its day"
    assert cost(edit(phone, meal, {"action": "remove", "id": "gone"})) == (2, 0)
