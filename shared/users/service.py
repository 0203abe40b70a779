"""What a person does with their account. One function a use case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from shared import clock
from shared.billing import service as billing
from shared.clients.firestore import Unit, atomically
from shared.idempotency import Receipt
from shared.ids import derived_id
from shared.users import rules, store
from shared.users.models import DEFAULT_LANGUAGE, Account, Identity, User, supported_language
from shared.users.requests import SyncRequest, TimezoneChange
from shared.users.rules import UserNotFound
from shared.users.views import (
    AccessView,
    LanguageView,
    OnboardingView,
    StatusView,
    SyncView,
    TimezoneView,
    UserView,
    user_view,
)


def sync_user(uid: str, identity: Identity, request: SyncRequest, zone: ZoneInfo | None, receipt: Receipt) -> SyncView:
    """Introduces a person whom we do not know yet, or brings what we know up to date.

    Uid, e-mail address and provider are the token's. A new username is held in the same commit, and premium that was bought before
    is there in it. Raises UsernameTaken, and UserNotFound for an account that is closed.
    """
    now = clock.now()

    def work(unit: Unit) -> SyncView:
        stored = store.read_stored(unit, uid)
        if stored is not None and not stored.get("is_active", True):  # since the edge has looked
            raise UserNotFound("This account is being deleted.")
        if stored is not None and store.is_introduced(stored):
            before = User.model_validate(stored)
            user = _refreshed(before, identity, request, now)
            created, updated = False, user.updated_at != before.updated_at
        else:
            told = {"timezone": zone.key} if zone else {}
            account = Account.model_validate(told | (stored or {}) | billing.expected(uid))
            user, created, updated = _new_user(unit, uid, account, identity, request, now), True, False
        store.put(unit, uid, user)
        message = "Welcome." if created else "Up to date."
        return SyncView(user=user_view(uid, user, now), created=created, updated=updated, message=message)

    view = receipt.commit(work)
    billing.claim(uid)
    return view


def get_me(uid: str) -> UserView:
    """One read. Raises UserNotFound before the first sync."""
    return user_view(uid, store.get_user(uid), clock.now())


def get_status(uid: str) -> StatusView:
    """One read. Raises UserNotFound before the first sync."""
    user = store.get_user(uid)
    return StatusView(
        firebase_uid=uid,
        onboarding_completed=user.onboarding_completed,
        is_active=user.is_active,
        last_accessed=user.last_accessed_at,
    )


def touch_last_accessed(uid: str) -> AccessView:
    """Now, by our clock. Raises UserNotFound before the first sync."""
    now = clock.now()
    _change(uid, lambda user: user.model_copy(update={"last_accessed_at": now}))
    return AccessView(firebase_uid=uid, updated=True, message="Noted.", timestamp=now)


def complete_onboarding(uid: str) -> OnboardingView:
    """Once; the second time nothing changes. Raises UserNotFound before the first sync."""
    updated, _ = _change(uid, lambda user: user.model_copy(update={"onboarding_completed": True}))
    message = "Onboarding is complete." if updated else "Onboarding was complete already."
    return OnboardingView(firebase_uid=uid, onboarding_completed=True, updated=updated, message=message)


def update_timezone(uid: str, change: TimezoneChange) -> TimezoneView:
    """For the days from now on; meals stay on theirs. Raises UserNotFound before the first sync."""
    told = {"timezone": change.timezone.key, "day_start_hour": change.day_start_hour}
    given = {name: value for name, value in told.items() if value is not None}
    updated, user = _change(uid, lambda user: user.model_copy(update=given))
    return TimezoneView(timezone=user.timezone, day_start_hour=user.day_start_hour, updated=updated)


def update_language(uid: str, language: str) -> LanguageView:
    """A supported language, else English. Raises UserNotFound before the first sync."""
    code = supported_language(language) or DEFAULT_LANGUAGE
    updated, _ = _change(uid, lambda user: user.model_copy(update={"language_code": code}))
    return LanguageView(language=code, updated=updated)


def _change(uid: str, step: Callable[[User], User]) -> tuple[bool, User]:
    """Applies `step` in a commit of its own: whether it changed anything, and the user after it."""
    now = clock.now()

    def work(unit: Unit) -> tuple[bool, User]:
        before = store.read_user(unit, uid)
        after = step(before)
        if after == before:
            return False, before
        store.put(unit, uid, after.model_copy(update={"updated_at": now}))
        return True, after

    return atomically(work)


def _new_user(unit: Unit, uid: str, account: Account, identity: Identity, request: SyncRequest, now: datetime) -> User:
    display_name = request.display_name or identity.name
    first, rest = rules.split_name(display_name)
    base = rules.username_base(request.username, display_name, identity.email)
    return User(
        **account.model_dump(),
        id=derived_id("user", uid),
        email=identity.email,
        email_lower=identity.email.lower() if identity.email else None,
        username=store.claim_username(unit, uid, rules.username_candidates(base, uid)),
        first_name=request.first_name or first,
        last_name=request.last_name or rest,
        phone_number=request.phone_number or identity.phone_number,
        display_name=display_name,
        photo_url=request.photo_url or identity.picture,
        provider=rules.provider_name(identity.provider),
        last_accessed_at=now,
        created_at=now,
        updated_at=now,
    )


def _refreshed(before: User, identity: Identity, request: SyncRequest, now: datetime) -> User:
    """The person was here; what was told and differs has changed."""
    told = {
        "email": identity.email,
        "email_lower": identity.email.lower() if identity.email else None,
        "phone_number": request.phone_number,
        "display_name": request.display_name,
        "photo_url": request.photo_url,
    }
    after = before.model_copy(update={name: value for name, value in told.items() if value})
    return after.model_copy(update={"last_accessed_at": now, "updated_at": before.updated_at if after == before else now})
