"""The edge of an HTTP function: who calls, what comes in, what goes out, and what is said when it does not work."""

from shared.http.caller import Caller, person
from shared.http.endpoint import Endpoint, endpoint
from shared.http.inputs import Body, File, Form, Header, Query, Upload, ZoneHeader
from shared.idempotency import Receipt
from shared.users.rules import UserNotFound

__all__ = [
    "Body",
    "Caller",
    "Endpoint",
    "File",
    "Form",
    "Header",
    "Query",
    "Receipt",
    "Upload",
    "UserNotFound",
    "ZoneHeader",
    "endpoint",
    "person",
]
