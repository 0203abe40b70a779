"""Targets of the person's own."""

from typing import Annotated

from shared.http import Body, Caller, ZoneHeader, endpoint, person
from shared.http.if_match import IfMatch
from shared.profiles import service
from shared.profiles.requests import CustomMacrosRequest
from shared.profiles.rules import IncompleteMacros, ProfileNotFound
from shared.profiles.views import PersonTdeeView


@endpoint(raises=(IncompleteMacros, ProfileNotFound))
def set_custom_macros(
    caller: Caller,
    request: Annotated[CustomMacrosRequest, Body("Grams a day.")],
    x_timezone: ZoneHeader = None,
    if_match: IfMatch = None,
) -> PersonTdeeView:
    """Replaces the computed targets from the caller's today on; all null goes back to the computed ones.

    Energy is derived from the grams. Custom targets may go below the floor; `limits` then says so.
    """
    return service.set_custom_macros(person(caller, x_timezone), request.macros(), if_match)
