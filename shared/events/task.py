"""@task: a function that a Cloud Tasks queue calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

import functions_framework
from flask import Request, Response
from pydantic import BaseModel, ValidationError

from shared.errors import NotNow
from shared.events.edge import Permanent, handling, log, start
from shared.rows import TaskRow

P = TypeVar("P", bound=BaseModel)


@dataclass(frozen=True)
class Attempt:
    """`number` counts the tries of this task from 1; after the last one the queue gives it up."""

    number: int
    is_last: bool


class TaskHandler(Generic[P]):
    def __init__(self, payload: type[P], handler: Callable[[P, Attempt], None]) -> None:
        self.payload = payload
        self.handler = handler

    def __call__(self, payload: P, attempt: Attempt) -> None:
        self.handler(payload, attempt)

    def serve(self, row: TaskRow) -> Callable[[Request], Response]:
        start(row)

        def function(request: Request) -> Response:
            tried_before = _count(request.headers.get("X-CloudTasks-TaskRetryCount", "0"))
            attempt = Attempt(tried_before + 1, is_last=tried_before + 1 >= row.queue.max_attempts)
            about = {"task": request.headers.get("X-CloudTasks-TaskName", ""), "attempt": attempt.number}
            try:
                with handling(row, request.headers, **about):
                    self.handler(self._read(request), attempt)
            except NotNow as later:
                log.warning("task tried again later: %s", later)
                return _again(later.after_s)
            except Exception as error:
                log.error("task failed", exc_info=error)
                return _again(None)
            return Response(status=204)

        function.__name__ = row.name
        return cast(Callable[[Request], Response], functions_framework.http(function))

    def _read(self, request: Request) -> P:
        try:
            return self.payload.model_validate_json(request.get_data())
        except ValidationError:
            raise Permanent("the task's payload is not what this function takes") from None


def task(payload: type[P]) -> Callable[[Callable[[P, Attempt], None]], TaskHandler[P]]:
    """Marks a handler that takes a `payload` and an Attempt.

    It may be called more than once for one task, also at the same time. Returning ends the task; NotNow and any other exception
    have the queue try again after its back-off.
    """

    def decorate(handler: Callable[[P, Attempt], None]) -> TaskHandler[P]:
        return TaskHandler(payload, handler)

    return decorate


def _again(after_s: float | None) -> Response:
    """503 slows the queue down; Cloud Tasks waits for at least Retry-After."""
    response = Response(status=503)
    if after_s:
        response.headers["Retry-After"] = str(max(1, round(after_s)))
    return response


def _count(header: str) -> int:
    return int(header) if header.isascii() and header.isdigit() else 0
