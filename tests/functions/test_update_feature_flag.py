"""Operators set feature flags."""

from __future__ import annotations

from local.cloud import Cloud
from local.phone import Phone
from tests.support.flags import made, operator
from tests.support.http import cost, problem

PATH = "/v1/feature-flags"


def test_what_is_named_changes(cloud: Cloud) -> None:
    flag = made(cloud, description="Scans.", user_ids=["somebody"])
    answer = operator(cloud, "PUT", f"{PATH}/{flag['name']}", json={"enabled": True, "rollout_percentage": 10})
    assert answer.status_code == 200
    changed = answer.json()
    assert changed.pop("updated_at") > flag.pop("updated_at")
    assert changed == flag | {"enabled": True, "rollout_percentage": 10}


def test_an_empty_change_answers_the_settings(cloud: Cloud) -> None:
    flag = made(cloud, rollout_percentage=30)
    answer = operator(cloud, "PUT", f"{PATH}/{flag['name']}", json={})
    assert answer.json() == flag
    assert cost(answer)[1] == 0


def test_lists_can_be_emptied(cloud: Cloud) -> None:
    flag = made(cloud, description="Scans.", user_ids=["somebody"])
    changed = operator(cloud, "PUT", f"{PATH}/{flag['name']}", json={"user_ids": [], "description": ""}).json()
    assert (changed["user_ids"], changed["description"]) == ([], "")


def test_a_missing_one(cloud: Cloud) -> None:
    problem(operator(cloud, "PUT", f"{PATH}/none-of-this-name", json={}), 404, "FEATURE_FLAG_NOT_FOUND")


def test_a_person_changes_none(cloud: Cloud, phone: Phone) -> None:
    flag = made(cloud)
    problem(phone.request("PUT", f"{PATH}/{flag['name']}", json={"enabled": True}), 403, "FORBIDDEN")
