"""What a person says about a photo, besides the photo."""

from dataclasses import dataclass
from math import isfinite

from shared.errors import Unprocessable
from shared.nutrition.models import MAX_GRAMS, MAX_ITEMS, MAX_QUANTITY, MAX_UNIT
from shared.prompts.sanitize import clean_user_text

LANGUAGES = {
    "en": "English",
    "vi": "Vietnamese",
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "ja": "Japanese",
    "zh": "Chinese",
}


LABEL = "label"  # the strategy for a photo of a nutrition label (food_label.py)
SERVING = "serving"  # the unit in which a label's portion is told


class HintsRefused(Unprocessable):
    """What the request tells about the photo is out of range, or not what the named strategy needs."""

    error_code, title = "INVALID_ANALYSIS_HINTS", "The analysis cannot use these hints"


@dataclass(frozen=True)
class KnownIngredient:
    """An ingredient that the person names. The name is cleaned; one that is refused is empty and not used."""

    name: str
    grams: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", clean_user_text(self.name) or "")
        _check("an ingredient's grams", self.grams, MAX_GRAMS)


@dataclass(frozen=True)
class AnalysisHints:
    """What the person says about the photo. Texts are cleaned here, so nothing downstream sees them raw; cleaning twice changes
    nothing, so hints survive being stored.

    Raises HintsRefused for numbers out of range and for too many ingredients. An unknown language reads as English.
    """

    strategy: str | None = None
    description: str | None = None
    portion_quantity: float | None = None
    portion_unit: str | None = None
    ingredients: tuple[KnownIngredient, ...] = ()
    total_weight_g: float | None = None
    language: str = "en"

    def __post_init__(self) -> None:
        _check("portion_quantity", self.portion_quantity, MAX_QUANTITY)
        _check("total_weight_g", self.total_weight_g, MAX_GRAMS)
        if len(self.ingredients) > MAX_ITEMS:
            raise HintsRefused(f"There are {len(self.ingredients)} ingredients; send at most {MAX_ITEMS}.")
        object.__setattr__(self, "description", clean_user_text(self.description))
        object.__setattr__(self, "portion_unit", clean_user_text(self.portion_unit, MAX_UNIT))
        object.__setattr__(self, "ingredients", tuple(known for known in self.ingredients if known.name))
        object.__setattr__(self, "language", self.language if self.language in LANGUAGES else "en")


def _check(what: str, value: float | None, most: float) -> None:
    if value is not None and not (isfinite(value) and 0 < value <= most):
        raise HintsRefused(f"{what} has to be above 0 and at most {most:g}.")
