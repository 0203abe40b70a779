"""Words for what was bought, which the account uses too."""

from __future__ import annotations

from enum import StrEnum


class SubscriptionStatus(StrEnum):
    ACTIVE = "active"
    CANCELLED = "cancelled"  # will not renew; what is paid for lasts
    BILLING_ISSUE = "billing_issue"  # the store could not charge, and tries again
    EXPIRED = "expired"
    REFUNDED = "refunded"


class Platform(StrEnum):
    IOS = "ios"
    ANDROID = "android"
    WEB = "web"
