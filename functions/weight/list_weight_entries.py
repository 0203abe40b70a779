"""How the person's weight went."""

from typing import Annotated

from pydantic import Field

from shared.cursors import InvalidCursor
from shared.http import Caller, Query, endpoint
from shared.weight import service
from shared.weight.views import WeightListView


@endpoint(raises=(InvalidCursor,))
def list_weight_entries(
    caller: Caller,
    cursor: Annotated[str | None, Query("next_cursor of the page before."), Field(max_length=500)] = None,
    limit: Annotated[int, Query("Weigh-ins a page."), Field(ge=1, le=365)] = 100,
) -> WeightListView:
    """The caller's weigh-ins, newest first.

    Weigh-ins that are added or deleted between two pages neither repeat nor hide others.
    """
    return service.list_entries(caller.uid, cursor=cursor, limit=limit)
