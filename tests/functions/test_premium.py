"""What a row says of premium and of quotas, in functions that only these tests have: the edge decides, and the handler knows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, request
from pydantic import BaseModel

from local.cloud import Cloud
from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from shared.errors import VendorBusy
from shared.http import Caller, Endpoint, endpoint, person
from shared.limits import ai_use
from shared.rows import AiQuota, Auth, HttpRow, Limit, Route
from shared.settings import settings
from tests.support.http import account
from tests.support.meals import budget_of
from tests.support.purchases import bought, introduced, known_subscription, told
from tests.support.vendors import StandIn

ROW = HttpRow(
    module="test.show_plan",
    identity="api",
    route=Route.parse("GET /plan"),
    auth=Auth.USER,
    limit=Limit(per_minute=10_000, in_instance=True),
)
QUOTA = AiQuota(free="AI_MAX_IN_FLIGHT", premium="AI_DAILY_QUOTA_FREE")  # two settings that differ: 3 and 12


class Plan(BaseModel):
    is_premium: bool
    allowance: int


@endpoint()
def show_plan(caller: Caller) -> Plan:
    """What the handler is told."""
    return Plan(is_premium=caller.account.is_premium(clock.now()), allowance=person(caller).ai_allowance)


@endpoint()
def ask_model(caller: Caller, name: str) -> Plan:
    """Waits for an answer itself."""
    with ai_use.one_answer(person(caller), name):
        if name == "busy":
            raise VendorBusy("gemini", "overloaded")
    return Plan(is_premium=caller.account.is_premium(clock.now()), allowance=person(caller).ai_allowance)


@pytest.fixture
def call(cloud: Cloud, phone: Phone) -> Iterator[Callable[..., Any]]:
    """Calls a handler by a row as the person on the phone, and returns the status and the JSON of the answer."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    settings.cache_clear()

    def send(handler: Endpoint[..., Any], row: HttpRow, path: str = "/plan") -> tuple[int, Any]:
        function = handler.serve(row)
        app = Flask(__name__)
        app.add_url_rule("/<path:_>", view_func=lambda _: function(request))
        answer = app.test_client().get(path, headers={"Authorization": f"Bearer {phone.id_token}"})
        return answer.status_code, answer.json

    yield send
    settings.cache_clear()
    root.handlers[:], root.level = handlers, level


def test_without_premium_it_is_402(call: Callable[..., Any], phone: Phone, revenuecat: StandIn) -> None:
    introduced(phone)
    status, problem = call(show_plan, replace(ROW, premium=True))
    assert (status, problem["error_code"]) == (402, "PREMIUM_REQUIRED")
    assert call(show_plan, replace(ROW, premium=True))[0] == 402
    assert len(revenuecat.calls(phone.uid)) == 1, "asked once, then believed for five minutes"


def test_who_has_not_been_introduced_is_not_asked_about(call: Callable[..., Any], phone: Phone, revenuecat: StandIn) -> None:
    assert call(show_plan, replace(ROW, premium=True))[0] == 402
    assert revenuecat.calls(phone.uid) == []


def test_with_premium_nobody_is_asked(call: Callable[..., Any], phone: Phone, revenuecat: StandIn) -> None:
    account(phone, premium={"active": True})
    assert call(show_plan, replace(ROW, premium=True)) == (200, {"is_premium": True, "allowance": 0})
    assert revenuecat.calls(phone.uid) == []


def test_bought_a_moment_ago(call: Callable[..., Any], cloud: Cloud, phone: Phone, revenuecat: StandIn) -> None:
    """The instance knows the account of a minute ago: the one of now is read before RevenueCat is asked."""
    introduced(phone)
    assert call(show_plan, ROW) == (200, {"is_premium": False, "allowance": 0})
    told(cloud, bought(phone.uid))
    assert call(show_plan, replace(ROW, premium=True)) == (200, {"is_premium": True, "allowance": 0})
    assert revenuecat.calls(phone.uid) == []


def test_revenuecat_knows_better(call: Callable[..., Any], phone: Phone, revenuecat: StandIn) -> None:
    introduced(phone)
    revenuecat.knows(phone.uid, **known_subscription())
    assert call(show_plan, replace(ROW, premium=True)) == (200, {"is_premium": True, "allowance": 0})


def test_a_premium_function_stays_closed_while_revenuecat_is_down(
    call: Callable[..., Any], phone: Phone, revenuecat: StandIn
) -> None:
    introduced(phone)
    revenuecat.will({"customer": phone.uid, "status": 500})
    assert call(show_plan, replace(ROW, premium=True))[0] == 402


@pytest.mark.parametrize(("premium", "allowance"), [(False, 3), (True, 12)])
def test_the_row_names_the_quota(call: Callable[..., Any], phone: Phone, premium: bool, allowance: int) -> None:
    account(phone, premium={"active": premium, "checked_at": clock.now()})
    assert call(show_plan, replace(ROW, ai_quota=QUOTA)) == (200, {"is_premium": premium, "allowance": allowance})


ASK = replace(ROW, module="test.ask_model", route=Route.parse("GET /ask/{name}"), ai_quota=QUOTA)


def test_an_answer_is_charged_once(call: Callable[..., Any], phone: Phone) -> None:
    for name in ("one", "one", "two"):
        assert call(ask_model, ASK, f"/ask/{name}")[0] == 200
    assert (budget_of(phone)["charged"], budget_of(phone)["in_flight"]) == (["one", "two"], [])


def test_an_answer_that_fails_costs_nothing(call: Callable[..., Any], phone: Phone) -> None:
    assert call(ask_model, ASK, "/ask/busy")[0] == 503
    assert (budget_of(phone)["charged"], budget_of(phone)["in_flight"]) == ([], [])


def test_the_quota_ends_and_premium_goes_on(call: Callable[..., Any], phone: Phone, revenuecat: StandIn) -> None:
    introduced(phone)
    for name in ("one", "two", "three"):
        assert call(ask_model, ASK, f"/ask/{name}")[0] == 200
    status, problem = call(ask_model, ASK, "/ask/four")
    assert (status, problem["error_code"], problem["allowance"]) == (429, "AI_QUOTA_EXCEEDED", 3)
    revenuecat.knows(phone.uid, **known_subscription())
    firestore().document(f"users/{phone.uid}").update({"premium.checked_at": clock.now() - timedelta(minutes=6)})
    assert call(ask_model, ASK, "/ask/four") == (200, {"is_premium": True, "allowance": 12})
    assert budget_of(phone)["charged"] == ["one", "two", "three", "four"]


def test_without_a_quota_nothing_is_allowed(call: Callable[..., Any], phone: Phone) -> None:
    """A row that forgets its quota fails in its first test rather than giving answers away."""
    assert call(ask_model, replace(ASK, ai_quota=None), "/ask/one")[0] == 429
