"""Operators make feature flags."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from local.cloud import Cloud
from local.phone import Phone
from shared.ids import new_id
from tests.support.flags import made, operator
from tests.support.http import invalid, problem

PATH = "/v1/feature-flags"


def test_a_new_flag_is_off(cloud: Cloud) -> None:
    name = f"flag-{new_id()}"
    answer = operator(cloud, "POST", PATH, json={"name": name})
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{PATH}/{name}")
    flag = answer.json()
    assert (flag["enabled"], flag["rollout_percentage"], flag["user_ids"], flag["description"]) == (False, 100, [], None)
    assert flag["updated_by"]


def test_a_name_is_taken_once(cloud: Cloud) -> None:
    name = f"flag-{new_id()}"
    with ThreadPoolExecutor(4) as hands:
        answers = list(hands.map(lambda _: operator(cloud, "POST", PATH, json={"name": name}), range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    problem(operator(cloud, "POST", PATH, json={"name": name}), 409, "FEATURE_FLAG_EXISTS")


def test_many_at_once_are_all_made(cloud: Cloud) -> None:
    with ThreadPoolExecutor(6) as hands:
        names = {flag["name"] for flag in hands.map(lambda _: made(cloud, enabled=True), range(6))}
    with Phone(cloud.urls) as nobody:
        assert names <= set(nobody.request("GET", PATH).json()["flags"])


def test_repeated_with_its_key(cloud: Cloud) -> None:
    body, headers = {"name": f"flag-{new_id()}"}, {"Idempotency-Key": new_id()}
    first, again = (operator(cloud, "POST", PATH, json=body, headers=headers) for _ in range(2))
    assert (again.status_code, again.content, again.headers["Idempotent-Replayed"]) == (201, first.content, "true")


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", ".hidden", "x" * 256, "ü"])
def test_names_that_fit_no_path(cloud: Cloud, name: str) -> None:
    assert invalid(operator(cloud, "POST", PATH, json={"name": name})) == {("body", "name")}


def test_a_person_makes_none(phone: Phone) -> None:
    problem(phone.request("POST", PATH, json={"name": f"flag-{new_id()}"}), 403, "FORBIDDEN")
