"""What the app can say about the account."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.types import WHOLE

Hour = Annotated[int, Field(ge=0, le=23), WHOLE]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class Request(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class SyncRequest(Request):
    """What the sign-in told the app. Uid, e-mail address and provider come from the token; other members are ignored."""

    username: Name | None = Field(None, description="Wished for; another one is found where it is taken.")
    display_name: Name | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    phone_number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] | None = None
    photo_url: Annotated[str, StringConstraints(pattern="^https://", max_length=2048)] | None = None


class TimezoneChange(Request):
    timezone: ZoneInfo = Field(description="IANA name.")
    day_start_hour: Hour | None = Field(
        None, description="When the person's day begins, e.g. 4 for night owls; stays when left out."
    )


class LanguageChange(Request):
    language: str = Field(min_length=1, max_length=35, description="A tag such as de or de-AT; what is not supported becomes en.")
