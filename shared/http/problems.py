"""Problem documents (RFC 9457): how a refusal or a failure becomes an HTTP answer."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from flask import Response
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from shared.clients.failures import is_outage
from shared.errors import BadRequest, Problem, ServiceUnavailable, TooLarge, Unprocessable, VendorBusy, VendorRefused
from shared.logging import fields

if TYPE_CHECKING:
    from pydantic import ValidationError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class InvalidInput(Unprocessable):
    """Inputs of the wrong type or out of range; `errors` lists each with its place."""

    error_code, title = "VALIDATION_ERROR", "Some inputs are not valid"


class InvalidDateFormat(BadRequest):
    error_code, title = "INVALID_DATE_FORMAT", "A date is not of the form YYYY-MM-DD"


# Validation errors that are their own problem rather than a line in a list.
OWN_PROBLEM: dict[str, type[Problem]] = {"invalid_date_format": InvalidDateFormat}


class InternalError(Problem):
    pass


def problem_of(error: Exception) -> Problem:
    """What the caller is told about `error`. Whatever is not a Problem is logged here, once, and told without its text."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestEntityTooLarge):
        return TooLarge("The request body is larger than this function takes.")
    if isinstance(error, HTTPException) and 400 <= (error.code or 500) < 500:
        return BadRequest("The request could not be read: check its headers and its body.")
    if isinstance(error, VendorBusy) or is_outage(error):
        vendor = error.vendor if isinstance(error, VendorBusy) else type(error).__name__
        log.warning("a service does not answer", extra=fields(vendor=vendor, reason=type(error).__name__))
        wait = error.retry_after_s if isinstance(error, VendorBusy) and error.retry_after_s else 5
        return ServiceUnavailable("A service that we depend on does not answer: try again shortly.", retry_after_s=round(wait))
    if isinstance(error, VendorRefused):
        log.error("a service refuses us", exc_info=error, extra=fields(vendor=error.vendor, reason=str(error)))
        return ServiceUnavailable("A service that we depend on refuses our request: we have been told.", retry_after_s=60)
    log.error("unexpected error", exc_info=error)
    return InternalError("Something went wrong on our side. Say the request_id when you report it.")


def invalid_input(errors: list[dict[str, Any]]) -> Problem:
    """The problem for a list of {loc, msg, type}."""
    for error in errors:
        if own := OWN_PROBLEM.get(error["type"]):
            return own(f"{error['loc'][-1]}: {error['msg']}", errors=errors)
    return InvalidInput("; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in errors[:5]), errors=errors)


def validation_errors(error: ValidationError, place: tuple[str, ...]) -> list[dict[str, Any]]:
    """Pydantic's findings as {loc, msg, type}, without the input that they are about."""
    return [
        {"loc": [*place, *issue["loc"]], "msg": issue["msg"], "type": issue["type"]}
        for issue in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def render(problem: Problem, request_id: str) -> Response:
    document = {
        "type": f"urn:mealtrack:problem:{problem.error_code.lower().replace('_', '-')}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "error_code": problem.error_code,
        "request_id": request_id,
        **problem.members,
    }
    return Response(json.dumps(document), problem.status, problem.headers, mimetype=MEDIA_TYPE)
