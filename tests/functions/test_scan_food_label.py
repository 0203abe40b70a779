"""A photo of a nutrition label: a meal of one product with the figures of its package."""

from __future__ import annotations

from typing import Any

import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared.meals import store
from tests.support.http import PHOTO, invalid, problem
from tests.support.meals import budget_of, day_of, finished, meal_of
from tests.support.vendors import StandIn
from tests.support.web import web
from tests.unit.images.pictures import encode, scene

ROUTE = "/v1/meals/food-label/analyze"
BY_URL = "/v1/meals/food-label/scan-by-url"
FIGURES = {"calories": 150, "protein_g": 2, "carbs_g": 20, "fat_g": 7, "fiber_g": 1, "sugar_g": 9}
LABEL: dict[str, Any] = {
    "is_label": True,
    "product_name": "Oat Cookies",
    "brand": "Crumble",
    "serving_text": "2 cookies (30 g)",
    "serving_grams": 30,
    "servings_per_package": 8,
    "per_serving": FIGURES,
    "per_100g": {name: round(figure / 0.3, 1) for name, figure in FIGURES.items()},
    "confidence": 0.92,
}


def scanned(phone: Phone, **fields: str) -> str:
    answer = phone.request("POST", ROUTE, files={"file": ("label.jpg", PHOTO)}, data=fields)
    assert answer.status_code == 202, answer.text
    body = answer.json()
    assert (body["status"], body["source"], body["food_label_metadata"]) == ("pending", "label", None)
    return str(body["meal_id"])


def ready(phone: Phone, **fields: str) -> dict[str, Any]:
    meal_id = scanned(phone, **fields)
    assert finished(phone, meal_id)["status"] == "READY"
    meal: dict[str, Any] = phone.request("GET", f"/v1/meals/{meal_id}").json()
    return meal


def test_the_package_is_the_meal(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"json": LABEL})
    meal = ready(phone)
    assert (meal["status"], meal["dish_name"], meal["total_calories"], meal["total_weight_grams"]) == (
        "ready",
        "Crumble Oat Cookies",
        150,
        30,
    )
    assert meal["food_label_metadata"] == {
        "product_name": "Oat Cookies",
        "brand": "Crumble",
        "serving_size": {"display_text": "2 cookies (30 g)", "grams": 30},
        "servings_per_package": 8,
        "label_calories_per_serving": 150,
        "confidence": 0.92,
        "label_notes": None,
    }
    (item,) = meal["food_items"]
    assert (item["quantity"], item["unit"], item["grams"], item["evidence"], item["error_share"]) == (
        1,
        "serving",
        30,
        "label",
        0.1,
    )
    assert item["nutrition"] == {name: pytest.approx(figure) for name, figure in FIGURES.items()}
    assert item["provenance"]["prompt_version"] == "food-label-1"
    assert meal["portion_question"] is None, "what is printed needs no judging"
    day = day_of(phone, meal_of(phone, meal["meal_id"]))
    assert day["totals"]["calories"] == pytest.approx(150)


def test_several_servings(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"json": LABEL})
    meal = ready(phone, servings="2.5")
    assert (meal["total_calories"], meal["total_weight_grams"]) == (375, 75)
    assert meal["food_label_metadata"]["label_calories_per_serving"] == 150


def test_the_stand_in_reads_labels_too(phone: Phone) -> None:
    meal = ready(phone)
    assert meal["food_label_metadata"]["brand"] == "Stand-in Foods"
    assert meal["total_weight_grams"] == 40


def test_what_is_no_label(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"json": {"is_label": False, "confidence": 0.9}})
    meal = finished(phone, scanned(phone))
    assert (meal["status"], meal["error_code"], meal["retryable"]) == ("FAILED", "NOT_FOOD_LABEL_IMAGE", False)
    assert len(budget_of(phone)["charged"]) == 1, "the model did its part"


def test_a_label_without_figures(phone: Phone, gemini: StandIn) -> None:
    gemini.will({"json": LABEL | {"per_serving": None, "per_100g": {"calories": None}}})
    meal = finished(phone, scanned(phone))
    assert (meal["status"], meal["error_code"]) == ("FAILED", "UNREADABLE_ANSWER")


def test_fields_out_of_range(phone: Phone, cloudinary: StandIn) -> None:
    for servings in ("0", "-1", "101", "nan", "many"):
        answer = phone.request("POST", ROUTE, files={"file": ("label.jpg", PHOTO)}, data={"servings": servings})
        assert invalid(answer) == {("body", "servings")}
    problem(phone.request("POST", ROUTE, files={"file": ("a.jpg", b"GIF89a")}), 415, "INVALID_FILE_TYPE")
    assert cloudinary.calls() == []


# By an upload of the phone's own


def uploaded(phone: Phone, photo: bytes = PHOTO) -> tuple[str, str]:
    token = phone.request("GET", "/v1/meals/upload-token").json()
    stored = web.post(token["upload_url"], data=token["fields"], files={"file": photo})
    return token["image_id"], stored.json()["secure_url"]


def test_the_crop_is_what_is_read(phone: Phone, gemini: StandIn, cloudinary: StandIn) -> None:
    image_id, url = uploaded(phone)
    crop_id, crop_url = uploaded(phone, encode(scene().resize((64, 48)), "JPEG"))
    body = {"image_id": image_id, "image_url": url, "label_crop_image_id": crop_id, "label_crop_image_url": crop_url}
    gemini.will({"json": LABEL})
    answer = phone.request("POST", BY_URL, json=body)
    assert answer.status_code == 202, answer.text
    meal = finished(phone, answer.json()["meal_id"])
    assert meal["status"] == "READY"
    assert (meal["image"]["image_id"], meal["analysis"]["crop"]["image_id"]) == (image_id, crop_id)
    listed = [one for page in store.image_ids(phone.uid) for one in page]
    assert {image_id, crop_id} <= set(listed[:2]), (
        "whoever deletes the person's photos finds both by the meal, when the rights to upload are gone"
    )
    (call,) = gemini.calls("generateContent")
    assert (call["images"][0]["width"], call["images"][0]["height"]) == (64, 48)


def test_the_part_of_the_photo_that_is_named_is_what_is_read(phone: Phone, gemini: StandIn) -> None:
    image_id, url = uploaded(phone, encode(scene().resize((400, 300)), "JPEG"))
    box = {"x": 0.25, "y": 0.5, "width": 0.5, "height": 0.25}
    answer = phone.request("POST", BY_URL, json={"image_id": image_id, "image_url": url, "crop_metadata": box})
    assert finished(phone, answer.json()["meal_id"])["status"] == "READY"
    (call,) = gemini.calls("generateContent")
    assert (call["images"][0]["width"], call["images"][0]["height"]) == (200, 75)


def test_crops_that_are_not_the_callers(phone: Phone, new_phone: Any, held: TaskQueue) -> None:
    image_id, url = uploaded(phone)
    other_id, other_url = uploaded(new_phone())
    body = {"image_id": image_id, "image_url": url, "label_crop_image_id": other_id, "label_crop_image_url": other_url}
    problem(phone.request("POST", BY_URL, json=body), 400, "INVALID_LABEL_CROP_IMAGE")
    problem(
        phone.request("POST", BY_URL, json=body | {"label_crop_image_url": "https://evil.example/a.jpg"}),
        400,
        "INVALID_LABEL_CROP_IMAGE",
    )
    assert invalid(phone.request("POST", BY_URL, json={"image_id": image_id, "image_url": url, "label_crop_image_id": other_id}))
    problem(phone.request("POST", BY_URL, json={"image_id": other_id, "image_url": other_url}), 400, "INVALID_IMAGE_ID")


def test_handing_it_in_again_is_the_same_meal(phone: Phone, held: TaskQueue) -> None:
    image_id, url = uploaded(phone)
    first, again = (phone.request("POST", BY_URL, json={"image_id": image_id, "image_url": url}).json() for _ in range(2))
    assert first["meal_id"] == again["meal_id"]
    assert len(budget_of(phone)["charged"]) == 1
