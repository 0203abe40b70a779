"""The way of a photo as the app sees it: how soon the POST is answered, and how soon the listener shows the meal READY."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bench import scene
from bench.report import Goal, Table, alone
from local.cloud import Cloud

ANSWER_GOAL = Goal(300, "ms")
WARM_UP = 2
UNHINDERED: dict[str, Any] = {"per_minute": 6000.0, "burst": 100}  # the queue's rate is measured elsewhere


def measure(cloud: Cloud, samples: int, progress: Callable[[str], None]) -> Table:
    """`samples` photos of each size, one after the other, the sizes in turn; the model's own time is left out."""
    table = Table("From POST to READY, one photo after the other, ms (statistic, range)", ("time", "samples"))
    photos = {"sample photo": scene.sample_photo(), "12-megapixel photo": scene.large_photo()}
    answered: dict[str, list[float]] = {name: [] for name in photos}
    ready: dict[str, list[float]] = {name: [] for name in photos}
    queue = scene.analysis_queue(cloud)
    before = queue.settings
    queue.change(**UNHINDERED)
    with scene.new_phone(cloud) as phone:
        for number in range(WARM_UP + samples):
            progress(f"photo {max(0, number - WARM_UP + 1)} of {samples}")
            for name, photo in photos.items():
                began = time.perf_counter()
                meal_id = scene.post_photo(phone, photo)
                posted = time.perf_counter()
                meal = scene.follow_to_ready(phone, meal_id)
                seen = time.perf_counter()
                if number >= WARM_UP:
                    answered[name].append(1000 * (posted - began))
                    ready[name].append(1000 * (seen - began) - meal["analysis"]["usage"]["latency_ms"])
    queue.change(per_minute=before.per_minute, burst=before.burst)
    for name, photo in photos.items():
        size = f"{name}, {len(photo) / 1e6:.1f} MB"
        table.lines.append(alone(f"{size}: 202, median", answered[name], statistic="median", text="{:.0f}", goal=ANSWER_GOAL))
        for statistic in ("median", "p95"):
            table.lines.append(alone(f"{size}: READY, {statistic}", ready[name], statistic=statistic, text="{:.0f}"))
    table.notes.append("READY is when the listener shows it, less what the model's own calls took.")
    return table
