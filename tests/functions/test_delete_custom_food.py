"""Deleting a food of one's own."""

from __future__ import annotations

from local.phone import Phone
from shared.clients.firestore import firestore
from shared.foods.store import custom_count_path
from tests.functions.test_create_custom_food import GRANOLA, created
from tests.support.http import problem


def test_it_is_gone(phone: Phone) -> None:
    food_id, other = created(phone, GRANOLA)["food_id"], created(phone, GRANOLA)["food_id"]
    assert phone.request("DELETE", f"/v1/foods/custom/{food_id}").json() == {"food_id": food_id, "deleted": True}
    problem(phone.request("GET", f"/v1/foods/{food_id}/details"), 404, "FOOD_NOT_FOUND")
    assert [food["food_id"] for food in phone.request("GET", "/v1/foods/custom").json()["foods"]] == [other]
    problem(phone.request("DELETE", f"/v1/foods/custom/{food_id}"), 404, "FOOD_NOT_FOUND")
    assert firestore().document(custom_count_path(phone.uid)).get().to_dict() == {"count": 1}, "the second time took nothing off"
