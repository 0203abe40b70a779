"""@endpoint: turns a handler with a typed signature into an HTTP function."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, ParamSpec, Protocol, TypeVar, cast

import functions_framework
from flask import Request, Response

from shared import logging as structured
from shared.clients.firestore import Cost, measure
from shared.errors import NotFound, Problem
from shared.http import cors, limits
from shared.http.caller import Caller, authenticate, check_own, check_proof
from shared.http.inputs import Signature, forget_rest
from shared.http.plan import after_all, require_premium
from shared.http.problems import problem_of, render
from shared.http.request_id import request_id_of
from shared.idempotency import Recorded, open_receipt
from shared.ids import pseudonym
from shared.limits.problems import AiQuotaExceeded
from shared.logging import fields
from shared.rows import Auth, HttpRow
from shared.settings import require, settings
from shared.starts import started

if TYPE_CHECKING:
    from pydantic import BaseModel

log = logging.getLogger(__name__)


class FlatView(Protocol):
    """A view that is a dataclass, for answers that have to do without pydantic."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


P = ParamSpec("P")
R = TypeVar("R", bound="BaseModel | FlatView")

# Asked every few seconds by machines: not worth a line each.
_UNLOGGED = frozenset({"/", "/health", "/v1/health"})


class MethodNotAllowed(Problem):
    status, error_code, title = 405, "METHOD_NOT_ALLOWED", "The path exists, not for this method"


class Endpoint(Generic[P, R]):
    """A handler and what the edge has to know of it. Calling it calls the handler; `serve` makes the deployed function."""

    def __init__(
        self,
        handler: Callable[P, R],
        *,
        status: int,
        raises: tuple[type[Problem], ...],
        location: str | None,
        cache_s: int | None,
    ) -> None:
        self.handler = handler
        self._handle: Callable[..., R] = handler  # called with what the signature has read
        self.status = status
        self.raises = raises
        self.location = location
        self.cache_s = cache_s
        self.signature = Signature(handler)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.handler(*args, **kwargs)

    def serve(self, row: HttpRow) -> Callable[[Request], Response]:
        """The function that functions-framework serves. Raises SettingsError where the row's settings are missing."""
        require(row.needs, row.name)
        structured.configure(settings().LOG_LEVEL)

        def function(request: Request) -> Response:
            return self._respond(row, request)

        function.__name__ = row.name
        return cast(Callable[[Request], Response], functions_framework.http(function))

    def _respond(self, row: HttpRow, request: Request) -> Response:
        began = time.perf_counter()
        cost = measure()
        structured.start(request.headers, function=row.deployed_name, project=settings().GOOGLE_CLOUD_PROJECT)
        request_id = request_id_of(request.headers)
        structured.bind(request_id=request_id)
        standings: list[limits.Standing] = []  # one, once the call has been counted
        try:
            response = cors.preflight(row, request) or self._answer(row, request, standings)
        except Exception as error:
            response = render(problem_of(error), request_id)
        forget_rest(request)
        elapsed = time.perf_counter() - began
        counting = standings[0].cost if standings else Cost()
        for standing in standings:
            response.headers.update(standing.headers("user" if row.auth in {Auth.USER, Auth.ADMIN} else "address"))
        response.headers["X-Request-ID"] = request_id
        response.headers["X-Response-Time"] = f"{elapsed:.3f}s"
        response.headers["Cache-Control"] = response.headers.get("Cache-Control", "no-store")
        cors.allow(request, response)
        if settings().is_local:
            response.headers["X-Firestore-Reads"], response.headers["X-Firestore-Writes"] = str(cost.reads), str(cost.writes)
            response.headers["X-Limit-Reads"], response.headers["X-Limit-Writes"] = str(counting.reads), str(counting.writes)
        _log(request, response, elapsed, cost, counting)
        started()
        return response

    def _answer(self, row: HttpRow, request: Request, standings: list[limits.Standing]) -> Response:
        path = _path_parameters(row, request)
        caller = self._caller(row, request, path, standings)
        arguments = self.signature.read(request, path)
        if not caller:  # a call that makes no sense is refused without asking anything of anybody
            _count(row, request, None, standings)
        if caller and self.signature.caller:
            arguments[self.signature.caller] = caller
        if caller and self.signature.receipt:
            return self._answer_once(row, request, caller, self.signature.receipt, arguments)
        return self._success(self._result(caller, arguments))

    def _caller(self, row: HttpRow, request: Request, path: dict[str, str], standings: list[limits.Standing]) -> Caller | None:
        """Who calls; None where the row asks for no person. Raises the Problem that says why they may not."""
        if row.proof:
            check_proof(request.headers, row.proof)
        if row.auth not in {Auth.USER, Auth.ADMIN}:
            return None
        caller = authenticate(request.headers, row.auth)
        structured.bind(user=pseudonym(caller.uid))
        _count(row, request, caller.uid, standings)
        if (uid := path.pop("uid", None)) is not None:
            check_own(caller, uid)
        if row.premium:
            caller = require_premium(caller)
        return caller._replace(ai_quota=row.ai_quota)

    def _result(self, caller: Caller | None, arguments: dict[str, Any]) -> R:
        """What the handler says. Where it refuses for a used up quota, it is asked again for a person who has premium after all."""
        try:
            return self._handle(**arguments)
        except AiQuotaExceeded:
            if caller is None or self.signature.caller is None or (found := after_all(caller)) is None:
                raise
            return self._handle(**arguments | {self.signature.caller: found})

    def _answer_once(
        self, row: HttpRow, request: Request, caller: Caller, receipt_name: str, arguments: dict[str, Any]
    ) -> Response:
        """As `_answer` for a call that may carry an Idempotency-Key: a call that was answered before gets the same answer again."""
        receipt = open_receipt(caller.uid, row.name, request.headers.get("Idempotency-Key"), _identity(request, arguments))
        if isinstance(receipt, Recorded):
            return self._respond_with(receipt.body, replayed=True)
        arguments[receipt_name] = receipt
        try:
            result = self._result(caller, arguments)
        except BaseException:
            receipt.release()
            raise
        return self._success(result)

    def _success(self, result: R) -> Response:
        return self._respond_with(_json(result))

    def _respond_with(self, body: str, *, replayed: bool = False) -> Response:
        response = Response(body, self.status, mimetype="application/json")
        if self.location:
            response.headers["Location"] = self.location.format(**_members(body))
        if self.signature.answers_version:
            response.headers["ETag"] = f'"{_members(body)["version"]}"'
        if replayed:
            response.headers["Idempotent-Replayed"] = "true"
        if self.cache_s is not None:
            response.headers["Cache-Control"] = f"public, max-age={self.cache_s}"
        return response


def endpoint(
    *, status: int = 200, raises: tuple[type[Problem], ...] = (), location: str | None = None, cache_s: int | None = None
) -> Callable[[Callable[P, R]], Endpoint[P, R]]:
    """Marks a handler as an HTTP function.

    `status` is that of success; `raises` are the problems that the handler's own rules can answer, beside those that follow from
    its row and its inputs; `location` is the Location header, with members of the answer filled in; `cache_s` is how long anybody
    may keep the answer, which then is the same for everybody.
    """

    def decorate(handler: Callable[P, R]) -> Endpoint[P, R]:
        return Endpoint(handler, status=status, raises=raises, location=location, cache_s=cache_s)

    return decorate


def _path_parameters(row: HttpRow, request: Request) -> dict[str, str]:
    """A deployed function is reached with every path and method: it serves its own routes only."""
    for route in row.routes:
        if (found := route.match(request.method, request.path)) is not None:
            return found
    allowed = sorted({route.method for route in row.routes if route.match_path(request.path) is not None})
    if allowed:
        raise MethodNotAllowed(f"Use {' or '.join(allowed)}.", headers={"Allow": ", ".join(allowed)})
    raise NotFound("There is nothing at this path.")


def _count(row: HttpRow, request: Request, uid: str | None, standings: list[limits.Standing]) -> None:
    """Notes where the caller stands, for the answer's headers. Raises TooManyRequests."""
    standing = limits.admit(row, request, uid)
    standings.append(standing)
    if not standing.granted:
        raise limits.refuse(standing)


def _identity(request: Request, arguments: dict[str, Any]) -> dict[str, Any]:
    """What makes two calls the same call: where it went and everything that was read from it.

    Not what is known of the caller, who may have moved or bought something between the two.
    """
    return {"path": request.path, **{name: value for name, value in arguments.items() if not isinstance(value, Caller)}}


def _json(result: BaseModel | FlatView) -> str:
    if hasattr(result, "model_dump_json"):
        return result.model_dump_json()
    import json

    return json.dumps(vars(result))


def _members(body: str) -> dict[str, Any]:
    import json

    members: dict[str, Any] = json.loads(body)
    return members


def _log(request: Request, response: Response, elapsed: float, cost: Cost, counting: Cost) -> None:
    slow = elapsed > settings().SLOW_REQUEST_S
    if request.path in _UNLOGGED and not slow and response.status_code < 400:
        return
    level = logging.WARNING if slow else logging.INFO
    details = fields(
        httpRequest={
            "requestMethod": request.method,
            "requestUrl": request.path,  # without the query: it may hold what a person typed
            "status": response.status_code,
            "latency": f"{elapsed:.3f}s",
        },
        firestore_reads=cost.reads,
        firestore_writes=cost.writes,
        limit_reads=counting.reads,
        limit_writes=counting.writes,
    )
    log.log(level, "slow request" if slow else "request", extra=details)
