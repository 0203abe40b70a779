"""Completes the name of a food while it is typed."""

from typing import Annotated

from pydantic import Field

from shared.foods import service
from shared.foods.views import AutocompleteView
from shared.http import Caller, Query, endpoint


@endpoint()
def autocomplete_foods(
    caller: Caller,  # noqa: ARG001 - whoever has signed in
    q: Annotated[str, Query("The beginning of a name, English."), Field(min_length=1, max_length=100)],
    limit: Annotated[int, Query("Names at most."), Field(ge=1, le=20)] = 10,
) -> AutocompleteView:
    """From the food table alone, so it answers within milliseconds."""
    return service.autocomplete(q, limit)
