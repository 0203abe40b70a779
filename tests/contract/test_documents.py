"""The two generated documents: up to date, complete, valid, and their examples true."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from importlib import import_module
from itertools import combinations
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import functions
import shared
from functions import registry
from local import generate
from local.openapi import Undescribed, build, examples
from local.openapi.examples import common, lunch
from local.openapi.schemas import references
from shared.errors import Problem
from shared.meals.days.views import daily_macros_view
from shared.meals.models import Day, DayEntry, MealType, Status
from shared.meals.views import totals_view
from shared.nutrition.models import FoodItem, Totals
from shared.nutrition.rules import total
from shared.profiles.target import Target
from shared.rows import Auth, HttpRow, TaskRow
from tests.contract.published import DOCUMENT, OPERATIONS, PROBLEM, Operation, findings, media_types, pointer, resolve

DEPLOYED: dict[str, Any] = json.loads((generate.FOLDER / "functions.json").read_text("utf-8"))
by_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)


# Drift


def test_files_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_stale_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    (tmp_path / "openapi.json").write_text("{}\n")
    assert generate.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert "openapi.json is stale: run make generate" in said
    assert "functions.json" not in said
    assert (tmp_path / "openapi.json").read_text() == "{}\n", "--check writes nothing"


# Completeness


def test_every_row_is_deployed() -> None:
    assert [function["name"] for function in DEPLOYED["functions"]] == [row.name for row in registry.ROWS]
    for function, row in zip(DEPLOYED["functions"], registry.ROWS, strict=True):
        assert function["deployed_name"] == row.name.replace("_", "-")
        assert function["description"], f"{row.name}: the handler says nothing about itself"
        assert {*function["secrets"], *function["environment"]} == {"GOOGLE_CLOUD_PROJECT", *row.needs}
        if isinstance(row, TaskRow):
            assert function["trigger"]["queue"] in {queue["name"] for queue in DEPLOYED["queues"]}


def test_secrets_stay_apart() -> None:
    secrets = {setting["name"] for setting in DEPLOYED["settings"] if setting["secret"]}
    assert secrets == {setting["name"] for setting in DEPLOYED["settings"] if setting["description"].startswith("Secret.")}
    assert secrets, "there are some"
    for function in DEPLOYED["functions"]:
        assert set(function["secrets"]) <= secrets
        assert secrets.isdisjoint(function["environment"])


def test_every_route_is_documented() -> None:
    wanted = {(route.method, route.path) for row in registry.ROWS if isinstance(row, HttpRow) for route in row.routes}
    assert {(operation.method, operation.path) for operation in OPERATIONS} == wanted
    names = Counter(operation.id for operation in OPERATIONS)
    assert set(names.values()) == {1}
    assert {row.name for row in registry.ROWS if isinstance(row, HttpRow)} <= set(names)


@by_operation
def test_alias_says_so(operation: Operation) -> None:
    is_alias = operation.path != operation.row.route.path
    assert ("_alias_" in operation.id) == is_alias
    assert ("Alias of" in operation.definition.get("description", "")) == is_alias


@by_operation
def test_security_follows_the_row(operation: Operation) -> None:
    responses, auth = operation.definition["responses"], operation.row.auth
    scheme = {Auth.PUBLIC: None, Auth.SYSTEM: "system"}.get(auth, "firebase")
    assert operation.definition["security"] == ([{scheme: []}] if scheme else [])
    assert ("401" in responses) == (auth is not Auth.PUBLIC)
    assert ("402" in responses) == operation.row.premium
    assert ("429" in responses) >= (operation.row.ai_quota is not None)
    assert ("403" in responses) == (auth is Auth.ADMIN or "{uid}" in operation.path)


@by_operation
def test_every_part_is_described(operation: Operation) -> None:
    assert operation.definition["summary"]
    for parameter in operation.parameters:
        assert parameter["description"], parameter["name"]
        assert "example" in parameter, parameter["name"]
    placeholders = {segment[1:-1] for segment in operation.path.split("/") if segment.startswith("{")}
    assert {parameter["name"] for parameter in operation.parameters if parameter["in"] == "path"} == placeholders
    for status, response in operation.definition["responses"].items():
        headers = response["headers"]
        assert {"X-Request-ID", "X-Response-Time"} <= set(headers)
        assert ("WWW-Authenticate" in headers) == (status == "401")
        assert status not in {"429", "503"} or "Retry-After" in headers


def test_missing_example_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(examples.ANSWERS, "get_health")
    row = registry.FUNCTIONS["get_health"]
    assert isinstance(row, HttpRow)
    with pytest.raises(Undescribed, match=r"get_health.*ANSWERS"):
        build({row: generate.handler_of(row)})


@pytest.mark.parametrize("row", [row for row in registry.ROWS if isinstance(row, HttpRow)], ids=lambda row: row.name)
def test_examples_stand_with_their_area(row: HttpRow) -> None:
    area = import_module(f"local.openapi.examples.{row.area}")
    assert row.name in area.ANSWERS
    assert (row.name in getattr(area, "REQUESTS", {})) == (row.name in examples.REQUESTS)


# Validity


def test_document_is_valid_openapi() -> None:
    assert [str(error) for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_components_are_used_and_single() -> None:
    used = set(references(DOCUMENT))
    for kind in ("schemas", "examples", "headers", "parameters"):
        unused = [name for name in DOCUMENT["components"][kind] if pointer("components", kind, name) not in used]
        assert unused == [], f"components/{kind}"
    schemas = DOCUMENT["components"]["schemas"]
    assert [pair for pair in combinations(schemas, 2) if schemas[pair[0]] == schemas[pair[1]]] == []
    assert [name for name in schemas if not name.isalnum()] == [], "two models of one name"


def test_nullable_members_are_type_arrays() -> None:
    meal = DOCUMENT["components"]["schemas"]["MealView"]["properties"]
    assert meal["dish_name"]["type"] == ["string", "null"]
    assert meal["meal_id"] == {"type": "string", "format": "uuid", "description": "The meal, by its id."}
    assert (meal["local_date"]["format"], meal["logged_at"]["format"]) == ("date", "date-time")
    assert meal["is_partial"]["type"] == "boolean"


@pytest.mark.parametrize("name", [name for name in DOCUMENT["components"]["schemas"] if name.endswith("View")])
def test_answer_has_all_its_members(name: str) -> None:
    view = DOCUMENT["components"]["schemas"][name]
    assert set(view["required"]) == set(view["properties"])


def test_form_fields_are_left_out_rather_than_null() -> None:
    ((_, form),) = next(o for o in OPERATIONS if o.id == "analyze_meal_image").definition["requestBody"]["content"].items()
    assert form["schema"]["required"] == ["file"]
    assert form["schema"]["properties"]["portion_quantity"]["type"] == "number"
    assert "10 MiB" in form["schema"]["properties"]["file"]["description"]
    assert form["encoding"]["file"] == {"contentType": "image/jpeg, image/png"}


# Examples


def _examples() -> dict[str, dict[str, Any]]:
    """By the path or component that shows them, by where in the document each stands."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for where, content in media_types():
        named = {"example": content["example"]} if "example" in content else content["examples"]
        for name, example in named.items():
            value = resolve(example)["value"] if "examples" in content else example
            found["/".join(where.split("/")[1:3])][f"{where} {name}"] = value
    return found


@pytest.mark.parametrize("examples_", _examples().values(), ids=_examples())
def test_examples_are_valid(examples_: dict[str, Any]) -> None:
    found = {place: findings(value, f"{place.partition(' ')[0]}/schema") for place, value in examples_.items()}
    assert {place: what for place, what in found.items() if what} == {}


@by_operation
def test_parameter_examples_are_valid(operation: Operation) -> None:
    for number, given in enumerate(operation.definition.get("parameters", [])):
        where = given.get("$ref", f"{operation.pointer}/parameters/{number}")
        assert findings(resolve(given)["example"], f"{where}/schema") == []


def test_validation_can_fail() -> None:
    where = next(o for o in OPERATIONS if o.id == "get_meal").pointer + "/responses/200/content/application~1json/schema"
    assert findings(lunch.READY_MEAL, where) == []
    assert findings(lunch.READY_MEAL | {"local_date": "31.01.2025"}, where)
    assert findings(lunch.READY_MEAL | {"meal_id": "17"}, where)
    assert findings(lunch.READY_MEAL | {"surprise": 1}, where)
    assert findings({key: value for key, value in lunch.READY_MEAL.items() if key != "nutrition"}, where)


def test_example_meal_is_the_sum_of_its_foods() -> None:
    foods = [
        FoodItem.model_validate({key: value for key, value in food.items() if key != "nutrition"} | food["nutrition"])
        for food in lunch.FOODS
    ]
    shown = totals_view(total(foods)).model_dump()
    assert shown.pop("completeness") == pytest.approx(lunch.NUTRITION["completeness"], abs=0.005)
    assert shown == {name: value for name, value in lunch.NUTRITION.items() if name != "completeness"}
    meal = lunch.READY_MEAL
    assert meal["total_calories"] == shown["calories"]
    assert meal["total_nutrition"] == {name: shown[f"{name}_g"] for name in ("protein", "carbs", "fat")}
    assert meal["total_weight_grams"] == sum(food["grams"] for food in lunch.FOODS)


def test_example_day_is_what_the_rules_make_of_it() -> None:
    at, nutrition = datetime(2025, 1, 31, 12, tzinfo=UTC), Totals(**lunch.NUTRITION, calories_error=119.7, total_weight_g=420)
    entry = DayEntry(
        name="Lunch",
        emoji=None,
        status=Status.READY,
        meal_type=MealType.LUNCH,
        nutrition=nutrition,
        item_count=3,
        logged_at=at,
        thumbnail_url=None,
    )
    day = Day(
        local_date=date(2025, 1, 31),
        totals=nutrition,
        meal_count=1,
        target=Target(calories=2100, protein_g=130, carbs_g=240, fat_g=65),
        entries={common.MEAL_ID: entry},
        created_at=at,
        updated_at=at,
    )
    assert daily_macros_view(day.local_date, day).model_dump(mode="json") == examples.ANSWERS["get_daily_macros"]


# Problems


def _problems() -> list[type[Problem]]:
    for package in (functions, shared):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    found, waiting = [], [Problem]
    while waiting:
        problem = waiting.pop()
        waiting += problem.__subclasses__()
        if problem.__module__.partition(".")[0] in {"functions", "shared"}:
            found.append(problem)
    return found


def test_error_code_means_one_thing() -> None:
    """A code is declared by one class; only a class derived from it may share the code, and then with its status."""
    declared: dict[str, list[type[Problem]]] = defaultdict(list)
    for problem in _problems():
        if "error_code" in vars(problem):
            declared[problem.error_code].append(problem)
    clashes = {
        code: (first.__qualname__, second.__qualname__)
        for code, classes in declared.items()
        for first, second in combinations(classes, 2)
        if not (issubclass(first, second) or issubclass(second, first)) or first.status != second.status
    }
    assert clashes == {}


def test_every_documented_code_exists() -> None:
    known = {(str(problem.status), problem.error_code) for problem in _problems()}
    for operation in OPERATIONS:
        for status, response in operation.definition["responses"].items():
            if PROBLEM in response["content"]:
                assert {(status, code) for code in operation.error_codes(status)} <= known
