"""What a person can say about a food of their own."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.nutrition.models import NUTRIENTS, AllowedUnit, Figures, Grams, Name, State, Unit
from shared.nutrition.units import is_weight, normalize

_MAX_PORTIONS = 20


# A figure is a number: neither true nor "5".
_STRICT = ConfigDict(frozen=True, defer_build=True, allow_inf_nan=False, strict=True)


class Serving(BaseModel):
    """One serving, as the package or the recipe calls it."""

    model_config = _STRICT

    unit: Unit = Field("serving", examples=["bar"])
    grams: Grams = Field(description="What one weighs.")


class ToldFigures(Figures):
    """kcal and grams. Leave out what is not known: that is not zero."""

    model_config = _STRICT


class CustomFoodRequest(BaseModel):
    """A food with its figures, for 100 g or for one serving."""

    model_config = _STRICT

    name: Name = Field(examples=["Grandma's granola"])
    brand: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = None
    category: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)] | None = Field(
        None, description="grain, vegetable, … ; `alcohol` for a drink whose energy is in its alcohol too."
    )
    state: State = State.UNKNOWN
    basis: Literal["100g", "serving"] = Field("100g", description="What the figures are for.")
    serving: Serving | None = Field(None, description="Needed where the figures are for a serving.")
    nutrition: ToldFigures
    portions: list[AllowedUnit] = Field([], max_length=_MAX_PORTIONS, description="What units of it weigh: 1 `unit` = `grams`.")
    density: float | None = Field(None, gt=0, le=25, strict=True, description="g/ml, for amounts in volumes.")
    barcode: str | None = Field(None, max_length=40, description="Of its package: 8, 12, 13 or 14 digits.")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.basis == "serving" and self.serving is None:
            raise PydanticCustomError("serving_missing", "say what one serving weighs: serving.grams")
        if all(getattr(self.nutrition, name) is None for name in NUTRIENTS):
            raise PydanticCustomError("nutrition_missing", "give the energy or at least one macro")
        self._check_portions()
        return self

    def _check_portions(self) -> None:
        """Each unit has one weight: which of two, nobody could tell later; and a gram weighs what it weighs."""
        units = [normalize(portion.unit) for portion in self.portions]
        if len(set(units)) < len(units):
            raise PydanticCustomError("portion_twice", "name each unit of portions once")
        if any(is_weight(unit) for unit in units) or (self.serving and is_weight(self.serving.unit)):
            raise PydanticCustomError("portion_weight", "a unit of weight is no portion: name what is weighed, e.g. bowl")
