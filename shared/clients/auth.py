"""Firebase Auth: who a token belongs to, and whether that account is still good."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.clients.once import once
from shared.errors import VendorBusy
from shared.settings import settings

if TYPE_CHECKING:
    from firebase_admin import App


_CLOCK_SKEW_S = 5
_EXPIRED = "The token has expired: get a fresh one from the Firebase SDK."


class InvalidToken(Exception):
    """The token proves nothing; the text says why in words for the caller."""


class Token(NamedTuple):
    """A verified ID token: signature, audience, issuer and expiry were checked."""

    uid: str
    signed_in_at: float  # epoch seconds of the sign-in that the token goes back to
    admin: bool
    email: str | None
    provider: str | None  # Firebase's name of it, such as google.com
    name: str | None
    picture: str | None
    phone_number: str | None


class SignIn(NamedTuple):
    """What Firebase knows of an account now. Tokens of sign-ins before `valid_after` (epoch seconds) are revoked."""

    disabled: bool
    valid_after: float


@once
def _app() -> App:
    import firebase_admin

    return firebase_admin.initialize_app(options={"projectId": settings().GOOGLE_CLOUD_PROJECT, "httpTimeout": 10})


def verify_token(token: str) -> Token:
    """The claims of a genuine, unexpired ID token; `token` is not empty.

    Raises InvalidToken, or VendorBusy when Google's keys cannot be fetched.
    """
    from firebase_admin import auth

    try:
        claims: dict[str, Any] = auth.verify_id_token(token, _app(), clock_skew_seconds=_CLOCK_SKEW_S)
    except auth.ExpiredIdTokenError:
        raise InvalidToken(_EXPIRED) from None
    except auth.CertificateFetchError:
        raise VendorBusy("firebase-auth", "public keys cannot be fetched", retry_after_s=5) from None
    except auth.InvalidIdTokenError:
        raise InvalidToken("The token is not a valid Firebase ID token of this project.") from None
    if claims["exp"] < time.time() - _CLOCK_SKEW_S:  # the SDK looks at no time of the Auth emulator's unsigned tokens
        raise InvalidToken(_EXPIRED)
    return Token(
        uid=claims["uid"],
        signed_in_at=float(claims.get("auth_time") or claims["iat"]),
        admin=claims.get("admin") is True,
        email=claims.get("email"),
        provider=claims.get("firebase", {}).get("sign_in_provider"),
        name=claims.get("name"),
        picture=claims.get("picture"),
        phone_number=claims.get("phone_number"),
    )


def sign_in(uid: str) -> SignIn | None:
    """The present state of an account, None when it is gone. One call to Firebase: cache it. Raises VendorBusy."""
    from firebase_admin import auth, exceptions

    try:
        record = auth.get_user(uid, _app())
    except auth.UserNotFoundError:
        return None
    except exceptions.FirebaseError as error:
        raise VendorBusy("firebase-auth", error.code, retry_after_s=5) from None
    return SignIn(disabled=record.disabled, valid_after=(record.tokens_valid_after_timestamp or 0) / 1000)


def lock(uid: str) -> bool:
    """Nobody can sign in as this account or renew a token of it any more. False when it is gone. Raises VendorBusy."""
    return _change(uid, _disable)


def delete(uid: str) -> bool:
    """Deletes the account. False when it was gone already. Raises VendorBusy."""
    from firebase_admin import auth

    return _change(uid, auth.delete_user)


def _disable(uid: str, app: App) -> None:
    from firebase_admin import auth

    auth.update_user(uid, disabled=True, app=app)
    auth.revoke_refresh_tokens(uid, app)


def _change(uid: str, step: Callable[[str, App], object]) -> bool:
    from firebase_admin import auth, exceptions

    try:
        step(uid, _app())
    except auth.UserNotFoundError:
        return False
    except exceptions.FirebaseError as error:
        raise VendorBusy("firebase-auth", error.code, retry_after_s=5) from None
    return True
