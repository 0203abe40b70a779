"""A photo that the phone has uploaded itself becomes a meal."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint, person
from shared.meals.analysing import photographing, requests
from shared.meals.analysing.requests import UploadedPhotoRequest
from shared.meals.views import MealView


@endpoint(status=202, raises=(*requests.PROBLEMS, *photographing.UPLOAD_PROBLEMS), location="/v1/meals/{meal_id}")
def analyze_meal_image_url(
    caller: Caller,
    receipt: Receipt,
    request: Annotated[UploadedPhotoRequest, Body("The upload, and what is known about the meal.")],
    x_timezone: ZoneHeader = None,
) -> MealView:
    """As POST /v1/meals/image/analyze, for a photo uploaded with a token of GET /v1/meals/upload-token.

    Only uploads that were issued to the caller are taken; handing one in again answers with the meal that it became.
    """
    return photographing.analyze_uploaded_photo(person(caller, x_timezone), request, receipt)
