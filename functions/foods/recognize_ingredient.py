"""A photo of one ingredient is recognised."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, endpoint, person
from shared.images import photo
from shared.ingredients import service
from shared.ingredients.requests import MAX_BODY_BYTES, IngredientRequest
from shared.ingredients.views import IngredientView
from shared.meals.photos import ImageStoreUnavailable


@endpoint(
    status=202,
    raises=(
        photo.FileTooLarge,
        photo.InvalidFileType,
        photo.ImageUnreadable,
        photo.ImageTooSmall,
        photo.ImageTooLarge,
        ImageStoreUnavailable,
    ),
    location="/v1/ingredients/recognitions/{recognition_id}",
)
def recognize_ingredient(
    caller: Caller, receipt: Receipt, request: Annotated[IngredientRequest, Body("The photo.", max_bytes=MAX_BODY_BYTES)]
) -> IngredientView:
    """Stores the photo and answers at once; what is on it follows within seconds.

    Listen to `users/{uid}/ingredient_recognitions/{recognition_id}`, or poll GET /v1/ingredients/recognitions/{recognition_id}. The
    photo is deleted when the recognition has ended. Counts as an analysis.
    """
    return service.recognize(person(caller), request.photo(), receipt)
