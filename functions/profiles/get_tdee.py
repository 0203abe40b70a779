"""The person's targets."""

from shared.http import Caller, endpoint
from shared.profiles import service
from shared.profiles.rules import TdeeDataNotFound
from shared.profiles.views import PersonTdeeView


@endpoint(raises=(TdeeDataNotFound,))
def get_tdee(caller: Caller) -> PersonTdeeView:
    """The targets of a day, and the formula, multiplier, floor and clamps behind them."""
    return service.get_tdee(caller.uid)
