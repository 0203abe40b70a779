"""Whether one feature is on for everybody."""

from shared.flags import service
from shared.flags.rules import FlagNotFound
from shared.flags.views import FlagView
from shared.http import endpoint


@endpoint(raises=(FlagNotFound,), cache_s=600)
def get_feature_flag(flag_name: str) -> FlagView:
    """One flag. The answer may be kept for ten minutes."""
    return service.get_flag(flag_name)
