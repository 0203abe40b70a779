"""Finds foods by a name."""

from typing import Annotated

from pydantic import Field

from shared.foods import service
from shared.foods.views import FoodSearchView
from shared.http import Caller, Query, endpoint


@endpoint()
def search_foods(
    caller: Caller,
    q: Annotated[str, Query("What the food is called, in any of the seven languages."), Field(min_length=1, max_length=100)],
    limit: Annotated[int, Query("Foods at most."), Field(ge=1, le=50)] = 20,
    language: Annotated[str | None, Query("Of the query, e.g. de; the account's when left out."), Field(max_length=35)] = None,
) -> FoodSearchView:
    """The caller's own food of that name first, then generic foods, then products.

    Each comes with its figures for 100 g and where they are from. Where an outside source does not answer in time,
    `degraded` names it and the others' foods are answered.
    """
    return service.search(caller.uid, caller.account, q, limit, language)
