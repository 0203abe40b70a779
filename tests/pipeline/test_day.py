"""The day document agrees with its meals in every moment, however many of them finish at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from math import fsum
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

from google.cloud.firestore import transactional

from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.clients import cloudinary
from shared.clients.firestore import atomically, firestore
from shared.ids import new_id
from shared.meals import reading, store
from shared.meals.analysing import rules
from shared.meals.models import MAX_MEALS_A_DAY, Image
from shared.prompts.hints import AnalysisHints
from tests.support.meals import day_of, finished, posted, stored
from tests.support.photos import plate
from tests.support.vendors import StandIn
from tests.support.waiting import PATIENCE_S, eventually

MEALS = 50
NUTRIENTS = ("calories", "protein_g", "carbs_g", "fat_g", "fiber_g", "sugar_g")


def images() -> list[Image]:
    """A few stored photos, each another meal."""
    found = []
    for number in range(7):
        image_id, data = new_id(), plate(number)
        address = cloudinary.upload(image_id, data, "jpeg")
        found.append(
            Image(
                image_id=image_id,
                url=address.url,
                thumbnail_url=address.thumbnail_url,
                format="jpeg",
                size_bytes=len(data),
                width=240,
                height=160,
            )
        )
    return found


def create(uid: str, day: date, image: Image) -> str:
    """A meal that waits for its analysis, past the limit of analyses at once: nothing is charged."""
    now = clock.now()
    meal = rules.photo_meal(
        meal_id=new_id(),
        uid=uid,
        image=image,
        hints=AnalysisHints(),
        local_date=day,
        logged_at=now,
        zone=ZoneInfo("UTC"),
        meal_type=None,
        now=now,
        check_after=timedelta(minutes=10),
    )
    atomically(lambda unit: store.create(unit, meal, charge=lambda budget: budget))
    return meal.meal_id


def assert_agrees(day: dict[str, Any], meals: list[dict[str, Any]]) -> int:
    """Every READY meal is on the day as it is, and the totals are the sums of the entries. How many are READY."""
    ready = [meal for meal in meals if meal["status"] == "READY"]
    entries = day.get("entries", {})
    for meal in ready:
        assert entries[meal["meal_id"]]["status"] == "READY"
        assert entries[meal["meal_id"]]["nutrition"] == meal["nutrition"]
    for meal in meals:
        assert meal["meal_id"] not in entries or meal["status"] in {"ENRICHING", "READY"}
    for nutrient in NUTRIENTS if entries else ():
        assert day["totals"][nutrient] == fsum(entry["nutrition"][nutrient] for entry in entries.values())
    return len(ready)


def test_fifty_meals_at_once(phone: Phone, gemini: StandIn, queue: TaskQueue) -> None:
    """Each look at the day and all its meals is one snapshot: no moment shows a READY meal that its day lacks."""
    today = clock.now().date()
    queue.change(paused=True, max_concurrent=16)
    pictures = images()
    with ThreadPoolExecutor(8) as writers:
        ids = list(writers.map(lambda number: create(phone.uid, today, pictures[number % len(pictures)]), range(MEALS)))
    eventually(lambda: len(queue.list()) == MEALS, "every task to be queued")
    client = firestore()
    references = [
        client.document(path) for path in (reading.day_path(phone.uid, today), *(reading.meal_path(phone.uid, i) for i in ids))
    ]
    counts: list[int] = []
    over = Event()

    @transactional
    def look(transaction: Any) -> list[Any]:
        return list(client.get_all(references, transaction=transaction))

    def watch() -> None:
        while not over.wait(0.05):
            found = {snapshot.reference.id: snapshot.to_dict() or {} for snapshot in client.get_all(references)}
            counts.append(assert_agrees(found.pop(today.isoformat()), list(found.values())))

    with ThreadPoolExecutor(1) as watchers:
        watching = watchers.submit(watch)
        queue.resume()
        try:
            meals = [finished(phone, meal_id, timeout_s=2 * PATIENCE_S) for meal_id in ids]
        finally:
            over.set()
        watching.result()

    assert {meal["status"] for meal in meals} == {"READY"}, [meal["error_code"] for meal in meals]
    assert {meal["analysis"]["attempts"] for meal in meals} == {1}, "nobody gave up for the others"
    assert len(set(counts)) > 5, "the watcher has to have seen it happen"
    day = day_of(phone, meals[0])
    assert assert_agrees(day, meals) == MEALS == day["meal_count"] == len(day["entries"])
    for nutrient in NUTRIENTS:
        assert day["totals"][nutrient] == fsum(meal["nutrition"][nutrient] for meal in meals)
    assert len({meal["nutrition"]["calories"] for meal in meals}) > 3


def test_the_phone_never_sees_a_meal_without_its_day(phone: Phone, gemini: StandIn) -> None:
    for number in range(3):
        meal_id = posted(phone, plate(number))
        path = f"users/{phone.uid}/meals/{meal_id}"

        def ready(path: str = path) -> dict[str, Any] | None:
            meal = phone.read(path)
            assert meal is not None
            return meal if meal["status"] == "READY" else None

        meal = eventually(ready, "the meal to be ready")
        day = phone.read(f"users/{phone.uid}/days/{meal['local_date']}")
        assert day is not None
        entry = day["entries"][meal_id]
        assert (entry["status"], entry["nutrition"]) == ("READY", meal["nutrition"])
        assert day["meal_count"] == number + 1


def test_two_days(phone: Phone, gemini: StandIn) -> None:
    """Each meal is on the day that it was logged for, and on no other."""
    yesterday = (clock.now() - timedelta(days=1)).date()
    ids = [posted(phone, plate(1)), posted(phone, plate(2), target_date=yesterday.isoformat())]
    meals = [finished(phone, meal_id) for meal_id in ids]
    assert [meal["status"] for meal in meals] == ["READY", "READY"]
    assert meals[1]["local_date"] == yesterday.isoformat() != meals[0]["local_date"]
    for meal in meals:
        day = day_of(phone, meal)
        assert list(day["entries"]) == [meal["meal_id"]]
        assert day["totals"]["calories"] == meal["nutrition"]["calories"]


def test_a_full_day(phone: Phone, gemini: StandIn) -> None:
    """The meal for which there is no room on the day fails as a whole, and is not charged."""
    first = finished(phone, posted(phone, plate()))
    path = f"users/{phone.uid}/days/{first['local_date']}"
    day = stored(path)
    assert day is not None
    entry = day["entries"][first["meal_id"]]
    firestore().document(path).update({"entries": {new_id(): entry for _ in range(MAX_MEALS_A_DAY)}})

    meal = finished(phone, posted(phone, plate(1)))

    assert (meal["status"], meal["error_code"], meal["retryable"]) == ("FAILED", "DAY_FULL", False)
    after = stored(path)
    assert after is not None
    assert len(after["entries"]) == MAX_MEALS_A_DAY
