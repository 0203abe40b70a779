"""How often one caller may call: counted for each function and person, or address where nobody signs in, over all instances.

The count of a caller is one document, `rate_limits/{hash}`, so no document is hot; it holds the permits that are out
(shared/limits/window.py). An instance that has no permit for a caller takes one for every call that waits, and some in advance, in
one commit. A caller whose allowance is used up costs nothing. While Firestore does not answer each instance counts by itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from cachetools import LRUCache
from flask import Request

from shared.clients.failures import is_outage
from shared.clients.firestore import Cost, Held, measured_apart
from shared.errors import TooManyRequests, VendorBusy
from shared.limits.window import Allowance, Out, Permits, still_good, take
from shared.logging import fields
from shared.rows import HttpRow
from shared.settings import settings

log = logging.getLogger(__name__)

_CALLERS = 10_000  # that an instance remembers; who is forgotten is looked up again
_TIMEOUT_S = 2.0
_CONTENTION_S = 2.0
_ALONE_S = 10.0  # how long an instance counts by itself after Firestore did not answer
_IPV6_NETWORK = 64  # bits: who has one IPv6 address has all of its network


class Standing(NamedTuple):
    """Whether a call is let in, what is left for the next ones, and what it cost to know."""

    allowance: Allowance
    granted: bool
    left: int
    more_in_s: int
    cost: Cost

    def headers(self, policy: str) -> dict[str, str]:
        """RateLimit-Policy and RateLimit of draft-ietf-httpapi-ratelimit-headers."""
        return {
            "RateLimit-Policy": f'"{policy}";q={self.allowance.calls};w={self.allowance.window_s}',
            "RateLimit": f'"{policy}";r={self.left};t={self.more_in_s}',
        }


@dataclass
class Counter:
    """One caller of one function, as this instance knows them. `path` is None where every instance counts for itself."""

    allowance: Allowance
    path: str | None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _waiting: int = 0
    _waiting_lock: threading.Lock = field(default_factory=threading.Lock)
    _out: Out = field(default_factory=Out)
    _in_hand: list[Permits] = field(default_factory=list)
    _alone_until: float = 0

    def __post_init__(self) -> None:
        self._held = Held(self.path, timeout_s=_TIMEOUT_S) if self.path else None

    def admit(self) -> Standing:
        """Lets one call in, or does not. Of those that come at once the first takes the permits of all."""
        self._wait(+1)
        try:
            with self._lock, measured_apart() as cost:
                granted = self._use_one() or (self._take() and self._use_one())
                return self._standing(granted, cost, time.time())
        finally:
            self._wait(-1)

    def _standing(self, granted: bool, cost: Cost, now: float) -> Standing:
        out = self._out.at(now)
        left = self.allowance.calls - out.all + sum(some.calls for some in still_good(self._in_hand, now))
        back = (out.all_back if granted else out.next_back) or now
        return Standing(self.allowance, granted, max(0, left) if granted else 0, max(1, math.ceil(back - now)), cost)

    def _wait(self, change: int) -> None:
        with self._waiting_lock:
            self._waiting += change

    def _use_one(self) -> bool:
        """Uses a permit in hand, of those that end first."""
        self._in_hand = still_good(self._in_hand, time.time())
        if not self._in_hand:
            return False
        soonest = min(self._in_hand, key=lambda some: some.good_until)
        self._in_hand.remove(soonest)
        self._in_hand.append(Permits(soonest.calls - 1, soonest.good_until))
        return True

    def _take(self) -> bool:
        """Takes permits; whether there were any."""
        if self._held is None or time.monotonic() < self._alone_until:
            self._out, permits = take(self._out, self.allowance, self._waiting, time.time())
        else:
            try:
                self._out, permits = self._held.change(self._step, give_up_after_s=_CONTENTION_S)
            except VendorBusy:
                return False  # so many instances at once are only busy for one who is over every allowance
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("limits are counted by this instance alone", extra=fields(reason=type(error).__name__))
                self._alone_until = time.monotonic() + _ALONE_S
                return self._take()
        self._in_hand += permits
        return any(some.calls for some in permits)

    def _step(self, stored: dict[str, Any] | None) -> tuple[dict[str, Any] | None, tuple[Out, list[Permits]]]:
        now = time.time()
        before = _out_of(stored)
        after, permits = take(before, self.allowance, self._waiting, now)
        if not any(some.calls for some in permits):
            return None, (after, permits)
        return _document_of(after), (after, permits)


_counters: LRUCache[tuple[str, str], Counter] = LRUCache(maxsize=_CALLERS)
_counters_lock = threading.Lock()


def admit(row: HttpRow, request: Request, uid: str | None) -> Standing:
    """Counts a call of the row's function by this person, or by this address where nobody signs in."""
    who = f"user {uid}" if uid else f"address {address(request.headers.get('X-Forwarded-For', ''), request.remote_addr or '')}"
    key = (row.name, who)
    with _counters_lock:
        counter = _counters.get(key)
        if counter is None:
            allowance = Allowance.of(row.limit, settings().RATE_LIMIT_FACTOR)
            is_shared = settings().RATE_LIMIT_SHARED and not row.limit.in_instance
            counter = _counters[key] = Counter(allowance, path_of(row.name, who) if is_shared else None)
    return counter.admit()


def refuse(standing: Standing) -> TooManyRequests:
    calls, minutes = standing.allowance.calls, standing.allowance.window_s // 60
    within = "a minute" if minutes == 1 else f"in {minutes} minutes"
    detail = f"You may call this {calls} times {within}: wait {standing.more_in_s} s."
    return TooManyRequests(detail, retry_after_s=standing.more_in_s)


def path_of(function: str, who: str) -> str:
    """The document of a caller; it names neither person nor address."""
    return f"rate_limits/{hashlib.sha256(f'{function} {who}'.encode()).hexdigest()}"


def address(forwarded_for: str, peer: str) -> str:
    """The address that called our outermost proxy. What stands further left in the header is the caller's own invention."""
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()] or [peer]
    mine = hops[max(0, len(hops) - 1 - settings().TRUSTED_PROXIES)]
    try:
        found = ipaddress.ip_address(mine)
    except ValueError:
        return mine
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))
    return str(found)


def _out_of(stored: Mapping[str, Any] | None) -> Out:
    stored = stored or {}
    return Out(*({int(second): count for second, count in stored.get(name, {}).items()} for name in ("calls", "in_advance")))


def _document_of(out: Out) -> dict[str, Any]:
    return {
        "calls": {str(second): count for second, count in out.calls.items()},
        "in_advance": {str(second): count for second, count in out.in_advance.items()},
        "expires_at": datetime.fromtimestamp(out.all_back or 0, UTC),
    }
