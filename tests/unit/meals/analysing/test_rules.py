"""The state machine of a meal, the day that it counts on, and the events that its changes are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from math import fsum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ai.models import Usage
from shared.meals import domain_events, states
from shared.meals.analysing import failures, rules
from shared.meals.analysing.queue import run_to_enqueue
from shared.meals.analysing.rules import LostLease
from shared.meals.days.rules import day_entry, empty_day, meal_type_at, with_meal
from shared.meals.models import MAX_MEALS_A_DAY, Image, Meal, MealType, Status
from shared.meals.problems import DayFull, MealNotFound, MealStateConflict
from shared.nutrition.models import FoodItem
from shared.prompts.hints import AnalysisHints

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
WAIT = timedelta(minutes=10)
LEASE = timedelta(minutes=2)
RICE = FoodItem(name="rice", quantity=150, unit="g", grams=150, calories=195, protein_g=4.0, carbs_g=42.0, fat_g=0.4)
EGG = FoodItem(name="egg", quantity=1, unit="piece", grams=50, calories=72.5, protein_g=6.3, carbs_g=0.4, fat_g=4.8, fiber_g=0.0)
USAGE = Usage(model="m", prompt_version="p", calls=1, prompt_tokens=10, output_tokens=5, latency_ms=7)


def new_meal(meal_id: str = "m1") -> Meal:
    image = Image(image_id="i", url="u", thumbnail_url="t", format="jpeg", size_bytes=1, width=40, height=40)
    return rules.photo_meal(
        meal_id=meal_id,
        uid="u1",
        image=image,
        hints=AnalysisHints(),
        local_date=date(2026, 3, 1),
        logged_at=NOW,
        zone=ZoneInfo("UTC"),
        meal_type=None,
        now=NOW,
        check_after=WAIT,
    )


def claimed(meal: Meal | None = None, run: int = 1) -> Meal:
    return rules.claim(meal or new_meal(), run=run, owner="w1", lease=LEASE, now=NOW)


def recognised(meal: Meal | None = None, items: tuple[FoodItem, ...] = (RICE, EGG)) -> Meal:
    return rules.recognised(
        meal or claimed(),
        owner="w1",
        dish_name="Egg fried rice",
        emoji=None,
        items=items,
        strategy="basic",
        usage=USAGE,
        partial=False,
        issues=(),
        raw_response="{}",
        now=LATER,
    )


def ready(meal_id: str = "m1") -> Meal:
    return rules.ready(recognised(claimed(new_meal(meal_id))), owner="w1", items=(RICE, EGG), now=LATER)


def failed(failure: failures.Failure = failures.AI_UNAVAILABLE) -> Meal:
    return rules.failed(claimed(), failure, owner="w1", now=LATER)


BY_STATUS: dict[Status, Callable[[], Meal]] = {
    Status.PROCESSING: new_meal,
    Status.ANALYZING: claimed,
    Status.ENRICHING: recognised,
    Status.READY: ready,
    Status.FAILED: failed,
    Status.INACTIVE: lambda: states.deleted(ready(), now=LATER),
}
STEPS: dict[str, tuple[Callable[[Meal], Meal], set[Status]]] = {
    "claim": (
        lambda m: rules.claim(m, run=1, owner="w2", lease=LEASE, now=NOW + LEASE),
        {Status.PROCESSING, Status.ANALYZING, Status.ENRICHING},
    ),
    "recognised": (recognised, {Status.ANALYZING}),
    "ready": (lambda m: rules.ready(m, owner="w1", items=(RICE,), now=LATER), {Status.ANALYZING, Status.ENRICHING}),
    "failed": (lambda m: rules.failed(m, failures.INTERNAL_ERROR, owner="w1", now=LATER), {Status.ANALYZING, Status.ENRICHING}),
    "give_back": (lambda m: rules.give_back(m, owner="w1", check_after=WAIT, now=LATER), {Status.ANALYZING, Status.ENRICHING}),
    "next_run": (lambda m: rules.next_run(m, check_after=WAIT, now=LATER), {Status.PROCESSING, Status.ANALYZING, Status.ENRICHING}),
    "retry": (lambda m: rules.retry(m, check_after=WAIT, now=LATER), {Status.FAILED}),
    "deleted": (lambda m: states.deleted(m, now=LATER), set(Status) - {Status.INACTIVE}),
    "restored": (lambda m: states.restored(m, check_after=WAIT, now=LATER), {Status.INACTIVE}),
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("name", STEPS)
def test_each_step_from_each_state(status: Status, name: str) -> None:
    step, allowed = STEPS[name]
    meal = BY_STATUS[status]()
    if status in allowed:
        assert step(meal).version == meal.version + 1
    else:
        with pytest.raises((MealStateConflict, LostLease)):
            step(meal)


def test_a_second_worker_gets_no_lease() -> None:
    with pytest.raises(LostLease):
        rules.claim(claimed(), run=1, owner="w2", lease=LEASE, now=NOW + LEASE - timedelta(seconds=1))


def test_an_old_run_is_not_worked_on() -> None:
    with pytest.raises(LostLease):
        claimed(rules.next_run(new_meal(), check_after=WAIT, now=NOW), run=1)


def test_a_worker_that_lost_its_lease_changes_nothing() -> None:
    taken_over = rules.claim(claimed(), run=1, owner="w2", lease=LEASE, now=NOW + LEASE)
    with pytest.raises(LostLease):
        recognised(taken_over)


def test_a_run_that_died_while_grounding_goes_on_from_there() -> None:
    again = rules.next_run(recognised(), check_after=WAIT, now=LATER)
    assert (again.status, again.items) == (Status.ENRICHING, (RICE, EGG))
    assert claimed(again, run=2).status is Status.ENRICHING


def test_three_lost_runs_are_the_end() -> None:
    meal = new_meal()
    for _ in range(rules.MAX_LOST_RUNS - 1):
        meal = rules.next_run(meal, check_after=WAIT, now=NOW)
        assert meal.status is Status.ANALYZING
    meal = rules.next_run(meal, check_after=WAIT, now=NOW)
    assert (meal.status, meal.error_code, meal.retryable) == (Status.FAILED, "ANALYSIS_TIMED_OUT", True)
    retried = rules.retry(meal, check_after=WAIT, now=NOW)
    assert retried.analysis is not None
    assert (retried.analysis.lost_runs, retried.error_code, retried.items) == (0, None, ())


def test_a_final_failure_is_not_retried() -> None:
    with pytest.raises(MealStateConflict, match="final"):
        rules.retry(failed(failures.NOT_FOOD_IMAGE), check_after=WAIT, now=LATER)


def test_the_sweeper_looks_exactly_at_open_meals() -> None:
    for status, make in BY_STATUS.items():
        analysis = make().analysis
        assert analysis is not None
        assert (analysis.sweep_at is not None) == (status in {Status.PROCESSING, Status.ANALYZING, Status.ENRICHING}), status


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.INACTIVE}))
def test_restoring_gives_the_meal_back(status: Status) -> None:
    meal = BY_STATUS[status]()
    back = states.restored(states.deleted(meal, now=LATER), check_after=WAIT, now=LATER)
    assert (back.meal_id, back.status, back.items, back.nutrition) == (meal.meal_id, status, meal.items, meal.nutrition)
    assert not back.is_deleted
    assert back.expires_at is None
    if status in {Status.PROCESSING, Status.ANALYZING, Status.ENRICHING}:
        assert run_to_enqueue(states.deleted(meal, now=LATER), back) == 2


def test_after_thirty_days_it_is_gone() -> None:
    deleted = states.deleted(ready(), now=NOW)
    last = NOW + timedelta(days=30) - timedelta(seconds=1)
    assert states.restored(deleted, check_after=WAIT, now=last).status is Status.READY
    with pytest.raises(MealNotFound):
        states.restored(deleted, check_after=WAIT, now=NOW + timedelta(days=30))


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("04:59", MealType.SNACK),
        ("05:00", MealType.BREAKFAST),
        ("10:30", MealType.BREAKFAST),
        ("10:30:59", MealType.BREAKFAST),
        ("10:31", MealType.SNACK),
        ("11:00", MealType.LUNCH),
        ("14:30:59", MealType.LUNCH),
        ("14:31", MealType.SNACK),
        ("16:59", MealType.SNACK),
        ("17:00", MealType.DINNER),
        ("21:00:30", MealType.DINNER),
        ("21:01", MealType.SNACK),
        ("00:00", MealType.SNACK),
    ],
)
def test_meal_type_by_the_clock(wall: str, expected: MealType) -> None:
    assert meal_type_at(time.fromisoformat(wall)) is expected


@pytest.mark.parametrize(("status", "counts"), [(s, s in {Status.ENRICHING, Status.READY}) for s in Status])
def test_what_counts_on_a_day(status: Status, counts: bool) -> None:
    meal = BY_STATUS[status]()
    day = with_meal(empty_day(meal.local_date, NOW), meal, NOW)
    assert set(day.entries) == ({meal.meal_id} if counts else set())
    assert day.totals.calories == (pytest.approx(267.5) if counts else 0)


def test_a_meal_that_leaves_takes_its_figures_with_it() -> None:
    day = empty_day(date(2026, 3, 1), NOW)
    both = with_meal(with_meal(day, ready("m1"), NOW), ready("m2"), NOW)
    one = with_meal(both, states.deleted(ready("m1"), now=LATER), NOW)
    assert one.totals == with_meal(day, ready("m2"), NOW).totals
    assert with_meal(one, states.deleted(ready("m2"), now=LATER), NOW).totals == day.totals


@given(st.permutations(range(8)), st.lists(st.integers(0, 7)))
def test_the_days_totals_depend_on_its_meals_alone(order: list[int], twice: list[int]) -> None:
    """Any order, any repetition: the same exact sums."""
    day = empty_day(date(2026, 3, 1), NOW)
    for number in [*order, *twice]:
        day = with_meal(day, ready(f"m{number}"), NOW)
    assert day.meal_count == 8
    assert day.totals.protein_g == fsum([fsum([4.0, 6.3])] * 8)


def test_completeness_of_a_day_weighs_foods() -> None:
    day = with_meal(empty_day(date(2026, 3, 1), NOW), ready(), NOW)
    assert day.totals.completeness["fiber_g"] == 0.5, "the egg's fibre is known, the rice's is not"
    assert day.totals.completeness["calories"] == 1.0


def test_a_full_day_takes_no_more() -> None:
    day = empty_day(date(2026, 3, 1), NOW)
    entry = day_entry(ready())
    assert entry is not None
    full = day.model_copy(update={"entries": {f"m{n}": entry for n in range(MAX_MEALS_A_DAY)}})
    with pytest.raises(DayFull):
        with_meal(full, ready("one more"), NOW)
    assert with_meal(full, ready("m7"), NOW).meal_count == MAX_MEALS_A_DAY


def events(before: Meal | None, after: Meal | None) -> list[str]:
    return [event.type for event in domain_events.domain_events(before, after)]


def test_the_events_of_a_life() -> None:
    first, second = new_meal(), claimed()
    third, fourth = recognised(second), rules.ready(recognised(second), owner="w1", items=(RICE, EGG), now=LATER)
    assert events(None, first) == ["MealImageUploaded"]
    assert events(first, second) == ["MealAnalysisStarted"]
    assert events(second, third) == []
    assert events(third, fourth) == ["MealNutritionUpdated"]
    assert events(fourth, states.deleted(fourth, now=LATER)) == ["MealDeleted"]
    assert events(second, failed()) == ["MealFailed"]
    assert events(failed(), rules.retry(failed(), check_after=WAIT, now=LATER)) == ["MealAnalysisStarted"]
    assert events(fourth, None) == []


def test_waiting_and_claiming_again_are_no_events() -> None:
    given_back = rules.give_back(claimed(), owner="w1", check_after=WAIT, now=LATER)
    assert events(claimed(), given_back) == []
    assert events(given_back, claimed(given_back)) == []
    assert run_to_enqueue(given_back, claimed(given_back)) is None


def test_an_event_told_twice_has_one_id() -> None:
    (once,), (again,) = domain_events.domain_events(None, new_meal()), domain_events.domain_events(None, new_meal())
    assert once.event_id == again.event_id
    (other,) = domain_events.domain_events(None, new_meal("m2"))
    assert other.event_id != once.event_id


def test_runs_are_enqueued_once_each() -> None:
    assert run_to_enqueue(None, new_meal()) == 1
    assert run_to_enqueue(new_meal(), claimed()) is None
    assert run_to_enqueue(claimed(), rules.next_run(claimed(), check_after=WAIT, now=LATER)) == 2
    assert run_to_enqueue(failed(), rules.retry(failed(), check_after=WAIT, now=LATER)) == 2
    assert run_to_enqueue(recognised(), ready()) is None


def test_a_long_answer_is_kept_within_bounds() -> None:
    meal = rules.recognised(
        claimed(), owner="w1", dish_name=None, emoji=None, items=(RICE,), strategy="basic", usage=USAGE,
        partial=False, issues=(), raw_response="é" * 40_000, now=LATER,
    )  # fmt: skip
    assert meal.analysis is not None
    assert meal.analysis.raw_response is not None
    assert 32_000 < len(meal.analysis.raw_response.encode()) <= rules.RAW_RESPONSE_MAX
