"""Anyone may ask whether the API is up."""

from __future__ import annotations

import pytest

from local.cloud import Cloud
from tests.support.http import cost
from tests.support.web import web


@pytest.mark.parametrize("path", ["/health", "/", "/v1/health", "/health/"])
def test_it_is_up(cloud: Cloud, path: str) -> None:
    answer = web.get(f"{cloud.urls['gateway']}{path}")
    assert answer.status_code == 200
    assert answer.json()["status"] == "healthy"
    assert answer.json()["version"]
    assert cost(answer) == (0, 0)
