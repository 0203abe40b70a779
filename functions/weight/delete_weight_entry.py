"""A weigh-in was a mistake."""

from shared.http import Caller, ZoneHeader, endpoint, person
from shared.weight import service
from shared.weight.rules import WeightEntryNotFound
from shared.weight.views import WeightDeletionView


@endpoint(raises=(WeightEntryNotFound,))
def delete_weight_entry(caller: Caller, entry_id: str, x_timezone: ZoneHeader = None) -> WeightDeletionView:
    """Deletes a weigh-in for good. Where it was the newest, the one before it is the present weight again, and targets follow."""
    return service.delete_entry(person(caller, x_timezone), entry_id)
