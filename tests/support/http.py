"""The API as its callers see it: problems, prepared people and meals, photos."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from local import accounts
from local.cloud import Cloud
from local.phone import Phone
from shared import clock
from shared.clients.firestore import document_of, firestore
from shared.ids import new_id
from shared.meals import reading, store
from shared.meals.analysing import failures, rules
from shared.meals.analysing.failures import Failure
from shared.meals.models import Meal, MealType, Source, Status
from shared.nutrition.models import FoodItem, Provenance
from shared.nutrition.rules import total
from tests.support.meals import finished, posted
from tests.support.web import web
from tests.unit.images.pictures import encode, scene

ANALYZE = "/v1/meals/image/analyze"
UPLOADS = "/v1_1/"  # in the path of the calls that store and remove photos, not of those that fetch them
PHOTO = encode(scene(), "JPEG", quality=90)


def problem(answer: httpx.Response, status: int, error_code: str) -> dict[str, Any]:
    """The problem document of an answer that has to be this one."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer.text
    document: dict[str, Any] = answer.json()
    assert (document["error_code"], document["status"]) == (error_code, status), document
    assert document["type"] == f"urn:mealtrack:problem:{error_code.lower().replace('_', '-')}"
    assert document["title"]
    assert document["detail"]
    assert document["request_id"] == answer.headers["X-Request-ID"]
    return document


def invalid(answer: httpx.Response) -> set[tuple[str, ...]]:
    """The places of a 422 that lists what is wrong with the inputs; a place in a list is named by the list."""
    document = problem(answer, 422, "VALIDATION_ERROR")
    assert all(set(line) == {"loc", "msg", "type"} for line in document["errors"])
    return {tuple(part for part in line["loc"] if isinstance(part, str)) for line in document["errors"]}


def account(phone: Phone, **fields: Any) -> None:
    """Stores the person's account; it counts from the first call on, so this comes before it."""
    firestore().document(f"users/{phone.uid}").set(fields)


def cost(answer: httpx.Response) -> tuple[int, int]:
    """Documents read and written for an answer."""
    return int(answer.headers["X-Firestore-Reads"]), int(answer.headers["X-Firestore-Writes"])


def whole_hour_zone(hour: int) -> ZoneInfo:
    """A zone without summer time whose wall clock shows `hour` now (Etc names count west: Etc/GMT+5 is UTC−5)."""
    east = (hour - datetime.now(UTC).hour + 11) % 24 - 11  # -11..12
    return ZoneInfo(f"Etc/GMT{-east:+d}") if east else ZoneInfo("Etc/GMT")


def ready_meal(phone: Phone, **fields: str) -> dict[str, Any]:
    """A meal, as the API tells it, whose photo has been analysed."""
    meal_id = posted(phone, PHOTO, **fields)
    assert finished(phone, meal_id)["status"] == "READY"
    meal: dict[str, Any] = phone.request("GET", f"/v1/meals/{meal_id}").json()
    return meal


def fail(phone: Phone, meal_id: str, failure: Failure = failures.AI_UNAVAILABLE) -> None:
    """Ends the analysis of a meal that still waits, as the sweeper does."""
    store.change(phone.uid, meal_id, lambda meal: rules.failed(meal, failure, now=clock.now()))


def stored_meal(uid: str, local_date: date, logged_at: datetime, **changes: Any) -> Meal:
    """A READY meal with one food, put into the store as it is: no photo behind it, and not on its day."""
    rice = FoodItem(
        id=new_id(),
        name="rice",
        quantity=150,
        unit="g",
        grams=150,
        calories=195,
        protein_g=4.0,
        carbs_g=42.3,
        fat_g=None,
        confidence=0.9,
        provenance=Provenance(source="model_estimate"),
    )
    meal_id = new_id()
    meal = Meal(
        meal_id=meal_id,
        uid=uid,
        status=Status.READY,
        status_changed_at=logged_at,
        source=Source.MANUAL,
        meal_type=MealType.LUNCH,
        dish_name="Rice",
        local_date=local_date,
        logged_at=logged_at,
        timezone="UTC",
        ready_at=logged_at,
        items=(rice,),
        nutrition=total([rice]),
        created_at=logged_at,
        updated_at=logged_at,
    ).model_copy(update=changes)
    firestore().document(reading.meal_path(uid, meal.meal_id)).set(document_of(meal))
    return meal


def operator(cloud: Cloud, path: str) -> httpx.Response:
    """The answer that someone with the admin claim gets."""
    token = accounts.sign_in(cloud.urls["auth"], "operator@example.com", admin=True)
    return web.get(f"{cloud.urls['gateway']}{path}", headers={"Authorization": f"Bearer {token}"})
