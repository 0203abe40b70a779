"""A photo of a nutrition label becomes a meal."""

from typing import Annotated

from shared.http import Caller, File, Form, Receipt, Upload, ZoneHeader, endpoint, person
from shared.images.photo import MAX_BYTES
from shared.meals import photos
from shared.meals.analysing import photographing, requests
from shared.meals.analysing.requests import LabelRequest
from shared.meals.views import MealView


@endpoint(status=202, raises=(*requests.PROBLEMS, photos.ImageStoreUnavailable), location="/v1/meals/{meal_id}")
def scan_food_label(
    caller: Caller,
    receipt: Receipt,
    file: Annotated[Upload, File("The photo of the label.", max_bytes=MAX_BYTES, media_types=("image/jpeg", "image/png"))],
    request: Annotated[LabelRequest, Form("What is known about the product.")],
    x_timezone: ZoneHeader = None,
) -> MealView:
    """A meal of one product, with the figures that its package prints; the way of a photo.

    The answer is `pending`: listen to `users/{uid}/meals/{meal_id}`, or poll GET /v1/meals/{meal_id}. `food_label_metadata` then
    holds what was read. A photo without a readable nutrition table fails with NOT_FOOD_LABEL_IMAGE.
    """
    return photographing.analyze_photo(person(caller, x_timezone), file.data, request, receipt)
