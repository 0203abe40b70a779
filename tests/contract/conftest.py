"""People for the tests that call the running functions."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from local.accounts import sign_in
from local.cloud import Cloud
from local.phone import Phone


@pytest.fixture(scope="session")
def admin(cloud: Cloud) -> Iterator[Phone]:
    """A person whose token carries the admin claim."""
    email = f"{uuid4().hex}@example.com"
    sign_in(cloud.urls["auth"], email, admin=True)
    with Phone(cloud.urls) as phone:
        yield phone.sign_in(email)


@pytest.fixture(scope="session")
def alice(cloud: Cloud) -> Iterator[Phone]:
    """A person who owns what other people must not see."""
    with Phone(cloud.urls) as phone:
        yield phone.sign_up(f"{uuid4().hex}@example.com")


@pytest.fixture(scope="session")
def nobody(cloud: Cloud) -> Iterator[Phone]:
    """A phone on which nobody has signed in."""
    with Phone(cloud.urls) as phone:
        yield phone


@pytest.fixture(scope="session")
def gateway(cloud: Cloud) -> str:
    """The address of the API."""
    address: str = cloud.urls["gateway"]
    return address
