"""What comes in, from the handler's signature.

    def get_thing(
        caller: Caller,                                             the verified person (routes with auth=USER or ADMIN)
        receipt: Receipt,                                           makes the call safe to repeat: the Idempotency-Key header
        thing_id: str,                                              a path parameter, by its name in the route
        limit: Annotated[int, Query("How many."), Field(le=50)] = 20,
        x_timezone: Annotated[str | None, Header("Zone.")] = None,  the header X-Timezone
        if_match: IfMatch = None,                                   the version that the caller has seen: the header If-Match
        change: Annotated[ThingChange, Body("The change.")],        a JSON body; a POST without one is {} where {} would do
        note: Annotated[ThingNote, Form("The note.")],              a pydantic model whose fields are those of a multipart form
        photo: Annotated[Upload, File("The photo.", max_bytes=…, media_types=…)],
    ) -> ThingView

Everything is validated by pydantic before the handler runs, and described in the OpenAPI document from the same signature.
Functions that take nothing, such as /health, start without importing it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from flask import Request

from shared.errors import BadRequest, FileTooLarge, TooLarge, UnsupportedMediaType
from shared.http.caller import Caller
from shared.http.problems import invalid_input, validation_errors
from shared.idempotency import Receipt

if TYPE_CHECKING:
    from pydantic import BaseModel

DEFAULT_BODY_LIMIT = 1024 * 1024
_MULTIPART_OVERHEAD = 64 * 1024
_CHUNK = 64 * 1024


@dataclass(eq=False, repr=False, match_args=False)
class Query:
    """A query parameter, called `name` where Python has that word for itself; a list-typed one may be given several times."""

    description: str
    name: str | None = None


@dataclass(eq=False, repr=False, match_args=False)
class Header:
    """A header, named as the parameter with dashes: `x_timezone` reads X-Timezone."""

    description: str


@dataclass(eq=False, repr=False, match_args=False)
class Form:
    """The fields of a multipart form, as one pydantic model. A query parameter is read where the form lacks the field."""

    description: str


@dataclass(eq=False, repr=False, match_args=False)
class Body:
    """The JSON body, a pydantic model; larger than usual where it holds a picture."""

    description: str
    max_bytes: int = DEFAULT_BODY_LIMIT


@dataclass(eq=False, repr=False, match_args=False)
class File:
    """A file of a multipart form."""

    description: str
    max_bytes: int
    media_types: tuple[str, ...]


class Upload(NamedTuple):
    """An uploaded file, whole and no larger than its File allows."""

    data: bytes


class MalformedJson(BadRequest):
    error_code, title = "MALFORMED_JSON", "The body is not JSON"


ZoneHeader = Annotated[ZoneInfo | None, Header("IANA time zone of the phone, e.g. Europe/Vienna; the stored zone when left out.")]
"""The header X-Timezone."""

Marker = Query | Header | Form | Body | File
_PATH = "path"


class Parameter(NamedTuple):
    """One input of a handler. `marker` is None for a path parameter."""

    name: str
    marker: Marker | None
    annotation: Any
    default: Any  # ... where the caller has to say

    @property
    def place(self) -> str:
        return {Query: "query", Header: "header", Form: "body", File: "body", Body: "body"}.get(type(self.marker), _PATH)

    @property
    def wire_name(self) -> str:
        match self.marker:
            case Header():
                return self.name.replace("_", "-").title()
            case Query(name=str(name)):
                return name
            case _:
                return self.name


class Signature:
    """The inputs of one handler: reads them from a request, and describes them."""

    def __init__(self, handler: Callable[..., Any]) -> None:
        hints = get_type_hints(handler, include_extras=True)
        self.returns = hints.pop("return")
        self.caller = next((name for name, hint in hints.items() if hint is Caller), None)
        self.receipt = next((name for name, hint in hints.items() if hint is Receipt), None)
        special = {self.caller, self.receipt}
        defaults = inspect.signature(handler).parameters
        self.parameters = [_parameter(name, hint, defaults[name].default) for name, hint in hints.items() if name not in special]
        self.body = next((p for p in self.parameters if isinstance(p.marker, Body)), None)
        self.file = next((p for p in self.parameters if isinstance(p.marker, File)), None)
        self.form = next((p for p in self.parameters if isinstance(p.marker, Form)), None)
        self.is_multipart = self.file is not None or self.form is not None
        self.takes_version = any(p.wire_name == "If-Match" for p in self.parameters)
        version = getattr(self.returns, "model_fields", {}).get("version")
        self.answers_version = version is not None and version.annotation is int
        self._scalars = [p for p in self.parameters if not isinstance(p.marker, Body | File | Form)]
        self._name = f"{handler.__name__}_inputs"

    @cached_property
    def model(self) -> type[BaseModel]:
        """The path parameters, query parameters and headers as one model, made when they are first read."""
        from pydantic import ConfigDict, create_model

        model: type[BaseModel] = create_model(
            self._name,
            __config__=ConfigDict(arbitrary_types_allowed=True),
            **{p.name: (p.annotation, p.default) for p in self._scalars},  # type: ignore[call-overload]  # names are data here
        )
        return model

    def needs_body(self, method: str) -> bool:
        """Whether a call without a body makes no sense: not a POST for which {} is one, since each of its fields has a default.

        A PUT or PATCH says what shall be: nothing said is a slip.
        """
        return self.is_multipart if self.body is None else method != "POST" or not self._takes_defaults

    @cached_property
    def _takes_defaults(self) -> bool:
        from pydantic import ValidationError

        assert self.body is not None
        try:
            bare(self.body.annotation).model_validate({})
        except ValidationError:
            return False
        return True

    @property
    def body_limit(self) -> int:
        if self.file and isinstance(self.file.marker, File):
            return self.file.marker.max_bytes + _MULTIPART_OVERHEAD
        if self.body and isinstance(self.body.marker, Body):
            return self.body.marker.max_bytes
        return DEFAULT_BODY_LIMIT

    def read(self, request: Request, path: dict[str, str]) -> dict[str, Any]:
        """The handler's arguments. Raises a Problem: 400 malformed, 413, 415, 422 with every finding."""
        request.max_content_length = self.body_limit
        if (request.content_length or 0) > self.body_limit:
            raise self._too_large()
        is_left_out = self._is_left_out(request)
        if not is_left_out:
            self._check_media_type(request)
        read_body = _defaults if is_left_out else _read_body
        arguments, errors = self._read_scalars(request, path)
        for parameter, read in ((self.file, self._read_file), (self.form, _read_form), (self.body, read_body)):
            if parameter:
                try:
                    arguments[parameter.name] = read(request, parameter)
                except _Invalid as found:
                    errors += found.errors
        if errors:
            raise invalid_input(errors)
        return arguments

    def _is_left_out(self, request: Request) -> bool:
        """Whether there is no body, and none is needed. Many clients name a JSON body that they do not send."""
        is_plain = request.mimetype in {"", "application/json"}
        return self.body is not None and is_plain and not request.get_data() and not self.needs_body(request.method)

    def _check_media_type(self, request: Request) -> None:
        if self.is_multipart and request.mimetype != "multipart/form-data":
            raise UnsupportedMediaType("Send a multipart/form-data body.")
        if self.body and request.mimetype != "application/json":
            raise UnsupportedMediaType("Send a JSON body with Content-Type: application/json.")

    def _read_scalars(self, request: Request, path: dict[str, str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        if not self._scalars:
            return {}, []
        from pydantic import ValidationError

        raw = {p.name: value for p in self._scalars if (value := _raw(p, request, path)) is not None}
        try:
            found = self.model.model_validate(raw)
        except ValidationError as error:
            places = {p.name: p for p in self._scalars}
            errors = validation_errors(error, ())
            for line in errors:
                parameter = places[str(line["loc"][0])]
                line["loc"] = [parameter.place, parameter.wire_name, *line["loc"][1:]]
            return {}, errors
        return {p.name: getattr(found, p.name) for p in self._scalars}, []

    def _read_file(self, request: Request, parameter: Parameter) -> Upload:
        assert isinstance(parameter.marker, File)
        stored = request.files.get(parameter.name)
        if stored is None:
            raise _Invalid([{"loc": ["body", parameter.name], "msg": "Field required", "type": "missing"}])
        data = stored.read(parameter.marker.max_bytes + 1)
        if len(data) > parameter.marker.max_bytes:
            raise self._too_large()
        return Upload(data)

    def _too_large(self) -> TooLarge:
        if self.file and isinstance(self.file.marker, File):
            limit = self.file.marker.max_bytes
            return FileTooLarge(f"The file may have at most {limit} bytes: send a smaller one.", max_size=limit)
        return TooLarge(f"The body may have at most {self.body_limit} bytes.")


def forget_rest(request: Request) -> None:
    """Reads and drops what the handler left of the body, so that the connection stays good.

    functions-framework would do it, into memory, and answer 500 where the body is over our limit.
    """
    body = request.environ["wsgi.input"]
    request.stream = BytesIO()
    with suppress(OSError):  # the caller has hung up
        while body.read(_CHUNK):
            pass


def _read_body(request: Request, parameter: Parameter) -> BaseModel:
    """Strict: a number is neither true nor "12"; that an integer is a number, and a text an enum or a date, is how JSON says it."""
    from pydantic import ValidationError

    try:
        parsed: BaseModel = bare(parameter.annotation).model_validate_json(request.get_data(), strict=True)
    except ValidationError as error:
        if error.errors(include_input=False)[0]["type"] == "json_invalid":
            raise MalformedJson("The body is not valid JSON.") from None
        raise _Invalid(validation_errors(error, ("body",))) from None
    return parsed


def _defaults(_: Request, parameter: Parameter) -> BaseModel:
    """The body of a call without one."""
    model: type[BaseModel] = bare(parameter.annotation)
    return model.model_validate({})


def _read_form(request: Request, parameter: Parameter) -> BaseModel:
    from pydantic import ValidationError

    model: type[BaseModel] = bare(parameter.annotation)
    given = {
        name: value
        for name, field in model.model_fields.items()
        if (value := _values(name, field.annotation, request.form) or _values(name, field.annotation, request.args)) is not None
    }
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _Invalid(validation_errors(error, ("body",))) from None


class _Invalid(Exception):
    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("invalid")
        self.errors = errors


def _parameter(name: str, hint: Any, default: Any) -> Parameter:
    extras = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    marker = next((extra for extra in extras if isinstance(extra, Query | Header | Form | Body | File)), None)
    return Parameter(name, marker, hint, ... if default is inspect.Parameter.empty else default)


def _raw(parameter: Parameter, request: Request, path: dict[str, str]) -> Any:
    match parameter.marker:
        case None:
            return path[parameter.name]
        case Header():
            return request.headers.get(parameter.wire_name)
        case _:
            return _values(parameter.wire_name, parameter.annotation, request.args)


def _values(name: str, annotation: Any, values: Any) -> Any:
    """A list for a list-typed parameter, else the last value; None where there is none or only an empty one."""
    given = [value for value in values.getlist(name) if value != ""]
    if not given:
        return None
    return given if _is_list(annotation) else given[-1]


def _is_list(annotation: Any) -> bool:
    plain = bare(annotation)
    return get_origin(plain) in {list, tuple} or any(get_origin(option) in {list, tuple} for option in get_args(plain))


def bare(annotation: Any) -> Any:
    """The type itself, without its annotations."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
