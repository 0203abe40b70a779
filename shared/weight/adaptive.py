"""The energy of a usual day from what a person ate and what became of their weight. Pure.

Energy that is eaten and not spent is stored, and what is spent and not eaten is taken from the stores: over some weeks

    usual day = mean intake − KCAL_PER_KG × change of weight per day

Weights and intakes carry errors, so the estimate says how large its own is. Somebody who logs less than they eat gets an estimate
that is as much too small: in terms of their own log it is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from math import hypot, sqrt
from statistics import fmean, median, variance
from typing import Literal

from shared.weight.models import Estimate, Missing

Bound = Literal["formula_distance", "calorie_floor"]
Confidence = Literal["low", "medium", "high"]

WINDOW = timedelta(days=28)
LEAST_WEIGH_INS = 4  # days
LEAST_SPAN_DAYS = 14
LEAST_TRACKED_DAYS = 14
MOST_ERROR = 500.0  # kcal a day: beyond it the formula is the better guess
CAP = 500.0  # kcal a day, how far the estimate may lead away from the formula
HOLDS_FOR = timedelta(days=14)  # after the last weigh-in

# Energy of a kilogram of body weight gained or lost, for the most part fat: 3500 kcal/lb (Wishnofsky M, Am J Clin Nutr 1958;
# 6:542–546). Hall KD, Int J Obes 2008;32:573–576 finds it right for fat and too much for lean mass.
KCAL_PER_KG = 7700.0

# A body's weight varies by about half a kilogram from day to day with water and food alone (Cheuvront SN et al., Int J Sport Nutr
# Exerc Metab 2004;14:532–540). A few weights that happen to lie on a line do not show less.
_LEAST_SCATTER_KG = 0.5
_NORMAL_PER_MAD = 1.4826  # standard deviation of a normal distribution in median absolute deviations
_MEDIAN_COSTS = 1.1  # how much wider the median of slopes scatters than the slope of least squares
_ERRORS_IN_95_PERCENT = 2.0
# The error of a day's logged energy where the day does not state it, as a share: about that of three photographed meals.
_INTAKE_ERROR = 0.2
# Less than this share of the energy at rest is taken for a day that was half logged, unless the person says it was whole.
_LEAST_SHARE_OF_BMR = 0.5


@dataclass(frozen=True)
class DayIntake:
    """What is logged on a day. `calories` is None where nothing is, or where the energy of some food is not known."""

    local_date: date
    calories: float | None
    error: float | None = None  # ± kcal
    tracked: bool | None = None  # what the person says: True all of it, False not all; None nothing

    def is_whole(self, bmr: float) -> bool:
        """Whether the day tells what was eaten."""
        if self.calories is None or self.tracked is False:
            return False
        return self.tracked is True or self.calories >= _LEAST_SHARE_OF_BMR * bmr


def estimate(weights: Sequence[tuple[date, float]], intakes: Sequence[DayIntake], *, bmr: float, now: datetime) -> Estimate | None:
    """From weigh-ins (day, kg) and days in any order; None without any weigh-in.

    Of the weigh-ins count those of the 28 days up to the last one, of the days those of `days_between`.
    """
    if not weights:
        return None
    first, as_of = days_between(weights)
    by_day = _by_day([(day, kg) for day, kg in weights if day >= first])
    whole = [day for day in intakes if first <= day.local_date < as_of and day.is_whole(bmr)]
    span = (as_of - first).days
    found = Estimate(as_of=as_of, weigh_in_days=len(by_day), span_days=span, tracked_days=len(whole), updated_at=now)
    missing = [
        reason
        for reason, is_missing in (
            (Missing.WEIGH_INS, len(by_day) < LEAST_WEIGH_INS),
            (Missing.WEIGHT_SPAN, span < LEAST_SPAN_DAYS),
            (Missing.TRACKED_DAYS, len(whole) < LEAST_TRACKED_DAYS),
        )
        if is_missing
    ]
    if missing:
        return found.model_copy(update={"missing": tuple(missing)})
    slope, slope_error = trend(by_day)
    intake, intake_error = mean_intake(whole, span)
    error = _ERRORS_IN_95_PERCENT * hypot(intake_error, KCAL_PER_KG * slope_error)
    known = {"kg_per_day": slope, "mean_intake": intake, "expected_error": error}
    if error > MOST_ERROR:
        return found.model_copy(update=known | {"missing": (Missing.PRECISION,)})
    return found.model_copy(update=known | {"tdee": intake - KCAL_PER_KG * slope})


def days_between(weights: Sequence[tuple[date, float]]) -> tuple[date, date]:
    """The first and the last weigh-in that count. Intake counts from the day of the first up to the day before the last."""
    as_of = max(day for day, _ in weights)
    return min(day for day, _ in weights if day >= as_of - WINDOW), as_of


def trend(weights: Mapping[date, float]) -> tuple[float, float]:
    """Change of weight, kg a day, and its standard error; of at least two days.

    The median of the slopes between all pairs (Theil–Sen): almost a third of the weights may be slips without moving it far.
    """
    points = sorted((day.toordinal(), kg) for day, kg in weights.items())
    slope = median((later - earlier) / (end - start) for (start, earlier), (end, later) in combinations(points, 2))
    rests = [kg - slope * day for day, kg in points]
    middle = median(rests)
    scatter = max(_NORMAL_PER_MAD * median(abs(rest - middle) for rest in rests), _LEAST_SCATTER_KG)
    mean_day = fmean(day for day, _ in points)
    error = scatter / sqrt(sum((day - mean_day) ** 2 for day, _ in points))
    return slope, error * _MEDIAN_COSTS * sqrt(len(points) / max(1, len(points) - 2))


def mean_intake(whole: Sequence[DayIntake], days: int) -> tuple[float, float]:
    """Of `days` days, of which only the whole ones are known, kcal a day; and its standard error.

    Two things make it uncertain: the days that are missing, and what the amounts of the others rest on.
    """
    eaten = [day.calories or 0.0 for day in whole]
    log_errors = [day.error if day.error is not None else _INTAKE_ERROR * (day.calories or 0.0) for day in whole]
    unknown = variance(eaten) * max(0.0, 1 - len(eaten) / days)
    return fmean(eaten), sqrt(unknown / len(eaten) + sum(error**2 for error in log_errors) / len(eaten) ** 2)


def missing(found: Estimate | None, today: date) -> tuple[Missing, ...]:
    """Why there is nothing to show: what the estimate lacks, or that its last weigh-in is too long ago."""
    if found is None:
        return (Missing.WEIGH_INS, Missing.WEIGHT_SPAN, Missing.TRACKED_DAYS)
    if today - found.as_of > HOLDS_FOR:
        return (*found.missing, Missing.RECENT_WEIGH_IN)
    return found.missing


def bounded(tdee: float, *, formula: float, floor: float) -> float:
    """The estimate as it may be shown: at most 500 kcal from the formula, and never under the floor, which comes first."""
    return max(min(max(tdee, formula - CAP), formula + CAP), floor)


def limits(tdee: float, *, formula: float, floor: float) -> list[Bound]:
    """What keeps an estimate from being shown as it is."""
    capped = min(max(tdee, formula - CAP), formula + CAP)
    found: list[Bound] = ["formula_distance"] if capped != tdee else []
    return [*found, "calorie_floor"] if capped < floor else found


def confidence(expected_error: float) -> Confidence:
    """high within ±150 kcal a day, medium within ±300, else low."""
    if expected_error <= 150:
        return "high"
    return "medium" if expected_error <= 300 else "low"


def _by_day(weights: Sequence[tuple[date, float]]) -> dict[date, float]:
    """The median of each day's weights."""
    found: dict[date, list[float]] = {}
    for day, kg in weights:
        found.setdefault(day, []).append(kg)
    return {day: median(kgs) for day, kgs in found.items()}
