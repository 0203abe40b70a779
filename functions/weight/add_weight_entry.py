"""The person has weighed themselves."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint, person
from shared.weight import service
from shared.weight.requests import WeighIn
from shared.weight.rules import RecordedOutOfRange
from shared.weight.views import WeightEntryView


@endpoint(status=201, raises=(RecordedOutOfRange,))
def add_weight_entry(
    caller: Caller,
    receipt: Receipt,
    entry: Annotated[WeighIn, Body("The weight and when it was.")],
    x_timezone: ZoneHeader = None,
) -> WeightEntryView:
    """Keeps a weigh-in; the same instant told again corrects it.

    The newest weigh-in is the person's present weight: the profile has it at once, and targets follow from today on. The goal's
    seven days go on. An older one is only added to the history.
    """
    return service.add_entry(person(caller, x_timezone), entry, receipt)
