"""Whether the API is up."""

from shared.http import endpoint
from shared.system import health
from shared.system.health import HealthView


@endpoint()
def get_health() -> HealthView:
    """Answers as long as functions are served. It reads nothing."""
    return health.health()
