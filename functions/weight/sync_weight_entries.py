"""The app hands in the weigh-ins that it has kept."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint, person
from shared.weight import service
from shared.weight.requests import WeightSync
from shared.weight.rules import RecordedOutOfRange
from shared.weight.views import WeightSyncView


@endpoint(raises=(RecordedOutOfRange,))
def sync_weight_entries(
    caller: Caller,
    receipt: Receipt,
    request: Annotated[WeightSync, Body("The weigh-ins.")],
    x_timezone: ZoneHeader = None,
) -> WeightSyncView:
    """Keeps all of the weigh-ins or none: new ones are added, known ones corrected. Handing them in twice is the same as once.

    A weigh-in without an id is that of its instant. Where the newest one is among them, profile and targets follow it.
    """
    return service.sync_entries(person(caller, x_timezone), request.entries, receipt)
