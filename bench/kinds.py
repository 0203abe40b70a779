"""One function of each kind beside its floor, and the first request that both get after their start."""

from __future__ import annotations

import compileall
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

from urllib3 import encode_multipart_formdata

from bench import scene
from bench.serving import Call, Program
from functions import registry
from local.cloud import Cloud
from local.phone import Phone
from local.ports import ROOT
from shared.meals.models import Image
from shared.rows import DocumentRow, MessageRow, Row

CONTENT = ("functions", "shared")  # of the source archive
FLOOR = Path(__file__).parent / "floor"


@dataclass(frozen=True, slots=True)
class Kind:
    """`call` makes a request that was not sent before: it may be sent once."""

    name: str
    ours: Program
    floor: Program
    call: Callable[[], Call]


@contextmanager
def source(*, compiled: bool) -> Iterator[Path]:
    """A folder with what is uploaded for every function; `compiled` puts the bytecode there that the build makes of it."""
    with tempfile.TemporaryDirectory(prefix="mealtrack-source-") as folder:
        for name in CONTENT:
            shutil.copytree(ROOT / name, Path(folder) / name, ignore=shutil.ignore_patterns("__pycache__"))
        if compiled:
            compileall.compile_dir(folder, quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        yield Path(folder)


def program(folder: Path, row: Row) -> Program:
    """A deployed function, its source in `folder`."""
    takes_events = isinstance(row, DocumentRow | MessageRow)
    return Program(folder, "functions/main.py", row.name, "cloudevent" if takes_events else "http", row.profile.concurrency)


def kinds(cloud: Cloud, folder: Path, phone: Phone, ready_meal_id: str, image: Image) -> list[Kind]:
    """One function of each kind, ours from `folder`. `phone`'s person owns the READY meal; `image` is on the image store."""
    photo = scene.sample_photo()
    bearer = {"Authorization": f"Bearer {phone.id_token}"}

    def upload() -> Call:
        with scene.new_phone(cloud) as other:  # a new person each time: nobody may have more than a few analyses in flight
            authorization = {"Authorization": f"Bearer {other.id_token}"}
        body, content_type = encode_multipart_formdata({"file": ("photo.jpg", photo, "image/jpeg")})
        return Call("POST", "/v1/meals/image/analyze", authorization | {"Content-Type": content_type}, body, status=202)

    def written() -> Call:
        headers, body = scene.created_event(cloud, scene.waiting_meal(phone.uid, image))
        return Call("POST", "/", headers, body)

    def task() -> Call:
        meal = scene.waiting_meal(phone.uid, image)
        body = json.dumps({"uid": meal.uid, "meal_id": meal.meal_id, "run": 1}).encode()
        headers = {"Content-Type": "application/json", "X-CloudTasks-TaskName": f"analyze-{meal.meal_id}-1"}
        return Call("POST", "/", headers, body, status=204)

    calls: dict[str, tuple[str, str, Callable[[], Call]]] = {
        "get_meal": ("user", "a user's GET", lambda: Call("GET", f"/v1/meals/{ready_meal_id}", bearer)),
        "analyze_meal_image": ("upload", "photo upload", upload),
        "on_meal_written": ("follower", "Firestore follower", written),
        "run_meal_analysis": ("worker", "task worker", task),
        "sweep_stuck_meals": ("sweeper", "schedule", lambda: Call("POST", "/", status=204)),
        "get_health": ("health", "public health", lambda: Call("GET", "/health")),
    }
    found = []
    for function, (file, name, call) in calls.items():
        ours = program(folder, registry.FUNCTIONS[function])
        floor = Program(FLOOR, f"{file}.py", function, ours.signature, ours.threads)
        found.append(Kind(f"{name} ({function})", ours, floor, call))
    return found
