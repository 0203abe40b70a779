"""What calls cost in Firestore, counted: documents read and written, for a person whose account is known already."""

from __future__ import annotations

from datetime import timedelta

import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.ids import new_id
from tests.support.http import PHOTO, cost, ready_meal, stored_meal


@pytest.fixture(autouse=True)
def known(phone: Phone) -> None:
    """The account counts once a minute."""
    assert cost(phone.request("GET", "/v1/meals/none")) == (1, 0)


def test_a_meal(phone: Phone) -> None:
    now = clock.now()
    meal = stored_meal(phone.uid, now.date(), now)
    assert cost(phone.request("GET", f"/v1/meals/{meal.meal_id}")) == (1, 0)


def test_a_day(phone: Phone) -> None:
    day = "2025-03-10"
    assert cost(phone.request("GET", "/v1/meals/daily/macros", params={"date": day})) == (2, 0), "no day yet: and its target"
    ready_meal(phone, target_date=day)
    assert cost(phone.request("GET", "/v1/meals/daily/macros", params={"date": day})) == (1, 0)


def test_a_page(phone: Phone) -> None:
    now = clock.now()
    for minute in range(5):
        stored_meal(phone.uid, now.date(), now - timedelta(minutes=minute))
    assert cost(phone.request("GET", "/v1/meals", params={"limit": 3})) == (4, 0)
    assert cost(phone.request("GET", "/v1/meals")) == (5, 0)


@pytest.mark.parametrize(("headers", "writes"), [({}, 2), ({"Idempotency-Key": new_id()}, 4)], ids=["without key", "with key"])
def test_a_photo(phone: Phone, held: TaskQueue, headers: dict[str, str], writes: int) -> None:
    answer = phone.post_photo(PHOTO, headers=headers)
    assert answer.status_code == 202
    assert cost(answer)[1] == writes <= 4
    assert cost(answer)[0] <= 5


def test_a_photo_again(phone: Phone, held: TaskQueue) -> None:
    headers = {"Idempotency-Key": new_id()}
    phone.post_photo(PHOTO, headers=headers)
    assert cost(phone.post_photo(PHOTO, headers=headers)) == (1, 0)


def test_a_refused_photo(phone: Phone) -> None:
    assert cost(phone.post_photo(b"GIF89a")) == (0, 0)


def test_a_deletion(phone: Phone) -> None:
    meal = ready_meal(phone)
    assert cost(phone.request("DELETE", f"/v1/meals/{meal['meal_id']}")) == (2, 2), "the meal and its day"
