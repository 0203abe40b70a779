"""What the app can say about weights. Ranges are those of the documents."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from shared.profiles.models import WeightKg

MOST_AT_ONCE = 365

_UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class WeighIn(BaseModel):
    """A weight and when it was."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    weight_kg: WeightKg
    recorded_at: AwareDatetime = Field(description="With its offset from UTC; at most five minutes ahead of our clock.")


class SyncedWeighIn(WeighIn):
    """A weight that the app has kept. The same `id`, or without one the same instant, is the same weigh-in."""

    id: Annotated[str, StringConstraints(pattern=_UUID)] | None = Field(
        None, description="A UUID in lower case that the app chose, or that we told it."
    )


class WeightSync(BaseModel):
    """Weigh-ins in any order; of the same one told twice the last counts."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    entries: list[SyncedWeighIn] = Field(min_length=1, max_length=MOST_AT_ONCE)
