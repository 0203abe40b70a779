"""People who have told who they are and what they want."""

from __future__ import annotations

from typing import Any

from local.phone import Phone

MAN_OF_30: dict[str, Any] = {
    "age": 30,
    "gender": "male",
    "height": 180,
    "weight": 80,
    "activity_level": "moderate",
    "goal": "cut",
    "pain_points": ["no_time"],
    "dietary_preferences": ["none"],
    "meals_per_day": 3,
}


def onboarded(phone: Phone, zone: str | None = None, **changes: Any) -> None:
    """Saves the profile of a man of 30 with 80 kg and 180 cm, moderately active, who wants less; `changes` make him another."""
    headers = {"X-Timezone": zone} if zone else {}
    answer = phone.request("POST", "/v1/user-profiles", json=MAN_OF_30 | changes, headers=headers)
    assert (answer.status_code, answer.json()) == (200, True), answer.text
