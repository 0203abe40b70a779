"""What a person does with foods: look for them, look at them, scan them. One function a use case."""

from __future__ import annotations

from shared.foods import lookup, own
from shared.foods.models import Found, Match
from shared.foods.tables.table import table
from shared.foods.views import (
    AutocompleteView,
    FoodSearchView,
    FoodView,
    ProductView,
    autocomplete_view,
    food_view,
    product_view,
    search_view,
)
from shared.users.models import DEFAULT_LANGUAGE, Account, supported_language


def search(uid: str, account: Account, query: str, limit: int, language: str | None) -> FoodSearchView:
    """In the language that the call names, else the account's; a food of the person's own of just that name comes first."""
    spoken = supported_language(language) or supported_language(account.language_code) or DEFAULT_LANGUAGE
    found = lookup.search(query, limit, language=spoken)
    mine = tuple(Match(food, 1.0) for food in own.named(uid, [query]).values())
    return search_view(query, Found((*mine, *found.matches)[:limit], found.degraded))


def autocomplete(query: str, limit: int) -> AutocompleteView:
    return autocomplete_view(query, table().complete(lookup.normal(query), limit))


def details(uid: str, food_id: str) -> FoodView:
    """Raises FoodNotFound, and VendorBusy where the source that would know does not answer."""
    return food_view(lookup.by_id(uid, food_id))


def product(code: str) -> ProductView:
    """Raises InvalidBarcode, FoodNotFound, and VendorBusy where a source that might know does not answer."""
    found = lookup.by_barcode(code)
    return product_view(found.food, found.degraded)
