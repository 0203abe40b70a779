"""/docs and /openapi.json: the API reference, served from this machine alone."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from local.gateway import answer_problem
from local.ports import ROOT
from shared.errors import NotFound, Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

OPENAPI = ROOT / "generated" / "openapi.json"
SWAGGER_UI = ROOT / "node_modules" / "swagger-ui-dist"
ASSETS = frozenset({"swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"})

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MealTrack API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({url: "/openapi.json", dom_id: "#reference", validatorUrl: null, deepLinking: true, persistAuthorization: true});
</script>
</body>
</html>
"""
# The browser itself holds the page to this machine.
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:"


class Docs:
    """A WSGI application; `base` is the address that the reference shows for the API."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            body, media_type = self._find(environ["PATH_INFO"])
        except Problem as problem:
            return answer_problem(problem, environ, start_response)
        headers = [("Content-Type", media_type), ("Content-Length", str(len(body))), ("Content-Security-Policy", POLICY)]
        start_response("200 OK", headers)
        return [body]

    def _find(self, path: str) -> tuple[bytes, str]:
        if path == "/openapi.json":
            return self._openapi(), "application/json"
        if path.rstrip("/") == "/docs":
            return PAGE.encode(), "text/html; charset=utf-8"
        name = path.removeprefix("/docs/")
        if name not in ASSETS:
            raise NotFound("The API reference is at /docs.")
        return _read(SWAGGER_UI / name, "run `npm ci`"), mimetypes.guess_type(name)[0] or "application/octet-stream"

    def _openapi(self) -> bytes:
        document = json.loads(_read(OPENAPI, "run `make generate`"))
        return json.dumps(document | {"servers": [{"url": self._base}]}).encode()


def _read(path: Path, remedy: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"{path.relative_to(ROOT)} is not there: {remedy}.") from None
