"""Whether the task queues run."""

from functions.registry import QUEUES
from shared.http import endpoint
from shared.system import service
from shared.system.views import QueuesHealthView


@endpoint()
def get_health_queues() -> QueuesHealthView:
    """The state of every queue; `degraded` where one is paused, disabled or missing."""
    return service.queues_health(QUEUES.values())
