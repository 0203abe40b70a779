"""Foods in Firestore: imported ones, copies of what outside sources said, products by barcode, and people's own.

`food_references/{food_id}` holds the USDA's foods, imported for good or copied for a while; `barcodes/{gtin14}` the products, most
of which are Open Food Facts', whose licence wants them apart; `search_cache/{hash}` what a search found outside. That there is
nothing is remembered as well, for a shorter while. A copy that is no longer fresh is asked for again, and counts on where nobody
answers.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from shared import cursors
from shared.clients.failures import is_outage
from shared.clients.firestore import Unit, document_of, firestore, patience
from shared.foods.language.words import name_key
from shared.foods.models import Custom, Food
from shared.foods.rules import FoodNotFound
from shared.ids import is_id
from shared.logging import fields

log = logging.getLogger(__name__)

FRESH, KEPT, MISSING = timedelta(days=7), timedelta(days=30), timedelta(days=1)
SEARCHES_KEPT = timedelta(days=7)
SCHEMA_VERSION = 1
MAX_KEYS = 30  # that Firestore takes in one query
# A search answers without its cache rather than wait for it.
_CACHE_PATIENCE: dict[str, Any] = {"retry": None, "timeout": 1.0}


@dataclass(frozen=True)
class Copy:
    """What is stored under a food's name: the food, or that there is none. A fresh copy need not be asked for again."""

    food: Food | None
    fresh: bool


def reference_path(food_id: str) -> str:
    return f"food_references/{food_id}"


def barcode_path(gtin14: str) -> str:
    return f"barcodes/{gtin14}"


def search_path(source: str, text: str) -> str:
    """By a hash: what a person typed is stored nowhere."""
    return f"search_cache/{hashlib.sha256(f'{source}|{text}'.encode()).hexdigest()[:40]}"


def custom_path(uid: str, custom_id: str) -> str:
    return f"users/{uid}/custom_foods/{custom_id}"


def custom_count_path(uid: str) -> str:
    return f"users/{uid}/limits/custom_foods"


# Copies


def copies(paths: Sequence[str], now: datetime) -> dict[str, Copy]:
    """What is stored at those paths, one read each, in one round trip."""
    if not paths:
        return {}
    client = firestore()
    found: dict[str, Copy] = {}
    for snapshot in client.get_all([client.document(path) for path in paths], **patience()):
        if (copy := _copy(snapshot.to_dict(), now)) is not None:
            found[snapshot.reference.path] = copy
    return found


def keep(path: str, food: Food | None, now: datetime) -> None:
    """Stores what a source said of a food: one write. A copy that cannot be kept is none."""
    kept = MISSING if food is None else KEPT
    document = {
        "food": None if food is None else document_of(food),
        "fetched_at": now,
        "fresh_until": now + (MISSING if food is None else FRESH),
        "expires_at": now + kept,
        "schema_version": SCHEMA_VERSION,
    }
    _set_if_possible(path, document)


def _set_if_possible(path: str, document: dict[str, Any]) -> None:
    try:
        firestore().document(path).set(document, **_CACHE_PATIENCE)
    except Exception as error:
        if not is_outage(error):
            raise
        log.warning("an outside answer could not be kept", extra=fields(reason=type(error).__name__))


def _copy(document: dict[str, Any] | None, now: datetime) -> Copy | None:
    """None for a copy that has expired, which TTL has not got to, and for one that cannot be read."""
    if document is None:
        return None
    expires, fresh_until = document.get("expires_at"), document.get("fresh_until")
    if isinstance(expires, datetime) and expires <= now:
        return None
    fresh = not isinstance(fresh_until, datetime) or now < fresh_until
    stored = document.get("food", document)  # an imported food is the document itself
    if stored is None:
        return Copy(None, fresh)
    try:
        return Copy(Food.model_validate(stored), fresh)
    except ValidationError:
        log.error("a stored food cannot be read", extra=fields(food_id=str(document.get("food_id", ""))[:80]))
        return None


# Searches


def cached_searches(sources: Iterable[str], text: str, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """By source, what it found for this text not long ago. Without the cache in time: nothing."""
    by_path = {search_path(source, text): source for source in sources}
    if not by_path:
        return {}
    client = firestore()
    try:
        snapshots = list(client.get_all([client.document(path) for path in by_path], **_CACHE_PATIENCE))
    except Exception as error:
        if not is_outage(error):
            raise
        return {}
    found = {by_path[snapshot.reference.path]: snapshot.to_dict() or {} for snapshot in snapshots if snapshot.exists}
    return {source: document["results"] for source, document in found.items() if document["expires_at"] > now}


def keep_search(source: str, text: str, results: list[dict[str, Any]], now: datetime) -> None:
    """One write, if possible."""
    kept = SEARCHES_KEPT if results else MISSING
    document = {"source": source, "results": results, "created_at": now, "expires_at": now + kept, "schema_version": SCHEMA_VERSION}
    _set_if_possible(search_path(source, text), document)


# People's own foods


@dataclass(frozen=True)
class Page:
    foods: list[Custom]
    next_cursor: str | None


def get_custom(uid: str, custom_ids: Sequence[str]) -> dict[str, Custom]:
    """Those of the person's foods that there are, one read each."""
    if not custom_ids:
        return {}
    client = firestore()
    snapshots = client.get_all([client.document(custom_path(uid, one)) for one in custom_ids], **patience())
    return {snapshot.id: Custom.model_validate(snapshot.to_dict()) for snapshot in snapshots if snapshot.exists}


def own_of(uid: str, food_ids: Iterable[str | None]) -> dict[str, Food]:
    """Those of the foods that are the person's own, one read each."""
    custom_ids = [food_id.removeprefix("custom-") for food_id in food_ids if food_id and food_id.startswith("custom-")]
    found = get_custom(uid, [one for one in dict.fromkeys(custom_ids) if is_id(one)])
    return {custom.food.food_id: custom.food for custom in found.values()}


def custom_named(uid: str, keys: Sequence[str]) -> dict[str, Custom]:
    """The person's foods of these names (name_key), of several with one name the newest: MAX_KEYS reads at most for as many.

    The newest are read: of more foods than that with these names, a name whose foods are all older is not found.
    """
    from google.cloud.firestore_v1.base_query import FieldFilter

    foods = firestore().collection(f"users/{uid}/custom_foods")
    found: dict[str, Custom] = {}
    for start in range(0, len(keys), MAX_KEYS):
        named = foods.where(filter=FieldFilter("name_key", "in", keys[start : start + MAX_KEYS]))
        newest = named.order_by("updated_at", direction="DESCENDING").limit(MAX_KEYS)
        for snapshot in newest.stream(**patience()):
            custom = Custom.model_validate(snapshot.to_dict())
            found.setdefault(name_key(custom.food.name), custom)
    return found


def find_custom(unit: Unit, uid: str, custom_id: str) -> Custom | None:
    """To be changed or made in the unit's commit."""
    (stored,) = unit.get(custom_path(uid, custom_id))
    return Custom.model_validate(stored) if stored else None


def read_custom(unit: Unit, uid: str, custom_id: str) -> Custom:
    """To be changed in the unit's commit. Raises FoodNotFound."""
    found = find_custom(unit, uid, custom_id)
    if found is None:
        raise FoodNotFound("You have no food of your own with this id.")
    return found


def count_custom(unit: Unit, uid: str) -> int:
    """How many the person has, to be changed in the unit's commit."""
    (stored,) = unit.get(custom_count_path(uid))
    return int((stored or {}).get("count", 0))


def put_custom(unit: Unit, uid: str, custom_id: str, custom: Custom) -> None:
    """Puts a food that the unit has read, with the key that it is found by."""
    unit.put(custom_path(uid, custom_id), document_of(custom) | {"name_key": name_key(custom.food.name)})


def put_custom_count(unit: Unit, uid: str, count: int) -> None:
    """Puts the count that the unit has read."""
    unit.put(custom_count_path(uid), {"count": count})


def delete_custom(unit: Unit, uid: str, custom_id: str) -> None:
    """Deletes a food that the unit has read."""
    unit.delete(custom_path(uid, custom_id))


def list_custom(uid: str, cursor: str | None, limit: int) -> Page:
    """Newest first, `limit` + 1 reads at most. Raises InvalidCursor."""
    from google.cloud.firestore import Query

    foods = firestore().collection(f"users/{uid}/custom_foods")
    query = foods.order_by("created_at", direction=Query.DESCENDING).order_by("custom_id", direction=Query.DESCENDING)
    if cursor:
        query = query.start_after(cursors.decode(cursor, _place))
    found = [Custom.model_validate(snapshot.to_dict()) for snapshot in query.limit(limit + 1).stream(**patience())]
    more = len(found) > limit
    return Page(found[:limit], _cursor(found[limit - 1]) if more else None)


def _cursor(custom: Custom) -> str:
    return cursors.encode(custom.created_at.isoformat(), custom.custom_id)


def _place(created_at: str, custom_id: str) -> dict[str, object]:
    return {"created_at": cursors.instant(created_at), "custom_id": cursors.identifier(custom_id)}
