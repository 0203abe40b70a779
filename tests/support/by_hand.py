"""Meals that people log by hand, through the API. The foods are of the starter table."""

from __future__ import annotations

from typing import Any

import httpx

from local.phone import Phone
from tests.support.meals import stored

MANUAL = "/v1/meals/manual"
RICE, BROCCOLI, SALMON = 168878, 169967, 175168  # 130, 35 and 206 kcal/100 g
WHEY: dict[str, Any] = {"name": "Whey", "custom_nutrition": {"calories_per_100g": 380, "protein_per_100g": 80}}


def rice(quantity: float = 150, unit: str = "g") -> dict[str, Any]:
    return {"fdc_id": RICE, "quantity": quantity, "unit": unit}


def whey(quantity: float = 30) -> dict[str, Any]:
    return WHEY | {"quantity": quantity}


def logged(phone: Phone, *items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A new meal of these foods, as the API tells it; of rice and whey where none are named."""
    answer = phone.request("POST", MANUAL, json={"dish_name": "Lunch", "items": list(items) or [rice(), whey()], **fields})
    assert answer.status_code == 201, answer.text
    meal: dict[str, Any] = answer.json()
    return meal


def edit(phone: Phone, meal: dict[str, Any], *changes: dict[str, Any], **more: Any) -> httpx.Response:
    """PUT …/ingredients; `headers` are sent, the rest of `more` is in the body."""
    headers = more.pop("headers", None)
    body = {"food_item_changes": list(changes), **more}
    return phone.request("PUT", f"/v1/meals/{meal['meal_id']}/ingredients", json=body, headers=headers)


def patch(phone: Phone, meal: dict[str, Any], headers: dict[str, str] | None = None, **changes: Any) -> httpx.Response:
    return phone.request("PATCH", f"/v1/meals/{meal['meal_id']}", json=changes, headers=headers)


def read(phone: Phone, meal: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = phone.request("GET", f"/v1/meals/{meal['meal_id']}").json()
    return found


def day(phone: Phone, local_date: str) -> dict[str, Any]:
    """The day document; empty where there is none."""
    return stored(f"users/{phone.uid}/days/{local_date}") or {"entries": {}, "totals": {}, "meal_count": 0}


def calories_of(phone: Phone, local_date: str) -> float:
    return round(float(day(phone, local_date)["totals"]["calories"]), 6)
