"""Structured logs: one JSON object a line on stdout, in the fields that Cloud Logging understands.

`bind()` puts what a request is about (function, trace, request id, pseudonym of the user) into every later line of it. Logs hold
no secret, token, e-mail address or text about meals: log facts as fields, never a person's input, and never an exception's text
where it may quote input.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Protocol


class Headers(Protocol):
    """The headers of a request, whatever the server calls their type."""

    def get(self, key: str, default: str, /) -> str: ...


_context: ContextVar[dict[str, Any] | None] = ContextVar("log_context", default=None)
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_CLOUD_TRACE = re.compile(r"([0-9a-f]{32})(?:/([0-9]{1,20}))?(?:;o=\d)?")


def bind(**fields: Any) -> None:
    """Adds fields to every later line of this request."""
    _context.set({**(_context.get() or {}), **fields})


def start(headers: Headers, *, function: str, project: str) -> None:
    """Begins the context of one request or event, correlated with the trace that its headers name."""
    fields: dict[str, Any] = {"function": function}
    if found := _TRACEPARENT.fullmatch(headers.get("traceparent", "")):
        trace, span = found[1], found[2]
    elif found := _CLOUD_TRACE.fullmatch(headers.get("X-Cloud-Trace-Context", "")):
        trace, span = found[1], f"{int(found[2]):016x}" if found[2] else ""
    else:
        trace = span = ""
    if trace:
        fields["logging.googleapis.com/trace"] = f"projects/{project}/traces/{trace}"
    if span:
        fields["logging.googleapis.com/spanId"] = span
    _context.set(fields)


def fields(**data: Any) -> dict[str, Any]:
    """`log.info("…", extra=fields(status=200))`: the line's own JSON fields."""
    return {"data": data}


class JsonFormatter(logging.Formatter):
    """A log record as Cloud Logging's JSON. An exception gives its type and its frames, not its text."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "severity": record.levelname,
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "message": record.getMessage(),
            "logger": record.name,
            **(_context.get() or {}),
            **getattr(record, "data", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["stack_trace"] = "".join(traceback.format_tb(record.exc_info[2]))
        return json.dumps(line, default=str, ensure_ascii=False)


def configure(level: str) -> None:
    """Sends this process's logs to stdout as JSON. Safe to call again."""
    root = logging.getLogger()
    root.setLevel(level)
    if not any(isinstance(handler.formatter, JsonFormatter) for handler in root.handlers):
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(JsonFormatter())
        root.handlers[:] = [handler]
    # Libraries that log request lines or bodies at INFO.
    for noisy in ("google", "urllib3", "httpx", "httpx2", "werkzeug", "google_genai", "cloudinary"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
