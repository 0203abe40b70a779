from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from local.scheduler import next_fire


def test_cron_is_read_in_utc() -> None:
    after = datetime(2026, 1, 1, 23, 59, tzinfo=timezone(timedelta(hours=5)))  # 18:59 UTC
    assert next_fire("0 19 * * *", after) == datetime(2026, 1, 1, 19, 0, tzinfo=UTC)


def test_a_fire_is_strictly_later() -> None:
    on_time = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    assert next_fire("*/5 * * * *", on_time) == on_time + timedelta(minutes=5)
