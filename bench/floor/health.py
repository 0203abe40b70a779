"""The least of a health check: a fixed answer."""

from __future__ import annotations

from flask import Request, Response


def get_health(_request: Request) -> Response:
    return Response('{"status": "ok"}', mimetype="application/json")
