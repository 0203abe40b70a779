"""The function host: serves every deployed function from one process, each as functions-framework serves it when deployed.

`/{function_name}/rest/of/the/path` reaches that function with the path `/rest/of/the/path`. A function's app is made when it is
first asked for, so that starting the host costs the same whatever the registry holds. The server is the one that runs in the
cloud: gunicorn with threads.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import functions_framework
from functions_framework.exceptions import MissingTargetException
from gunicorn.app.base import BaseApplication

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 32
READY_PATH = "/-/ready"
KEEP_ALIVE_S = 3600  # longer than any pause between two calls: the gateway must not meet a connection that is just being closed


class Functions:
    """A WSGI application of all functions of `source`; `events` are the names of those that take CloudEvents."""

    def __init__(self, source: str, events: Iterable[str]) -> None:
        self._source = source
        self._events = frozenset(events)
        self._apps: dict[str, WSGIApplication] = {}
        self._making = threading.Lock()  # one for all: making an app runs the source file and imports modules

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == READY_PATH:
            start_response("204 No Content", [])
            return []
        name, _, path = environ["PATH_INFO"].lstrip("/").partition("/")
        try:
            app = self._app(name)
        except MissingTargetException:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [f"There is no function {name!r}.\n".encode()]
        _, _, raw_path = environ["RAW_URI"].lstrip("/").partition("/")
        environ |= {"PATH_INFO": f"/{path}", "RAW_URI": f"/{raw_path}", "SCRIPT_NAME": ""}
        return app(environ, start_response)

    def _app(self, name: str) -> WSGIApplication:
        if (app := self._apps.get(name)) is not None:
            return app
        with self._making:
            if name not in self._apps:
                signature = "cloudevent" if name in self._events else "http"
                self._apps[name] = _make_app(name, self._source, signature)
            return self._apps[name]


def _make_app(name: str, source: str, signature: str) -> WSGIApplication:
    app: WSGIApplication = functions_framework.create_app(name, source, signature)  # type: ignore[no-untyped-call] # has no types
    return app


class Server(BaseApplication):
    """gunicorn, set up from code. The app is made in the worker, after the fork."""

    def __init__(self, port: int, make_functions: Callable[[], Functions]) -> None:
        self._make_functions = make_functions
        self._options: dict[str, Any] = {
            "bind": f"127.0.0.1:{port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "keepalive": KEEP_ALIVE_S,
            "timeout": 0,
            "graceful_timeout": 1,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make_functions()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m local.host", description="Serves the functions of a source file.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--source", required=True, help="the file that functions-framework loads, e.g. functions/main.py")
    parser.add_argument("--event", action="append", default=[], help="name of a function that takes CloudEvents; repeatable")
    options = parser.parse_args(arguments)
    Server(options.port, lambda: Functions(options.source, options.event)).run()


if __name__ == "__main__":
    main(sys.argv[1:])
