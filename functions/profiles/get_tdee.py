"""The person's targets."""

from shared.http import Caller, ZoneHeader, endpoint, person
from shared.profiles import service
from shared.profiles.rules import TdeeDataNotFound
from shared.profiles.views import PersonTdeeView


@endpoint(raises=(TdeeDataNotFound,))
def get_tdee(caller: Caller, x_timezone: ZoneHeader = None) -> PersonTdeeView:
    """The targets of a day, and the formula, multiplier, floor and clamps behind them.

    Beside them, and changing nothing of them, `adaptive`: what weight and intake of the last weeks say of the usual day.
    """
    return service.get_tdee(person(caller, x_timezone))
