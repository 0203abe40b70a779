"""FoodData Central, the food database of the US Department of Agriculture: search, and one food by its id.

Answers are handed on as they come; `shared/foods/sources/fdc.py` reads them. Without a key the feature is off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.clients.web import get_json
from shared.errors import VendorBusy
from shared.settings import settings

VENDOR = "fdc"
BRANDED = ("Branded",)
MAX_IDS = 20  # of one call


def is_on() -> bool:
    return settings().FDC_API_KEY.is_given


def search(query: str, *, data_types: Sequence[str], limit: int, timeout_s: float | None = None) -> Any:
    """The first page of foods that match. Raises VendorBusy or VendorRefused.

    Without `data_types` the answer is branded duplicates first, hence no such default.
    """
    fields = {"query": query, "dataType": ",".join(data_types), "pageSize": str(limit), "pageNumber": "1"}
    return _get("foods/search", fields, timeout_s)


def foods(fdc_ids: Sequence[int], *, timeout_s: float | None = None) -> list[Any]:
    """Those of the foods, at most MAX_IDS, that there are. Raises VendorBusy or VendorRefused.

    Some Foundation foods are not there in full and are there abridged.
    """
    full = _foods(fdc_ids, "full", timeout_s)
    there = {food.get("fdcId") for food in full if isinstance(food, dict)}
    missing = [one for one in fdc_ids if one not in there]
    return [*full, *(_foods(missing, "abridged", timeout_s) if missing else ())]


def _foods(fdc_ids: Sequence[int], form: str, timeout_s: float | None) -> list[Any]:
    if len(fdc_ids) == 1:
        found = _get(f"food/{fdc_ids[0]}", {"format": form}, timeout_s)
        return [] if found is None else [found]
    found = _get("foods", {"fdcIds": ",".join(map(str, fdc_ids)), "format": form}, timeout_s)
    if not isinstance(found, list | None):
        raise VendorBusy(VENDOR, "an answer that is no list")
    return found or []


def _get(path: str, query: dict[str, str], timeout_s: float | None) -> Any:
    current = settings()
    headers = {"X-Api-Key": current.FDC_API_KEY.get_secret_value(), "Accept": "application/json"}  # in the URL it would be logged
    limit = current.FDC_TIMEOUT_S if timeout_s is None else min(timeout_s, current.FDC_TIMEOUT_S)
    return get_json(VENDOR, f"{current.FDC_BASE_URL}/v1/{path}", query=query, headers=headers, timeout_s=limit)
