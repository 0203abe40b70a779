"""When a task queue may dispatch and when a failed task is tried again: Cloud Tasks' rules, pure, the clock injected."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from shared.rows import Queue

# So much of a token may be missing: who waits exactly as long as told would otherwise find 0.9999999 of one and wait again.
ALMOST = 1e-5


def late_tokens(rate_per_s: float) -> float:
    """What somebody who wakes up late for the token that they were told of, on a busy machine, does not lose: less than one token.

    Of slow rates nothing: there a few milliseconds lose nothing to speak of, and no minute sees one dispatch more.
    """
    return min(0.99, 0.25 * rate_per_s) if rate_per_s >= 1 else 0.0


class TokenBucket:
    """Holds up to `burst` tokens and gains `rate_per_s` a second; every dispatch takes one. Times are seconds of any one clock.

    So any span of time sees `burst` and the rate at most, and less than one more where somebody is late.
    """

    def __init__(self, rate_per_s: float, burst: int, now: float) -> None:
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._tokens = float(burst)
        self._at = now
        self._is_awaited = False  # somebody has been told when the next token comes

    def wait_s(self, now: float) -> float:
        """Seconds until a token is there; 0 when one is, infinity when the rate is 0."""
        self._refill(now)
        if self._tokens >= 1 - ALMOST:
            return 0.0
        self._is_awaited = True
        return (1 - self._tokens) / self._rate_per_s if self._rate_per_s > 0 else float("inf")

    def take(self, now: float) -> bool:
        """Takes a token; False when there is none."""
        if self.wait_s(now) > 0:
            return False
        self._tokens = max(0.0, self._tokens - 1)
        self._is_awaited = False
        return True

    def change(self, rate_per_s: float, burst: int, now: float) -> None:
        """A new rate from now on; tokens that were gained stay, up to the new burst."""
        self._refill(now)
        self._rate_per_s, self._burst = rate_per_s, burst
        self._tokens = min(self._tokens, float(burst))

    def _refill(self, now: float) -> None:
        elapsed = max(0.0, now - self._at)  # a clock that was set back must not take tokens away
        room = self._burst + (late_tokens(self._rate_per_s) if self._is_awaited else 0.0)
        self._tokens = min(room, self._tokens + elapsed * self._rate_per_s)
        self._at = now


def retry_interval_s(queue: Queue, failures: int) -> float:
    """Seconds between the `failures`-th failed attempt (1 = the first) and the next one.

    Cloud Tasks' RetryConfig: starts at min_backoff, doubles max_doublings times, then grows linearly by the last doubled
    interval, and never exceeds max_backoff (cloud.google.com/tasks/docs/reference/rpc/google.cloud.tasks.v2#retryconfig).
    """
    doublings = min(failures - 1, queue.max_doublings)
    linear = max(1, failures - queue.max_doublings)
    return float(min(queue.max_backoff_s, queue.min_backoff_s * 2.0**doublings * linear))


def retry_after_s(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for (delta seconds or an HTTP date, RFC 9110 §10.2.3); None when it says nothing.

    `now` is in epoch seconds.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - datetime.fromtimestamp(now, UTC).timestamp())
