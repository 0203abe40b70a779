"""The person says who they are and what they want."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, ZoneHeader, endpoint, person
from shared.http.if_match import IfMatch
from shared.profiles import service
from shared.profiles.requests import OnboardingRequest
from shared.profiles.views import Saved


@endpoint()
def save_onboarding(
    caller: Caller,
    receipt: Receipt,
    request: Annotated[OnboardingRequest, Body("Body, habits and goal.")],
    x_timezone: ZoneHeader = None,
    if_match: IfMatch = None,
) -> Saved:
    """Saves the profile and the targets that follow from it, which hold from the caller's today on.

    Saving another time replaces the profile and drops custom macros.
    """
    return service.save_onboarding(person(caller, x_timezone), request, receipt, if_match)
