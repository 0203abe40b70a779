"""The cost model: its formulas, and that what it takes as counted is what the local cloud counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy import cost
from deploy.archive import ROOT
from functions.registry import FUNCTIONS
from local.cloud import Cloud
from local.demo import SAMPLE
from local.phone import Phone
from tests.support.meals import finished
from tests.support.vendors import StandIn
from tests.support.waiting import eventually

USERS = st.integers(1, 10_000_000)


@given(USERS, USERS)
def test_more_people_never_cost_less(one: int, other: int) -> None:
    fewer, more = cost.month(min(one, other)), cost.month(max(one, other))
    assert all(more[item] >= fewer[item] for item in fewer)


@given(st.floats(1, 1e9), st.floats(0.01, 60), st.integers(1, 80))
def test_sharing_instances_saves_at_most_what_full_ones_hold(uses: float, seconds: float, concurrency: int) -> None:
    step = cost.Step("get-meal", times=1, gib=0.5, concurrency=concurrency, seconds=seconds)
    alone, full = uses * seconds, cost.FILLED * concurrency
    assert alone / full * (1 - 1e-9) <= cost.instance_seconds(uses, step) <= alone * max(1, 1 / full) * (1 + 1e-6)


def test_the_models_price_is_that_of_its_tokens() -> None:
    habits = replace(cost.Habits(), photos=1, prompt_tokens=1_000, output_tokens=100)
    prices = replace(cost.Prices(), prompt_token=2e-6, output_token=5e-6)
    assert cost.month(12, habits, prices)["Gemini"] == pytest.approx(12 * 365 / 12 * (0.002 + 0.0005))


def test_a_price_that_is_not_used_would_be_noticed() -> None:
    usual = sum(cost.month(1_000).values())
    for name in cost.Prices.__dataclass_fields__:
        dearer = replace(cost.Prices(), **{name: 2 * getattr(cost.Prices(), name)})
        assert sum(cost.month(1_000, None, dearer).values()) > usual, name


def test_the_steps_have_the_sizes_of_their_rows() -> None:
    rows = {row.deployed_name: row.profile for row in FUNCTIONS.values()}
    for step in (step for flow in cost.FLOWS.values() for step in flow.steps):
        profile = rows[step.function]
        assert (step.gib, step.concurrency) == (profile.memory_mib / 1024, profile.concurrency), step.function


def test_the_page_shows_what_the_script_says() -> None:
    assert cost.table([1_000, 1_000_000]) in (ROOT / "docs/operate/cost.md").read_text("utf-8")


def test_what_the_flows_count_up_to(cloud: Cloud, phone: Phone, gemini: StandIn) -> None:
    log = cloud.log("functions")
    phone.request("GET", "/v1/meals")  # from here on the person's account is cached

    def lines_after(start: int) -> list[dict[str, Any]]:
        lines = (json.loads(line) for line in log.read_text("utf-8")[start:].splitlines() if line.startswith("{"))
        return [line for line in lines if "firestore_reads" in line]

    def count(name: str, use: Callable[[], Any]) -> None:
        flow, start = cost.FLOWS[name], len(log.read_text("utf-8"))
        use()
        expected = {step.function: step.times for step in flow.steps}

        def complete() -> list[dict[str, Any]]:
            lines = lines_after(start)
            return lines if sum(expected.values()) <= len(lines) else []

        lines = eventually(complete, f"every step of {name}")
        assert Counter(line["function"] for line in lines) == expected
        assert sum(line["firestore_reads"] for line in lines) == flow.reads, name
        assert sum(line["firestore_writes"] for line in lines) == flow.writes, name

    posted: dict[str, Any] = {}

    def photo() -> None:
        posted.update(phone.post_photo(SAMPLE).json())
        finished(phone, posted["meal_id"])

    count("photo", photo)
    count("meal", lambda: phone.request("GET", f"/v1/meals/{posted['meal_id']}"))
    count("day", lambda: phone.request("GET", "/v1/meals/daily/macros"))
    count("deletion", lambda: phone.request("DELETE", f"/v1/meals/{posted['meal_id']}"))
