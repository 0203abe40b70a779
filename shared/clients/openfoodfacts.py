"""Open Food Facts: packaged products by their barcode. Open data (ODbL): attribute it, and keep its rows apart from others.

It asks for a User-Agent that names the caller, and for at most 15 product reads a minute from one address; who reads more is
answered 503 and then banned. `shared/foods/sources/openfoodfacts.py` reads the answers.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from shared.clients.once import once
from shared.clients.web import get_json
from shared.errors import VendorBusy
from shared.settings import settings

VENDOR = "openfoodfacts"
FIELDS = (
    "code,product_name,product_name_en,generic_name,brands,categories_tags,quantity,serving_size,serving_quantity,"
    "serving_quantity_unit,nutriments,countries_tags,image_front_small_url"
)


class Bucket:
    """Tokens that refill at `per_minute`, at most `per_minute` of them. Thread-safe."""

    def __init__(self, per_minute: float) -> None:
        self._per_minute = per_minute
        self._tokens = per_minute
        self._seen = time.monotonic()
        self._lock = threading.Lock()

    def take(self) -> float:
        """0 and a token is gone, or the seconds until there is one."""
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self._per_minute, self._tokens + (now - self._seen) * self._per_minute / 60)
            self._seen = now
            if self._tokens >= 1:
                self._tokens -= 1
                return 0.0
            return (1 - self._tokens) * 60 / self._per_minute


def is_on() -> bool:
    return bool(settings().OPENFOODFACTS_CONTACT)


def product(code: str, *, timeout_s: float | None = None) -> Any:
    """The answer for a barcode (digits); None where there is no such product. Raises VendorBusy or VendorRefused.

    The rate is this instance's: several instances behind one address share what Open Food Facts allows, and learn it from a 503.
    """
    current = settings()
    if wait := _bucket().take():
        raise VendorBusy(VENDOR, "our own rate limit", retry_after_s=wait)
    headers = {"User-Agent": f"MealTrack/{current.MEALTRACK_VERSION} ({current.OPENFOODFACTS_CONTACT})"}
    limit = current.OPENFOODFACTS_TIMEOUT_S if timeout_s is None else min(timeout_s, current.OPENFOODFACTS_TIMEOUT_S)
    url = f"{current.OPENFOODFACTS_BASE_URL}/api/v2/product/{code}.json"
    return get_json(VENDOR, url, query={"fields": FIELDS}, headers=headers, timeout_s=limit)


@once
def _bucket() -> Bucket:
    return Bucket(settings().OPENFOODFACTS_PER_MINUTE)
