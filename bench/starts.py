"""Fresh processes of each kind of function: how long until the first answer, and what they take once they idle."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench import scene
from bench.kinds import Kind, kinds, source
from bench.report import Goal, Table, compare
from bench.serving import Program, Served, Usage, usage
from local.cloud import Cloud

START_GOAL = Goal(1.25)
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the spawn until the process had answered its first request; what it took then."""

    answered_s: float
    idle: Usage


@dataclass(slots=True)
class Starts:
    kind: Kind
    ours: list[Start] = field(default_factory=list)
    floor: list[Start] = field(default_factory=list)


def measure(cloud: Cloud, samples: int, progress: Callable[[str], None], *, compiled: bool = True) -> list[Starts]:
    """Starts every kind `samples` times beside its floor, the two in turn, after one start of each that only warms the disk.

    `compiled`: as deployed, with the bytecode that the build makes (SOURCE_DATE_EPOCH in terraform/modules/app/functions.tf).
    """
    with source(compiled=compiled) as folder, scene.new_phone(cloud) as phone:
        ready_meal_id = scene.post_photo(phone, scene.sample_photo())
        scene.follow_to_ready(phone, ready_meal_id)
        with scene.stilled(cloud):
            image = scene.stored_photo(scene.sample_photo())
            found = [Starts(kind) for kind in kinds(cloud, folder, phone, ready_meal_id, image)]
            for number in range(samples + 1):
                for starts in found:
                    progress(f"start {number} of {samples}: {starts.kind.name}")
                    ours, floor = _pair(cloud, starts.kind, ours_first=number % 2 == 0)
                    if number:
                        starts.ours.append(ours)
                        starts.floor.append(floor)
    return found


def _pair(cloud: Cloud, kind: Kind, *, ours_first: bool) -> tuple[Start, Start]:
    """Neither of the two always comes second, when the caches are warm from the other."""
    if ours_first:
        return _start(cloud, kind, kind.ours), _start(cloud, kind, kind.floor)
    floor = _start(cloud, kind, kind.floor)
    return _start(cloud, kind, kind.ours), floor


def _start(cloud: Cloud, kind: Kind, program: Program) -> Start:
    call = kind.call()
    began = time.perf_counter()
    with Served(program, cloud.environment) as served:
        served.connect()
        served.send(call)
        return Start(time.perf_counter() - began, usage(served.group))


def cold_table(found: list[Starts]) -> Table:
    """From the spawn to the first answer."""
    table = Table("Cold start: from the spawn of a process to its first answer, ms (median, range)", _COLUMNS)
    for starts in found:
        ours, floor = ([1000 * start.answered_s for start in side] for side in (starts.ours, starts.floor))
        table.lines.append(compare(starts.kind.name, ours, floor, statistic="median", goal=START_GOAL, text="{:.0f}"))
        ours, floor = ([1000 * start.idle.cpu_s for start in side] for side in (starts.ours, starts.floor))
        table.lines.append(compare("  of that, processor time", ours, floor, statistic="median", text="{:.0f}"))
    table.notes.append("On a busy machine trust the processor time: it does not count the waiting for other programs.")
    return table


def memory_table(found: list[Starts]) -> Table:
    """Of a process that has answered one request."""
    measure_name = "PSS" if all(start.idle.proportional for starts in found for start in starts.ours) else "RSS"
    table = Table(f"Memory of an idle function after its first request, MiB {measure_name} of all its processes", _COLUMNS)
    for starts in found:
        ours, floor = ([start.idle.memory / MIB for start in side] for side in (starts.ours, starts.floor))
        table.lines.append(compare(starts.kind.name, ours, floor, statistic="median", text="{:.0f}"))
    return table


_COLUMNS = ("MealTrack", "floor", "samples", "ratio")
