"""Feature flags, and the operators who set them."""

from __future__ import annotations

from typing import Any

import httpx

from local import accounts
from local.cloud import Cloud
from shared.ids import new_id
from tests.support.web import web


def operator(cloud: Cloud, method: str, path: str, **about: Any) -> httpx.Response:
    """The answer that someone with the admin claim gets."""
    token = accounts.sign_in(cloud.urls["auth"], "operator@example.com", admin=True)
    headers = {"Authorization": f"Bearer {token}"} | about.pop("headers", {})
    return web.request(method, f"{cloud.urls['gateway']}{path}", headers=headers, **about)


def made(cloud: Cloud, **settings: Any) -> dict[str, Any]:
    """A new flag."""
    answer = operator(cloud, "POST", "/v1/feature-flags", json={"name": f"flag-{new_id()}"} | settings)
    assert answer.status_code == 201, answer.text
    flag: dict[str, Any] = answer.json()
    return flag
