"""@schedule: a function that Cloud Scheduler calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import functions_framework
from flask import Request, Response

from shared.events.edge import handling, log, start
from shared.rows import ScheduleRow


class ScheduleHandler:
    def __init__(self, handler: Callable[[], None]) -> None:
        self.handler = handler

    def __call__(self) -> None:
        self.handler()

    def serve(self, row: ScheduleRow) -> Callable[[Request], Response]:
        start(row)

        def function(request: Request) -> Response:
            try:
                with handling(row, request.headers):
                    self.handler()
            except Exception as error:
                log.error("scheduled run failed", exc_info=error)
                return Response(status=500)  # Cloud Scheduler tries again
            return Response(status=204)

        function.__name__ = row.name
        return cast(Callable[[Request], Response], functions_framework.http(function))


def schedule(handler: Callable[[], None]) -> ScheduleHandler:
    """Marks a handler that takes nothing. Two runs may overlap; raising has the run tried again."""
    return ScheduleHandler(handler)
