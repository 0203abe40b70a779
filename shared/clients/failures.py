"""Which exceptions of Google's client libraries mean that a service does not answer, told without importing the libraries."""

from __future__ import annotations

import sys


def is_outage(error: BaseException) -> bool:
    """True for a transport failure, time-out, overload or 5xx of Firestore, Pub/Sub, Cloud Tasks or Firebase Auth."""
    if (api := sys.modules.get("google.api_core.exceptions")) and isinstance(
        error, (api.ServerError, api.RetryError, api.TooManyRequests, api.Aborted)
    ):
        return True
    firebase = sys.modules.get("firebase_admin.exceptions")
    return firebase is not None and isinstance(
        error, (firebase.UnavailableError, firebase.InternalError, firebase.DeadlineExceededError)
    )
