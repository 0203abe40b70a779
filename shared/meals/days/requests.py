"""What a person can say about a whole day."""

from pydantic import BaseModel, ConfigDict, Field


class TrackingChange(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)

    tracked: bool | None = Field(
        strict=True, description="true: all that was eaten is logged; false: not all; null: take the mark away."
    )
