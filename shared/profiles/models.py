"""What a person told about their body and goal, and the daily targets that follow. The documents in Firestore, field for field."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.documents import Document
from shared.profiles.target import Target
from shared.types import WHOLE

SCHEMA_VERSION = 1

# The one set of ranges for everything that a person can say about their body.
Age = Annotated[int, Field(ge=13, le=120, description="Years."), WHOLE]
HeightCm = Annotated[float, Field(ge=100, le=272, description="cm.")]
WeightKg = Annotated[float, Field(ge=30, le=300, description="kg.")]
BodyFat = Annotated[float, Field(ge=3, le=60, description="Share of the weight that is fat, %.")]
CustomGrams = Annotated[float, Field(ge=0, le=1000, description="g a day.")]


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"
    OTHER = "other"


class Activity(StrEnum):
    SEDENTARY = "sedentary"
    LIGHT = "light"
    MODERATE = "moderate"
    ACTIVE = "active"
    EXTRA = "extra"


class Goal(StrEnum):
    CUT = "cut"
    BULK = "bulk"
    RECOMP = "recomp"


class TrainingLevel(StrEnum):
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Formula(StrEnum):
    """What estimated the energy at rest."""

    MIFFLIN_ST_JEOR = "mifflin_st_jeor"
    KATCH_MCARDLE = "katch_mcardle"


class Limit(StrEnum):
    """A rule that kept a target from being what the goal alone would make it."""

    NO_DEFICIT_UNDER_18 = "no_deficit_under_18"
    NO_DEFICIT_UNDERWEIGHT = "no_deficit_underweight"  # BMI below 18.5
    CALORIE_FLOOR = "calorie_floor"
    PROTEIN_MINIMUM = "protein_minimum"
    PROTEIN_MAXIMUM = "protein_maximum"
    FAT_MINIMUM = "fat_minimum"
    FAT_MAXIMUM = "fat_maximum"
    CARBS_MINIMUM = "carbs_minimum"
    CUSTOM_BELOW_FLOOR = "custom_below_floor"  # the person's own figures go below the floor; they are kept, and it is said


class Metrics(Document):
    """Everything that targets are computed from."""

    age: Age
    gender: Gender
    height_cm: HeightCm
    weight_kg: WeightKg
    body_fat_percentage: BodyFat | None = None
    activity_level: Activity
    fitness_goal: Goal
    training_level: TrainingLevel | None = None


class CustomMacros(Document):
    """Targets that the person set instead of the computed ones, g."""

    protein_g: CustomGrams
    carbs_g: CustomGrams
    fat_g: CustomGrams


class ExplainedTarget(Target):
    """A target and how it came about, in kcal a day."""

    bmr: float  # energy at rest
    tdee: float  # energy of a usual day
    formula_used: Formula
    activity_multiplier: float
    goal: Goal
    adjustment: float  # what the goal adds to the usual day, after the rules on who may have a deficit
    calorie_floor: float
    limits: tuple[Limit, ...]  # in the order in which they bound
    expected_error: float  # ± of the usual day's energy
    is_custom: bool


class DatedTarget(ExplainedTarget):
    """`users/{uid}/targets/{from_date}`: holds from that calendar day of the person until the next one's."""

    from_date: date
    revision: int  # grows by one with every change
    profile_version: int = 1  # of the profile that it was computed from
    created_at: datetime
    updated_at: datetime
    schema_version: int = SCHEMA_VERSION


class Profile(Metrics):
    """`users/{uid}/profile/current`. `age` is that of the day `age_recorded_on`: it moves on with the calendar."""

    age_recorded_on: date
    goal_changed_at: datetime
    target_weight_kg: WeightKg | None = None
    meals_per_day: int
    pain_points: tuple[str, ...]
    dietary_preferences: tuple[str, ...]
    custom_macros: CustomMacros | None = None
    target_revision: int = 1
    version: int = 1
    created_at: datetime
    updated_at: datetime
    schema_version: int = SCHEMA_VERSION
