"""What every HTTP function does alike: who may call, request ids, browsers, methods and paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import httpx
import pytest

from local.cloud import Cloud
from local.phone import Phone
from tests.support.http import account, problem
from tests.support.tokens import LOST, claims_of, token_of
from tests.support.web import web

MEALS = "/v1/meals"
ALLOWED, OTHER = "https://app.example.com", "https://evil.example.com"


def get(cloud: Cloud, path: str = MEALS, headers: Mapping[str, str] | None = None, method: str = "GET") -> httpx.Response:
    return web.request(method, f"{cloud.urls['gateway']}{path}", headers=dict(headers or {}))


# Who may call


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer nonsense", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "nonsense"])
def test_no_token(cloud: Cloud, value: str) -> None:
    answer = get(cloud, headers={"Authorization": value} if value else {})
    problem(answer, 401, "NOT_AUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_made_of_the_same_claims_is_good(cloud: Cloud, phone: Phone) -> None:
    """The tokens below are refused for what is changed in them, and for nothing else."""
    assert get(cloud, headers={"Authorization": f"bearer {token_of(claims_of(phone))}"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("aud", "another-project"),
        ("iss", "https://securetoken.google.com/another-project"),
        ("sub", ""),
        ("sub", None),
        ("sub", "x" * 129),
        ("sub", 7),
        ("exp", 1_700_000_000),
    ],
)
def test_wrong_tokens(cloud: Cloud, phone: Phone, name: str, value: object) -> None:
    """The signature is not among them: the emulator's tokens have none (tests/unit/clients/test_auth.py has signed ones)."""
    token = token_of(claims_of(phone) | {name: value})
    problem(get(cloud, headers={"Authorization": f"Bearer {token}"}), 401, "NOT_AUTHENTICATED")


def test_a_token_of_nobody(cloud: Cloud, phone: Phone) -> None:
    token = token_of(claims_of(phone) | {"sub": "nobody", "user_id": "nobody"})
    problem(get(cloud, headers={"Authorization": f"Bearer {token}"}), 401, "NOT_AUTHENTICATED")


def test_the_caller_cannot_speak_for_the_gateway(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    """X-Forwarded-Authorization is the gateway's to set."""
    headers = {"X-Forwarded-Authorization": f"Bearer {new_phone().id_token}"}
    problem(get(cloud, headers=headers), 401, "NOT_AUTHENTICATED")


@pytest.mark.parametrize("what", LOST)
def test_sign_ins_that_no_longer_count(cloud: Cloud, phone: Phone, what: str) -> None:
    LOST[what](cloud, phone)
    answer = phone.request("GET", MEALS)
    problem(answer, 401, "NOT_AUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_inactive_account(phone: Phone) -> None:
    account(phone, is_active=False)
    problem(phone.request("GET", MEALS), 404, "USER_NOT_FOUND")


def test_an_account_with_odd_fields_still_works(phone: Phone) -> None:
    account(phone, timezone="Mars/Olympus", field_of_a_later_release=1)
    assert phone.request("GET", MEALS).status_code == 200


# Request ids and times


@pytest.mark.parametrize("given", ["a", "abc-DEF_1.2", "x" * 64])
def test_a_request_id_comes_back(phone: Phone, given: str) -> None:
    assert phone.request("GET", MEALS, headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", [None, "", "x" * 65, "a b", "<script>", "é".encode()])
def test_else_one_is_made(phone: Phone, given: str | bytes | None) -> None:
    headers = {} if given is None else {"X-Request-ID": given}
    found = [phone.request("GET", MEALS, headers=headers).headers["X-Request-ID"] for _ in range(2)]
    assert all(re.fullmatch(r"[0-9a-f]{8}", one) for one in found)
    assert found[0] != found[1]


def test_a_problem_names_its_request(cloud: Cloud) -> None:
    assert problem(get(cloud, headers={"X-Request-ID": "mine"}), 401, "NOT_AUTHENTICATED")["request_id"] == "mine"


@pytest.mark.parametrize(
    ("method", "path", "status", "error_code"),
    [
        ("GET", "/v1/nothing", 404, "NOT_FOUND"),
        ("PATCH", "/v1/meals", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/_local/nothing", 404, "NOT_FOUND"),
    ],
)
def test_so_does_one_of_the_gateways_own(cloud: Cloud, method: str, path: str, status: int, error_code: str) -> None:
    url = f"{cloud.urls['gateway']}{path}"
    assert problem(web.request(method, url, headers={"X-Request-ID": "mine"}), status, error_code)["request_id"] == "mine"
    assert re.fullmatch(r"[0-9a-f]{8}", problem(web.request(method, url), status, error_code)["request_id"])


def test_every_answer_says_how_long_it_took(cloud: Cloud, phone: Phone) -> None:
    for answer in (phone.request("GET", MEALS), get(cloud), phone.request("GET", f"{MEALS}/none")):
        assert re.fullmatch(r"\d+\.\d{3}s", answer.headers["X-Response-Time"])
        assert answer.headers["Cache-Control"] == "no-store"


# Browsers


def test_an_allowed_origin_reads_answers_and_problems(cloud: Cloud, phone: Phone) -> None:
    for answer in (phone.request("GET", MEALS, headers={"Origin": ALLOWED}), get(cloud, headers={"Origin": ALLOWED})):
        assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED
        assert "X-Request-ID" in answer.headers["Access-Control-Expose-Headers"]
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("origin", [OTHER, "null", f"{ALLOWED}.evil.example", "http://app.example.com", None])
def test_other_origins_do_not(phone: Phone, origin: str | None) -> None:
    answer = phone.request("GET", MEALS, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert "Origin" in answer.headers["Vary"], "a cache must not give this answer to an allowed origin"


def test_preflight(cloud: Cloud) -> None:
    headers = {
        "Origin": ALLOWED,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,idempotency-key",
    }
    answer = get(cloud, "/v1/meals/image/analyze", headers, "OPTIONS")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "idempotency-key", "x-timezone"))
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


def test_preflight_of_another_origin(cloud: Cloud) -> None:
    answer = get(cloud, MEALS, {"Origin": OTHER, "Access-Control-Request-Method": "GET"}, "OPTIONS")
    assert answer.status_code == 204
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


# Methods and paths


def test_a_deployed_function_serves_its_own_routes_only(cloud: Cloud, phone: Phone) -> None:
    """Not through the gateway: a function has an address of its own, where every path and method reaches it."""
    base = f"{cloud.urls['functions']}/get_meal"
    headers = {"X-Forwarded-Authorization": f"Bearer {phone.id_token}"}
    answer = web.delete(f"{base}/v1/meals/some-meal", headers=headers)
    problem(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "GET"
    for path in ("/", "/v1/meals", "/v1/meals/a/b", "/v2/meals/a"):
        problem(web.get(f"{base}{path}", headers=headers), 404, "NOT_FOUND")


def test_a_trailing_slash_is_the_same_path(phone: Phone) -> None:
    assert phone.request("GET", f"{MEALS}/").status_code == 200
