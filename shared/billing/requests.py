"""What RevenueCat delivers. Only the members that MealTrack uses are described; the others are kept for audit."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.types import WHOLE

# Until the year 5138. RevenueCat's own samples hold the year 4466.
Milliseconds = Annotated[int, Field(ge=0, le=10**14), WHOLE]
Name = Annotated[str, StringConstraints(max_length=500)]
Names = Annotated[list[Name], Field(max_length=100)]


class Event(BaseModel):
    """Something that happened to a customer's purchases. Types that are new to us are kept and change nothing."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)

    id: str = Field(pattern="^[A-Za-z0-9-]{1,128}$", description="The same for every delivery of the event.")
    type: str = Field(min_length=1, max_length=64, description="Such as INITIAL_PURCHASE or EXPIRATION.")
    event_timestamp_ms: Milliseconds = Field(description="When it happened; the same for every delivery.")
    app_user_id: Name | None = None
    original_app_user_id: Name | None = None
    aliases: Names | None = None
    transferred_from: Names | None = Field(None, description="TRANSFER: names of the customer who gives.")
    transferred_to: Names | None = Field(None, description="TRANSFER: names of the customer who gets.")
    product_id: Name | None = None
    new_product_id: Name | None = None
    entitlement_id: Name | None = None
    entitlement_ids: Names | None = None
    period_type: Name | None = None
    purchased_at_ms: Milliseconds | None = None
    expiration_at_ms: Milliseconds | None = None
    grace_period_expiration_at_ms: Milliseconds | None = None
    store: Name | None = None
    environment: Name | None = None
    cancel_reason: Name | None = None
    transaction_id: Name | None = None
    original_transaction_id: Name | None = None


class Delivery(BaseModel):
    """The body of a webhook call."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    event: Event
