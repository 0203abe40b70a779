"""Who calls: the verified Firebase token and the account behind it.

Accounts are models: what they need is imported by the calls of people, and /health does without.
"""

from __future__ import annotations

import hmac
import threading
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from cachetools import TTLCache

from shared import clock
from shared.clients import auth
from shared.errors import Forbidden, ServiceUnavailable, Unauthenticated
from shared.logging import Headers
from shared.rows import AiQuota, Auth
from shared.settings import settings
from shared.users.rules import UserNotFound

if TYPE_CHECKING:
    from shared.users.models import Account, Identity, Person

# The only cache of MealTrack: how long a revoked token, a disabled sign-in or a deactivated account still works, in seconds.
_TRUST_S = 60
_trusted: TTLCache[str, tuple[auth.SignIn, Account]] = TTLCache(maxsize=10_000, ttl=_TRUST_S)
_lock = threading.Lock()


class Caller(NamedTuple):
    """The person behind a request; `uid` is the Firebase uid and the user id, `ai_quota` what the function takes from."""

    uid: str
    admin: bool
    account: Account
    identity: Identity
    ai_quota: AiQuota | None = None


def person(caller: Caller, zone: ZoneInfo | None = None) -> Person:
    """The caller as the use cases know them, in the zone that the request names, else in the stored one."""
    from shared.users.models import Person

    return Person(caller.uid, caller.account, zone or caller.account.zone, _allowance(caller))


def _allowance(caller: Caller) -> int:
    """Model answers a day, by the row's quota and the account's plan; none where the row has no quota."""
    if (quota := caller.ai_quota) is None:
        return 0
    allowance: int = getattr(settings(), quota.premium if caller.account.is_premium(clock.now()) else quota.free)
    return allowance


def authenticate(headers: Headers, needed: Auth) -> Caller:
    """The caller of a request that needs a user or an admin.

    The gateway moves the person's token to X-Forwarded-Authorization and puts its own into Authorization, so the former wins.
    Raises Unauthenticated (401), Forbidden (403) where the admin claim is missing, UserNotFound (404) for an inactive account, and
    VendorBusy where Google does not answer.
    """
    token = auth_token(headers)
    try:
        verified = auth.verify_token(token)
    except auth.InvalidToken as error:
        raise Unauthenticated(str(error), headers=_CHALLENGE) from None
    sign_in, account = _trust(verified.uid)
    if sign_in.disabled or verified.signed_in_at < sign_in.valid_after:
        raise Unauthenticated("The token has been revoked: sign in again.", headers=_CHALLENGE)
    if not account.is_active:
        raise UserNotFound("This account is not active: sign in again, or contact support.")
    if needed is Auth.ADMIN and not verified.admin:
        raise Forbidden("This is for operators: the token lacks the admin claim.")
    from shared.users.models import Identity

    identity = Identity(verified.email, verified.provider, verified.name, verified.picture, verified.phone_number)
    return Caller(verified.uid, verified.admin, account, identity)


def check_own(caller: Caller, uid: str) -> None:
    """A uid in a path is the caller's own. Raises Forbidden."""
    if uid != caller.uid:
        raise Forbidden("This path is another person's: use /v1/users/me.")


def check_proof(headers: Headers, setting: str) -> None:
    """Whether the caller sends the secret in `setting`, bare or as a bearer token.

    Raises Unauthenticated, or ServiceUnavailable while no secret is set: nobody may come in by knowing nothing.
    """
    wanted = getattr(settings(), setting).get_secret_value()
    if not wanted:
        raise ServiceUnavailable("This is not set up yet: try again later.", retry_after_s=600)
    given = headers.get("X-Forwarded-Authorization", "") or headers.get("Authorization", "")
    if not any(hmac.compare_digest(text.encode(), wanted.encode()) for text in (given, given.removeprefix("Bearer "))):
        raise Unauthenticated("Send the secret that was agreed on as Authorization.", headers=_CHALLENGE)


def auth_token(headers: Headers) -> str:
    """The bearer token of the request. Raises Unauthenticated."""
    value = headers.get("X-Forwarded-Authorization", "") or headers.get("Authorization", "")
    scheme, _, token = value.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Send the Firebase ID token as 'Authorization: Bearer <token>'.", headers=_CHALLENGE)
    return token.strip()


def _trust(uid: str) -> tuple[auth.SignIn, Account]:
    """What Firebase and we know of the account, at most a minute old."""
    with _lock:
        known = _trusted.get(uid)
    if known is None:
        sign_in = auth.sign_in(uid)
        if sign_in is None:
            raise Unauthenticated("The account of this token no longer exists.", headers=_CHALLENGE)
        from shared.users.store import get_account

        known = (sign_in, get_account(uid))
        with _lock:
            _trusted[uid] = known
    return known


_CHALLENGE = {"WWW-Authenticate": "Bearer"}
