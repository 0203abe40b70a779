"""Changing a food of one's own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from local.phone import Phone
from tests.functions.test_create_custom_food import GRANOLA, created
from tests.support.http import problem


def update(phone: Phone, food_id: str, headers: dict[str, str] | None = None, **members: Any) -> httpx.Response:
    body = {"name": "muesli", "nutrition": GRANOLA} | members
    return phone.request("PUT", f"/v1/foods/custom/{food_id}", json=body, headers=headers)


def test_all_of_it_is_replaced(phone: Phone) -> None:
    before = created(phone, GRANOLA, portions=[{"unit": "bowl", "grams": 55}])
    answer = update(phone, before["food_id"], nutrition={"calories": 300})
    after = answer.json()
    assert (after["name"], after["calories"], after["portions"]) == ("muesli", 300.0, [])
    assert after["per_100g"]["protein_g"] is None
    assert (after["version"], answer.headers["ETag"]) == (2, '"2"')
    assert (after["food_id"], after["created_at"]) == (before["food_id"], before["created_at"])
    assert phone.request("GET", f"/v1/foods/{before['food_id']}/details").json()["name"] == "muesli"


def test_only_the_version_that_was_seen(phone: Phone) -> None:
    food_id = created(phone, GRANOLA)["food_id"]
    assert update(phone, food_id, {"If-Match": '"1"'}).status_code == 200
    problem(update(phone, food_id, {"If-Match": '"1"'}), 412, "PRECONDITION_FAILED")


def test_of_many_at_once_one_wins(phone: Phone) -> None:
    food_id = created(phone, GRANOLA)["food_id"]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda n: update(phone, food_id, {"If-Match": '"1"'}, name=f"muesli {n}"), range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]


def test_impossible_figures_change_nothing(phone: Phone) -> None:
    food = created(phone, GRANOLA)
    problem(update(phone, food["food_id"], nutrition={"fat_g": 120}), 422, "IMPLAUSIBLE_FIGURES")
    assert phone.request("GET", "/v1/foods/custom").json()["foods"] == [food]
