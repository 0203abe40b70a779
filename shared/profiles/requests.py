"""What a person can say about body, habits, goal and targets. Ranges are those of the documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from shared.profiles.models import (
    Activity,
    Age,
    BodyFat,
    CustomGrams,
    CustomMacros,
    Gender,
    Goal,
    HeightCm,
    Metrics,
    TrainingLevel,
    WeightKg,
)
from shared.profiles.rules import BodyOutOfRange, IncompleteMacros, NoMetricsGiven
from shared.types import WHOLE

CM_PER_INCH, KG_PER_POUND = 2.54, 0.453592


def _also(aliases: Mapping[str, StrEnum]) -> BeforeValidator:
    return BeforeValidator(lambda value: aliases.get(value, value) if isinstance(value, str) else value)


def _names(kind: type[StrEnum], aliases: Mapping[str, StrEnum]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [*(member.value for member in kind), *aliases]})


# Names that earlier releases of the app send.
_ACTIVITY_ALIASES = {
    "lightly_active": Activity.LIGHT,
    "moderately_active": Activity.MODERATE,
    "very_active": Activity.ACTIVE,
    "extra_active": Activity.EXTRA,
}
_GOAL_ALIASES = {"cutting": Goal.CUT, "bulking": Goal.BULK, "maintenance": Goal.RECOMP}
ActivityName = Annotated[Activity, _also(_ACTIVITY_ALIASES), _names(Activity, _ACTIVITY_ALIASES)]
GoalName = Annotated[Goal, _also(_GOAL_ALIASES), _names(Goal, _GOAL_ALIASES)]
Choice = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Choices = Annotated[list[Choice], Field(min_length=1, max_length=20)]


class Request(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class OnboardingRequest(Request):
    """Who the person is and what they want."""

    age: Age
    gender: Gender
    height: HeightCm
    weight: WeightKg
    body_fat_percentage: BodyFat | None = None
    activity_level: ActivityName
    goal: GoalName
    training_level: TrainingLevel | None = None
    target_weight_kg: WeightKg | None = None
    pain_points: Choices
    dietary_preferences: Choices
    meals_per_day: Annotated[int, Field(ge=1, le=10), WHOLE]

    def profile_fields(self) -> dict[str, Any]:
        """By the document's names."""
        given = self.model_dump()
        names = {"height": "height_cm", "weight": "weight_kg", "goal": "fitness_goal"}
        return {names.get(name, name): value for name, value in given.items()}


class MetricsChange(Request):
    """What has changed; what is left out or null stays. `override` changes the goal within seven days of its last change."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid")

    age: Age | None = None
    biological_sex: Gender | None = None
    height_cm: HeightCm | None = None
    weight_kg: WeightKg | None = Field(None, description="kg; it is a weigh-in of now too.")
    body_fat_percent: BodyFat | None = None
    reset_body_fat: bool = Field(False, strict=True, description="The body fat is not known any more; without body_fat_percent.")
    activity_level: ActivityName | None = None
    fitness_goal: GoalName | None = None
    training_level: TrainingLevel | None = None
    target_weight_kg: WeightKg | None = None
    override: bool = False

    @model_validator(mode="after")
    def _known_or_not(self) -> MetricsChange:
        if self.reset_body_fat and self.body_fat_percent is not None:
            raise PydanticCustomError("one_of_both", "send either body_fat_percent or reset_body_fat")
        return self

    def profile_fields(self, today: date) -> dict[str, Any]:
        """By the document's names. Raises NoMetricsGiven."""
        given = self.model_dump(exclude={"override", "reset_body_fat"}, exclude_none=True)
        names = {"body_fat_percent": "body_fat_percentage", "biological_sex": "gender"}
        given = {names.get(name, name): value for name, value in given.items()}
        if self.reset_body_fat:
            given["body_fat_percentage"] = None
        if not given:
            raise NoMetricsGiven("Send at least one of the values that have changed.")
        if "age" in given:
            given["age_recorded_on"] = today
        return given


class CustomMacrosRequest(Request):
    """All three, or all null for the computed targets."""

    protein_g: CustomGrams | None = None
    carbs_g: CustomGrams | None = None
    fat_g: CustomGrams | None = None

    def macros(self) -> CustomMacros | None:
        """None for the computed targets. Raises IncompleteMacros."""
        return custom_macros(self.protein_g, self.carbs_g, self.fat_g)


class PreviewRequest(Request):
    """A body and a goal of somebody who need not have an account. Height in cm and weight in kg, or in inches and pounds."""

    age: Age
    sex: Gender
    height: float = Field(gt=0, le=272, description="cm, or inches with unit_system imperial.")
    weight: float = Field(gt=0, le=662, description="kg, or pounds with unit_system imperial.")
    unit_system: Literal["metric", "imperial"] = "metric"
    body_fat: BodyFat | None = None
    activity_level: ActivityName
    goal: GoalName
    training_level: TrainingLevel | None = None
    custom_protein_g: CustomGrams | None = None
    custom_carbs_g: CustomGrams | None = None
    custom_fat_g: CustomGrams | None = None

    def metrics(self) -> Metrics:
        """In metric units. Raises BodyOutOfRange."""
        imperial = self.unit_system == "imperial"
        try:
            return Metrics(
                age=self.age,
                gender=self.sex,
                height_cm=self.height * CM_PER_INCH if imperial else self.height,
                weight_kg=self.weight * KG_PER_POUND if imperial else self.weight,
                body_fat_percentage=self.body_fat,
                activity_level=self.activity_level,
                fitness_goal=self.goal,
                training_level=self.training_level,
            )
        except ValidationError:
            raise BodyOutOfRange(
                "Height goes from 100 to 272 cm (39.4 to 107 in), weight from 30 to 300 kg (66.2 to 661 lb)."
            ) from None

    def macros(self) -> CustomMacros | None:
        """None for the computed targets. Raises IncompleteMacros."""
        return custom_macros(self.custom_protein_g, self.custom_carbs_g, self.custom_fat_g)


def custom_macros(protein_g: float | None, carbs_g: float | None, fat_g: float | None) -> CustomMacros | None:
    """All three, or None without any. Raises IncompleteMacros."""
    if protein_g is None and carbs_g is None and fat_g is None:
        return None
    if protein_g is None or carbs_g is None or fat_g is None:
        raise IncompleteMacros("Send protein, carbs and fat together, or none of them.")
    return CustomMacros(protein_g=protein_g, carbs_g=carbs_g, fat_g=fat_g)
