"""Every way in which MealTrack says no, in one tree.

    Problem                 an answer to the caller (RFC 9457); carries its HTTP status and its error_code
    VendorError             an outside service did not do its part
    ├── VendorBusy          429, 5xx, time-out: the same call may work later
    └── VendorRefused       the call can never work as it is (wrong key, refused content)
    NotNow                  the work of a task has to wait: its queue tries it again

A Problem is raised where the rule stands (rules, store, service) and becomes an HTTP answer in one place, the edge. Each area
declares its own subclasses beside its rules. The texts are written for the person who calls the API; texts of exceptions that are
not Problems never leave the process.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class Problem(Exception):
    """A refusal that the caller can understand and act on.

    Subclasses set `status` (HTTP), `error_code` (stable, upper case) and `title` (short, the same for every occurrence).
    `detail` says what was wrong this time and what to do; `retry_after_s` becomes the Retry-After header; keyword arguments
    become extension members of the problem document and have to be JSON values.
    """

    status: ClassVar[int] = 500
    error_code: ClassVar[str] = "INTERNAL_ERROR"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self,
        detail: str | None = None,
        *,
        retry_after_s: int | None = None,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.retry_after_s = retry_after_s
        self.headers: dict[str, str] = dict(headers or {})
        if retry_after_s is not None:
            self.headers["Retry-After"] = str(retry_after_s)
        self.members = members


class BadRequest(Problem):
    status, error_code, title = 400, "BAD_REQUEST", "The request is malformed"


class Unauthenticated(Problem):
    status, error_code, title = 401, "NOT_AUTHENTICATED", "A valid Firebase ID token is needed"


class Forbidden(Problem):
    status, error_code, title = 403, "FORBIDDEN", "Your account may not do this"


class NotFound(Problem):
    status, error_code, title = 404, "NOT_FOUND", "There is nothing here"


class Conflict(Problem):
    status, error_code, title = 409, "CONFLICT", "The state of the resource does not allow this"


class TooLarge(Problem):
    status, error_code, title = 413, "PAYLOAD_TOO_LARGE", "The request body is too large"


class FileTooLarge(TooLarge):
    error_code, title = "FILE_SIZE_EXCEEDS_MAXIMUM", "The file is too large"


class UnsupportedMediaType(Problem):
    status, error_code, title = 415, "UNSUPPORTED_MEDIA_TYPE", "This media type is not accepted"


class Unprocessable(Problem):
    status, error_code, title = 422, "VALIDATION_ERROR", "The request was understood and refused"


class TooManyRequests(Problem):
    status, error_code, title = 429, "RATE_LIMITED", "Too many requests"


class ServiceUnavailable(Problem):
    status, error_code, title = 503, "SERVICE_UNAVAILABLE", "A service that we depend on does not answer"


class VendorError(Exception):
    """An outside service failed. `vendor` names it; the message is for our logs and never holds a key or a person's text."""

    def __init__(self, vendor: str, message: str) -> None:
        super().__init__(f"{vendor}: {message}")
        self.vendor = vendor


class VendorBusy(VendorError):
    """Rate limit, overload, time-out or network: try again, not before `retry_after_s` where the vendor named it."""

    def __init__(self, vendor: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(vendor, message)
        self.retry_after_s = retry_after_s


class VendorRefused(VendorError):
    """The vendor will never accept this call as it is: a wrong key or a request that it calls invalid."""


class NotNow(Exception):
    """The work of a task cannot be done now: the queue tries it again, not before `after_s` where that is known."""

    def __init__(self, reason: str, *, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s
