"""RevenueCat's stand-in: GET /v1/subscribers/{app_user_id} of its REST API. As there, asking about a customer makes one.

`PUT /customers/{app_user_id}` with {"entitlements": …, "subscriptions": …, "non_subscriptions": …} says what it knows of a customer
from then on. Script entries: {"status": 429, "retry_after_s"?}, {"text": "<html>"}, {"subscriber": {…}}, {"drop": true},
{"delay_s": 10}, each with `times`, `always`, and `"customer"`: the one whom the call has to be about.
"""

from __future__ import annotations

import hmac
import math
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from pydantic import Field

from local.vendors.script import Reply, StandIn

KEPT_CUSTOMERS = 1000


class RevenueCatReply(Reply):
    """One scripted answer; `customer` restricts it to questions about that one."""

    status: int | None = Field(None, ge=400, le=599)
    retry_after_s: float | None = Field(None, ge=0)
    text: str | None = None
    subscriber: dict[str, Any] | None = None
    customer: str | None = None

    def applies_to(self, kind: str) -> bool:
        return self.customer in {None, kind}


class Customers:
    """What is known of the newest thousand customers. Thread-safe."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, name: str, told: Mapping[str, Any]) -> None:
        with self._lock:
            self._known[name] = dict(told)
            self._known.move_to_end(name)
            while len(self._known) > KEPT_CUSTOMERS:
                self._known.popitem(last=False)

    def get(self, name: str) -> dict[str, Any] | None:
        with self._lock:
            return self._known.get(name)


def app(environment: Mapping[str, str]) -> Flask:
    """The WSGI application. Raises ValueError where `environment` lacks REVENUECAT_API_KEY."""
    key = environment.get("REVENUECAT_API_KEY")
    if not key:
        raise ValueError("the stand-in for RevenueCat needs REVENUECAT_API_KEY: what the functions prove themselves with")
    stand_in, customers = StandIn("revenuecat", RevenueCatReply), Customers()

    @stand_in.app.get("/v1/subscribers/<path:name>")
    def get_subscriber(name: str) -> tuple[Response, int] | Response:
        stand_in.received(None)
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {key}".encode()):
            return _failure(401, 7225, "Invalid API Key.")
        if reply := stand_in.scripted(name):
            if reply.status is not None:
                failure = _failure(reply.status, 7638 if reply.status == 429 else 7110, "Scripted.")
                if reply.retry_after_s is not None:
                    failure.headers["Retry-After"] = str(math.ceil(reply.retry_after_s))
                return failure
            if reply.text is not None:
                return Response(reply.text, 200, content_type="text/html; charset=utf-8")
            if reply.subscriber is not None:
                return _subscriber(name, reply.subscriber), 200
        if (known := customers.get(name)) is None:
            customers.put(name, {})
            return _subscriber(name, {}), 201
        return _subscriber(name, known), 200

    @stand_in.app.put("/customers/<path:name>")
    def put_customer(name: str) -> tuple[Response, int] | Response:
        told = request.get_json(silent=True)
        if not isinstance(told, dict):
            return _failure(400, 7226, "Send an object.")
        customers.put(name, told)
        return _subscriber(name, told), 200

    return stand_in.app


def _subscriber(name: str, told: Mapping[str, Any]) -> Response:
    now = datetime.now(UTC)
    base: dict[str, Any] = {
        "entitlements": {},
        "first_seen": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "management_url": None,
        "non_subscriptions": {},
        "original_app_user_id": name,
        "original_application_version": None,
        "original_purchase_date": None,
        "other_purchases": {},
        "subscriptions": {},
    }
    return jsonify(
        request_date=f"{now:%Y-%m-%dT%H:%M:%SZ}", request_date_ms=round(now.timestamp() * 1000), subscriber=base | dict(told)
    )


def _failure(status: int, code: int, message: str) -> Response:
    response = jsonify(code=code, message=message)
    response.status_code = status
    return response
