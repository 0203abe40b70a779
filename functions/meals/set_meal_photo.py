"""Gives a meal a photo."""

from typing import Annotated

from shared.http import Caller, File, Receipt, Upload, endpoint, person
from shared.http.if_match import IfMatch
from shared.images import photo
from shared.meals.changing import editing
from shared.meals.photos import ImageStoreUnavailable
from shared.meals.problems import MealNotFound, MealStateConflict
from shared.meals.views import MealView


@endpoint(raises=(MealNotFound, MealStateConflict, *photo.PROBLEMS, ImageStoreUnavailable))
def set_meal_photo(
    caller: Caller,
    receipt: Receipt,
    meal_id: str,
    file: Annotated[
        Upload, File("The photo, by its bytes.", max_bytes=editing.MAX_PHOTO_BYTES, media_types=("image/jpeg", "image/png"))
    ],
    if_match: IfMatch = None,
) -> MealView:
    """Shows this photo with a meal that is `ready`, instead of the one before. Nothing is analysed, and the figures stay.

    The photo's metadata (place, device) is removed before it is stored; the photo before is deleted once no meal shows it.
    """
    return editing.set_photo(person(caller), meal_id, file.data, receipt, if_match)
