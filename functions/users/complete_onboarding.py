"""The person is through with onboarding."""

from shared.http import Caller, UserNotFound, endpoint
from shared.users import service
from shared.users.views import OnboardingView


@endpoint(raises=(UserNotFound,))
def complete_onboarding(caller: Caller) -> OnboardingView:
    """Notes that onboarding is complete; a second time changes nothing and says so."""
    return service.complete_onboarding(caller.uid)
