"""Calls functions on the function host, over pooled connections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

import urllib3


class HostUnavailable(Exception):
    """The function host took no connection or dropped it: it is starting again, or it was killed."""


class FunctionTimeout(Exception):
    """The function gave no answer within its time-out."""


class Invoker:
    """A client of the function host at `port` on the loopback interface."""

    def __init__(self, port: int) -> None:
        self._pool = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=64, retries=False)

    def open(
        self, function: str, method: str, target: str, headers: Mapping[str, str], body: IO[bytes] | bytes | None, timeout_s: float
    ) -> urllib3.BaseHTTPResponse:
        """The function's answer, its body not yet read; the caller reads it and calls `release_conn`.

        `target` is the path with its query, as it came in. Raises HostUnavailable or FunctionTimeout.
        """
        try:
            return self._pool.urlopen(
                method,
                f"/{function}{target}",
                body=body,
                headers=dict(headers),
                redirect=False,
                preload_content=False,
                decode_content=False,
                timeout=timeout_s,  # for connecting too: urllib3 sends the body under that limit, and a cold function reads late
            )
        except urllib3.exceptions.ReadTimeoutError:
            raise FunctionTimeout(f"{function} gave no answer within {timeout_s:g} s") from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise HostUnavailable(f"the function host did not answer ({type(error).__name__})") from None

    def call(self, function: str, headers: Mapping[str, str], body: bytes, timeout_s: float) -> int:
        """POSTs an event to the function and returns the status of its answer, whose body is of no interest."""
        response = self.open(function, "POST", "/", headers, body, timeout_s)
        try:
            response.drain_conn()
        finally:
            response.release_conn()
        return response.status

    def close(self) -> None:
        self._pool.close()
