"""What the app gets: the shapes of the API's answers about weigh-ins. kg."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from shared.types import View
from shared.weight.models import WeighedBy, WeightEntry


class WeightEntryView(View):
    id: str
    weight_kg: float
    recorded_at: datetime
    local_date: date = Field(description="The person's calendar day; it stays when they move to another zone.")
    source: WeighedBy
    updated_at: datetime


class WeightListView(View):
    entries: list[WeightEntryView]
    next_cursor: str | None = Field(description="Pass it as `cursor` for the next page; null on the last.")


class WeightSyncView(View):
    """The weigh-ins as they are stored now, newest first."""

    entries: list[WeightEntryView]
    created: int
    updated: int
    unchanged: int


class WeightDeletionView(View):
    id: str
    message: str


def entry_view(entry: WeightEntry) -> WeightEntryView:
    return WeightEntryView(
        id=entry.entry_id,
        weight_kg=entry.weight_kg,
        recorded_at=entry.recorded_at,
        local_date=entry.local_date,
        source=entry.source,
        updated_at=entry.updated_at,
    )
