"""What the app and RevenueCat get about subscriptions."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from shared.types import View
from shared.users.views import SubscriptionView


class WebhookView(View):
    status: Literal["success", "user_not_found"] = Field(
        description="`user_not_found`: kept, and applied when its customer signs up. Either way it need not be sent again."
    )


class MySubscriptionView(View):
    is_premium: bool
    premium_until: datetime | None = Field(description="Null: not premium, or for life.")
    subscription: SubscriptionView | None = Field(description="What premium rests on, or rested on. Null: there never was one.")
