from __future__ import annotations

import pytest

from local.gateway import GATEWAY_TOKEN, MethodNotAllowed, find_row, forwarded_headers
from shared.errors import NotFound
from shared.rows import Auth, HttpRow, Limit, Route


def row(name: str, *routes: str) -> HttpRow:
    first, *others = map(Route.parse, routes)
    return HttpRow(module=f"things.{name}", route=first, aliases=tuple(others), auth=Auth.USER, identity="api", limit=Limit(1))


ROWS = (
    row("get_daily", "GET /v1/things/daily"),
    row("list_things", "GET /v1/things", "GET /v1/all-things"),
    row("get_thing", "GET /v1/things/{id}"),
    row("delete_thing", "DELETE /v1/things/{id}"),
)


@pytest.mark.parametrize(
    ("method", "path", "function"),
    [
        ("GET", "/v1/things", "list_things"),
        ("GET", "/v1/things/", "list_things"),
        ("GET", "/v1/all-things", "list_things"),
        ("GET", "/v1/things/daily", "get_daily"),
        ("GET", "/v1/things/7", "get_thing"),
        ("GET", "/v1/things/a%2Fb", "get_thing"),
        ("DELETE", "/v1/things/7", "delete_thing"),
        ("OPTIONS", "/v1/things/7", "get_thing"),
    ],
)
def test_a_request_finds_its_function(method: str, path: str, function: str) -> None:
    assert find_row(ROWS, method, path).name == function


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/things/7/8", "/v2/things", "/v1/things/7/8/"])
def test_a_path_that_nobody_serves(path: str) -> None:
    with pytest.raises(NotFound):
        find_row(ROWS, "GET", path)


def test_a_method_that_the_path_does_not_take() -> None:
    with pytest.raises(MethodNotAllowed) as refusal:
        find_row(ROWS, "PATCH", "/v1/things/7")
    assert refusal.value.headers["Allow"] == "DELETE, GET, OPTIONS"


def test_the_users_token_moves_aside_for_the_gateways() -> None:
    sent = forwarded_headers({"Authorization": "Bearer user", "Traceparent": "00-1-2-01"}, "10.0.0.9", "http")
    assert sent == {
        "Authorization": GATEWAY_TOKEN,
        "X-Forwarded-Authorization": "Bearer user",
        "X-Forwarded-For": "10.0.0.9",
        "X-Forwarded-Proto": "http",
        "Traceparent": "00-1-2-01",
    }


def test_a_caller_cannot_forge_what_only_the_gateway_says() -> None:
    forged = {"X-Forwarded-Authorization": "Bearer other", "X-Apigateway-Api-Userinfo": "e30", "Host": "evil"}
    sent = forwarded_headers(forged, "10.0.0.9", "http")
    assert sent == {"Authorization": GATEWAY_TOKEN, "X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "http"}


def test_the_clients_address_comes_last() -> None:
    assert forwarded_headers({"X-Forwarded-For": "1.2.3.4"}, "10.0.0.9", "http")["X-Forwarded-For"] == "1.2.3.4, 10.0.0.9"
