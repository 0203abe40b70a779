"""The main job through every real part: a photo is posted, and a meal is on its day."""

from __future__ import annotations

from typing import Any

from local.demo import SAMPLE
from local.phone import Phone
from tests.support.meals import finished, posted
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.support.waiting import eventually


def test_by_listener(phone: Phone, gemini: StandIn) -> None:
    answer = phone.post_photo(SAMPLE)
    assert answer.status_code == 202, answer.text
    meal = answer.json()
    assert answer.headers["Location"] == f"/v1/meals/{meal['meal_id']}"
    assert (meal["status"], meal["stage"], meal["food_items"]) == ("pending", "PROCESSING", [])

    seen: list[dict[str, Any]] = []
    with phone.watch(f"users/{phone.uid}/meals/{meal['meal_id']}") as versions:
        for document in versions:
            assert document is not None
            seen.append(document)
            if document["status"] in {"READY", "FAILED"}:
                break

    final = seen[-1]
    assert final["status"] == "READY", final["error_code"]
    assert [document["version"] for document in seen] == sorted(document["version"] for document in seen)
    draft = next(document for document in seen if document["status"] == "ENRICHING")
    assert all((draft["dish_name"], draft["items"])), "the app shows the dish before its figures are final"
    assert {item["provenance"]["source"] for item in final["items"]} == {"usda"}, "the tables dispose"
    assert final["analysis"]["usage"]["calls"] == 1
    day = phone.read(f"users/{phone.uid}/days/{final['local_date']}")
    assert day is not None
    assert day["totals"]["calories"] == final["nutrition"]["calories"]


def test_by_polling(phone: Phone, gemini: StandIn) -> None:
    meal_id = phone.post_photo(SAMPLE).json()["meal_id"]

    def ready() -> Any:
        answer = phone.request("GET", f"/v1/meals/{meal_id}")
        assert answer.status_code == 200
        assert answer.json()["status"] in {"pending", "analyzing", "ready"}, answer.json()["error_code"]
        return answer.json() if answer.json()["status"] == "ready" else None

    meal = eventually(ready, "the meal to be ready")
    assert all((meal["dish_name"], meal["food_items"], meal["ready_at"]))
    day = phone.request("GET", "/v1/meals/daily/macros", params={"date": meal["local_date"]}).json()
    assert (day["meal_count"], day["consumed_calories"]) == (1, meal["total_calories"])
    assert day["consumed_macros"] == meal["total_nutrition"]
    listed = phone.request("GET", "/v1/meals").json()["meals"]
    assert [(other["meal_id"], other["total_calories"]) for other in listed] == [(meal_id, meal["total_calories"])]


def test_photos_and_meals_differ(phone: Phone, gemini: StandIn) -> None:
    """What comes back is made from the photo, not from a fixed answer."""
    meals = [finished(phone, posted(phone, photo)) for photo in (SAMPLE.read_bytes(), plate(1), plate(1))]

    dishes = [[(item["name"], item["grams"]) for item in meal["items"]] for meal in meals]
    assert dishes[0] != dishes[1]
    assert dishes[1] == dishes[2]
