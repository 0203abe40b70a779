"""How often one caller may call: over HTTP with the real numbers, and over several instances that share Firestore.

The function hosts here are further instances beside the local cloud's own, whose limits are out of reach.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import uuid4

import httpx
import pytest

from functions import registry
from local.cloud import Cloud
from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from shared.http import limits
from shared.limits.window import Allowance
from shared.rows import Auth, HttpRow
from tests.support.hosts import instance
from tests.support.http import problem

CLIENTS = 20
LIMITS = {"RATE_LIMIT_FACTOR": "1", "RATE_LIMIT_SHARED": "true"}  # as in production
BODY = {"age": 30, "sex": "male", "height": 180, "weight": 80, "activity_level": "moderate", "goal": "cut"}


@pytest.fixture(scope="module")
def instances(cloud: Cloud) -> Iterator[list[httpx.Client]]:
    with ExitStack() as stack:
        yield [stack.enter_context(instance(cloud, LIMITS)) for _ in range(3)]


def tell_meal(host: httpx.Client, phone: Phone) -> httpx.Response:
    """A call of get_meal, which may be made 600 times in ten minutes."""
    return host.get("/get_meal/v1/meals/none", headers={"X-Forwarded-Authorization": f"Bearer {phone.id_token}"})


def delete_meal(host: httpx.Client, phone: Phone) -> httpx.Response:
    """A call of delete_meal, which may be made 60 times a minute."""
    return host.delete("/delete_meal/v1/meals/none", headers={"X-Forwarded-Authorization": f"Bearer {phone.id_token}"})


def preview(host: httpx.Client, forwarded_for: str) -> httpx.Response:
    """A call of preview_tdee, which may be made ten times a minute."""
    return host.post("/preview_tdee/v1/tdee/preview", json=BODY, headers={"X-Forwarded-For": forwarded_for})


def new_address() -> str:
    """An address that no other test has used."""
    return ":".join(["2001", "db8", *(uuid4().hex[at : at + 4] for at in range(0, 24, 4))])


def at_once(call: Callable[[int], httpx.Response], count: int) -> list[httpx.Response]:
    """The answers to so many calls of twenty clients that go on side by side."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(call, range(count)))


# Never more than the allowance, never less than 95 % of it


@pytest.mark.parametrize(("hosts", "call", "allowed"), [(1, delete_meal, 60), (3, tell_meal, 600)])
def test_twenty_clients(
    instances: list[httpx.Client], phone: Phone, hosts: int, call: Callable[[httpx.Client, Phone], httpx.Response], allowed: int
) -> None:
    answers = at_once(lambda number: call(instances[number % hosts], phone), allowed + 100)
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) == {404, 429}
    assert allowed * 0.95 <= statuses[404] <= allowed
    costs = [(int(answer.headers["X-Limit-Reads"]), int(answer.headers["X-Limit-Writes"])) for answer in answers]
    assert sum(writes for _, writes in costs) < allowed, "one commit takes the permits of all that wait"
    refused = [answer for answer in answers if answer.status_code == 429]
    assert all(1 <= int(answer.headers["Retry-After"]) <= 620 for answer in refused)


def test_twenty_clients_without_sign_in(instances: list[httpx.Client]) -> None:
    mine = new_address()
    answers = at_once(lambda number: preview(instances[number % 3], mine), 60)
    assert Counter(answer.status_code for answer in answers) == {200: 10, 429: 50}


@pytest.mark.parametrize("calls", [10, 60, 600])
def test_eight_instances(cloud: Cloud, calls: int) -> None:
    """As threads, so that they meet more often than processes do."""
    path = limits.path_of("test", uuid4().hex)
    counters = [limits.Counter(Allowance(calls, 60), path) for _ in range(8)]
    start = threading.Barrier(CLIENTS)

    def client(number: int) -> int:
        start.wait()
        return sum(counters[(number + turn) % 8].admit().granted for turn in range(calls // 8))

    with ThreadPoolExecutor(CLIENTS) as pool:
        admitted = sum(pool.map(client, range(CLIENTS)))
    assert calls * 0.95 <= admitted <= calls


# Who is counted together


def test_people_are_counted_apart(instances: list[httpx.Client], new_phone: Callable[[], Phone]) -> None:
    one, other = new_phone(), new_phone()
    at_once(lambda _: delete_meal(instances[0], one), 65)
    problem(delete_meal(instances[0], one), 429, "RATE_LIMITED")
    assert delete_meal(instances[0], other).status_code == 404
    headers = {"X-Forwarded-Authorization": f"Bearer {one.id_token}"}
    assert instances[0].get("/list_meals/v1/meals", headers=headers).status_code == 200, "nor is another function"


def test_an_address_cannot_be_made_up(instances: list[httpx.Client]) -> None:
    mine = new_address()
    answers = [preview(instances[0], f"{new_address()}, {mine}") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert preview(instances[0], f"{mine}, {new_address()}").status_code == 200


def test_a_network_of_addresses_is_one(instances: list[httpx.Client]) -> None:
    network = ":".join(new_address().split(":")[:4])
    answers = [preview(instances[0], f"{network}::{number:x}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]


def test_calls_that_are_nobodys_or_nonsense_are_not_counted(instances: list[httpx.Client], phone: Phone) -> None:
    mine = new_address()
    for _ in range(12):
        nonsense = instances[0].post("/preview_tdee/v1/tdee/preview", json={}, headers={"X-Forwarded-For": mine})
        assert nonsense.status_code == 422
        assert "RateLimit" not in nonsense.headers
    assert preview(instances[0], mine).headers["RateLimit"].startswith('"address";r=9;')
    unknown = instances[0].get("/get_meal/v1/meals/none")
    assert (unknown.status_code, "RateLimit" in unknown.headers) == (401, False)


# What is said, and what it costs


def test_what_an_answer_says(instances: list[httpx.Client], phone: Phone) -> None:
    answer = tell_meal(instances[0], phone)
    assert answer.headers["RateLimit-Policy"] == '"user";q=600;w=600'
    assert answer.headers["RateLimit"].startswith('"user";r=599;t=')


def test_what_counting_costs(instances: list[httpx.Client], phone: Phone) -> None:
    answers = [tell_meal(instances[0], phone) for _ in range(16)]
    costs = [(int(answer.headers["X-Limit-Reads"]), int(answer.headers["X-Limit-Writes"])) for answer in answers]
    assert costs == [(1, 1)] + [(0, 0)] * 15, "fifteen permits are in advance"
    assert tell_meal(instances[0], phone).headers["X-Limit-Reads"] == "0", "what is known is not read again"


def test_a_refusal_costs_nothing(instances: list[httpx.Client]) -> None:
    mine = new_address()
    answers = [preview(instances[0], mine) for _ in range(12)]
    assert [answer.headers["X-Limit-Writes"] for answer in answers[-2:]] == ["0", "0"]


def test_what_anybody_may_read_is_counted_without_firestore(instances: list[httpx.Client]) -> None:
    mine, path = new_address(), "/get_feature_flag/v1/feature-flags/none"
    answers = at_once(lambda _: instances[0].get(path, headers={"X-Forwarded-For": mine}), 170)
    assert Counter(answer.status_code for answer in answers) == {404: 120, 429: 50}
    answers.append(instances[0].get("/get_health/health", headers={"X-Forwarded-For": mine}))
    assert answers[-1].headers["RateLimit"].startswith('"address";r=1199;')
    assert {(answer.headers["X-Limit-Reads"], answer.headers["X-Limit-Writes"]) for answer in answers} == {("0", "0")}


def test_what_is_stored(cloud: Cloud, instances: list[httpx.Client]) -> None:
    mine = new_address()
    assert preview(instances[0], mine).status_code == 200
    network = ":".join(mine.split(":")[:4]) + "::/64"
    path = limits.path_of("preview_tdee", f"address {limits.address(mine, '')}")
    stored = firestore().document(path).get().to_dict()
    assert stored is not None
    assert sum(stored["calls"].values()) == 1
    assert network not in str(stored)
    assert network not in path
    assert 55 < (stored["expires_at"] - clock.now()).total_seconds() < 65


# When Firestore does not answer


def test_without_firestore_every_instance_counts_by_itself(cloud: Cloud) -> None:
    with instance(cloud, LIMITS | {"FIRESTORE_EMULATOR_HOST": "127.0.0.1:9"}) as alone:
        mine = new_address()
        answers = [preview(alone, mine) for _ in range(12)]
        assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2


def test_every_row_has_a_limit() -> None:
    for row in registry.ROWS:
        if isinstance(row, HttpRow):
            assert row.limit.per_minute > 0
            assert not row.limit.in_instance or row.auth not in {Auth.USER, Auth.ADMIN}, "a person is counted over all instances"
