"""What a person can say about a photo when handing it in."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.errors import Problem
from shared.images import photo
from shared.meals.models import CropBox, MealType, Source
from shared.meals.problems import DateOutOfRange, MealStateConflict
from shared.prompts.hints import LABEL, SERVING, AnalysisHints, HintsRefused, KnownIngredient
from shared.prompts.strategies import choose
from shared.types import LocalDate
from shared.users.models import DEFAULT_LANGUAGE, Account, supported_language

# What both ways of handing in a photo can answer.
PROBLEMS: tuple[type[Problem], ...] = (
    *photo.PROBLEMS,
    DateOutOfRange,
    HintsRefused,
    MealStateConflict,
)

Ingredient = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class LoggedPhoto(BaseModel):
    """What every photo can come with."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    source: ClassVar[Source] = Source.SCANNER

    target_date: LocalDate | None = Field(None, description="Day to log the meal on; the person's today when left out.")
    meal_type: MealType | None = Field(None, description="By the person's clock when left out.")
    language: str | None = Field(
        None, max_length=35, description="Language of the dish name, e.g. de; the account's when left out."
    )
    user_description: str | None = Field(
        None, max_length=200, description="What the person says about the meal.", examples=["pho with beef"]
    )

    def hints(self, account: Account) -> AnalysisHints:
        """For the analysis, which sanitises every text. Raises HintsRefused."""
        raise NotImplementedError

    def language_of(self, account: Account) -> str:
        return supported_language(self.language) or supported_language(account.language_code) or DEFAULT_LANGUAGE


class PhotoRequest(LoggedPhoto):
    """All of it is optional: the more is known, the closer the estimate."""

    strategy: Literal["basic", "portion", "ingredients", "weight", "ingredient", "description"] | None = Field(
        None, description="How to look at the photo; chosen by what else is given when left out."
    )
    portion_quantity: float | None = Field(None, gt=0, le=10_000, description="Known portion, with `portion_unit`.")
    portion_unit: str | None = Field(None, min_length=1, max_length=50, examples=["cup"])
    ingredients: list[Ingredient] = Field([], max_length=20, description="Known ingredients.")
    total_weight_g: float | None = Field(None, gt=0, le=10_000, description="Known weight of all that is on the photo, g.")

    def hints(self, account: Account) -> AnalysisHints:
        found = AnalysisHints(
            strategy=self.strategy,
            description=self.user_description,
            portion_quantity=self.portion_quantity,
            portion_unit=self.portion_unit,
            ingredients=tuple(KnownIngredient(name) for name in self.ingredients),
            total_weight_g=self.total_weight_g,
            language=self.language_of(account),
        )
        choose(found)
        return found


class LabelRequest(LoggedPhoto):
    """A photo of a nutrition label."""

    source: ClassVar[Source] = Source.LABEL

    servings: float = Field(1, gt=0, le=100, description="How many servings of the label were eaten.")

    def hints(self, account: Account) -> AnalysisHints:
        return AnalysisHints(
            strategy=LABEL,
            description=self.user_description,
            portion_quantity=self.servings,
            portion_unit=SERVING,
            language=self.language_of(account),
        )


class UploadedLabelRequest(LabelRequest):
    """A photo of a label that the phone has uploaded itself, and perhaps the label cut out of it as a second upload."""

    image_id: str = Field(max_length=64, description="From the upload token.")
    image_url: str = Field(max_length=500, description="secure_url, as Cloudinary answered the upload.")
    label_crop_image_id: str | None = Field(
        None, max_length=64, description="Of a second upload: the label alone, which is then what is read. With its address."
    )
    label_crop_image_url: str | None = Field(None, max_length=500)
    crop_metadata: CropBox | None = Field(None, description="Where on the photo the label is; used where no crop is uploaded.")

    @model_validator(mode="after")
    def _both_of_the_crop(self) -> Self:
        if (self.label_crop_image_id is None) != (self.label_crop_image_url is None):
            raise PydanticCustomError("both_or_none", "send label_crop_image_id and label_crop_image_url together")
        return self


class UploadedPhotoRequest(PhotoRequest):
    """A photo that the phone has uploaded itself."""

    image_id: str = Field(max_length=64, description="From the upload token.")
    image_url: str = Field(max_length=500, description="secure_url, as Cloudinary answered the upload.")
