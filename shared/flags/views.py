"""What the app and operators get about feature flags."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pydantic import Field

from shared.flags.models import Catalogue, Flag
from shared.flags.rules import is_on_for_all
from shared.types import View


class FlagsView(View):
    flags: dict[str, bool] = Field(description="By name. One that is missing is off.")
    updated_at: datetime | None = Field(description="Of the latest change. Null: there never was a flag.")


class FlagView(View):
    name: str
    enabled: bool = Field(description="On for everybody; a roll-out to some is not.")
    description: str | None
    created_at: datetime
    updated_at: datetime


class FlagSettingsView(View):
    name: str
    enabled: bool = Field(description="The switch: off is off for everybody.")
    description: str | None
    rollout_percentage: int
    user_ids: list[str]
    updated_by: str
    created_at: datetime
    updated_at: datetime


def flags_view(catalogue: Catalogue, is_on: Callable[[Flag], bool]) -> FlagsView:
    return FlagsView(flags={name: is_on(flag) for name, flag in sorted(catalogue.flags.items())}, updated_at=catalogue.updated_at)


def flag_view(flag: Flag) -> FlagView:
    return FlagView(
        name=flag.name,
        enabled=is_on_for_all(flag),
        description=flag.description,
        created_at=flag.created_at,
        updated_at=flag.updated_at,
    )


def settings_view(flag: Flag) -> FlagSettingsView:
    return FlagSettingsView(**flag.model_dump())
