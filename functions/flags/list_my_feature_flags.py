"""Which features are on for the caller."""

from shared.flags import service
from shared.flags.views import FlagsView
from shared.http import Caller, endpoint


@endpoint()
def list_my_feature_flags(caller: Caller) -> FlagsView:
    """Every flag, and whether it is on for the caller. Who is in a roll-out stays in while it grows."""
    return service.list_flags_of(caller.uid)
