"""What was recognised on a photo of an ingredient."""

from shared.http import Caller, endpoint
from shared.ingredients import service
from shared.ingredients.views import IngredientView


@endpoint(raises=(service.RecognitionNotFound,))
def get_ingredient_recognition(caller: Caller, recognition_id: str) -> IngredientView:
    """The recognition, with its result once there is one. Kept for a day."""
    return service.get(caller.uid, recognition_id)
