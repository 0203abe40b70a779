"""A meal, the day that it belongs to, and the parts of both. These are the documents in Firestore, field for field."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from shared.ai.models import Usage
from shared.documents import Document
from shared.nutrition.models import FoodItem, FoodLabel, Nutrients, Totals
from shared.profiles.target import Target
from shared.prompts.hints import AnalysisHints

SCHEMA_VERSION = 1
MAX_MEALS_A_DAY = 200  # keeps the day document far below Firestore's 1 MiB


class Status(StrEnum):
    PROCESSING = "PROCESSING"  # stored, waits for its analysis
    ANALYZING = "ANALYZING"  # the model looks at it, or will again
    ENRICHING = "ENRICHING"  # dish and items are known, the figures are being grounded
    READY = "READY"
    FAILED = "FAILED"
    INACTIVE = "INACTIVE"  # deleted by the person, restorable for 30 days


OPEN = frozenset({Status.PROCESSING, Status.ANALYZING, Status.ENRICHING})


class MealType(StrEnum):
    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"
    SNACK = "snack"


class Source(StrEnum):
    """How the meal came in."""

    SCANNER = "scanner"
    MANUAL = "manual"
    TEXT = "text"
    SUGGESTION = "suggestion"
    BARCODE = "barcode"
    LABEL = "label"
    CATALOG = "catalog"


class Image(Document):
    """A stored photo. Width and height in pixels as displayed."""

    image_id: str
    url: str
    thumbnail_url: str
    format: str  # jpeg | png
    size_bytes: int
    width: int
    height: int


class CropBox(Document):
    """A part of a photo, as shares of its width and height from its upper left corner."""

    x: float = Field(ge=0, lt=1)
    y: float = Field(ge=0, lt=1)
    width: float = Field(gt=0, le=1)
    height: float = Field(gt=0, le=1)


class Analysis(Document):
    """The work on a photo. A run is one task in the queue; its worker holds a lease while it works."""

    hints: AnalysisHints  # what the person said about the photo; texts are sanitised
    strategy: str | None = None
    crop: Image | None = None  # the part of the photo that the person cut out, which is what the model sees
    crop_box: CropBox | None = None  # or where it is on the photo
    run: int = 1
    lost_runs: int = 0  # runs since it was asked for whose worker or task got lost
    attempts: int = 0  # times that a worker took the work up, over all runs
    lease_owner: str | None = None
    lease_until: datetime | None = None
    sweep_at: datetime | None = None  # when the sweeper has to look after this meal; None when nothing is open
    usage: Usage | None = None
    partial: bool = False  # the model's answer was cut off, and what could be read of it is here
    issues: tuple[str, ...] = ()  # reason codes of what was corrected in the model's answer
    raw_response: str | None = None  # at most 32 KiB


class NutritionOverride(Document):
    """What a person says that the whole meal has: counted instead of the items' sums. A figure that is None is still their sum."""

    figures: Nutrients
    error_share: float  # ± of the energy
    flags: tuple[str, ...] = ()  # reason codes of what was not taken as it was told
    set_aside: dict[str, float] = Field(default_factory=dict)  # … and the figures that were told
    set_at: datetime


class PortionChoice(Document):
    """An amount to tap. `unit` is a portion of the food's own; without one, `quantity` is the part of the judged amount."""

    choice_id: str
    grams: float
    unit: str | None
    quantity: float
    is_judged: bool  # the amount that the meal has now
    item_calories: float | None
    total_calories: float | None


class PortionQuestion(Document):
    """How much of this item was it? Lightest choice first; the meal's figures under each choice are computed already."""

    item_id: str
    item_name: str
    choices: tuple[PortionChoice, ...]


class Meal(Document):
    """`users/{uid}/meals/{meal_id}`. Energy in kcal, mass in g, instants UTC; `version` grows by one with every change."""

    meal_id: str
    uid: str
    status: Status
    status_changed_at: datetime
    source: Source
    meal_type: MealType
    dish_name: str | None = None
    emoji: str | None = None
    local_date: date  # the person's calendar day, fixed when the meal was logged
    logged_at: datetime
    timezone: str
    ready_at: datetime | None = None
    error_code: str | None = None
    error_message: str | None = None
    retryable: bool | None = None
    image: Image | None = None
    nutrition: Totals | None = None  # what counts: the items' sums, but where the person says otherwise
    nutrition_override: NutritionOverride | None = None
    items: tuple[FoodItem, ...] = Field(default=(), max_length=50)
    food_label: FoodLabel | None = None  # what the package says, for a meal of source `label`
    portion_question: PortionQuestion | None = None  # open until it is answered or the meal is edited
    analysis: Analysis | None = None
    edit_count: int = 0
    is_manually_edited: bool = False
    last_edited_at: datetime | None = None
    is_deleted: bool = False
    deleted_at: datetime | None = None
    deleted_from: Status | None = None  # where a restored meal goes back to
    expires_at: datetime | None = None  # TTL: when a deleted meal is gone for good
    version: int = 1
    created_at: datetime
    updated_at: datetime
    schema_version: int = SCHEMA_VERSION


class DayEntry(Document):
    """A meal as the day screen shows it."""

    name: str | None
    emoji: str | None
    status: Status
    meal_type: MealType
    nutrition: Totals
    item_count: int  # foods that are counted
    logged_at: datetime
    image_url: str | None = None
    thumbnail_url: str | None


class Day(Document):
    """`users/{uid}/days/{local_date}`: totals are always those of the entries."""

    local_date: date
    totals: Totals
    meal_count: int = 0
    target: Target | None = None
    tracked: bool | None = None  # what the person says: True, all that was eaten is logged; False, not all; None, nothing
    entries: dict[str, DayEntry] = Field(default_factory=dict)  # by meal id
    created_at: datetime
    updated_at: datetime
    schema_version: int = SCHEMA_VERSION


class ImageUpload(Document):
    """`users/{uid}/image_uploads/{image_id}`: a photo that this person may upload to Cloudinary and then hand to us."""

    signed_at: datetime
    expires_at: datetime
