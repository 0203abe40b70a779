"""The API gateway on one machine: one address, every method and path to its function, headers moved as API Gateway moves them.

The caller's `Authorization` reaches the function as `X-Forwarded-Authorization`, since the real gateway presents its own identity
to the function in `Authorization`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import urllib3
from waitress import wasyncore
from waitress.server import TcpWSGIServer

from local.invoker import FunctionTimeout, HostUnavailable, Invoker
from shared.errors import NotFound, Problem, ServiceUnavailable, TooLarge
from shared.http.problems import render
from shared.http.request_id import request_id_of
from shared.rows import HttpRow, Row

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY_BYTES = 32 * 1024 * 1024  # API Gateway's limit
CHUNK_BYTES = 64 * 1024
THREADS = 64  # each waits for one function; the host answers fewer at once
GATEWAY_TOKEN = "Bearer local-gateway"

# Headers of one connection, not of the message (RFC 9110 §7.6.1), and those that only the gateway may set.
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"}
)
OWN_HEADERS = frozenset({"authorization", "host", "x-forwarded-authorization", "x-apigateway-api-userinfo"})
SERVER_HEADERS = frozenset({"date", "server"})


class MethodNotAllowed(Problem):
    status, error_code, title = 405, "METHOD_NOT_ALLOWED", "This path does not take this method"


class GatewayTimeout(Problem):
    status, error_code, title = 504, "GATEWAY_TIMEOUT", "The function gave no answer in time"


def find_row(rows: Iterable[HttpRow], method: str, path: str) -> HttpRow:
    """The function that serves the request, in the registry's order; a preflight goes to the first function of its path.

    Raises NotFound, or MethodNotAllowed with the path's methods.
    """
    allowed: dict[str, HttpRow] = {}
    for row in rows:
        for route in row.routes:
            if route.match_path(path) is not None:
                allowed.setdefault(route.method, row)
    if not allowed:
        raise NotFound("No function serves this path. /docs lists the paths.")
    if method == "OPTIONS":
        return next(iter(allowed.values()))
    if method not in allowed:
        methods = ", ".join(sorted(allowed))
        raise MethodNotAllowed(f"This path takes {methods}.", headers={"Allow": f"{methods}, OPTIONS"})
    return allowed[method]


def request_headers(environ: WSGIEnvironment) -> dict[str, str]:
    """The request's headers, as they came in."""
    headers = {name[5:].replace("_", "-").title(): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name, key in (("Content-Type", "CONTENT_TYPE"), ("Content-Length", "CONTENT_LENGTH")):
        if environ.get(key):
            headers[name] = environ[key]
    return headers


def forwarded_headers(headers: Mapping[str, str], client: str, scheme: str) -> dict[str, str]:
    """What the function is sent instead: the user's token moved aside, the gateway's own put in, the client's address added."""
    kept = {name: value for name, value in headers.items() if name.lower() not in HOP_BY_HOP | OWN_HEADERS}
    by_name = {name.lower(): value for name, value in headers.items()}
    if user := by_name.get("authorization"):
        kept["X-Forwarded-Authorization"] = user
    kept["Authorization"] = GATEWAY_TOKEN
    kept["X-Forwarded-For"] = ", ".join(filter(None, [by_name.get("x-forwarded-for"), client]))
    kept["X-Forwarded-Proto"] = scheme
    return kept


class Gateway:
    """A WSGI application: what starts with a prefix of `mounts` goes to that application, everything else to the functions."""

    def __init__(self, rows: Sequence[Row], invoker: Invoker, mounts: Mapping[str, WSGIApplication]) -> None:
        self._rows = tuple(row for row in rows if isinstance(row, HttpRow))
        self._invoker = invoker
        self._mounts = mounts

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        for prefix, app in self._mounts.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                return app(environ, start_response)
        try:
            return self._proxy(environ, start_response)
        except Problem as problem:
            return answer_problem(problem, environ, start_response)

    def _proxy(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method, target = environ["REQUEST_METHOD"], environ["REQUEST_URI"]
        row = find_row(self._rows, method, target.partition("?")[0])  # as it came in: an encoded slash does not divide segments
        headers = forwarded_headers(request_headers(environ), environ["REMOTE_ADDR"], environ["wsgi.url_scheme"])
        return forward(self._invoker, row, method, target, headers, environ, start_response)


def forward(
    invoker: Invoker,
    row: Row,
    method: str,
    target: str,
    headers: Mapping[str, str],
    environ: WSGIEnvironment,
    start_response: StartResponse,
) -> Iterable[bytes]:
    """Hands the request on to the row's function and its answer back, both as streams.

    Raises TooLarge, ServiceUnavailable or GatewayTimeout.
    """
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MAX_BODY_BYTES:
        raise TooLarge(f"The request body is larger than {MAX_BODY_BYTES // 2**20} MiB.")
    try:
        response = invoker.open(row.name, method, target, headers, environ["wsgi.input"] if length else None, row.profile.timeout_s)
    except HostUnavailable:
        raise ServiceUnavailable("The function is starting again: try again shortly.", retry_after_s=1) from None
    except FunctionTimeout:
        raise GatewayTimeout(f"The function gave no answer within {row.profile.timeout_s} s.") from None
    kept = [(name, value) for name, value in response.headers.items() if name.lower() not in HOP_BY_HOP | SERVER_HEADERS]
    start_response(f"{response.status} {response.reason or ''}", kept)
    return _body(response)


def _body(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from response.stream(CHUNK_BYTES, decode_content=False)
    finally:
        response.release_conn()


def answer_problem(problem: Problem, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    request_id = request_id_of({"X-Request-ID": environ.get("HTTP_X_REQUEST_ID", "")})
    response = render(problem, request_id)
    response.headers["X-Request-ID"] = request_id
    return response(environ, start_response)


class GatewayServer:
    """Serves a WSGI application on the loopback interface, keeping connections open."""

    def __init__(self, app: WSGIApplication, port: int) -> None:
        # A queue behind the threads is what a load test is for, and not worth a line each.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._sockets: dict[int, Any] = {}
        self._server = TcpWSGIServer(
            app,
            map=self._sockets,
            host="127.0.0.1",
            port=port,
            threads=THREADS,
            connection_limit=1000,
            backlog=1024,
            max_request_body_size=2 * MAX_BODY_BYTES,  # up to here the gateway itself answers; beyond, the server hangs up
            inbuf_overflow=16 * 1024 * 1024,  # keep a photo in memory
            clear_untrusted_proxy_headers=False,
            ident="",
        )
        self._thread = threading.Thread(target=self._server.run, name="gateway", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Closes every connection; requests under way get no answer."""
        # The loop polls the sockets, so only the loop's own thread may close them; with none left it ends.
        trigger: Any = self._server.trigger
        trigger.pull_trigger(lambda: wasyncore.close_all(self._sockets, ignore_all=True))
        self._thread.join(timeout=2)
        self._server.task_dispatcher.shutdown(timeout=1)
