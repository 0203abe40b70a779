"""Which features are on for everybody: without a sign-in, and to be kept for a while."""

from __future__ import annotations

from local.cloud import Cloud
from local.phone import Phone
from tests.support.flags import made, operator
from tests.support.http import cost

PATH = "/v1/feature-flags"


def test_everybodys_flags(cloud: Cloud) -> None:
    on, off, part = made(cloud, enabled=True), made(cloud), made(cloud, enabled=True, rollout_percentage=99)
    with Phone(cloud.urls) as nobody:
        answer = nobody.request("GET", PATH)
        assert nobody.request("GET", f"{PATH}/").json() == answer.json(), "as earlier apps ask"
    assert answer.status_code == 200
    flags = answer.json()["flags"]
    assert (flags[on["name"]], flags[off["name"]], flags[part["name"]]) == (True, False, False)
    assert answer.json()["updated_at"] == part["updated_at"]
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert cost(answer) == (1, 0)


def test_a_change_is_seen_at_once_by_whoever_asks(cloud: Cloud) -> None:
    flag = made(cloud)
    assert operator(cloud, "PUT", f"{PATH}/{flag['name']}", json={"enabled": True}).status_code == 200
    with Phone(cloud.urls) as nobody:
        assert nobody.request("GET", PATH).json()["flags"][flag["name"]] is True
