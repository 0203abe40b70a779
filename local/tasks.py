"""The Cloud Tasks API on one machine: the gRPC service that the google-cloud-tasks client talks to.

Generic handlers over the client's own message types; each queue of the registry is a `TaskQueue`. Refusals carry Google's status
codes: ALREADY_EXISTS, NOT_FOUND, INVALID_ARGUMENT.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import urlsplit

import grpc
from google.cloud import tasks_v2 as api
from google.protobuf import empty_pb2

from local.queues import HttpCall, NameTaken, QueuedTask, TaskQueue
from shared.rows import Queue

SERVICE = "google.cloud.tasks.v2.CloudTasks"
MAX_TASK_BYTES = 1_000_000
MAX_AHEAD = timedelta(days=30)
DEFAULT_DEADLINE_S, MIN_DEADLINE_S, MAX_DEADLINE_S = 600.0, 15.0, 1800.0
MAX_PAGE = 1000

QUEUE_NAME = re.compile(r"projects/([^/]+)/locations/([^/]+)/queues/([A-Za-z0-9-]{1,100})")
TASK_NAME = re.compile(rf"({QUEUE_NAME.pattern})/tasks/([A-Za-z0-9_-]{{1,500}})")

# proto-plus declares its attributes by their wire types and gives Python's (datetime, timedelta): what reads them takes Any.
Method = Callable[[Any], Any]


class Refusal(Exception):
    """What the API answers instead of a result."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.code = code


def invalid(message: str) -> NoReturn:
    raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, message)


class CloudTasks:
    """The service. `queues` may be read by others, e.g. to report a queue or to change its rate."""

    def __init__(self, queues: Iterable[Queue], say: Callable[[str], None]) -> None:
        self.queues: Mapping[str, TaskQueue] = {queue.name: TaskQueue(queue, say) for queue in queues}
        # Room for a burst of callers; a call takes well under a millisecond.
        self._server = grpc.server(ThreadPoolExecutor(8, "cloud-tasks"), options=(("grpc.so_reuseport", 0),))
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, self._handlers()),))

    def start(self, port: int) -> None:
        self._server.add_insecure_port(f"127.0.0.1:{port}")
        self._server.start()
        for queue in self.queues.values():
            queue.start()

    def close(self) -> None:
        self._server.stop(grace=None)
        for queue in self.queues.values():
            queue.close()

    def _handlers(self) -> dict[str, grpc.RpcMethodHandler[Any, Any]]:
        return {
            "CreateTask": _unary(self._create_task, api.CreateTaskRequest, api.Task),
            "GetTask": _unary(self._get_task, api.GetTaskRequest, api.Task),
            "ListTasks": _unary(self._list_tasks, api.ListTasksRequest, api.ListTasksResponse),
            "DeleteTask": _unary(self._delete_task, api.DeleteTaskRequest),
            "RunTask": _unary(self._run_task, api.RunTaskRequest, api.Task),
            "GetQueue": _unary(self._get_queue, api.GetQueueRequest, api.Queue),
            "ListQueues": _unary(self._list_queues, api.ListQueuesRequest, api.ListQueuesResponse),
            "UpdateQueue": _unary(self._update_queue, api.UpdateQueueRequest, api.Queue),
            "PauseQueue": _unary(self._pause_queue, api.PauseQueueRequest, api.Queue),
            "ResumeQueue": _unary(self._resume_queue, api.ResumeQueueRequest, api.Queue),
            "PurgeQueue": _unary(self._purge_queue, api.PurgeQueueRequest, api.Queue),
        }

    def _queue(self, name: str) -> TaskQueue:
        match = QUEUE_NAME.fullmatch(name)
        if match is None:
            invalid(f"Queue name {name!r} does not look like projects/P/locations/L/queues/Q")
        if (queue := self.queues.get(match[3])) is None:
            raise Refusal(grpc.StatusCode.NOT_FOUND, "Queue does not exist.")
        return queue

    def _task(self, name: str) -> tuple[TaskQueue, str]:
        match = TASK_NAME.fullmatch(name)
        if match is None:
            invalid(f"Task name {name!r} does not look like projects/P/locations/L/queues/Q/tasks/T")
        return self._queue(match[1]), match[5]

    def _create_task(self, request: api.CreateTaskRequest) -> api.Task:
        queue = self._queue(request.parent)
        task: Any = api.Task(request.task)  # a copy: it is completed below
        if len(api.Task.serialize(task)) > MAX_TASK_BYTES:
            invalid(f"Task size is too large: the limit is {MAX_TASK_BYTES} bytes")
        if not task.name:
            task.name = f"{request.parent}/tasks/{uuid.uuid4().int % 10**19}"
        match = TASK_NAME.fullmatch(task.name)
        if match is None or match[1] != request.parent:
            invalid(f"Task name {task.name!r} has to be {request.parent}/tasks/ and letters, digits, - or _")
        now = datetime.now(UTC)
        scheduled = _time(task.schedule_time)
        if scheduled is not None and scheduled > now + MAX_AHEAD:
            invalid("schedule_time may be at most 30 days ahead")
        call = _http_call(task)
        if scheduled is None or scheduled < now:
            task.schedule_time = now
        task.create_time = now
        try:
            queued = queue.add(match[5], call, scheduled.timestamp() if scheduled else None, message=task)
        except NameTaken:
            raise Refusal(
                grpc.StatusCode.ALREADY_EXISTS, "The task cannot be created: a task with this name exists or existed recently."
            ) from None
        return _shown(queued, request.response_view)

    def _get_task(self, request: api.GetTaskRequest) -> api.Task:
        queue, task_id = self._task(request.name)
        return _shown(_found(queue.get(task_id)), request.response_view)

    def _list_tasks(self, request: api.ListTasksRequest) -> api.ListTasksResponse:
        tasks = self._queue(request.parent).list()
        token = request.page_token or "0"
        if not (token.isascii() and token.isdigit()):
            invalid("page_token is not one that this service gave out")
        start, size = int(token), min(request.page_size or MAX_PAGE, MAX_PAGE)
        page = tasks[start : start + size]
        following = str(start + size) if start + size < len(tasks) else ""
        return api.ListTasksResponse(tasks=[_shown(task, request.response_view) for task in page], next_page_token=following)

    def _delete_task(self, request: api.DeleteTaskRequest) -> empty_pb2.Empty:
        queue, task_id = self._task(request.name)
        if not queue.delete(task_id):
            _found(None)
        return empty_pb2.Empty()

    def _run_task(self, request: api.RunTaskRequest) -> api.Task:
        queue, task_id = self._task(request.name)
        return _shown(_found(queue.run_now(task_id)), request.response_view)

    def _get_queue(self, request: api.GetQueueRequest) -> api.Queue:
        return _queue_message(request.name, self._queue(request.name))

    def _list_queues(self, request: api.ListQueuesRequest) -> api.ListQueuesResponse:
        return api.ListQueuesResponse(
            queues=[_queue_message(f"{request.parent}/queues/{name}", queue) for name, queue in self.queues.items()]
        )

    def _update_queue(self, request: Any) -> api.Queue:
        queue = self._queue(request.queue.name)
        paths = list(request.update_mask.paths) or ["rate_limits", "retry_config"]
        values = {
            "rate_limits.max_dispatches_per_second": ("per_minute", request.queue.rate_limits.max_dispatches_per_second * 60),
            "rate_limits.max_concurrent_dispatches": ("max_concurrent", request.queue.rate_limits.max_concurrent_dispatches),
            "retry_config.max_attempts": ("max_attempts", request.queue.retry_config.max_attempts),
            "retry_config.min_backoff": ("min_backoff_s", _seconds(request.queue.retry_config.min_backoff)),
            "retry_config.max_backoff": ("max_backoff_s", _seconds(request.queue.retry_config.max_backoff)),
            "retry_config.max_doublings": ("max_doublings", request.queue.retry_config.max_doublings),
        }
        chosen: dict[str, Any] = {
            setting: value
            for path, (setting, value) in values.items()
            # A whole message in the mask changes what it sets; a single field changes whatever it holds.
            if path in paths or (path.partition(".")[0] in paths and value)
        }
        try:
            queue.change(**chosen)
        except ValueError as error:
            invalid(str(error))
        return _queue_message(request.queue.name, queue)

    def _pause_queue(self, request: api.PauseQueueRequest) -> api.Queue:
        queue = self._queue(request.name)
        queue.pause()
        return _queue_message(request.name, queue)

    def _resume_queue(self, request: api.ResumeQueueRequest) -> api.Queue:
        queue = self._queue(request.name)
        queue.resume()
        return _queue_message(request.name, queue)

    def _purge_queue(self, request: api.PurgeQueueRequest) -> api.Queue:
        queue = self._queue(request.name)
        queue.purge()
        return _queue_message(request.name, queue)


def _unary(method: Method, request: Any, response: Any = None) -> grpc.RpcMethodHandler[Any, Any]:
    """A handler of one request and one answer; `response` is None where the answer is google.protobuf.Empty."""

    def handle(message: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(message)
        except Refusal as refusal:
            context.abort(refusal.code, str(refusal))

    serialize = empty_pb2.Empty.SerializeToString if response is None else response.serialize
    return grpc.unary_unary_rpc_method_handler(handle, request_deserializer=request.deserialize, response_serializer=serialize)


def _http_call(task: Any) -> HttpCall:
    request = task.http_request
    url = urlsplit(request.url)
    if url.scheme not in {"http", "https"} or not url.netloc:
        invalid("A task needs http_request.url, an http or https address (App Engine tasks are not served here)")
    method = api.HttpMethod(request.http_method or api.HttpMethod.POST)
    if request.body and method not in {api.HttpMethod.POST, api.HttpMethod.PUT, api.HttpMethod.PATCH}:
        invalid(f"A {method.name} task cannot have a body")
    deadline_s = _seconds(task.dispatch_deadline) or DEFAULT_DEADLINE_S
    if not MIN_DEADLINE_S <= deadline_s <= MAX_DEADLINE_S:
        invalid("dispatch_deadline has to be between 15 seconds and 30 minutes")
    headers = dict(request.headers)
    if request.oidc_token.service_account_email:
        headers["Authorization"] = "Bearer local-oidc"
    return HttpCall(method.name, request.url, headers, request.body, deadline_s)


def _shown(queued: QueuedTask, view: Any) -> api.Task:
    """The task as the API shows it; its body only in the view FULL."""
    shown = api.Task(queued.message)
    task: Any = shown
    task.schedule_time = datetime.fromtimestamp(queued.due_at, UTC)
    task.dispatch_count, task.response_count = queued.dispatch_count, queued.response_count
    if queued.first_attempt_at is not None:
        task.first_attempt = {"dispatch_time": datetime.fromtimestamp(queued.first_attempt_at, UTC)}
    if queued.last_attempt_at is not None:
        task.last_attempt = {"dispatch_time": datetime.fromtimestamp(queued.last_attempt_at, UTC)}
    task.view = api.Task.View.FULL if view == api.Task.View.FULL else api.Task.View.BASIC
    if task.view != api.Task.View.FULL:
        task.http_request.body = b""
    return shown


def _found(task: QueuedTask | None) -> QueuedTask:
    if task is None:
        raise Refusal(grpc.StatusCode.NOT_FOUND, "Task does not exist; it may have existed recently.")
    return task


def _queue_message(name: str, queue: TaskQueue) -> api.Queue:
    settings = queue.settings
    return api.Queue(
        name=name,
        rate_limits={
            "max_dispatches_per_second": settings.per_minute / 60,
            "max_burst_size": settings.burst,
            "max_concurrent_dispatches": settings.max_concurrent,
        },
        retry_config={
            "max_attempts": settings.max_attempts,
            "min_backoff": timedelta(seconds=settings.min_backoff_s),
            "max_backoff": timedelta(seconds=settings.max_backoff_s),
            "max_doublings": settings.max_doublings,
        },
        state=api.Queue.State.PAUSED if queue.paused else api.Queue.State.RUNNING,
    )


def _time(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _seconds(value: timedelta | None) -> float:
    return value.total_seconds() if value else 0.0
