"""Weigh-ins, and what weight and intake together say about the energy of a usual day. The documents, field for field."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from shared.documents import Document
from shared.profiles.models import WeightKg

SCHEMA_VERSION = 1


class WeighedBy(StrEnum):
    """How a weigh-in came in."""

    MANUAL = "manual"
    PROFILE = "profile"  # told with the profile or its metrics
    SYNC = "sync"


class WeightEntry(Document):
    """`users/{uid}/weight_entries/{entry_id}`. The newest one is the person's present weight."""

    entry_id: str
    weight_kg: WeightKg
    recorded_at: datetime
    local_date: date  # the person's calendar day, fixed when the instant was told
    source: WeighedBy
    created_at: datetime
    updated_at: datetime
    schema_version: int = SCHEMA_VERSION


class Missing(StrEnum):
    """Why there is no adaptive estimate."""

    WEIGH_INS = "weigh_ins"  # too few days with a weigh-in
    WEIGHT_SPAN = "weight_span"  # the weigh-ins lie too close together
    TRACKED_DAYS = "tracked_days"  # too few days between them are logged whole
    PRECISION = "precision"  # weights that jump, or days that are missing, leave more than ± 500 kcal
    RECENT_WEIGH_IN = "recent_weigh_in"  # the last one is too long ago for the estimate to hold


class Estimate(Document):
    """`users/{uid}/profile/adaptive`: the energy of a usual day as body and meals show it, or what is missing for that.

    Uncapped: the formula, which may change meanwhile, bounds it where it is shown.
    """

    as_of: date  # the day of the last weigh-in: intake counts up to the day before
    weigh_in_days: int
    span_days: int  # from the first weigh-in that counts to the last
    tracked_days: int
    kg_per_day: float | None = None
    mean_intake: float | None = None  # kcal a day
    tdee: float | None = None  # kcal a day; None while something is missing
    expected_error: float | None = None  # ± kcal, about 95 %
    missing: tuple[Missing, ...] = ()
    updated_at: datetime
    schema_version: int = SCHEMA_VERSION
