"""The controls that the tests of single functions use. Each leaves the cloud as it found it."""

from __future__ import annotations

import pytest

from local.queues import TaskQueue


@pytest.fixture
def held(queue: TaskQueue) -> TaskQueue:
    """The analysis queue, paused: photos that are posted stay PROCESSING."""
    queue.pause()
    return queue
