"""Whether one feature is on for everybody."""

from __future__ import annotations

from local.cloud import Cloud
from local.phone import Phone
from tests.support.flags import made
from tests.support.http import problem

PATH = "/v1/feature-flags"


def test_one_flag(cloud: Cloud) -> None:
    flag = made(cloud, enabled=True, description=" Scans. ", user_ids=["somebody"])
    with Phone(cloud.urls) as nobody:
        answer = nobody.request("GET", f"{PATH}/{flag['name']}")
    assert answer.json() == {
        "name": flag["name"],
        "enabled": True,
        "description": "Scans.",
        "created_at": flag["created_at"],
        "updated_at": flag["created_at"],
    }
    assert answer.headers["Cache-Control"] == "public, max-age=600"


def test_a_rollout_is_not_on_for_everybody(cloud: Cloud) -> None:
    flag = made(cloud, enabled=True, rollout_percentage=50)
    with Phone(cloud.urls) as nobody:
        assert nobody.request("GET", f"{PATH}/{flag['name']}").json()["enabled"] is False


def test_a_missing_one(cloud: Cloud) -> None:
    with Phone(cloud.urls) as nobody:
        answer = nobody.request("GET", f"{PATH}/none-of-this-name")
    problem(answer, 404, "FEATURE_FLAG_NOT_FOUND")
    assert answer.headers["Cache-Control"] == "no-store", "it may be made in a minute"
