"""The account of a person, as far as every call needs it."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from shared import clock
from shared.billing.kinds import Platform, SubscriptionStatus

LANGUAGES = ("en", "vi", "es", "fr", "de", "ja", "zh")
DEFAULT_LANGUAGE = "en"


SCHEMA_VERSION = 1


class Premium(BaseModel):
    """Whether the person has premium: what the subscriptions under the account say together, or RevenueCat where they say no."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    active: bool = False
    expires_at: datetime | None = None  # None: does not expire
    checked_at: datetime | None = None  # when RevenueCat was last asked

    def is_on(self, now: datetime) -> bool:
        return self.active and (self.expires_at is None or self.expires_at > now)


class Plan(BaseModel):
    """The subscription that the account stands on, or stood on."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    product_id: str | None
    status: SubscriptionStatus
    platform: Platform
    expires_at: datetime | None
    lasts_until: datetime | None  # `expires_at`, or the end of a grace period after it


class Account(BaseModel):
    """`users/{uid}`. A person who has signed up with Firebase and not told us anything yet has the defaults."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    is_active: bool = True
    timezone: str = "UTC"  # IANA name
    day_start_hour: int = 0  # 0..23, when the person's day begins
    language_code: str = DEFAULT_LANGUAGE
    premium: Premium = Premium()
    plan: Plan | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The stored zone; a name that does not exist acts as UTC."""
        return clock.zone(self.timezone) or ZoneInfo("UTC")

    def is_premium(self, now: datetime) -> bool:
        return self.premium.is_on(now)


class User(Account):
    """`users/{uid}` once the app has introduced the person; until then it may be missing, or be an Account alone."""

    id: str
    email: str | None = None
    email_lower: str | None = None
    username: str  # held by `usernames/{username}`
    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None
    display_name: str | None = None
    photo_url: str | None = None
    provider: str | None = None  # google | apple | Firebase's name of another one
    onboarding_completed: bool = False
    last_accessed_at: datetime
    created_at: datetime
    updated_at: datetime
    schema_version: int = SCHEMA_VERSION


class Identity(NamedTuple):
    """What the verified token says of the person. None: it does not say."""

    email: str | None
    provider: str | None
    name: str | None
    picture: str | None
    phone_number: str | None


class Person(NamedTuple):
    """Who acts, and where: `zone` is the stored zone unless the request named another."""

    uid: str
    account: Account
    zone: ZoneInfo
    ai_allowance: int = 0  # model answers a day, by the row's quota and the account's plan

    def today(self, now: datetime) -> date:
        """The person's calendar day."""
        return clock.local_date(now, self.zone, self.account.day_start_hour)


def supported_language(code: str | None) -> str | None:
    """The supported language of a tag such as `de-AT` or of the first match in an Accept-Language list; None when there is none."""
    for part in (code or "").split(","):
        primary = part.split(";")[0].strip().split("-")[0].lower()
        if primary in LANGUAGES:
            return primary
    return None
