"""Unit tests reach nothing, and start no function with this machine's settings."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from pytest_socket import disable_socket, enable_socket

from shared import settings


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    disable_socket()
    yield
    enable_socket()


@pytest.fixture
def function_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment of a function that serves; a test may add to it before it serves one."""
    monkeypatch.setenv("MEALTRACK_ENV", "test")
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "demo-unit")
    monkeypatch.setenv("CORS_ORIGINS", "https://app.example.com")
    settings.settings.cache_clear()
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield monkeypatch
    root.handlers[:], root.level = handlers, level
    settings.settings.cache_clear()
