"""What one person may ask of the models: so many analyses a day, so many at once. Document `users/{uid}/limits/ai`.

Charging and settling name what they are for, so doing either twice is the same as once. The counts follow from the names.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from shared.limits.problems import AiQuotaExceeded, TooManyInFlight

_IN_FLIGHT_RETRY_S = 10


class AiBudget(BaseModel):
    """`charged`: names of the analyses that count for `day`. `in_flight`: names of those that wait or run."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    day: date | None = None
    charged: tuple[str, ...] = ()
    in_flight: tuple[str, ...] = ()


def check(budget: AiBudget, *, today: date, day_ends: datetime, now: datetime, allowance: int, at_once: int) -> None:
    """Raises AiQuotaExceeded or TooManyInFlight where one analysis more is not allowed. `today` is the person's own date."""
    used = len(budget.charged) if budget.day == today else 0
    if used >= allowance:
        wait = max(1, round((day_ends - now).total_seconds()))
        raise AiQuotaExceeded(
            f"Your plan has {allowance} analyses a day; the next ones are yours after midnight.",
            retry_after_s=wait,
            allowance=allowance,
        )
    if len(budget.in_flight) >= at_once:
        raise TooManyInFlight(
            f"{at_once} analyses are already waiting or running: wait until one has finished.", retry_after_s=_IN_FLIGHT_RETRY_S
        )


def charge(budget: AiBudget, name: str, today: date) -> AiBudget:
    """Counts the analysis `name` for today and as in flight."""
    charged = budget.charged if budget.day == today else ()
    return AiBudget(day=today, charged=_with(charged, name), in_flight=_with(budget.in_flight, name))


def settle(budget: AiBudget, name: str, *, refund: bool) -> AiBudget:
    """The analysis `name` has ended; with `refund` it does not count for the day either, because the failure was ours."""
    charged = tuple(other for other in budget.charged if other != name) if refund else budget.charged
    return AiBudget(day=budget.day, charged=charged, in_flight=tuple(other for other in budget.in_flight if other != name))


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)
