"""Operators see whether the queues run."""

from __future__ import annotations

from functions.registry import QUEUES
from local.cloud import Cloud
from local.queues import TaskQueue
from tests.support.http import operator


def test_queues_run(cloud: Cloud) -> None:
    answer = operator(cloud, "/health/queues")
    assert answer.status_code == 200
    assert answer.json()["status"] == "healthy"
    assert [(queue["name"], queue["state"]) for queue in answer.json()["queues"]] == [(name, "RUNNING") for name in QUEUES]


def test_a_paused_one_is_seen(cloud: Cloud, held: TaskQueue) -> None:
    answer = operator(cloud, "/health/queues")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["queues"][0]["state"] == "PAUSED"
