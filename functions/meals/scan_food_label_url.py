"""A photo of a nutrition label that the phone has uploaded itself becomes a meal."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint, person
from shared.meals.analysing import photographing, requests
from shared.meals.analysing.requests import UploadedLabelRequest
from shared.meals.views import MealView


@endpoint(
    status=202,
    raises=(*requests.PROBLEMS, *photographing.UPLOAD_PROBLEMS, photographing.InvalidLabelCropImage),
    location="/v1/meals/{meal_id}",
)
def scan_food_label_url(
    caller: Caller,
    receipt: Receipt,
    request: Annotated[UploadedLabelRequest, Body("The upload, and what is known about the product.")],
    x_timezone: ZoneHeader = None,
) -> MealView:
    """As POST /v1/meals/food-label/analyze, for photos uploaded with tokens of GET /v1/meals/upload-token.

    Where the label was cut out of the photo and uploaded too, that is what is read.
    """
    return photographing.analyze_uploaded_photo(person(caller, x_timezone), request, receipt)
