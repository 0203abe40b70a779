"""A person's meals, page by page."""

from typing import Annotated

from pydantic import Field

from shared.cursors import InvalidCursor
from shared.http import Caller, Query, endpoint
from shared.meals import looking
from shared.meals.views import MealListView
from shared.types import LocalDate


@endpoint(raises=(InvalidCursor,))
def list_meals(
    caller: Caller,
    from_: Annotated[LocalDate | None, Query("First day, YYYY-MM-DD.", name="from")] = None,
    to: Annotated[LocalDate | None, Query("Last day, YYYY-MM-DD.")] = None,
    cursor: Annotated[str | None, Query("next_cursor of the page before."), Field(max_length=500)] = None,
    limit: Annotated[int, Query("Meals a page."), Field(ge=1, le=50)] = 20,
) -> MealListView:
    """The caller's meals, newest day first; deleted ones are left out.

    Meals that are added or deleted between two pages neither repeat nor hide others.
    """
    return looking.list_meals(caller.uid, first=from_, last=to, cursor=cursor, limit=limit)
