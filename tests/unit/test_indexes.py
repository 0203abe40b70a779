"""Every query of the code has its index: deployed, Firestore refuses one that has none, and the emulator never does."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import CollectionGroup, Query
from google.cloud.firestore_v1.types import StructuredQuery

from shared.ai import store as questions
from shared.billing import store as billing
from shared.clients.firestore import Unit, firestore
from shared.deletion import store as deletions
from shared.foods.store import custom_named, list_custom
from shared.ingredients.models import RECOGNITIONS
from shared.meals import reading, store
from shared.portability import store as portability
from shared.profiles.store import get_target
from shared.texts.models import TEXT_PARSES
from shared.weight import store as weights

ROOT = Path(__file__).parent.parent.parent
INDEXES = json.loads((ROOT / "firestore.indexes.json").read_text())
EQUALITIES = (StructuredQuery.FieldFilter.Operator.EQUAL, StructuredQuery.FieldFilter.Operator.IN)
ARRAYS = (StructuredQuery.FieldFilter.Operator.ARRAY_CONTAINS, StructuredQuery.FieldFilter.Operator.ARRAY_CONTAINS_ANY)
DAY, NOW = date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC)

# Each way in which a function of a store can query. A new query is added here; the last test finds one that is not.
QUERIES: dict[str, Callable[[], Any]] = {
    "list_meals": lambda: reading.list_meals("u1", first=None, last=None, cursor=None, limit=5),
    "list_meals from": lambda: reading.list_meals("u1", first=DAY, last=None, cursor=None, limit=5),
    "list_meals from to": lambda: reading.list_meals("u1", first=DAY, last=DAY, cursor=None, limit=5),
    "is_photo_shown": lambda: store.is_photo_shown("u1", "i1"),
    "get_target": lambda: get_target("u1"),
    "get_target on": lambda: get_target("u1", on=DAY),
    "custom_named": lambda: custom_named("u1", ["mom soup"]),
    "list_custom": lambda: list_custom("u1", cursor=None, limit=5),
    "_pages": lambda: list(store.image_ids("u1")),
    "last_upload_until": lambda: store.last_upload_until("u1"),
    "keep_purchases": lambda: deletions.keep_purchases("r1", "u1"),
    "forget_in_events": lambda: list(deletions.forget_in_events("u1")),
    "references_to": lambda: list(deletions.references_to("u1")),
    "documents_of": lambda: list(portability.documents_of("u1", "meals")),
    "documents_of recursive": lambda: list(portability.documents_of("u1", "days")),
    "due": lambda: deletions.due(NOW, 5),
    "list_days": lambda: reading.list_days("u1", DAY, DAY),
    "entries_since": lambda: weights.entries_since("u1", NOW, 5),
    "list_entries": lambda: weights.list_entries("u1", cursor=None, limit=5),
    "due_for_sweep": lambda: store.due_for_sweep(NOW, 5),
    "due_for_sweep texts": lambda: questions.due_for_sweep(TEXT_PARSES, NOW, 5),
    "due_for_sweep ingredients": lambda: questions.due_for_sweep(RECOGNITIONS, NOW, 5),
    "copies": lambda: billing.copies(Unit(firestore()), "s1"),
    "of_person": lambda: billing.of_person(Unit(firestore()), "u1"),
    "held_by": lambda: billing.held_by(["u1"]),
    "due_for_review": lambda: billing.due_for_review(NOW, 5),
    "_with_any waiting": lambda: billing.waiting(["u1"]),
    "_with_any transfers": lambda: billing.transfers(["u1"]),
}


@pytest.fixture
def asked(function_settings: pytest.MonkeyPatch) -> list[StructuredQuery]:
    """The queries that are run, which find nothing and reach nobody."""
    found: list[StructuredQuery] = []

    def stream(query: Any, **_: Any) -> list[Any]:
        found.append(query._to_protobuf())
        return []

    function_settings.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:1")
    for kind in (Query, CollectionGroup):
        function_settings.setattr(kind, "stream", stream)
    return found


@pytest.mark.parametrize("name", QUERIES)
def test_the_query_has_its_index(asked: list[StructuredQuery], name: str) -> None:
    QUERIES[name]()
    assert asked
    for query in asked:
        assert has_index(query), f"firestore.indexes.json lacks the index of {name}"


def test_no_query_is_left_out() -> None:
    """Every function that begins a query is named above."""
    querying = set()
    for file in (ROOT / "shared").rglob("*.py"):
        for function in ast.walk(ast.parse(file.read_text())):
            if isinstance(function, ast.FunctionDef):
                called = {
                    node.func.attr
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                }
                if called & {"collection", "collection_group"}:
                    querying.add(function.name)
    assert querying == {name.split()[0] for name in QUERIES}


def has_index(query: StructuredQuery) -> bool:
    """One field in one order within a collection needs none made; everything else needs one with exactly these fields."""
    origin = query.from_[0]
    wanted = wanted_fields(query)
    if not wanted:  # by their names
        return not (origin.all_descendants and origin.collection_id)
    if len(wanted) == 1:
        ((path, order),) = wanted
        return not origin.all_descendants or any(
            override["collectionGroup"] == origin.collection_id
            and override["fieldPath"] == path
            and index_of(order) | {"queryScope": "COLLECTION_GROUP"} in override["indexes"]
            for override in INDEXES["fieldOverrides"]
        )
    scope = "COLLECTION_GROUP" if origin.all_descendants else "COLLECTION"
    return any(
        index["collectionGroup"] == origin.collection_id
        and index["queryScope"] == scope
        and [(field["fieldPath"], field.get("order") or field["arrayConfig"]) for field in index["fields"]] == wanted
        for index in INDEXES["indexes"]
    )


def wanted_fields(query: StructuredQuery) -> list[tuple[str, str]]:
    """Equalities first, then the orders; a range without an order of its own orders by its field."""
    filters = [query.where.field_filter] if "field_filter" in query.where else []
    filters += [each.field_filter for each in query.where.composite_filter.filters]
    equal = [each.field.field_path for each in filters if each.op in EQUALITIES]
    arrays = [each.field.field_path for each in filters if each.op in ARRAYS]
    ranges = [each.field.field_path for each in filters if each.op not in {*ARRAYS, *EQUALITIES}]
    orders = [(each.field.field_path, each.direction.name) for each in query.order_by if each.field.field_path != "__name__"]
    if not orders:
        orders = [(path, "ASCENDING") for path in dict.fromkeys(ranges)]
    assert not ranges or orders[0][0] in ranges, "the first order is that of the range"
    return [(path, "ASCENDING") for path in equal] + [(path, "CONTAINS") for path in arrays] + orders


def index_of(order: str) -> dict[str, str]:
    """As the indexes name it: what a field is ordered by, or that it is an array whose elements are looked for."""
    return {"arrayConfig": order} if order == "CONTAINS" else {"order": order}
