"""Meals and days as they are stored: where they lie, and how they are looked at. What changes them is store.py."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from shared import cursors
from shared.clients.firestore import firestore, patience
from shared.ids import is_id
from shared.meals.models import Day, Meal
from shared.meals.problems import MealNotFound


def meal_path(uid: str, meal_id: str) -> str:
    return f"users/{uid}/meals/{meal_id}"


def day_path(uid: str, local_date: date) -> str:
    return f"users/{uid}/days/{local_date.isoformat()}"


def checked_id(meal_id: str) -> str:
    """The id, if it can be one. Anything else names no meal, and must not reach a document path."""
    if not is_id(meal_id):
        raise MealNotFound("You have no meal with this id.")
    return meal_id


def get_meal(uid: str, meal_id: str) -> Meal:
    """One read. Raises MealNotFound; a deleted meal is not found either."""
    snapshot = firestore().document(meal_path(uid, meal_id)).get(**patience())
    meal = Meal.model_validate(snapshot.to_dict()) if snapshot.exists else None
    if meal is None or meal.is_deleted:
        raise MealNotFound("You have no meal with this id.")
    return meal


def get_day(uid: str, local_date: date) -> Day | None:
    """One read."""
    snapshot = firestore().document(day_path(uid, local_date)).get(**patience())
    return Day.model_validate(snapshot.to_dict()) if snapshot.exists else None


def list_days(uid: str, first: date, last: date) -> list[Day]:
    """The days from `first` to `last` that have a document, newest first. One read each."""
    from google.cloud.firestore import Query
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = (
        firestore()
        .collection(f"users/{uid}/days")
        .where(filter=FieldFilter("local_date", ">=", first.isoformat()))
        .where(filter=FieldFilter("local_date", "<=", last.isoformat()))
        .order_by("local_date", direction=Query.DESCENDING)
    )
    return [Day.model_validate(snapshot.to_dict()) for snapshot in query.stream(**patience())]


class Page(NamedTuple):
    meals: list[Meal]
    next_cursor: str | None


def list_meals(uid: str, *, first: date | None, last: date | None, cursor: str | None, limit: int) -> Page:
    """The person's meals from the newest day and instant to the oldest, `limit` + 1 reads at most. Raises InvalidCursor.

    The cursor holds the place itself, so meals that come or go meanwhile neither repeat nor hide others.
    """
    from google.cloud.firestore import Query
    from google.cloud.firestore_v1.base_query import FieldFilter

    query = firestore().collection(f"users/{uid}/meals").where(filter=FieldFilter("is_deleted", "==", False))
    if first:
        query = query.where(filter=FieldFilter("local_date", ">=", first.isoformat()))
    if last:
        query = query.where(filter=FieldFilter("local_date", "<=", last.isoformat()))
    for field in ("local_date", "logged_at", "meal_id"):
        query = query.order_by(field, direction=Query.DESCENDING)
    if cursor:
        query = query.start_after(cursors.decode(cursor, _place))
    found = [Meal.model_validate(snapshot.to_dict()) for snapshot in query.limit(limit + 1).stream(**patience())]
    more = len(found) > limit
    return Page(found[:limit], _cursor(found[limit - 1]) if more else None)


# Cursors


def _cursor(meal: Meal) -> str:
    return cursors.encode(meal.local_date.isoformat(), meal.logged_at.isoformat(), meal.meal_id)


def _place(local_date: str, logged_at: str, meal_id: str) -> dict[str, object]:
    return {
        "local_date": date.fromisoformat(local_date).isoformat(),
        "logged_at": cursors.instant(logged_at),
        "meal_id": cursors.identifier(meal_id),
    }
