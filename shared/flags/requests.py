"""What operators can say about feature flags."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from shared.flags.rules import MAX_USERS
from shared.types import WHOLE

FlagName = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$")]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Percentage = Annotated[int, Field(ge=0, le=100), WHOLE]
Uids = Annotated[list[Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,128}$")]], Field(max_length=MAX_USERS)]


class Request(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class NewFlag(Request):
    name: FlagName = Field(description="1 to 255 letters, digits, `_`, `.` and `-`.")
    enabled: StrictBool = False
    description: Description | None = None
    rollout_percentage: Percentage = Field(100, description="Share of all people that has it while it is enabled.")
    user_ids: Uids = Field([], description="People who have it while it is enabled, whatever the percentage.")


class FlagChange(Request):
    """What is left out stays as it is; an empty change answers the settings and changes nothing."""

    enabled: StrictBool | None = None
    description: Description | None = None
    rollout_percentage: Percentage | None = None
    user_ids: Uids | None = None
