"""How many analyses a person may have: a day, and at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients.firestore import firestore
from shared.ids import new_id
from shared.limits.ai_use import budget_path
from shared.meals.analysing import failures
from tests.support.http import PHOTO, UPLOADS, account, fail, problem, whole_hour_zone
from tests.support.meals import budget_of, finished, posted
from tests.support.purchases import introduced, known_subscription
from tests.support.vendors import StandIn

QUOTA, AT_ONCE = 12, 3  # of the tests' cloud


def together(phone: Phone, count: int) -> list[httpx.Response]:
    """The answers to so many photos posted at the same moment."""
    start = threading.Barrier(count)

    def send(_: int) -> httpx.Response:
        start.wait()
        return phone.post_photo(PHOTO)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(send, range(count)))


def spent(phone: Phone, count: int, day: str | None = None) -> None:
    """Has the person use so many analyses, by default today (UTC)."""
    charged = [new_id() for _ in range(count)]
    today = clock.now().date().isoformat()
    firestore().document(budget_path(phone.uid)).set({"day": day or today, "charged": charged, "in_flight": []})


def test_a_days_analyses(phone: Phone, cloudinary: StandIn, held: TaskQueue) -> None:
    zone = whole_hour_zone(22)  # the day ends in one or two hours, not under the test
    headers = {"X-Timezone": zone.key}
    for _ in range(QUOTA):
        answer = phone.post_photo(PHOTO, headers=headers)
        assert answer.status_code == 202, answer.text
        phone.request("DELETE", answer.headers["Location"])  # frees the place in flight; what is deleted stays used
    stored_before = len(cloudinary.calls(UPLOADS))
    answer = phone.post_photo(PHOTO, headers=headers)
    assert problem(answer, 429, "AI_QUOTA_EXCEEDED")["allowance"] == QUOTA
    midnight = datetime.combine(datetime.now(zone).date() + timedelta(days=1), datetime.min.time(), zone)
    assert int(answer.headers["Retry-After"]) == pytest.approx((midnight - datetime.now(UTC)).total_seconds(), abs=5)
    assert len(cloudinary.calls(UPLOADS)) == stored_before, "nothing is stored"
    assert phone.request("GET", "/v1/meals").json()["meals"] == []


def test_the_last_one_is_given_once(phone: Phone, cloudinary: StandIn, held: TaskQueue) -> None:
    spent(phone, QUOTA - 1)
    assets = cloudinary.assets()
    answers = together(phone, 4)
    assert sorted(answer.status_code for answer in answers) == [202, 429, 429, 429]
    assert len(cloudinary.assets() - assets) == 1, "photos without a meal are removed again"
    assert len(budget_of(phone)["charged"]) == QUOTA


def test_a_new_day_begins_with_none(phone: Phone, held: TaskQueue) -> None:
    spent(phone, QUOTA, day="2025-03-10")
    meal_id = posted(phone, PHOTO)
    assert budget_of(phone)["charged"] == [meal_id]


@pytest.mark.parametrize(
    ("premium", "status"),
    [
        ({"active": True}, 202),
        ({"active": True, "expires_at": datetime(2999, 1, 1, tzinfo=UTC)}, 202),
        ({"active": True, "expires_at": datetime(2025, 1, 1, tzinfo=UTC)}, 429),
        ({"active": False}, 429),
    ],
    ids=["unending", "running", "expired", "ended"],
)
def test_premium_has_more(phone: Phone, held: TaskQueue, premium: dict[str, object], status: int) -> None:
    account(phone, premium=premium)
    spent(phone, QUOTA)
    assert phone.post_photo(PHOTO).status_code == status


def test_who_has_just_bought_premium_is_not_refused(phone: Phone, held: TaskQueue, revenuecat: StandIn) -> None:
    """The account is known without premium, and no webhook has come."""
    introduced(phone)
    spent(phone, QUOTA)
    problem(phone.post_photo(PHOTO), 429, "AI_QUOTA_EXCEEDED")
    problem(phone.post_photo(PHOTO), 429, "AI_QUOTA_EXCEEDED")
    assert len(revenuecat.calls(phone.uid)) == 1, "once in five minutes"
    revenuecat.knows(phone.uid, **known_subscription())
    problem(phone.post_photo(PHOTO), 429, "AI_QUOTA_EXCEEDED")
    firestore().document(f"users/{phone.uid}").update({"premium.checked_at": clock.now() - timedelta(minutes=6)})
    headers = {"Idempotency-Key": new_id()}
    answer = phone.post_photo(PHOTO, headers=headers)
    assert answer.status_code == 202, answer.text
    assert phone.post_photo(PHOTO, headers=headers).json() == answer.json()
    assert len(budget_of(phone)["charged"]) == QUOTA + 1


def test_revenuecat_is_not_asked_while_the_quota_lasts(phone: Phone, held: TaskQueue, revenuecat: StandIn) -> None:
    introduced(phone)
    spent(phone, QUOTA - 1)
    assert phone.post_photo(PHOTO).status_code == 202
    assert revenuecat.calls(phone.uid) == []


def test_three_at_once(phone: Phone, cloudinary: StandIn, held: TaskQueue) -> None:
    meals = [posted(phone, PHOTO) for _ in range(AT_ONCE)]
    stored_before = len(cloudinary.calls(UPLOADS))
    answer = phone.post_photo(PHOTO)
    problem(answer, 429, "TOO_MANY_ANALYSES_IN_FLIGHT")
    assert int(answer.headers["Retry-After"]) > 0
    assert len(cloudinary.calls(UPLOADS)) == stored_before
    held.resume()
    for meal_id in meals:
        assert finished(phone, meal_id)["status"] == "READY"
    assert budget_of(phone)["in_flight"] == []
    assert phone.post_photo(PHOTO).status_code == 202


def test_three_of_six_posted_together(phone: Phone, cloudinary: StandIn, held: TaskQueue) -> None:
    assets = cloudinary.assets()
    answers = together(phone, 6)
    assert sorted(answer.status_code for answer in answers) == [202] * AT_ONCE + [429] * 3
    assert len(cloudinary.assets() - assets) == AT_ONCE
    assert len(budget_of(phone)["in_flight"]) == AT_ONCE


@pytest.mark.parametrize(
    ("failure", "charged"), [(failures.AI_UNAVAILABLE, 0), (failures.NOT_FOOD_IMAGE, 1)], ids=lambda v: str(v)[:30]
)
def test_what_fails_for_our_reasons_is_given_back(phone: Phone, held: TaskQueue, failure: failures.Failure, charged: int) -> None:
    meal_id = posted(phone, PHOTO)
    fail(phone, meal_id, failure)
    assert (len(budget_of(phone)["charged"]), budget_of(phone)["in_flight"]) == (charged, [])
