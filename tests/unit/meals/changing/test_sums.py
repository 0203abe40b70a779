"""Whatever people do, in whatever order: meals are the sums of their foods, days of their meals, and unknown is never zero."""

from __future__ import annotations

from datetime import date, timedelta
from math import fsum
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from shared.foods.models import Match
from shared.foods.rules import AmountOutOfRange, AmountUnknown
from shared.meals import states
from shared.meals.changing import overrides, rules
from shared.meals.changing.changes import Action, Change, LookedUp, MealChanged, TooManyItems, apply
from shared.meals.changing.plates import Serving, plate
from shared.meals.days.rules import days_touched, empty_day, with_meal
from shared.meals.models import Day, Meal, Source, Status
from shared.nutrition.models import NUTRIENTS, Nutrients, Per100g
from shared.nutrition.rules import total
from tests.unit.meals.plates import EGG, ERRORS, FOODS, NOW, RICE, seen

DATES = [date(2026, 3, day) for day in (1, 2, 3)]
UNITS = ["g", "oz", "cup", "large", "ml", "handful"]
NAMES = {"egg": Match(EGG, 0.9), "rice": Match(RICE, 0.8), "soup": None}
FOUND = LookedUp(FOODS, NAMES)

quantities = st.floats(0.1, 400)
own_figures = st.builds(Per100g, calories=st.none() | st.floats(0, 900), protein_g=st.none() | st.floats(0, 100))
servings = st.builds(Serving, quantities, st.sampled_from(["g", "oz"]), food_id=st.sampled_from(sorted(FOODS)))
changes = st.builds(
    Change,
    st.sampled_from(Action),
    item_id=st.integers(0, 4).map(str),  # a place on the plate
    food_id=st.none() | st.sampled_from([*sorted(FOODS), "usda-1"]),
    name=st.none() | st.sampled_from([*NAMES, "white rice"]),
    quantity=st.none() | quantities,
    unit=st.none() | st.sampled_from(UNITS),
    own_figures=st.none() | own_figures,
).filter(lambda change: change.name is not None or change.own_figures is None or change.action is not Action.ADD)


class Kitchen(RuleBasedStateMachine):
    """Meals and days as the store keeps them: after each step, the days that it touches are written from it."""

    meals: Bundle[str] = Bundle("meals")

    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[str, Meal] = {}
        self.days: dict[date, Day] = {}

    def keep(self, after: Meal) -> str:
        before = self.stored.get(after.meal_id)
        for day in days_touched(before, after):
            self.days[day] = with_meal(self.days.get(day) or empty_day(day, NOW), after, NOW)
        self.stored[after.meal_id] = after
        return after.meal_id

    def new_id(self) -> str:
        return f"m{len(self.stored)}"

    @rule(target=meals, asked=st.lists(servings, min_size=1, max_size=4), day=st.sampled_from(DATES), photo=st.booleans())
    def log(self, asked: list[Serving], day: date, photo: bool) -> str:
        try:
            items = plate(asked, FOODS, ERRORS)
        except AmountOutOfRange:
            items = ()
        if photo:
            items = (*items, seen(), seen("soup", grams=None))
        meal = rules.logged_meal(
            meal_id=self.new_id(), uid="u", source=Source.MANUAL, dish_name=None, emoji=None, items=items,
            local_date=day, logged_at=NOW, zone=ZoneInfo("UTC"), meal_type=None, now=NOW,
        )  # fmt: skip
        return self.keep(meal)

    @rule(meal_id=meals, asked=st.lists(changes, min_size=1, max_size=4))
    def edit(self, meal_id: str, asked: list[Change]) -> None:
        meal = self.stored[meal_id]
        if meal.status is not Status.READY:
            return
        ids = {str(place): item.id for place, item in enumerate(meal.items)}
        named = [Change(**{**vars(change), "item_id": ids.get(change.item_id or "", "gone")}) for change in asked]
        try:
            outcome = apply(meal.items, named, FOUND, ERRORS)
        except (AmountUnknown, AmountOutOfRange, TooManyItems, MealChanged):
            return
        touched = {change.item_id for change in named}
        assert [i for i in outcome.items if i.id in ids.values() and i.id not in touched] == [
            i for i in meal.items if i.id not in touched
        ]
        self.keep(rules.edited(meal, now=NOW, items=outcome.items))

    @rule(meal_id=meals, day=st.sampled_from(DATES))
    def move(self, meal_id: str, day: date) -> None:
        meal = self.stored[meal_id]
        if meal.status is Status.READY:
            self.keep(rules.edited(meal, now=NOW, local_date=day))

    @rule(meal_id=meals, calories=st.none() | st.floats(0, 5000))
    def override(self, meal_id: str, calories: float | None) -> None:
        meal = self.stored[meal_id]
        if meal.status is Status.READY:
            said = None if calories is None else overrides.override_of(Nutrients(calories=calories), error_share=0.1, now=NOW)
            self.keep(rules.edited(meal, now=NOW, nutrition_override=said))

    @rule(target=meals, meal_id=meals, day=st.sampled_from(DATES))
    def copy(self, meal_id: str, day: date) -> str:
        meal = self.stored[meal_id]
        if meal.status is not Status.READY:
            return meal_id
        return self.keep(
            rules.copied(meal, meal_id=self.new_id(), local_date=day, logged_at=NOW, zone=ZoneInfo("UTC"), meal_type=None, now=NOW)
        )

    @rule(meal_id=meals)
    def delete_or_restore(self, meal_id: str) -> None:
        meal = self.stored[meal_id]
        if meal.status is Status.READY:
            self.keep(states.deleted(meal, now=NOW))
        else:
            self.keep(states.restored(meal, check_after=timedelta(minutes=1), now=NOW))

    @rule(meal_id=consumes(meals))
    def forget(self, meal_id: str) -> None:
        """No more is done with it; it goes on counting."""

    @invariant()
    def meals_are_the_sums_of_their_foods(self) -> None:
        for meal in self.stored.values():
            said = meal.nutrition_override.figures if meal.nutrition_override else Nutrients()
            assert meal.nutrition is not None
            for name in NUTRIENTS:
                known = [v for i in meal.items if not i.is_unmatched and (v := getattr(i, name)) is not None]
                expected = fsum(known) if known or not meal.items else None
                if getattr(said, name) is not None:
                    expected = getattr(said, name)
                assert getattr(meal.nutrition, name) == expected, (name, meal)
            assert meal.nutrition.total_weight_g == total(meal.items).total_weight_g

    @invariant()
    def days_are_the_sums_of_their_meals(self) -> None:
        for date_, day in self.days.items():
            counted = [m for m in self.stored.values() if m.local_date == date_ and m.status is Status.READY]
            assert set(day.entries) == {meal.meal_id for meal in counted}
            for name in (*NUTRIENTS, "total_weight_g"):
                known = [v for m in counted if (v := getattr(m.nutrition, name)) is not None]
                assert getattr(day.totals, name) == (fsum(known) if known or not counted else None), name
        for meal in self.stored.values():
            assert meal.status is not Status.READY or meal.meal_id in self.days[meal.local_date].entries

    @invariant()
    def unknown_is_not_zero(self) -> None:
        """A figure of zero is a zero that a table or a person said."""
        for meal in self.stored.values():
            for item in meal.items:
                food = FOODS.get(item.food_reference_id or "")
                told = food.per_100g if food else item.custom_per100g
                if told is not None:
                    assert [getattr(item, n) is None for n in NUTRIENTS] == [getattr(told, n) is None for n in NUTRIENTS], item
                elif item.is_unmatched:
                    assert all(getattr(item, name) is None for name in NUTRIENTS)
                else:
                    assert item.fat_g is None, "the model did not say"


TestKitchen = Kitchen.TestCase
TestKitchen.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
