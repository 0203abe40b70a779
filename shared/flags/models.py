"""A feature flag: a switch with a roll-out. Pure data."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = 1


class Flag(BaseModel):
    """`enabled` is the switch. Where it is on, the flag is on for `user_ids` and for `rollout_percentage` of the others."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    name: str
    enabled: bool = False
    description: str | None = None
    rollout_percentage: int = 100
    user_ids: tuple[str, ...] = ()
    updated_by: str
    created_at: datetime
    updated_at: datetime


class Catalogue(BaseModel):
    """`catalogues/feature_flags`: every flag, by name, in one document: whoever asks for one mostly asks for all."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    flags: dict[str, Flag] = {}
    created_at: datetime | None = None
    updated_at: datetime | None = None
    schema_version: int = SCHEMA_VERSION
