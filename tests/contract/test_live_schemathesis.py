"""Every operation of the document with inputs made from it, by schemathesis, as a signed-in operator.

All checks of schemathesis hold, but for those that cannot where `_excluded` says why.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import GenerationConfig
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario
from schemathesis.hooks import HookContext
from schemathesis.specs.openapi import checks

from local.environment import STAND_IN_KEY
from local.generate import handler_of
from local.phone import Phone
from shared.rows import Auth, Route
from tests.contract.published import DOCUMENT, OPERATIONS
from tests.support.http import PHOTO

Case = schemathesis.Case[Any]
CheckFunction = Callable[..., bool | None]

ROWS = {(operation.method, operation.path): operation.row for operation in OPERATIONS}
REFUSED_BY_RULES = {400, 413, 415, 422}
LONGEST_QUERY = 3000  # as sent; the local servers read lines of 4094 bytes

schemathesis.openapi.format("zoneinfo", st.sampled_from(sorted(zoneinfo.available_timezones())))
for media_type in ("image/jpeg", "image/png"):
    schemathesis.openapi.media_type(media_type, st.just(PHOTO))

schema = schemathesis.openapi.from_dict(DOCUMENT)
# Its coverage phase goes through the edges of every schema, right and wrong; few random inputs do beside it. What
# test_live_matrix.py asks is not asked again: every method that is not there (one is enough here), and the examples.
schema.config.phases.coverage.unexpected_methods = {"trace"}
schema.config.phases.examples.enabled = False
schema.config.phases.fuzzing.generation = GenerationConfig(modes=[GenerationMode.POSITIVE])

_NAMED_MEMBER = re.compile(r"'\w+'")
_seen: set[tuple[object, ...]] = set()


@schema.hook("filter_case")
def is_first_of_its_kind(_: HookContext, case: Case) -> bool:
    """Of the edges that differ in nothing but the value one is enough, such as five wrong types of one member.

    Of right values it is one for all members of an operation that have such an edge: most of them are a longest text.
    """
    if case.meta is None or not isinstance(edge := case.meta.phase.data, CoveragePhaseData):
        return True
    if edge.parameter == "Authorization" or edge.scenario == CoverageScenario.UNSUPPORTED_CONTENT_TYPE:
        return False  # test_live_matrix.py does
    words = edge.description if case.meta.generation.mode.is_negative else _NAMED_MEMBER.sub("", edge.description)
    kind = (case.operation.label, edge.scenario, edge.location, edge.parameter, words)
    is_first = kind not in _seen
    _seen.add(kind)
    return is_first


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """One connection for thousands of calls, and no look for a proxy before each."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.mark.filterwarnings(
    "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
)  # schemathesis does
@schema.parametrize()
@hypothesis.settings(
    max_examples=3, derandomize=True, database=None, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_operation_keeps_its_contract(case: Case, gateway: str, admin: Phone, session: requests.Session) -> None:
    row = ROWS.get((case.method.upper(), case.path))
    proof = STAND_IN_KEY if row and row.auth is Auth.SYSTEM else admin.id_token
    headers = {"Authorization": f"Bearer {proof}"}
    case.call_and_validate(base_url=gateway, session=session, headers=headers, timeout=60, excluded_checks=_excluded(case))


@cache
def _is_one_of_another(path: str) -> bool:
    return any("{" in other and other != path and Route("", other).match_path(path) is not None for _, other in ROWS)


def _excluded(case: Case) -> list[CheckFunction]:
    row = ROWS.get((case.method.upper(), case.path))
    # test_live_matrix.py asks every operation without a token and with bad ones; here it would be two more calls a case.
    excluded: list[CheckFunction] = [checks.ignored_auth]
    handler = handler_of(row) if row else None
    if handler and (handler.signature.takes_version or any(problem.status in REFUSED_BY_RULES for problem in handler.raises)):
        # What the schema allows may still be refused by a rule: a day in the far future, an upload that was never issued, a version
        # that is not the present one.
        excluded.append(checks.positive_data_acceptance)
    if len(urlencode(case.query or {})) > LONGEST_QUERY:
        # The server refuses it before any function sees it: 414, which the document need not say of each operation.
        excluded += [checks.negative_data_rejection, checks.status_code_conformance]
    if any(value == "" for value in (case.query or {}).values()):
        # An empty query parameter is as good as none.
        excluded.append(checks.negative_data_rejection)
    if _is_one_of_another(case.path):
        # `/v1/meals/upload-token` is also a `/v1/meals/{meal_id}`: its other methods are those of the latter.
        excluded.append(checks.unsupported_method)
    if any("\n" in unquote(str(value)) for value in (case.path_parameters or {}).values()):
        # functions-framework answers a path with a line break itself, 404 in HTML, before any function of ours sees it.
        excluded += [checks.content_type_conformance, checks.response_schema_conformance]
    return excluded
