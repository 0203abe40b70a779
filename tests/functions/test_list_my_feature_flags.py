"""Which features are on for one person."""

from __future__ import annotations

from collections.abc import Callable

from local.cloud import Cloud
from local.phone import Phone
from tests.support.flags import made, operator
from tests.support.http import cost

PATH = "/v1/users/me/feature-flags"


def test_a_list_of_people(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    chosen, other = new_phone(), new_phone()
    name = made(cloud, enabled=True, rollout_percentage=0, user_ids=[chosen.uid])["name"]
    assert [phone.request("GET", PATH).json()["flags"][name] for phone in (chosen, other)] == [True, False]
    operator(cloud, "PUT", f"/v1/feature-flags/{name}", json={"enabled": False})
    assert chosen.request("GET", PATH).json()["flags"][name] is False, "off is off for everybody"


def test_everybody_and_nobody(cloud: Cloud, phone: Phone) -> None:
    everybody, nobody = made(cloud, enabled=True)["name"], made(cloud, enabled=True, rollout_percentage=0)["name"]
    answer = phone.request("GET", PATH)
    assert (answer.json()["flags"][everybody], answer.json()["flags"][nobody]) == (True, False)
    assert answer.headers["Cache-Control"] == "no-store"
    assert cost(phone.request("GET", PATH)) == (1, 0)
