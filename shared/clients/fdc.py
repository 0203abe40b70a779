"""FoodData Central, the food database of the US Department of Agriculture: search, and one food by its id.

Answers are handed on as they come; `shared/foods/fdc.py` reads them. Without a key the feature is off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.clients.web import get_json
from shared.settings import settings

VENDOR = "fdc"
BRANDED = ("Branded",)


def is_on() -> bool:
    return bool(settings().FDC_API_KEY.get_secret_value())


def search(query: str, *, data_types: Sequence[str], limit: int, timeout_s: float | None = None) -> Any:
    """The first page of foods that match. Raises VendorBusy or VendorRefused.

    Without `data_types` the answer is branded duplicates first, hence no such default.
    """
    fields = {"query": query, "dataType": ",".join(data_types), "pageSize": str(limit), "pageNumber": "1"}
    return _get("foods/search", fields, timeout_s)


def food(fdc_id: int, *, timeout_s: float | None = None) -> Any:
    """One food; None where there is none. Raises VendorBusy or VendorRefused.

    Some Foundation foods are not there in full and are there abridged.
    """
    full = _get(f"food/{fdc_id}", {"format": "full"}, timeout_s)
    return full if full is not None else _get(f"food/{fdc_id}", {"format": "abridged"}, timeout_s)


def _get(path: str, query: dict[str, str], timeout_s: float | None) -> Any:
    current = settings()
    headers = {"X-Api-Key": current.FDC_API_KEY.get_secret_value(), "Accept": "application/json"}  # in the URL it would be logged
    limit = current.FDC_TIMEOUT_S if timeout_s is None else min(timeout_s, current.FDC_TIMEOUT_S)
    return get_json(VENDOR, f"{current.FDC_BASE_URL}/v1/{path}", query=query, headers=headers, timeout_s=limit)
