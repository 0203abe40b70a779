"""The control plane under /_local/: what tests, scripts and the emulators use; the deployed gateway has nothing like it.

GET    urls                          every address of the running cloud
*      functions/{function}          calls that function with the request as it is (kebab or snake case)
POST   schedules/{function}/fire     runs a scheduled function now
GET    queues/{queue}                what the queue holds and did; POST changes it, DELETE purges it
GET    events                        counts of Firestore event deliveries
POST   events/mode                   {"copies": 2, "shuffle_s": 0.3, "hold": false}
POST   subscriptions/{function}      where the Pub/Sub emulator pushes
*      vendors/{vendor}/…            the vendor's stand-in
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from local import events, topics
from local.events import EventDelivery
from local.gateway import HOP_BY_HOP, MethodNotAllowed, answer_problem, forward, request_headers
from local.invoker import FunctionTimeout, HostUnavailable, Invoker
from local.queues import TaskQueue
from local.scheduler import Scheduler
from local.tasks import CloudTasks
from shared.errors import BadRequest, NotFound, Problem, ServiceUnavailable, Unprocessable
from shared.rows import DocumentRow, MessageRow, Row, ScheduleRow

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SomeRow = TypeVar("SomeRow", bound=Row)

RULES = Map(
    [
        Rule("/_local/urls", methods=["GET"], endpoint="urls"),
        Rule("/_local/functions/<function>", endpoint="function"),
        Rule("/_local/schedules/<function>/fire", methods=["POST"], endpoint="fire"),
        Rule("/_local/queues/<queue>", methods=["GET"], endpoint="show_queue"),
        Rule("/_local/queues/<queue>", methods=["POST"], endpoint="change_queue"),
        Rule("/_local/queues/<queue>", methods=["DELETE"], endpoint="purge_queue"),
        Rule("/_local/events", methods=["GET"], endpoint="show_events"),
        Rule("/_local/events/mode", methods=["POST"], endpoint="change_events"),
        Rule("/_local/subscriptions/<function>", methods=["POST"], endpoint="message"),
        Rule("/_local/vendors/<vendor>", endpoint="vendor"),
        Rule("/_local/vendors/<vendor>/<path:path>", endpoint="vendor"),
        Rule("/functions/projects/<project>/triggers/<function>", methods=["POST"], endpoint="document"),
    ],
    strict_slashes=False,
    merge_slashes=False,
)


class ControlPlane:
    """A WSGI application; `urls` is called for each answer, since the cloud may still be starting."""

    def __init__(
        self,
        rows: Mapping[str, Row],
        *,
        project: str,
        invoker: Invoker,
        tasks: CloudTasks,
        deliveries: EventDelivery,
        scheduler: Scheduler,
        urls: Callable[[], Mapping[str, Any]],
        vendor: Callable[[str], WSGIApplication],
    ) -> None:
        self._rows = rows
        self._project = project
        self._invoker = invoker
        self._tasks = tasks
        self._deliveries = deliveries
        self._scheduler = scheduler
        self._urls = urls
        self._vendor = vendor

        self._answers: dict[str, Callable[..., Any]] = {
            "urls": lambda _request: self._urls(),
            "fire": self._fire,
            "show_queue": lambda _request, queue: self._queue(queue).report(),
            "change_queue": self._change_queue,
            "purge_queue": lambda _request, queue: {"deleted": self._queue(queue).purge()},
            "show_events": lambda _request: self._deliveries.report(),
            "change_events": self._change_events,
            "message": self._take_message,
            "document": self._take_document,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            endpoint, values = RULES.bind_to_environ(environ).match()
            if endpoint == "function":
                return self._to_function(values["function"], environ, start_response)
            if endpoint == "vendor":
                return self._to_vendor(values["vendor"], environ, start_response)
            answer = self._answers[endpoint](Request(environ), **values)
            return Response(json.dumps(answer), mimetype="application/json")(environ, start_response)
        except Problem as problem:
            return answer_problem(problem, environ, start_response)
        except HTTPException as error:
            return answer_problem(_problem_of(error), environ, start_response)

    def _row(self, function: str, kind: type[SomeRow]) -> SomeRow:
        row = self._rows.get(function.replace("-", "_"))
        if not isinstance(row, kind):
            raise NotFound(f"The registry has no {kind.__name__} {function!r}.")
        return row

    def _to_function(self, function: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        row = self._row(function, Row)
        query = environ.get("QUERY_STRING")
        headers = {name: value for name, value in request_headers(environ).items() if name.lower() not in HOP_BY_HOP | {"host"}}
        return forward(
            self._invoker, row, environ["REQUEST_METHOD"], f"/?{query}" if query else "/", headers, environ, start_response
        )

    def _to_vendor(self, vendor: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            app = self._vendor(vendor)
        except ValueError as error:
            raise NotFound(str(error)) from None
        prefix = f"/_local/vendors/{vendor}"
        path = environ["PATH_INFO"].removeprefix(prefix) or "/"
        return app(environ | {"SCRIPT_NAME": prefix, "PATH_INFO": path}, start_response)

    def _fire(self, _request: Request, function: str) -> dict[str, Any]:
        row = self._row(function, ScheduleRow)
        return {"function": row.name, "status": _available(lambda: self._scheduler.fire(row))}

    def _queue(self, name: str) -> TaskQueue:
        if (queue := self._tasks.queues.get(name)) is None:
            raise NotFound(f"There is no queue {name!r}; the queues are {', '.join(self._tasks.queues)}.")
        return queue

    def _change_queue(self, request: Request, queue: str) -> dict[str, Any]:
        found = self._queue(queue)
        _change(found.change, request)
        return found.report()

    def _change_events(self, request: Request) -> dict[str, Any]:
        _change(self._deliveries.set_mode, request)
        return self._deliveries.report()

    def _take_message(self, request: Request, function: str) -> dict[str, Any]:
        row = self._row(function, MessageRow)
        event = topics.from_push(row, self._project, request.get_data())
        if event is not None:
            headers, body = event
            status = _available(lambda: self._invoker.call(row.name, headers, body, row.profile.timeout_s))
            if not 200 <= status < 300:  # a push that fails is a nack: the emulator pushes again, with back-off
                raise ServiceUnavailable(f"{row.name} answered {status}.")
        return {"delivered": event is not None}

    def _take_document(self, request: Request, project: str, function: str) -> dict[str, Any]:
        if project != self._project:
            raise NotFound(f"This cloud is project {self._project!r}.")
        row = self._row(function, DocumentRow)
        try:
            event = events.from_emulator(dict(request.headers), request.get_data())
        except ValueError as error:
            raise BadRequest(str(error)) from None
        if event is not None:
            self._deliveries.accept(row, *event)
        return {"accepted": event is not None}


def _problem_of(error: HTTPException) -> Problem:
    if error.code == 404:
        return NotFound("The control plane has no such path; local/control.py lists them.")
    if error.code == 405:
        return MethodNotAllowed("The control plane does not take this method here; local/control.py lists them.")
    return BadRequest("The body has to be JSON.")


def _change(change: Callable[..., Any], request: Request) -> None:
    """Calls `change` with the members of the request's JSON object."""
    members = request.get_json(force=True)
    if not isinstance(members, dict):
        raise BadRequest("The body has to be a JSON object.")
    try:
        change(**members)
    except (TypeError, ValueError) as error:
        raise Unprocessable(str(error)) from None


def _available(call: Callable[[], int]) -> int:
    try:
        return call()
    except (HostUnavailable, FunctionTimeout) as error:
        raise ServiceUnavailable(str(error)) from None
