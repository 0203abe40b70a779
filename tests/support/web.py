"""Calls of nobody's phone: one client for all of them."""

from __future__ import annotations

import ssl

import httpx

from tests.support.waiting import PATIENCE_S

# Everything local is plain HTTP: certificates would take longer to load than a call takes.
web = httpx.Client(timeout=PATIENCE_S, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
