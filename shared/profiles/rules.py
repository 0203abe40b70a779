"""From a body, a habit and a goal to the targets of a day. Pure: no clock, no cloud.

Energy is in kcal a day and mass in g, unrounded: figures are rounded where they are shown.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shared.errors import BadRequest, Conflict, NotFound, Unprocessable
from shared.profiles.models import (
    Activity,
    CustomMacros,
    ExplainedTarget,
    Formula,
    Gender,
    Goal,
    Limit,
    Metrics,
    Profile,
    TrainingLevel,
)
from shared.profiles.target import LOGGABLE_DAYS, Target

# Energy of a usual day as a multiple of the energy at rest, in five customary steps. FAO/WHO/UNU (Human energy requirements, 2004)
# put a sedentary or light life at 1.40–1.69, an active one at 1.70–1.99 and a vigorous one above: the lower steps err towards less.
MULTIPLIERS = {Activity.SEDENTARY: 1.2, Activity.LIGHT: 1.375, Activity.MODERATE: 1.55, Activity.ACTIVE: 1.725, Activity.EXTRA: 1.9}
ADJUSTMENTS = {Goal.CUT: -500.0, Goal.BULK: 300.0, Goal.RECOMP: 0.0}
LEAST_CALORIES = {Gender.FEMALE: 1200.0, Gender.MALE: 1500.0, Gender.OTHER: 1350.0}

_ADULT_AGE = 18
_UNDERWEIGHT_BMI = 18.5  # kg/m², WHO's limit for adults

KCAL_PER_G_PROTEIN, KCAL_PER_G_CARBS, KCAL_PER_G_FAT = 4, 4, 9
_PROTEIN_PER_KG = {Goal.CUT: 2.2, Goal.RECOMP: 2.0, Goal.BULK: 2.0}
_PROTEIN_PER_KG_TRAINED = {TrainingLevel.BEGINNER: 1.8, TrainingLevel.INTERMEDIATE: 2.0, TrainingLevel.ADVANCED: 2.2}
_FAT_PER_KG = {Goal.CUT: 0.8, Goal.RECOMP: 0.9, Goal.BULK: 1.0}
_FAT_SHARE = {Goal.CUT: 0.20, Goal.RECOMP: 0.25, Goal.BULK: 0.25}
PROTEIN_G, FAT_G = (60.0, 300.0), (40.0, 150.0)
LEAST_CARBS_G = 50.0

_MIFFLIN_CONSTANT = {Gender.MALE: 5.0, Gender.FEMALE: -161.0, Gender.OTHER: -78.0}
_RELATIVE_ERROR = 0.10

GOAL_COOLDOWN = timedelta(days=7)


class ProfileNotFound(NotFound):
    error_code, title = "PROFILE_NOT_FOUND", "There is no profile yet"


class TdeeDataNotFound(NotFound):
    error_code, title = "TDEE_DATA_NOT_FOUND", "There are no targets yet"


class NoMetricsGiven(BadRequest):
    error_code, title = "NO_METRICS_GIVEN", "The request changes nothing"


class GoalCooldown(Conflict):
    error_code, title = "GOAL_COOLDOWN", "The goal was changed less than seven days ago"


class IncompleteMacros(Unprocessable):
    error_code, title = "INCOMPLETE_MACROS", "Custom macros are all three or none"


class BodyOutOfRange(Unprocessable):
    error_code, title = "BODY_OUT_OF_RANGE", "Height or weight is out of range"


# Energy


def basal_metabolic_rate(metrics: Metrics) -> tuple[float, Formula]:
    """Energy at rest, kcal a day, and the formula: Katch-McArdle where the body fat is known, else Mifflin-St Jeor.

    Mifflin MD, St Jeor ST et al., Am J Clin Nutr 1990;51:241–247: 10·kg + 6.25·cm − 5·years + 5 (men) or − 161 (women). For
    another gender the mean of both constants, −78, which is 83 kcal from either.

    Katch FI, McArdle WD (McArdle, Katch & Katch, Exercise Physiology): 370 + 21.6·kg of lean mass; the same equation as Cunningham
    JJ, Am J Clin Nutr 1991;54:963–969.
    """
    if metrics.body_fat_percentage is not None:
        lean_kg = metrics.weight_kg * (1 - metrics.body_fat_percentage / 100)
        return 370 + 21.6 * lean_kg, Formula.KATCH_MCARDLE
    constant = _MIFFLIN_CONSTANT[metrics.gender]
    return 10 * metrics.weight_kg + 6.25 * metrics.height_cm - 5 * metrics.age + constant, Formula.MIFFLIN_ST_JEOR


def expected_error(bmr: float, formula: Formula, gender: Gender, multiplier: float) -> float:
    """± kcal a day within which the usual day's energy is expected, if the activity level is right.

    Ten percent of the energy at rest: Mifflin-St Jeor meets the measured one within that for about four of five adults who are not
    obese (Frankenfield D, Roth-Yousey L, Compher C, J Am Diet Assoc 2005;105:775–789). We take the same for Katch-McArdle, whose
    error is mostly that of the body fat given. A gender without a constant of its own adds the distance to the two that exist.
    """
    unknown = 83.0 if gender is Gender.OTHER and formula is Formula.MIFFLIN_ST_JEOR else 0.0
    return (_RELATIVE_ERROR * bmr + unknown) * multiplier


def body_mass_index(metrics: Metrics) -> float:
    """kg/m²."""
    return metrics.weight_kg / (metrics.height_cm / 100) ** 2


def goal_adjustment(metrics: Metrics) -> tuple[float, list[Limit]]:
    """What the goal adds to the usual day, kcal. Nobody who still grows or is underweight gets a deficit."""
    wanted = ADJUSTMENTS[metrics.fitness_goal]
    limits = []
    if wanted < 0 and metrics.age < _ADULT_AGE:
        limits.append(Limit.NO_DEFICIT_UNDER_18)
    if wanted < 0 and body_mass_index(metrics) < _UNDERWEIGHT_BMI:
        limits.append(Limit.NO_DEFICIT_UNDERWEIGHT)
    return (0.0 if limits else wanted), limits


# Targets


def explained_target(metrics: Metrics, custom: CustomMacros | None = None) -> ExplainedTarget:
    """The targets of a day, with everything that they rest on.

    Energy is the usual day's and the goal's, at least max(energy at rest, 1200 kcal female / 1500 male / 1350 other). The macros
    divide it up and its final figure is derived from their grams: exactly the energy that they divided, or more where the least
    carbs bind. So targets never lie below the floor. Custom macros replace the result, floor included; `limits` then says so.
    """
    bmr, formula = basal_metabolic_rate(metrics)
    multiplier = MULTIPLIERS[metrics.activity_level]
    tdee = bmr * multiplier
    floor = max(bmr, LEAST_CALORIES[metrics.gender])
    adjustment, limits = goal_adjustment(metrics)
    if tdee + adjustment < floor:
        limits.append(Limit.CALORIE_FLOOR)
    if custom is None:
        target, bound = divide(max(tdee + adjustment, floor), metrics)
        limits += bound
    else:
        target = of_grams(custom.protein_g, custom.carbs_g, custom.fat_g)
        limits = [Limit.CUSTOM_BELOW_FLOOR] if target.calories < floor else []
    return ExplainedTarget(
        **target.model_dump(),
        bmr=bmr,
        tdee=tdee,
        formula_used=formula,
        activity_multiplier=multiplier,
        goal=metrics.fitness_goal,
        adjustment=adjustment,
        calorie_floor=floor,
        limits=tuple(limits),
        expected_error=expected_error(bmr, formula, metrics.gender, multiplier),
        is_custom=custom is not None,
    )


def divide(energy: float, metrics: Metrics) -> tuple[Target, list[Limit]]:
    """Grams for `energy` kcal by body weight, and the clamps that bound.

    Protein first (g/kg by goal, or by training level unless the goal is a deficit), then fat (g/kg or a share of the energy,
    whichever is more), carbs for the rest. The protein follows sports nutrition's usual advice of 1.6–2.2 g/kg (Morton RW et al.,
    Br J Sports Med 2018;52:376–384); the clamps are the product's own.
    """
    goal, weight = metrics.fitness_goal, metrics.weight_kg
    per_kg = _PROTEIN_PER_KG[goal]
    if metrics.training_level and goal is not Goal.CUT:
        per_kg = _PROTEIN_PER_KG_TRAINED[metrics.training_level]
    limits: list[Limit] = []
    protein = _clamped(per_kg * weight, PROTEIN_G, (Limit.PROTEIN_MINIMUM, Limit.PROTEIN_MAXIMUM), limits)
    wanted_fat = max(_FAT_PER_KG[goal] * weight, energy * _FAT_SHARE[goal] / KCAL_PER_G_FAT)
    fat = _clamped(wanted_fat, FAT_G, (Limit.FAT_MINIMUM, Limit.FAT_MAXIMUM), limits)
    carbs = (energy - protein * KCAL_PER_G_PROTEIN - fat * KCAL_PER_G_FAT) / KCAL_PER_G_CARBS
    if carbs < LEAST_CARBS_G:
        carbs = LEAST_CARBS_G
        limits.append(Limit.CARBS_MINIMUM)
    return of_grams(protein, carbs, fat), limits


def of_grams(protein_g: float, carbs_g: float, fat_g: float) -> Target:
    """The target of these grams, its energy by Atwater's general factors 4, 4 and 9 kcal/g."""
    calories = protein_g * KCAL_PER_G_PROTEIN + carbs_g * KCAL_PER_G_CARBS + fat_g * KCAL_PER_G_FAT
    return Target(calories=calories, protein_g=protein_g, carbs_g=carbs_g, fat_g=fat_g)


def _clamped(value: float, bounds: tuple[float, float], names: tuple[Limit, Limit], limits: list[Limit]) -> float:
    """`value` within `bounds`; the bound that it met is added to `limits` by its name."""
    (low, high), (too_low, too_high) = bounds, names
    if value < low:
        limits.append(too_low)
    elif value > high:
        limits.append(too_high)
    return min(max(value, low), high)


# The profile


def age_on(profile: Profile, today: date) -> int:
    """The recorded age and the full years since. A birthday that was not told cannot be known closer than to a year."""
    recorded = profile.age_recorded_on
    years = today.year - recorded.year - ((today.month, today.day) < (recorded.month, recorded.day))
    return min(profile.age + max(years, 0), 120)


def metrics_on(profile: Profile, today: date) -> Metrics:
    """What targets are computed from on that day."""
    return Metrics.model_validate(profile.model_dump() | {"age": age_on(profile, today)})


def days_from(today: date) -> list[date]:
    """Today and the later days that may have documents with a target already, those of which a meal could be logged on first.

    Zones lie 26 hours apart, so where the phone was when it last made them it may have been two days later than here.
    """
    return [today + timedelta(days=number) for number in range(LOGGABLE_DAYS + 2)]


def check_cooldown(profile: Profile, goal: Goal, now: datetime) -> None:
    """Raises GoalCooldown where the goal would change within seven days of its last change."""
    until = profile.goal_changed_at + GOAL_COOLDOWN
    if goal is not profile.fitness_goal and now < until:
        raise GoalCooldown(
            "Give the present goal seven days, or send override=true.",
            details={"cooldown_until": until.isoformat().replace("+00:00", "Z")},
        )
