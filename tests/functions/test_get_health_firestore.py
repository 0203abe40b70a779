"""Operators see whether Firestore answers."""

from __future__ import annotations

import pytest

from local.cloud import Cloud
from local.phone import Phone
from tests.support.http import cost, operator, problem
from tests.support.web import web

PATHS = ["/health/firestore", "/health/queues"]


def test_firestore_answers(cloud: Cloud) -> None:
    answer = operator(cloud, "/health/firestore")
    assert answer.status_code == 200
    assert answer.json()["status"] == "healthy"
    assert 0 <= answer.json()["latency_ms"] < 10_000
    assert cost(operator(cloud, "/health/firestore"))[0] <= 2, "the account where it is not cached, and one document"


@pytest.mark.parametrize("path", PATHS)
def test_others_see_nothing(cloud: Cloud, phone: Phone, path: str) -> None:
    problem(web.get(f"{cloud.urls['gateway']}{path}"), 401, "NOT_AUTHENTICATED")
    problem(phone.request("GET", path), 403, "FORBIDDEN")
