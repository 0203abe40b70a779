"""What the person did over some weeks."""

from typing import Annotated

from shared.activities import service
from shared.activities.views import BulkActivitiesView
from shared.dates import RANGE_PROBLEMS
from shared.http import Caller, Query, endpoint
from shared.types import LocalDate


@endpoint(raises=RANGE_PROBLEMS)
def get_bulk_activities(
    caller: Caller,
    start: Annotated[LocalDate, Query("First day, YYYY-MM-DD.")],
    end: Annotated[LocalDate, Query("Last day, YYYY-MM-DD; the range has at most 60 days.")],
) -> BulkActivitiesView:
    """The activities of each day from `start` to `end`, newest first."""
    return service.bulk_activities(caller.uid, start, end)
