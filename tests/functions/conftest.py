"""The controls that the tests of single functions use. Each leaves the cloud as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.cloud import Cloud
from local.queues import TaskQueue
from tests.support.meals import throw_away


@pytest.fixture
def held(cloud: Cloud) -> Iterator[TaskQueue]:
    """The analysis queue, paused: photos that are posted stay PROCESSING. What waits at the end is thrown away."""
    queue = cloud.queue("gemini-general")
    queue.pause()
    yield queue
    throw_away(queue)
    queue.resume()
