"""JSON over HTTPS from vendors that have no SDK of their own: bounded in time and in size, and suspicious of what comes back."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from shared.clients.once import once
from shared.errors import VendorBusy, VendorRefused

MAX_BYTES = 4 * 1024 * 1024  # fifty branded foods with every nutrient are a quarter of it
_CHUNK = 64 * 1024
_THERE = frozenset({200, 201})  # 201: RevenueCat has made the customer that was asked for
_OVERLOADED = frozenset({408, 420, 425, 429})
_LONGEST_WAIT_S = 3600.0


def get_json(vendor: str, url: str, *, query: Mapping[str, str], headers: Mapping[str, str], timeout_s: float) -> Any:
    """The JSON value at `url`; None where there is nothing (404).

    Raises VendorBusy (rate limit, overload, time-out, network, an answer that is no JSON or has no end) or VendorRefused.
    """
    import urllib3

    give_up = time.monotonic() + timeout_s
    timeout = urllib3.Timeout(total=timeout_s)
    try:
        with _pool().request(
            "GET", url, fields=dict(query), headers=dict(headers), timeout=timeout, preload_content=False, redirect=False
        ) as answer:
            if answer.status == 404:
                return None
            if answer.status in _OVERLOADED or answer.status >= 500:
                raise VendorBusy(vendor, f"answered {answer.status}", retry_after_s=_retry_after(answer.headers))
            if answer.status not in _THERE:
                raise VendorRefused(vendor, f"answered {answer.status}")
            return _parsed(vendor, _body(vendor, answer, give_up))
    except urllib3.exceptions.HTTPError as error:
        raise VendorBusy(vendor, f"no answer: {type(error).__name__}") from None


@once
def _pool() -> Any:
    import urllib3

    return urllib3.PoolManager(num_pools=4, maxsize=8, retries=False)


def _body(vendor: str, answer: Any, give_up: float) -> bytes:
    """All of it, in pieces: a sender of one byte a second never lets a read time out."""
    body = bytearray()
    while piece := answer.read1(_CHUNK, decode_content=True):
        body += piece
        if len(body) > MAX_BYTES:
            raise VendorBusy(vendor, "the answer is too long")
        if time.monotonic() > give_up:
            raise VendorBusy(vendor, "the answer takes too long")
    return bytes(body)


def _parsed(vendor: str, body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise VendorBusy(vendor, "the answer is not JSON") from None


def _no_number(text: str) -> None:
    """NaN and Infinity are none of JSON's; a figure that is one of them is not known."""


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After", "")
    return min(float(value), _LONGEST_WAIT_S) if value.isascii() and value.isdigit() else None
