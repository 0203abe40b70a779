"""Which features are on for everybody."""

from shared.flags import service
from shared.flags.views import FlagsView
from shared.http import endpoint


@endpoint(cache_s=600)
def list_feature_flags() -> FlagsView:
    """Every flag, and whether it is on for everybody. The answer may be kept for ten minutes.

    Roll-outs to some people are in `GET /v1/users/me/feature-flags`.
    """
    return service.list_flags()
