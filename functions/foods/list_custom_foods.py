"""The person's own foods, page by page."""

from typing import Annotated

from pydantic import Field

from shared.cursors import InvalidCursor
from shared.foods import custom
from shared.foods.views import CustomFoodListView
from shared.http import Caller, Query, endpoint


@endpoint(raises=(InvalidCursor,))
def list_custom_foods(
    caller: Caller,
    cursor: Annotated[str | None, Query("next_cursor of the page before."), Field(max_length=500)] = None,
    limit: Annotated[int, Query("Foods a page."), Field(ge=1, le=50)] = 20,
) -> CustomFoodListView:
    """The caller's own foods, newest first."""
    return custom.listing(caller.uid, cursor, limit)
