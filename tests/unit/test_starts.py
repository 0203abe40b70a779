"""The garbage collector of a process that serves a function, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from local.ports import ROOT

# What only the collector finds: rings of objects. `in_use` counts those that are still there.
RINGS = """
import gc, json, weakref
from shared.starts import started, starting
class Ring:
    def __init__(self):
        self.me = self
def drop(how_many):
    dropped = [weakref.ref(Ring()) for _ in range(how_many)]
    return lambda: sum(one() is not None for one in dropped)
"""

# A function as functions-framework serves it, called once.
SERVE = """
import gc, json, sys
from functions_framework import create_app
client = create_app("get_health", "functions/main.py", "http").test_client()
before = gc.get_freeze_count(), gc.get_threshold()[0]
status = client.get(sys.argv[1]).status_code
print(json.dumps([*before, gc.get_freeze_count() > 1000, gc.get_threshold()[0], status]))
"""


def run(code: str, *arguments: str) -> Any:
    environment = {"GOOGLE_CLOUD_PROJECT": "p", "MEALTRACK_ENV": "test"}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_start_is_not_looked_through() -> None:
    assert run(f"{RINGS}\nstarting(); left = drop(100_000); print(json.dumps(left()))") == 100_000


def test_a_first_call_that_makes_far_more_than_a_start_is() -> None:
    assert run(f"{RINGS}\nstarting(); left = drop(400_000); print(json.dumps(left()))") < 400_000


def test_after_the_first_answer_what_calls_leave_is_found() -> None:
    assert run(f"{RINGS}\nstarting(); started(); left = drop(100_000); print(json.dumps(left()))") < 100_000


def test_what_exists_at_the_first_answer_is_not_looked_through_again_and_later_answers_change_nothing() -> None:
    code = "starting(); started(); one = gc.get_freeze_count(); kept = [[] for _ in range(1000)]; started()"
    first, later = run(f"{RINGS}\n{code}; print(json.dumps([one, gc.get_freeze_count()]))")
    assert first > 1000
    assert later == first


def test_no_start_no_change() -> None:
    """A process that serves nothing, such as a command, keeps the collector as it was."""
    assert run(f"{RINGS}\nstarted(); print(json.dumps([gc.get_freeze_count(), gc.get_threshold()[0]]))") == [0, 700]


@pytest.mark.parametrize(("path", "answer"), [("/health", 200), ("/nowhere", 404)])
def test_a_served_function_waits_for_its_first_answer(path: str, answer: int) -> None:
    frozen, before, is_frozen, after, status = run(SERVE, path)
    assert (frozen, is_frozen, status) == (0, True, answer)
    assert before > after
