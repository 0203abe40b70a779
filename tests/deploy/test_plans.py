"""What the environments would create: least privilege, the same in dev as in prod, and exactly what a new row asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV2SpecValidator

from deploy.archive import ROOT
from tests.deploy.conftest import Catalog, Plan

PRIMITIVE = {"roles/owner", "roles/editor", "roles/viewer"}
EVERYBODY = {"allUsers", "allAuthenticatedUsers"}

ROW = {
    "name": "new_row", "deployed_name": "new-row", "entry_point": "new_row", "module": "functions.meals.new_row", "area": "meals",
    "description": "A function that the test adds.", "min_instances": 0, "max_instances": 10, "secrets": [],
    "profile": {"name": "worker", "memory_mib": 512, "cpu": 1, "concurrency": 20, "timeout_s": 120},
    "environment": ["GOOGLE_CLOUD_PROJECT"],
}  # fmt: skip

# kind → identity and trigger of the new row, the resources that it adds, and those that it changes.
FUNCTION = {'google_cloudfunctions2_function.this["new_row"]', 'google_cloud_run_v2_service_iam_binding.invoker["new_row"]'}
MESSAGES = {'google_pubsub_subscription.push["new_row"]', 'google_pubsub_subscription_iam_member.push["new_row"]'}
NEW_ROWS: dict[str, tuple[str, dict[str, Any], set[str], set[str]]] = {
    "http": (
        "api",
        {"auth": "user", "routes": [{"method": "PUT", "path": "/v1/meals/{meal_id}"}]},
        FUNCTION,
        # The area's availability counts the new endpoint; its latency watches the size `standard` alone, and this one is a worker.
        {"google_api_gateway_api_config.this", 'google_monitoring_slo.availability["meals"]'},
    ),
    "document": ("events", {"document": "users/{uid}/new/{new_id}"}, FUNCTION, set()),
    "task": ("ai", {"queue": "gemini-general"}, FUNCTION, set()),
    "message": ("events", {"topic": "domain-events", "filter": 'attributes.type="MealEdited"'}, FUNCTION | MESSAGES, set()),
    "schedule": ("events", {"cron": "0 3 * * *"}, FUNCTION | {'google_cloud_scheduler_job.this["new_row"]'}, set()),
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    document: Catalog = json.loads((ROOT / "generated/functions.json").read_text("utf-8"))
    return document


@pytest.fixture(scope="module")
def dev(plan: Callable[..., Plan]) -> Plan:
    return plan("dev")


@pytest.fixture(scope="module")
def prod(plan: Callable[..., Plan]) -> Plan:
    return plan("prod")


def test_nobody_has_a_primitive_role_and_nothing_is_open_to_everybody(prod: Plan) -> None:
    words = {word for resource in resources(prod).values() for word in texts(resource)}
    assert "roles/run.invoker" in words
    assert not words & (PRIMITIVE | EVERYBODY)


def test_dev_has_what_prod_has(dev: Plan, prod: Plan) -> None:
    assert set(resources(dev)) == set(resources(prod))


def test_dev_differs_from_prod_in_sizes_alone(dev: Plan, prod: Plan) -> None:
    of_dev, of_prod = resources(dev), resources(prod)
    different = {path for address in of_dev for path in differences(of_dev[address], of_prod[address], address.split(".")[0])}
    assert different == {
        "google_cloudfunctions2_function/service_config/environment_variables/MEALTRACK_ENV",
        "google_cloudfunctions2_function/labels/environment",
        "google_cloudfunctions2_function/effective_labels/environment",
        "google_cloudfunctions2_function/terraform_labels/environment",
        "google_cloudfunctions2_function/service_config/min_instance_count",
        "google_cloudfunctions2_function/service_config/max_instance_count",
        "google_monitoring_alert_policy/conditions/condition_threshold/threshold_value",  # of the most instances
        "google_billing_budget/display_name",
        "google_billing_budget/amount/specified_amount/units",
    }


def test_the_environments_are_written_alike() -> None:
    folder = ROOT / "terraform/environments"
    for file in ("versions.tf", "variables.tf", "outputs.tf"):
        assert (folder / "dev" / file).read_text() == (folder / "prod" / file).read_text()
    names = [
        re.findall(r"^\s+(\w+)\s+=", (folder / environment / "main.tf").read_text(), re.MULTILINE)
        for environment in ("dev", "prod")
    ]
    assert names[0] == names[1]


@pytest.mark.parametrize("kind", sorted(NEW_ROWS))
def test_a_new_row_changes_exactly_what_it_asks_for(kind: str, dev: Plan, plan: Callable[..., Plan], catalog: Catalog) -> None:
    identity, trigger, added, changed = NEW_ROWS[kind]
    row = ROW | {"kind": kind, "identity": identity, "trigger": trigger}
    before, after = resources(dev), resources(plan("dev", json.dumps(catalog | {"functions": [*catalog["functions"], row]})))
    assert set(after) - set(before) == added
    assert not set(before) - set(after)
    assert {address for address in before if before[address] != after[address]} == changed


def test_a_new_identity_arrives_with_its_first_row(dev: Plan, plan: Callable[..., Plan], catalog: Catalog) -> None:
    unused = sorted({*catalog["identities"]} - {function["identity"] for function in catalog["functions"]})
    identity = unused[0] if unused else "another"
    row = ROW | {"kind": "schedule", "identity": identity, "trigger": {"cron": "0 3 * * *"}, "secrets": ["GEMINI_API_KEY"]}
    before, after = resources(dev), resources(plan("dev", json.dumps(catalog | {"functions": [*catalog["functions"], row]})))
    assert {address for address in set(after) - set(before) if "new_row" not in address} == {
        f'google_service_account.runtime["{identity}"]',
        f'google_project_iam_member.documents["{identity}"]',
        f'google_service_account_iam_member.deployer["runtime/{identity}"]',
    }
    changed = {address for address in before if before[address] != after[address]}
    assert changed == {'google_secret_manager_secret_iam_binding.this["GEMINI_API_KEY"]'}


def test_the_gateway_document_is_valid_openapi(prod: Plan) -> None:
    document = prod["planned_values"]["outputs"]["gateway_document"]["value"]
    OpenAPIV2SpecValidator(document).validate()
    ids = [operation["operationId"] for operations in document["paths"].values() for operation in operations.values()]
    assert len(ids) == len(set(ids))


def resources(plan: Plan) -> dict[str, Any]:
    """Address in the module → the planned values. Files' names inside the copy do not count."""
    (module,) = plan["planned_values"]["root_module"]["child_modules"]
    return {
        resource["address"].removeprefix("module.app."): {k: v for k, v in resource["values"].items() if k != "detect_md5hash"}
        for resource in module["resources"]
        if resource["mode"] == "managed"
    }


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def differences(one: Any, other: Any, path: str) -> Iterator[str]:
    """The paths at which two values differ; places in lists are left out of them."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from differences(one.get(key), other.get(key), f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            yield from differences(left, right, path)
    elif one != other:
        yield path
