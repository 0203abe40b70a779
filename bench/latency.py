"""Warm reads in a process of their own, request by request beside a bare function that does the same Firestore read."""

from __future__ import annotations

from collections.abc import Callable

from bench import scene
from bench.kinds import FLOOR, program, source
from bench.report import Goal, Table, compare
from bench.serving import Call, Program, Served
from functions import registry
from local.cloud import Cloud

GOAL = Goal(1.3)
WARM_UP = 50  # the account is cached, connections stand, and the interpreter has specialised what it runs


def measure(cloud: Cloud, samples: int, progress: Callable[[str], None]) -> Table:
    """`samples` requests a side, one client. The floor reads the same document and answers with it, for anybody."""
    title = "Latency of a warm function, one client, ms (statistic, range)"
    table = Table(title, ("MealTrack", "floor", "samples", "ratio"))
    with scene.new_phone(cloud) as phone:
        meal_id = scene.post_photo(phone, scene.sample_photo())
        meal = scene.follow_to_ready(phone, meal_id)
        bearer = {"Authorization": f"Bearer {phone.id_token}"}
        day = meal["local_date"]
        pairs = {
            "get_meal": (f"/v1/meals/{meal_id}", f"/users/{phone.uid}/meals/{meal_id}"),
            "get_daily_macros": (f"/v1/meals/daily/macros?date={day}", f"/users/{phone.uid}/days/{day}"),
        }
        for function, (path, document) in pairs.items():
            progress(f"{samples} requests to {function}")
            ours, floor = _interleave(cloud, function, Call("GET", path, bearer), Call("GET", document), samples)
            for statistic in ("median", "p99"):
                name = f"{function} {statistic}"
                table.lines.append(compare(name, ours, floor, statistic=statistic, goal=GOAL, text="{:.1f}"))
    return table


def _interleave(cloud: Cloud, function: str, call: Call, floor_call: Call, samples: int) -> tuple[list[float], list[float]]:
    """Milliseconds of both sides, in turn, so that both meet the same noise."""
    bare = Program(FLOOR, "user.py", "read_document", threads=registry.FUNCTIONS[function].profile.concurrency)
    ours: list[float] = []
    floor: list[float] = []
    with (
        source(compiled=False) as folder,
        Served(program(folder, registry.FUNCTIONS[function]), cloud.environment) as served,
        Served(bare, cloud.environment) as least,
    ):
        served.connect()
        least.connect()
        for number in range(WARM_UP + samples):
            mine, theirs = 1000 * served.send(call), 1000 * least.send(floor_call)
            if number >= WARM_UP:
                ours.append(mine)
                floor.append(theirs)
    return ours, floor
