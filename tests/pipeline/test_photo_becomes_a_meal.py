"""The main job through every real part: a photo is posted, and a meal is on its day."""

from __future__ import annotations

from typing import Any

from local.phone import Phone
from local.demo import SAMPLE


def test_by_listener(phone: Phone) -> None:
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
    assert draft["dish_name"] and draft["items"], "the app shows the dish before its figures are final"
    assert {item["provenance"]["source"] for item in final["items"]} == {"model_estimate"}
    assert final["analysis"]["usage"]["calls"] == 1
    day = phone.read(f"users/{phone.uid}/days/{final['local_date']}")
    assert day is not None
    assert day["totals"]["calories"] == final["nutrition"]["calories"]
