"""shared/meals/domain_events.py: the events that the changes of a meal are."""

from __future__ import annotations

from shared.meals import domain_events, states
from shared.meals.analysing import rules
from shared.meals.analysing.queue import run_to_enqueue
from shared.meals.models import Meal
from tests.unit.meals.photographed import EGG, LATER, RICE, WAIT, claimed, failed, new_meal, recognised


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
