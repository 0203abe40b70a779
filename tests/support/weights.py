"""Weigh-ins and logged days of people whose energy is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from local.phone import Phone
from shared.clients.firestore import document_of, firestore
from shared.meals import reading
from shared.meals.days.rules import empty_day
from shared.meals.models import Day
from shared.nutrition.models import NUTRIENTS, Totals
from shared.weight.adaptive import KCAL_PER_KG

PATH = "/v1/weight-entries"


def weighed(phone: Phone, weight_kg: float, recorded_at: datetime, **headers: str) -> dict[str, Any]:
    """The entry that a weigh-in became."""
    told = {"weight_kg": weight_kg, "recorded_at": recorded_at.isoformat()}
    answer = phone.request("POST", PATH, json=told, headers=headers)
    assert answer.status_code == 201, answer.text
    entry: dict[str, Any] = answer.json()
    return entry


def eaten(phone: Phone, day: date, calories: float | None, *, known: float = 1.0, unmatched: int = 0, **changes: Any) -> None:
    """Stores a day with one meal of so much energy, past the meals themselves; `known` is the share of foods that it is of."""
    totals = Totals(
        **dict.fromkeys(NUTRIENTS, None) | {"calories": calories},
        calories_error=0.1 * calories if calories is not None else None,
        completeness=dict.fromkeys(NUTRIENTS, known),
        total_weight_g=None,
        confidence=1.0,
        unmatched=unmatched,
    )
    moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    stored = empty_day(day, moment).model_copy(update={"totals": totals, "meal_count": 1} | changes)
    firestore().document(reading.day_path(phone.uid, day)).set(document_of(Day.model_validate(stored.model_dump())))


def lived(phone: Phone, now: datetime, *, tdee: float, intake: float, days: int, kg: float = 80.0) -> list[dict[str, Any]]:
    """So many days up to yesterday of somebody who needs `tdee` and eats `intake`; their weigh-ins, today's too, to be synced."""
    for number in range(1, days + 1):
        eaten(phone, now.date() - timedelta(days=number), intake)
    return [
        {
            "weight_kg": round(kg + (intake - tdee) / KCAL_PER_KG * (days - number), 3),
            "recorded_at": (now - timedelta(days=number)).isoformat(),
        }
        for number in range(days + 1)
    ]
