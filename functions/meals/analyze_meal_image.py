"""A photo becomes a meal."""

from typing import Annotated

from shared.http import Caller, File, Form, Receipt, Upload, ZoneHeader, endpoint, person
from shared.images.photo import MAX_BYTES
from shared.meals.analysing import photographing, requests
from shared.meals.analysing.requests import PhotoRequest
from shared.meals.photos import ImageStoreUnavailable
from shared.meals.views import MealView


@endpoint(status=202, raises=(*requests.PROBLEMS, ImageStoreUnavailable), location="/v1/meals/{meal_id}")
def analyze_meal_image(
    caller: Caller,
    receipt: Receipt,
    file: Annotated[Upload, File("The photo, by its bytes.", max_bytes=MAX_BYTES, media_types=("image/jpeg", "image/png"))],
    request: Annotated[PhotoRequest, Form("What is known about the meal.")],
    x_timezone: ZoneHeader = None,
) -> MealView:
    """Stores the photo and answers at once with the meal, which is still `pending`.

    The analysis follows within seconds: listen to `users/{uid}/meals/{meal_id}`, or poll GET /v1/meals/{meal_id}, until the status
    is `ready` or `failed`. The photo's metadata (place, device) is removed before it is stored.
    """
    return photographing.analyze_photo(person(caller, x_timezone), file.data, request, receipt)
