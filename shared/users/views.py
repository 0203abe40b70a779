"""What the app gets about an account."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from shared.billing.kinds import Platform, SubscriptionStatus
from shared.billing.rules import is_over
from shared.types import View
from shared.users.models import Plan, User


class SubscriptionView(View):
    product_id: str | None
    status: SubscriptionStatus = Field(description="`cancelled` and `billing_issue` keep premium while it is paid for.")
    expires_at: datetime | None = Field(description="Null: it lasts for life.")
    is_monthly: bool
    is_yearly: bool
    platform: Platform = Field(description="Where it was bought, hence where it is managed.")


class UserView(View):
    id: str = Field(description="Kept for earlier apps; `firebase_uid` is the user id everywhere else.")
    firebase_uid: str
    email: str | None
    username: str
    first_name: str | None
    last_name: str | None
    phone_number: str | None
    display_name: str | None
    photo_url: str | None
    provider: str | None
    is_active: bool
    onboarding_completed: bool
    timezone: str
    day_start_hour: int = Field(description="When the person's day begins, 0..23.")
    language: str
    last_accessed: datetime
    created_at: datetime
    updated_at: datetime
    is_premium: bool
    subscription: SubscriptionView | None = Field(description="Null: there never was one.")


class SyncView(View):
    user: UserView
    created: bool
    updated: bool = Field(description="Something about a known person has changed.")
    message: str


class StatusView(View):
    firebase_uid: str
    onboarding_completed: bool
    is_active: bool
    last_accessed: datetime


class AccessView(View):
    firebase_uid: str
    updated: bool
    message: str
    timestamp: datetime


class OnboardingView(View):
    firebase_uid: str
    onboarding_completed: bool
    updated: bool = Field(description="False where it was completed before.")
    message: str


class TimezoneView(View):
    timezone: str
    day_start_hour: int
    updated: bool


class LanguageView(View):
    language: str
    updated: bool


def user_view(uid: str, user: User, now: datetime) -> UserView:
    return UserView(
        id=user.id,
        firebase_uid=uid,
        email=user.email,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        phone_number=user.phone_number,
        display_name=user.display_name,
        photo_url=user.photo_url,
        provider=user.provider,
        is_active=user.is_active,
        onboarding_completed=user.onboarding_completed,
        timezone=user.timezone,
        day_start_hour=user.day_start_hour,
        language=user.language_code,
        last_accessed=user.last_accessed_at,
        created_at=user.created_at,
        updated_at=user.updated_at,
        is_premium=user.is_premium(now),
        subscription=subscription_view(user.plan, now),
    )


def subscription_view(plan: Plan | None, now: datetime) -> SubscriptionView | None:
    """The plan as it is now: its time may be over before the store says so."""
    if plan is None:
        return None
    product = (plan.product_id or "").lower()
    return SubscriptionView(
        product_id=plan.product_id,
        status=SubscriptionStatus.EXPIRED if is_over(plan.status, plan.lasts_until, now) else plan.status,
        expires_at=plan.expires_at,
        is_monthly="monthly" in product,
        is_yearly="yearly" in product or "annual" in product,
        platform=plan.platform,
    )
