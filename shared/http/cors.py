"""CORS: which web origins may call from a browser. The mobile apps need none of it."""

from __future__ import annotations

from flask import Request, Response

from shared.rows import HttpRow
from shared.settings import settings

_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, X-Request-ID, X-Timezone, Accept-Language"
_EXPOSED = "X-Request-ID, X-Response-Time, Location, ETag, Retry-After, RateLimit-Policy, RateLimit, Idempotent-Replayed"
_PREFLIGHT_VALID_S = "3600"


def preflight(row: HttpRow, request: Request) -> Response | None:
    """The answer to a preflight of one of the row's paths, else None. It names the methods only to an allowed origin."""
    if request.method != "OPTIONS":
        return None
    response = Response(status=204)
    if _allowed(request):
        response.headers["Access-Control-Allow-Methods"] = request.headers.get("Access-Control-Request-Method") or ", ".join(
            sorted({route.method for route in row.routes})
        )
        response.headers["Access-Control-Allow-Headers"] = _HEADERS
        response.headers["Access-Control-Max-Age"] = _PREFLIGHT_VALID_S
    return response


def allow(request: Request, response: Response) -> None:
    """Lets an allowed origin read the answer."""
    response.headers.add("Vary", "Origin")
    if _allowed(request):
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED


def _allowed(request: Request) -> bool:
    return request.headers.get("Origin") in settings().CORS_ORIGINS
