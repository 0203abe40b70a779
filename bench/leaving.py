"""Two years of meals: taken out, brought into another account, and deleted; and what is left of the person in any store."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench import scene
from bench.report import Goal, Line, Table
from local.cloud import Cloud
from local.phone import Phone
from shared.clients import cloudinary
from shared.deletion import store
from shared.meals.models import Meal
from tests.support import history, leaving, portability
from tests.support.events import Deliveries
from tests.support.waiting import eventually

DAYS_A_MEAL = 730 / 2000
TIMEOUT_S = 600.0
UNHINDERED: dict[str, Any] = {"per_minute": 6000.0, "burst": 100}
MIB = 1024 * 1024


def measure(cloud: Cloud, meals: int, progress: Callable[[str], None]) -> Table:
    """A person with `meals` meals, each with a photo; and, to see what grows with them, one with a tenth of that."""
    cloud.queue("accounts").change(**UNHINDERED)
    table = Table(f"Leaving with {meals} meals in {round(meals * DAYS_A_MEAL)} days", ("measured",))
    with scene.new_phone(cloud) as little, scene.new_phone(cloud) as much, scene.new_phone(cloud) as another:
        progress(f"{meals // 10} and {meals} meals are made")
        _live(little, meals // 10)
        life = _live(much, meals)
        deliveries = Deliveries(cloud.urls["control"])
        eventually(lambda: deliveries.pending() == 0, "what follows the meals to be done", TIMEOUT_S)
        progress("export")
        portability.exported(little, TIMEOUT_S)  # loads the code
        _, few = _peak(cloud, lambda: portability.exported(little, TIMEOUT_S))
        began = time.perf_counter()
        file, many = _peak(cloud, lambda: portability.exported(much, TIMEOUT_S))
        table.lines.append(_line("export, s", time.perf_counter() - began, Goal(60, "s")))
        table.lines.append(_line("  its file, MiB", len(file) / MIB))
        table.lines.append(_line("  memory beyond that of a tenth of the meals, MiB", max(0.0, many - few), Goal(16, "MiB")))
        progress("import into another account")
        began = time.perf_counter()
        done = portability.imported(another, file, TIMEOUT_S)
        table.lines.append(_line("import, s", time.perf_counter() - began))
        same = portability.days(another.uid) == portability.days(much.uid) and done["progress"]["meals"] == meals
        table.lines.append(_line("  days that differ", 0 if same else 1, Goal(0, "")))
        progress("deletion")
        began = time.perf_counter()
        receipt_id = leaving.closed(much)
        _wait(cloud, much, receipt_id)
        table.lines.append(_line("deletion, s", time.perf_counter() - began))
        left = leaving.everything_of(cloud, much.uid, [meal.image.image_id for meal in life if meal.image])
        for what, found in left.items():
            table.lines.append(_line(f"  {what} left", float(len(found) if isinstance(found, list) else found), Goal(0, "")))
        table.notes.append(f"The receipt: {leaving.receipt(much, receipt_id)['deleted']}")
    return table


def _live(phone: Phone, meals: int) -> list[Meal]:
    life = history.meals_of(phone.uid, meals, round(meals * DAYS_A_MEAL))
    photo = scene.small_photo()
    with ThreadPoolExecutor(8) as together:
        list(together.map(lambda meal: cloudinary.upload(meal.image.image_id, photo, "jpeg") if meal.image else None, life))
    history.settle(life)
    return life


def _wait(cloud: Cloud, phone: Phone, receipt_id: str) -> None:
    """Until the deletion is done; what it waits for by itself (calls under way have 15 minutes) is cut short."""
    end = time.monotonic() + TIMEOUT_S
    while leaving.receipt(phone, receipt_id)["status"] != "done" and time.monotonic() < end:
        time.sleep(0.2)
        deletion = store.get(receipt_id)
        if deletion.lease_owner is None and "sign_in" in deletion.steps and deletion.finished_at is None:
            leaving.due_now(receipt_id)
            cloud.fire(leaving.SWEEPER)


def _peak(cloud: Cloud, use: Callable[[], bytes]) -> tuple[bytes, float]:
    """What `use` gives, and the highest memory of the functions' process meanwhile, MiB RSS."""
    workers = [Path("/proc", pid) for pid in _children(cloud.host.pid or 0)]
    for worker in workers:
        with suppress(OSError):
            (worker / "clear_refs").write_text("5")  # the peak begins anew
    given = use()
    return given, max(_high_water(worker) for worker in workers)


def _children(pid: int) -> list[str]:
    return [child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


def _high_water(process: Path) -> float:
    (line,) = [line for line in (process / "status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def _line(name: str, value: float, goal: Goal | None = None) -> Line:
    return Line(name, (f"{value:.1f}" if value % 1 else f"{value:.0f}",), {"value": value}, value, goal)
