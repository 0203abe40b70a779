"""What the tests share: one local cloud for the whole run, and phones with people of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from local.cloud import Cloud
from local.phone import Phone

# Of the tests' cloud. Small, so that limits can be reached; the lease is short, so that a killed worker is found out.
SETTINGS = {
    "CORS_ORIGINS": "https://app.example.com",
    "AI_DAILY_QUOTA_FREE": "12",
    "AI_DAILY_QUOTA_PREMIUM": "1000",
    "AI_MAX_IN_FLIGHT": "3",
    "ANALYSIS_LEASE_S": "8",
    "ANALYSIS_STUCK_AFTER_S": "2",
    "LOCAL_GEMINI_LATENCY_S": "0.05",
}


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """The local cloud on free ports, with a queue that does not make tests wait."""
    with Cloud(ports="free", env="test", settings=SETTINGS) as running:
        before = dict(os.environ)
        os.environ.update(running.environment)  # tests look into Firestore with the product's own client
        running.queue("gemini-general").change(per_minute=6000, burst=100, min_backoff_s=0.2, max_backoff_s=2)
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
