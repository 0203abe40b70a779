"""python -m deploy.cost [USERS ...]: what a month costs, from what people do, what that counts up to, and public prices.

What is assumed stands in `Habits`, what was counted in `FLOWS` (tests/deploy/test_cost.py counts it again on the local cloud), what
is asked for in `Prices`; the formulas are the lines of `month`. Free allowances are left out: they are small, and shared with
whatever else the billing account pays for.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass

MILLION = 1_000_000
KIB_PER_GIB = 1024 * 1024
DAYS = 365 / 12
SECONDS = DAYS * 86_400

# Cloud Run starts another instance where those that run are at about 60 % of their concurrency.
FILLED = 0.6


@dataclass(frozen=True, slots=True)
class Habits:
    """What a monthly user does on an average day of the month, the days without the app included; and how large things are."""

    photos: float = 0.6
    days_viewed: float = 3.0
    meals_viewed: float = 2.0
    deletions: float = 0.05
    prompt_tokens: float = 2_000  # of one photo: the instructions, and the picture at 768 px
    output_tokens: float = 600  # as JSON, without thinking
    photo_mb: float = 0.4
    photo_views: float = 4  # deliveries of a photo as a thumbnail of 30 kB, over its life
    meal_kib: float = 12  # a meal's document with its index entries
    event_kib: float = 12  # a Firestore event: the document before and after
    log_kib: float = 1  # one line, as stored
    answer_kib: float = 4
    months_kept: float = 12  # how long people have been there: what storage has grown to


@dataclass(frozen=True, slots=True)
class Prices:
    """$ list prices for europe-west1 (Cloud Run tier 1), as published on 2026-11-22. Compare them before you rely on the sum.

    cloud.google.com: /run/pricing, /firestore/pricing, /api-gateway/pricing, /tasks/pricing, /pubsub/pricing, /scheduler/pricing,
    /stackdriver/pricing; ai.google.dev/gemini-api/docs/pricing (gemini-2.5-flash, paid tier); cloudinary.com/pricing.
    """

    vcpu_second: float = 0.000024
    gib_second: float = 0.0000025
    idle_vcpu_second: float = 0.0000025  # of an instance that is kept warm and has nothing to do
    invocation: float = 0.40 / MILLION
    gateway_call: float = 3.00 / MILLION
    task_operation: float = 0.40 / MILLION
    schedule: float = 0.10
    read: float = 0.03 / 100_000
    write: float = 0.09 / 100_000
    document_gib: float = 0.15  # a month
    backup_gib: float = 0.03  # a month
    pubsub_gib: float = 40 / 1024
    log_gib: float = 0.50
    egress_gib: float = 0.12
    prompt_token: float = 0.30 / MILLION
    output_token: float = 2.50 / MILLION
    cloudinary_credit: float = 89 / 225  # the plan Plus; a credit is 1 GB kept, 1 GB delivered or 1,000 transformations


@dataclass(frozen=True, slots=True)
class Step:
    """A function that a flow invokes `times` times, with the size of its row. `seconds` is what one invocation takes, deployed."""

    function: str
    times: int
    gib: float
    concurrency: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Flow:
    """What one use of the app counts up to, background included. Reads are those of a person whose account is cached."""

    reads: int
    writes: int
    steps: tuple[Step, ...]
    tasks: int = 0


FLOWS: Mapping[str, Flow] = {
    "photo": Flow(
        reads=11,  # with the target, read where the photo makes the document of its day, and the person's corrections
        writes=8,
        tasks=1,
        steps=(
            Step("analyze-meal-image", times=1, gib=1.0, concurrency=8, seconds=1.2),
            Step("on-meal-written", times=4, gib=0.5, concurrency=20, seconds=0.1),
            Step("run-meal-analysis", times=1, gib=1.0, concurrency=8, seconds=7.0),
        ),
    ),
    "day": Flow(reads=1, writes=0, steps=(Step("get-daily-macros", times=1, gib=0.5, concurrency=40, seconds=0.06),)),
    "meal": Flow(reads=1, writes=0, steps=(Step("get-meal", times=1, gib=0.5, concurrency=40, seconds=0.06),)),
    "deletion": Flow(
        reads=2,
        writes=2,
        steps=(
            Step("delete-meal", times=1, gib=0.5, concurrency=40, seconds=0.15),
            Step("on-meal-written", times=1, gib=0.5, concurrency=20, seconds=0.1),
        ),
    ),
}

# Counting a call for its limit, as if each were the first that an instance sees of a person in a while. It is the most it can be.
COUNTING = Flow(reads=1, writes=1, steps=())

# Kept warm (functions/registry.py): one instance of 1 vCPU and 1 GiB. Scheduled: the sweeper, every five minutes.
WARM_INSTANCES = 1
SCHEDULES = 1
BACKUPS_KEPT = 7 + 14


def instance_seconds(uses: float, step: Step) -> float:
    """Seconds a month in which instances are billed for `uses` uses of a step.

    An instance is billed while at least one request is in it. With a = the mean number of requests under way (Little's law), one
    instance is busy for the share 1 − e^(−a) of the time (M/G/∞); many are filled up to FILLED × concurrency.
    """
    under_way = uses * step.times * step.seconds / SECONDS
    return SECONDS * max(1 - math.exp(-under_way), under_way / (FILLED * step.concurrency))


def month(users: int, habits: Habits | None = None, prices: Prices | None = None) -> dict[str, float]:
    """$ a month for `users` monthly users, by what it is for."""
    h, p = habits or Habits(), prices or Prices()
    a_day = {"photo": h.photos, "day": h.days_viewed, "meal": h.meals_viewed, "deletion": h.deletions}
    uses = {name: users * times * DAYS for name, times in a_day.items()}
    steps = [(uses[name], step) for name, flow in FLOWS.items() for step in flow.steps]
    photos, calls = uses["photo"], sum(uses.values())
    invocations = sum(n * step.times for n, step in steps)
    events = sum(n * step.times for n, step in steps if step.function.startswith("on-"))
    kept_photos = photos * h.months_kept
    kept_gib = kept_photos * h.meal_kib / KIB_PER_GIB
    credits_used = (kept_photos * h.photo_mb + photos * h.photo_views * 0.03) / 1000 + photos / 1000
    return {
        "Gemini": photos * (h.prompt_tokens * p.prompt_token + h.output_tokens * p.output_token),
        "Cloudinary": credits_used * p.cloudinary_credit,
        "Functions": invocations * p.invocation
        + sum(instance_seconds(n, step) * (p.vcpu_second + step.gib * p.gib_second) for n, step in steps)
        + WARM_INSTANCES * SECONDS * (p.idle_vcpu_second + p.gib_second),
        "API Gateway": calls * p.gateway_call,
        "Firestore operations": sum(uses[name] * (flow.reads * p.read + flow.writes * p.write) for name, flow in FLOWS.items())
        + calls * (COUNTING.reads * p.read + COUNTING.writes * p.write),
        "Firestore storage": kept_gib * (p.document_gib + BACKUPS_KEPT * p.backup_gib),
        "Queues, events, schedules": photos * 2 * p.task_operation
        + 2 * events * h.event_kib / KIB_PER_GIB * p.pubsub_gib
        + SCHEDULES * p.schedule,
        "Logs": invocations * h.log_kib / KIB_PER_GIB * p.log_gib,
        "Egress": calls * h.answer_kib / KIB_PER_GIB * p.egress_gib,
    }


def table(sizes: list[int]) -> str:
    """A Markdown table: a row an item, a column a number of users."""
    columns = [month(size) for size in sizes]
    rows = [
        ["$ a month", *(f"{size:,} users" for size in sizes)],
        ["---", *("---:" for _ in sizes)],
        *([item, *(f"{column[item]:,.2f}" for column in columns)] for item in columns[0]),
        ["**Sum**", *(f"**{sum(column.values()):,.2f}**" for column in columns)],
        ["A user", *(f"{sum(column.values()) / size:.4f}" for size, column in zip(sizes, columns, strict=True))],
        ["Photos a minute, mean", *(f"{size * Habits().photos / 1440:,.1f}" for size in sizes)],
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.cost", description="What a month costs, as a Markdown table.")
    parser.add_argument(
        "users", nargs="*", type=int, default=[1_000, 1_000_000], help="monthly users: 1000 and 1000000 when left out"
    )
    options = parser.parse_args(arguments)
    if any(size < 1 for size in options.users):
        parser.error("there has to be a user")
    print(table(options.users))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
