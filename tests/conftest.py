"""What the tests share: one local cloud for the whole run, and phones with people of their own."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import hypothesis
import pytest

from local.cloud import Cloud
from local.phone import Phone
from local.queues import TaskQueue
from tests.support.events import Deliveries, Listener
from tests.support.meals import throw_away
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

# Machines are busy; what is slow is measured in bench/, not here.
hypothesis.settings.register_profile("mealtrack", deadline=None)
hypothesis.settings.load_profile("mealtrack")

# Of the tests' cloud. Quotas are small, so that they can be reached; the limits of calls are not, and its one host counts by itself
# (test_rate_limits.py has hosts with real ones); the lease is short, so that a killed worker is found out.
SETTINGS = {
    "CORS_ORIGINS": "https://app.example.com",
    "AI_DAILY_QUOTA_FREE": "12",
    "AI_DAILY_QUOTA_PREMIUM": "1000",
    "AI_MAX_IN_FLIGHT": "3",
    "RATE_LIMIT_FACTOR": "10000",
    "RATE_LIMIT_SHARED": "false",
    "GEMINI_TIMEOUT_S": "3",
    "ANALYSIS_LEASE_S": "8",
    "ANALYSIS_STUCK_AFTER_S": "2",
    "DELETION_SETTLES_S": "1",
    "LOCAL_GEMINI_LATENCY_S": "0.01",
    "FOOD_SOURCE_PAUSE_S": "0.25",
    "FOOD_SEARCH_DEADLINE_S": "1.5",
    "CUSTOM_FOODS_MAX": "6",
}

# A queue that does not make tests wait.
QUEUE: dict[str, Any] = {
    "per_minute": 6000,
    "burst": 100,
    "max_concurrent": 8,
    "max_attempts": 5,
    "min_backoff_s": 0.2,
    "max_backoff_s": 2,
}


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs the local cloud, and has every test an id of its own.

    Of tests that share an id, pytest-xdist runs one and nobody hears of the others.
    """
    for item in items:
        if "cloud" in getattr(item, "fixturenames", ()):
            item.add_marker("cloud")
        # What schemathesis calls its tests is no part of the ids that pytest makes since 9.2.
        if (label := getattr(item, "operation_label", None)) and item.id.params is None:
            item._id = item.id.with_params(label)
    if twice := [nodeid for nodeid, number in Counter(item.nodeid for item in items).items() if number > 1]:
        raise pytest.UsageError(f"Tests with one and the same id: {', '.join(twice)}")


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """The local cloud on free ports."""
    with Cloud(ports="free", env="test", settings=SETTINGS) as running:
        before = dict(os.environ)
        os.environ.update(running.environment)  # tests look into Firestore with the product's own client
        for queue in ("gemini-general", "accounts"):
            running.queue(queue).change(**QUEUE)
        yield running
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def new_phone(cloud: Cloud) -> Iterator[Callable[[], Phone]]:
    """Makes phones, each with a person who has just signed up."""
    phones: list[Phone] = []

    def make() -> Phone:
        phones.append(Phone(cloud.urls).sign_up(f"{uuid4().hex}@example.com"))
        return phones[-1]

    yield make
    for phone in phones:
        phone.close()


@pytest.fixture
def phone(new_phone: Callable[[], Phone]) -> Phone:
    """A phone with a person who has just signed up."""
    return new_phone()


@pytest.fixture
def queue(cloud: Cloud) -> Iterator[TaskQueue]:
    """The queue of the analyses; empty before and after, whatever the test did to it."""
    yield _emptied(cloud)
    _emptied(cloud)


def _stand_in(vendor: str) -> Callable[[Cloud], Iterator[StandIn]]:
    @pytest.fixture
    def stand_in(cloud: Cloud) -> Iterator[StandIn]:
        """The stand-in of a vendor, without script or record."""
        yield from _played(StandIn(cloud.urls[vendor]))

    return stand_in


def _stand_in_of_analyses(vendor: str) -> Callable[[Cloud, TaskQueue], Iterator[StandIn]]:
    @pytest.fixture
    def stand_in(cloud: Cloud, queue: TaskQueue) -> Iterator[StandIn]:
        """The same; nothing that was left in the queue can use up the test's replies."""
        yield from _played(StandIn(cloud.urls[vendor]))

    return stand_in


gemini, cloudinary, pinecone, fdc, openfoodfacts = map(
    _stand_in_of_analyses, ("gemini", "cloudinary", "pinecone", "fdc", "openfoodfacts")
)
revenuecat, files = map(_stand_in, ("revenuecat", "storage"))


@pytest.fixture
def accounts(cloud: Cloud) -> Iterator[TaskQueue]:
    """The queue of those who leave or take their data along; it runs as it was set up afterwards."""
    yield cloud.queue("accounts")
    cloud.queue("accounts").change(paused=False, **QUEUE)


@pytest.fixture
def deliveries(cloud: Cloud) -> Iterator[Deliveries]:
    """How Firestore events are delivered; as usual after the test."""
    control = Deliveries(cloud.urls["control"])
    yield control
    control.usual()


@pytest.fixture
def domain_events(cloud: Cloud) -> Iterator[Listener]:
    """Hears every domain event from here on."""
    listener = Listener(cloud.urls["pubsub"], cloud.project)
    yield listener
    listener.close()


def _played(stand_in: StandIn) -> Iterator[StandIn]:
    stand_in.reset()
    yield stand_in
    stand_in.behaves()


def _emptied(cloud: Cloud) -> TaskQueue:
    """The queue as it was set up, once no event is on its way to fill it and no task runs."""
    queue = cloud.queue("gemini-general")
    deliveries = Deliveries(cloud.urls["control"])

    def is_quiet() -> bool:
        throw_away(queue)
        return deliveries.pending() == 0 and queue.report()["running"] == 0 and queue.report()["depth"] == 0

    eventually(is_quiet, "the queue to be empty")
    queue.change(paused=False, **QUEUE)  # only now: what waits in a queue that is held shall not run
    return queue
