"""Cloud Tasks: puts work into a queue, under a name that makes putting it twice the same as once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.clients.once import once
from shared.settings import settings

if TYPE_CHECKING:
    from google.cloud.tasks_v2 import CloudTasksClient

_TIMEOUT_S = 10.0


@once
def _client() -> CloudTasksClient:
    from google.cloud.tasks_v2 import CloudTasksClient

    if not (emulator := settings().CLOUD_TASKS_EMULATOR_HOST):
        return CloudTasksClient()
    # The client has no emulator variable of its own.
    import grpc
    from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

    return CloudTasksClient(transport=CloudTasksGrpcTransport(channel=grpc.insecure_channel(emulator)))


def enqueue(queue: str, name: str, function: str, payload: dict[str, Any], *, deadline_s: int) -> bool:
    """Has `queue` call `function` (deployed name) with `payload` as JSON. False when a task of that name was there already.

    The queue tries an attempt for at most `deadline_s` seconds. Safe to repeat: Cloud Tasks refuses a name that it knows, also
    for about an hour after the task has ended.
    """
    from google.api_core.exceptions import Conflict
    from google.cloud import tasks_v2
    from google.protobuf.duration_pb2 import Duration

    current = settings()
    place = {"region": current.GOOGLE_CLOUD_REGION, "project": current.GOOGLE_CLOUD_PROJECT}
    url = current.TASK_TARGET_URL.format(**place, function=function)
    request = tasks_v2.HttpRequest(
        url=url,
        http_method=tasks_v2.HttpMethod.POST,
        headers={"Content-Type": "application/json"},
        body=json.dumps(payload).encode(),
    )
    if current.TASKS_INVOKER_EMAIL:
        request.oidc_token = tasks_v2.OidcToken(service_account_email=current.TASKS_INVOKER_EMAIL, audience=url)
    task = tasks_v2.Task(
        name=f"{_queue_path(queue)}/tasks/{name}", http_request=request, dispatch_deadline=Duration(seconds=max(deadline_s, 15))
    )
    try:
        _client().create_task(parent=_queue_path(queue), task=task, timeout=_TIMEOUT_S)
    except Conflict:
        return False
    return True


def is_waiting(queue: str, name: str) -> bool:
    """Whether a task of that name still waits in the queue or runs."""
    from google.api_core.exceptions import NotFound

    try:
        _client().get_task(name=f"{_queue_path(queue)}/tasks/{name}", timeout=_TIMEOUT_S)
    except NotFound:
        return False
    return True


def queue_state(queue: str) -> str:
    """RUNNING, PAUSED or DISABLED; MISSING when there is no such queue."""
    from google.api_core.exceptions import NotFound

    try:
        return str(_client().get_queue(name=_queue_path(queue), timeout=_TIMEOUT_S).state.name)
    except NotFound:
        return "MISSING"


def _queue_path(queue: str) -> str:
    current = settings()
    return f"projects/{current.GOOGLE_CLOUD_PROJECT}/locations/{current.GOOGLE_CLOUD_REGION}/queues/{queue}"
