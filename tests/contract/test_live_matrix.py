"""Every HTTP function against the walls that all of them share, through the gateway.

The matrix comes from the registry and the generated document, so a new function is in it as soon as it has its row. Every answer
anywhere in it is held to the document: status, error_code, headers and schema (calls.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import cycle, groupby
from typing import Any
from uuid import uuid4

import pytest

from functions import registry
from local.accounts import sign_in
from local.cloud import Cloud
from local.environment import STAND_IN_KEY
from local.openapi.examples import PARAMETERS, PICTURE
from local.phone import Phone
from shared import clock
from shared.clients.firestore import document_of, firestore
from shared.deletion import rules, store
from shared.deletion.models import DeletionStatus
from shared.flags import service as flags
from shared.flags.models import Catalogue, Flag
from shared.flags.rules import with_flag
from shared.ids import new_id
from shared.rows import Auth, HttpRow, Row
from tests.contract.calls import Request, unreadable_bodies, wrong_inputs
from tests.contract.published import OPERATIONS, PROBLEM, Operation, findings
from tests.support.http import PHOTO, account
from tests.support.meals import finished, posted
from tests.support.people import onboarded
from tests.support.portability import EMPTY_EXPORT, ended
from tests.support.tokens import LOST
from tests.support.vendors import StandIn
from tests.support.web import web

GUARDED = [operation for operation in OPERATIONS if operation.row.auth is not Auth.PUBLIC]
OF_PEOPLE = [operation for operation in GUARDED if operation.row.auth is not Auth.SYSTEM]
FOR_PREMIUM = [operation for operation in OPERATIONS if operation.row.premium]
PUBLIC = [operation for operation in OPERATIONS if operation.row.auth is Auth.PUBLIC]
FOR_ADMINS = [operation for operation in OPERATIONS if operation.row.auth is Auth.ADMIN]
OF_ONESELF = [operation for operation in OPERATIONS if "{uid}" in operation.path]
THINGS = [operation for operation in OPERATIONS if re.search(r"\{\w+_id\}", operation.path)]
# Of a person: neither what anybody may see nor foods of the tables.
OWNED_THINGS = [op for op in THINGS if op.row.auth is not Auth.PUBLIC and "{fdc_id}" not in op.path]
GARBAGE = {
    "not a token": "Bearer garbage",
    "another scheme": "Basic dTpw",
    "no token": "Bearer",
    "three parts": "Bearer e30.e30.e30",
    "unsigned, nobody's": "Bearer eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJ4In0.",
}


def _each(operations: list[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", operations, ids=lambda operation: operation.id)


# Things that a person owns, by the path parameter that names one


def _meal(phone: Phone) -> str:
    """A meal whose analysis has ended, so that its state is the same whenever the test comes to it."""
    meal_id = posted(phone, PHOTO)
    finished(phone, meal_id)
    return meal_id


def _text(phone: Phone) -> str:
    """A text that no table understands."""
    return str(phone.request("POST", "/v1/meals/parse-text", json={"text": "unicorn stew"}).json()["parse_id"])


def _recognition(phone: Phone) -> str:
    return str(phone.request("POST", "/v1/ingredients/recognize", json={"image_data": PICTURE}).json()["recognition_id"])


def _custom_food(phone: Phone) -> str:
    answer = phone.request("POST", "/v1/foods/custom", json={"name": "granola", "nutrition": {"calories": 450}})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["food_id"])


def _receipt(_: Phone) -> str:
    """The receipt of somebody who has left."""
    now = clock.now()
    nobody = rules.begin(new_id(), new_id(), settling=timedelta(0), check_after=timedelta(days=1), now=now)
    gone = nobody.model_copy(update={"status": DeletionStatus.DONE, "uid": None, "due_at": None, "finished_at": now})
    firestore().document(store.deletion_path(gone.receipt_id)).set(document_of(gone))
    return gone.receipt_id


def _export(phone: Phone) -> str:
    answer = phone.request("POST", "/v1/users/me/export")
    assert ended(phone, answer.headers["Location"])["status"] == "ready"
    return str(answer.json()["export_id"])


def _import(phone: Phone) -> str:
    answer = phone.request("POST", "/v1/users/me/import", files={"file": ("x.zip", EMPTY_EXPORT, "application/zip")})
    assert ended(phone, answer.headers["Location"])["status"] == "ready"
    return str(answer.json()["import_id"])


def _weigh_in(phone: Phone) -> str:
    told = {"weight_kg": 80, "recorded_at": "2026-01-31T07:40:00Z"}
    return str(phone.request("POST", "/v1/weight-entries", json=told).json()["id"])


OWNED: dict[str, Callable[[Phone], str]] = {
    "meal_id": _meal,
    "parse_id": _text,
    "recognition_id": _recognition,
    "receipt_id": _receipt,
    "export_id": _export,
    "import_id": _import,
    "entry_id": _weigh_in,
    "food_id": _custom_food,
    "fdc_id": lambda _: str(PARAMETERS["fdc_id"]),
    "code": lambda _: str(PARAMETERS["code"]),
    "uid": lambda phone: phone.uid,
    "date": lambda _: "2025-01-31",  # everybody's
}
# Things that are everybody's: the one that the examples name is made where a call needs it.
SHARED_THINGS = {"flag_name"}


@pytest.fixture(scope="module")
def alices(alice: Phone) -> dict[str, str]:
    """One thing of Alice's for each path parameter there is."""
    names = {name for operation in THINGS for name in Request.example(operation).path}
    return {name: OWNED[name](alice) for name in names}


# What has to be so before the example request of a function can succeed, beyond owning the things in its path


def _as_read(_: StandIn, phone: Phone, request: Request) -> None:
    request.headers["If-Match"] = phone.request("GET", f"/v1/meals/{request.path['meal_id']}").headers["ETag"]


def _deleted(_: StandIn, phone: Phone, request: Request) -> None:
    assert phone.request("DELETE", f"/v1/meals/{request.path['meal_id']}").status_code == 200


def _failed(gemini: StandIn, phone: Phone, request: Request) -> None:
    gemini.will({"text": "I cannot say."})
    request.path["meal_id"] = _meal(phone)


def _uploaded(_: StandIn, phone: Phone, request: Request) -> None:
    token = phone.request("GET", "/v1/meals/upload-token").json()
    stored = web.post(token["upload_url"], data=token["fields"], files={"file": PHOTO})
    request.json |= {"image_id": token["image_id"], "image_url": stored.json()["secure_url"]}


def _packed(_: StandIn, __: Phone, request: Request) -> None:
    request.files["file"] = ("export.zip", EMPTY_EXPORT, "application/zip")


def _introduced(_: StandIn, phone: Phone, __: Request) -> None:
    assert phone.request("POST", "/v1/users/sync", json={}).status_code == 200


def _from_revenuecat(_: StandIn, phone: Phone, request: Request) -> None:
    _let_in(request, phone, phone)
    request.json["event"]["id"] = str(uuid4())


def _flagged(_: StandIn, __: Phone, request: Request) -> None:
    if request.path:
        _make_flag(request.path["flag_name"])
    else:
        firestore().document(flags.PATH).delete()


def _make_flag(name: str) -> None:
    now = clock.now()
    flag = Flag(name=name, updated_by="x", created_at=now, updated_at=now)
    firestore().document(flags.PATH).set(document_of(with_flag(Catalogue(), flag)))


def _onboarded(_: StandIn, phone: Phone, __: Request) -> None:
    onboarded(phone)


def _asked(gemini: StandIn, person: Phone, request: Request) -> None:
    """The choice is one of those that this meal's question offers."""
    meal = person.request("GET", f"/v1/meals/{request.path['meal_id']}").json()
    request.json = {"choice_id": meal["portion_question"]["choices"][0]["choice_id"]}


def _from_the_beginning(_: StandIn, __: Phone, request: Request) -> None:
    """The cursor that the document shows is one of meals."""
    del request.query["cursor"]


PREPARED: dict[str, Callable[[StandIn, Phone, Request], None]] = {
    **dict.fromkeys(
        ("get_me", "get_my_status", "touch_last_accessed", "complete_onboarding", "update_timezone", "update_language"), _introduced
    ),
    **dict.fromkeys(("get_metrics", "update_metrics", "get_tdee", "set_custom_macros"), _onboarded),
    "import_me": _packed,
    **dict.fromkeys(("get_metrics", "save_onboarding", "update_metrics", "get_tdee", "set_custom_macros"), _onboarded),
    **dict.fromkeys(("edit_meal_ingredients", "update_meal", "set_meal_photo", "delete_meal_photo"), _as_read),
    "list_custom_foods": _from_the_beginning,
    "list_weight_entries": _from_the_beginning,
    **dict.fromkeys(("create_feature_flag", "get_feature_flag", "update_feature_flag"), _flagged),
    "get_subscription": _introduced,
    "handle_revenuecat_event": _from_revenuecat,
    "restore_meal": _deleted,
    "retry_meal_analysis": _failed,
    "analyze_meal_image_url": _uploaded,
    "scan_food_label_url": _uploaded,
    "answer_portion_question": _asked,
}


def _let_in(request: Request, alice: Phone, admin: Phone) -> Phone:
    """The phone of somebody who may make this call; a system proves itself in the request."""
    if request.operation.row.auth is Auth.SYSTEM:
        request.headers["Authorization"] = f"Bearer {STAND_IN_KEY}"
    return admin if request.operation.row.auth is Auth.ADMIN else alice


# Who calls


@_each(GUARDED)
def test_no_token_is_401(operation: Operation, nobody: Phone) -> None:
    answer = Request.example(operation).send(nobody)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("operation", "what"), list(zip(GUARDED, cycle(GARBAGE), strict=False)), ids=lambda value: getattr(value, "id", value)
)
def test_garbage_token_is_401(operation: Operation, what: str, nobody: Phone) -> None:
    """Each operation with one kind of it, each kind with several operations: what reads tokens is the same everywhere."""
    request = Request.example(operation)
    request.headers["Authorization"] = GARBAGE[what]
    assert request.send(nobody).status_code == 401


@pytest.fixture(scope="module")
def lost(cloud: Cloud) -> Iterator[dict[str, Phone]]:
    """People whose sign-in no longer counts, by why; nobody has called with it before."""
    with ExitStack() as stack:
        phones = {why: stack.enter_context(Phone(cloud.urls)).sign_up(f"{uuid4().hex}@example.com") for why in LOST}
        for why, phone in phones.items():
            LOST[why](cloud, phone)
        yield phones


@_each(GUARDED)
def test_lost_sign_in_is_401(operation: Operation, lost: dict[str, Phone]) -> None:
    answers = {why: Request.example(operation).send(phone) for why, phone in lost.items()}
    given = {why: (answer.status_code, answer.json()["error_code"]) for why, answer in answers.items()}
    assert given == dict.fromkeys(LOST, (401, "NOT_AUTHENTICATED"))
    assert {answer.headers["WWW-Authenticate"] for answer in answers.values()} == {"Bearer"}


@pytest.fixture(scope="module")
def inactive(cloud: Cloud) -> Iterator[Phone]:
    """A person whose account has been closed. The token is good, and carries the admin claim."""
    email = f"{uuid4().hex}@example.com"
    sign_in(cloud.urls["auth"], email, admin=True)
    with Phone(cloud.urls) as phone:
        account(phone.sign_in(email), is_active=False)
        yield phone


@_each(OF_PEOPLE)
def test_inactive_account_is_404(operation: Operation, inactive: Phone) -> None:
    answer = Request.example(operation).send(inactive)
    assert (answer.status_code, answer.json()["error_code"]) == (404, "USER_NOT_FOUND")


@pytest.mark.parametrize("why", [*LOST, "garbage"])
@_each(PUBLIC)
def test_no_sign_in_is_needed(operation: Operation, why: str, lost: dict[str, Phone], nobody: Phone) -> None:
    """A token is not looked at, whatever it is."""
    request = Request.example(operation)
    request.path = {name: OWNED[name](nobody) if name in OWNED else value for name, value in request.path.items()}
    if "flag_name" in request.path:
        _make_flag(request.path["flag_name"])
    usual = request.send(nobody)
    request.headers["Authorization"] = f"Bearer {lost[why].id_token if why in LOST else 'x.y.z'}"
    assert request.send(nobody).status_code == usual.status_code < 401


@_each(GUARDED)
def test_token_in_the_gateways_own_header_counts_for_nothing(operation: Operation, alice: Phone, nobody: Phone) -> None:
    request = Request.example(operation)
    request.headers["X-Forwarded-Authorization"] = f"Bearer {alice.id_token}"
    assert request.send(nobody).status_code == 401


@_each(FOR_ADMINS)
def test_plain_user_is_403(operation: Operation, alice: Phone) -> None:
    assert Request.example(operation).send(alice).status_code == 403


@_each(FOR_PREMIUM)
def test_without_premium_is_402(operation: Operation, phone: Phone) -> None:
    assert Request.example(operation).send(phone).status_code == 402


# Whose things


@_each(OWNED_THINGS)
def test_thing_of_another_person_is_404(operation: Operation, alices: dict[str, str], phone: Phone) -> None:
    request = Request.example(operation)
    request.path = {name: alices[name] for name in request.path}
    assert request.send(phone).status_code == 404


@_each(OWNED_THINGS)
def test_nor_is_it_an_operators(operation: Operation, alices: dict[str, str], admin: Phone) -> None:
    request = Request.example(operation)
    request.path = {name: alices[name] for name in request.path}
    assert request.send(admin).status_code == 404


@_each(OF_ONESELF)
def test_path_of_another_person_is_403(operation: Operation, alice: Phone, phone: Phone) -> None:
    for uid in (alice.uid, "nobody", phone.uid.swapcase(), "💥"):
        request = Request.example(operation)
        request.path = {"uid": uid}
        assert request.send(phone).status_code == 403


@_each(THINGS)
def test_what_is_no_id_is_404(operation: Operation, alice: Phone) -> None:
    statuses = {}
    for value in (str(uuid4()), "17", "%00", "💥", "x" * 99, "(default)"):
        request = Request.example(operation)
        request.path = dict.fromkeys(request.path, value)
        statuses[value] = request.send(alice).status_code
    assert statuses == dict.fromkeys(statuses, 404)


@_each(THINGS)
def test_what_leads_out_of_the_path_is_404(operation: Operation, alice: Phone) -> None:
    request = Request.example(operation)
    for value in ("a%2Fb", "..%2F..", "%2E%2E"):
        path = operation.path.format_map(dict.fromkeys(request.path, value))
        answer = alice.request(operation.method, path, json=request.json, files=request.files or None)
        assert (answer.status_code, answer.headers["Content-Type"]) in {(404, PROBLEM), (405, PROBLEM)}, f"{path} {answer.text}"
        assert findings(answer.json(), "#/components/schemas/Problem") == []


# What comes in


@_each([operation for operation in OPERATIONS if any(wrong_inputs(operation))])
def test_wrong_input_is_named(operation: Operation, alice: Phone, admin: Phone) -> None:
    for what, place, request in wrong_inputs(operation):
        answer = request.send(_let_in(request, alice, admin))
        assert answer.status_code in {400, 422}, f"{what}: {answer.text}"
        assert [error["loc"][:2] for error in answer.json()["errors"]] == [place] * len(answer.json()["errors"]) != [], what


@_each([operation for operation in OPERATIONS if operation.body])
def test_unreadable_body_is_refused(operation: Operation, alice: Phone, admin: Phone) -> None:
    cases = list(unreadable_bodies(operation))
    statuses = {what: request.send(_let_in(request, alice, admin)).status_code for what, _, request in cases}
    assert statuses == {what: status for what, status, _ in cases}


@_each([operation for operation in OPERATIONS if operation.body and not operation.needs_body])
def test_a_body_that_may_be_left_out_is_an_empty_one(operation: Operation, new_phone: Callable[[], Phone]) -> None:
    answers = []
    for left_out in (True, False):
        person, request = new_phone(), Request.example(operation)
        path = {name: OWNED[name](person) for name in request.path}
        given: dict[str, Any] = {} if left_out else {"json": {}}
        answers.append(person.request(operation.method, operation.path.format_map(path), **given))
    assert answers[0].status_code == answers[1].status_code != 415


@_each([operation for operation in OPERATIONS if "Idempotency-Key" in Request.example(operation).headers])
def test_unusable_idempotency_key_is_refused(operation: Operation, alice: Phone, admin: Phone) -> None:
    for key in ("a b", "x" * 256):
        request = Request.example(operation)
        request.headers["Idempotency-Key"] = key
        answer = request.send(_let_in(request, alice, admin))
        assert (answer.status_code, answer.json()["error_code"]) == (400, "IDEMPOTENCY_KEY_INVALID"), key


@pytest.mark.parametrize("path", [path for path, _ in groupby(OPERATIONS, lambda operation: operation.path)])
def test_wrong_method_is_405(path: str, alice: Phone) -> None:
    concrete = path.format_map(dict.fromkeys([*OWNED, *SHARED_THINGS], str(uuid4())) | {"date": "2025-01-31"})
    routes = [route for row in registry.ROWS if isinstance(row, HttpRow) for route in row.routes]
    allowed = {route.method for route in routes if route.match_path(concrete) is not None}
    for method in sorted({"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed):
        answer = alice.request(method, concrete)
        assert (answer.status_code, answer.headers["Content-Type"]) == (405, PROBLEM)
        assert {name.strip() for name in answer.headers["Allow"].split(",")} - {"OPTIONS"} == allowed
        assert answer.json()["error_code"] == "METHOD_NOT_ALLOWED"
        assert findings(answer.json(), "#/components/schemas/Problem") == []


@_each([operation for operation in OPERATIONS if "If-Match" in Request.example(operation).headers])
def test_another_version_is_412(operation: Operation, gemini: StandIn, new_phone: Callable[[], Phone]) -> None:
    person, request = new_phone(), Request.example(operation)
    request.path = {name: OWNED[name](person) for name in request.path}
    if prepare := PREPARED.get(operation.row.name):
        prepare(gemini, person, request)
    request.headers["If-Match"] = '"999"'
    answer = request.send(person)
    assert (answer.status_code, answer.json()["error_code"]) == (412, "PRECONDITION_FAILED")


# What has no address


@pytest.mark.parametrize("row", [row for row in registry.ROWS if not isinstance(row, HttpRow)], ids=lambda row: row.name)
def test_background_function_is_not_reachable(row: Row, admin: Phone) -> None:
    assert row.name not in {operation.row.name for operation in OPERATIONS}, "the gateway's configuration is this document"
    for path in (row.name, row.deployed_name, f"v1/{row.deployed_name}", f"functions/{row.deployed_name}"):
        for method in ("GET", "POST"):
            assert admin.request(method, f"/{path}").status_code == 404


# What goes out


@_each(OPERATIONS)
def test_success_is_as_documented(operation: Operation, gemini: StandIn, new_phone: Callable[[], Phone], admin: Phone) -> None:
    person = admin if operation.row.auth is Auth.ADMIN else new_phone()
    request = Request.example(operation)
    request.path = {name: OWNED[name](person) if name in OWNED else given for name, given in request.path.items()}
    if prepare := PREPARED.get(operation.row.name):
        prepare(gemini, person, request)
    answer = request.send(person)
    assert str(answer.status_code) == operation.success, answer.text
    if "Idempotency-Key" in request.headers:
        again = request.send(person)
        assert (again.content, again.headers["Idempotent-Replayed"]) == (answer.content, "true")
    if "location" in answer.headers:
        assert person.request("GET", answer.headers["Location"]).status_code == 200
