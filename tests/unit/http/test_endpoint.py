"""@endpoint by itself: what it makes of a handler's signature, of bad requests, and of failures."""

from __future__ import annotations

import io
import json
from typing import Annotated, Any, Literal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel, Field

from shared.errors import Conflict, VendorBusy, VendorRefused
from shared.http import Body, Endpoint, File, Form, Header, Query, Upload, ZoneHeader, endpoint, limits
from shared.http.if_match import IfMatch
from shared.rows import Auth, HttpRow, Limit, Route
from shared.types import LocalDate
from shared.versions import check_version

PLENTY = Limit(per_minute=100_000, in_instance=True)  # nothing is stored
SECRET = "secret words about somebody's " + "lunch"  # in two parts, so that a source line in a trace does not hold it


class Thing(BaseModel):
    name: str = Field(min_length=1)
    count: int = Field(1, ge=0)


class Answer(BaseModel):
    got: dict[str, Any]


@endpoint()
def read_things(
    thing_id: str,
    kind: Annotated[Literal["a", "b"], Query("Kind.")] = "a",
    tags: Annotated[list[str], Query("Tags."), Field(max_length=2)] = [],  # noqa: B006 - pydantic copies defaults
    from_: Annotated[LocalDate | None, Query("First day.", name="from")] = None,
    x_timezone: ZoneHeader = None,
    x_flag: Annotated[str | None, Header("Flag.")] = None,
) -> Answer:
    """Reads."""
    zone = str(x_timezone) if x_timezone else None
    return Answer(
        got={"id": thing_id, "kind": kind, "tags": tags, "from": str(from_) if from_ else None, "zone": zone, "flag": x_flag}
    )


@endpoint(status=201, location="/things/{got[name]}")
def make_thing(thing: Annotated[Thing, Body("The thing.")]) -> Answer:
    """Makes."""
    return Answer(got=thing.model_dump())


@endpoint(status=201)
def make_few(thing: Annotated[Thing, Body("The thing.")]) -> Answer:
    """Makes what there is little of."""
    return Answer(got=thing.model_dump())


@endpoint()
def send_file(
    file: Annotated[Upload, File("A file.", max_bytes=1000, media_types=("image/png",))], note: Annotated[Thing, Form("A note.")]
) -> Answer:
    """Takes a file."""
    return Answer(got={"size": len(file.data), **note.model_dump()})


class Versioned(BaseModel):
    version: int


@endpoint()
def change_thing(if_match: IfMatch = None) -> Versioned:
    """Changes."""
    check_version(4, if_match)
    return Versioned(version=5)


@endpoint(raises=(Conflict,))
def fail(how: Annotated[str, Query("How.")]) -> Answer:
    """Fails."""
    match how:
        case "problem":
            raise Conflict("It is taken.", retry_after_s=7, held_by="another")
        case "busy":
            raise VendorBusy("vendor", "secret words", retry_after_s=3.2)
        case "refused":
            raise VendorRefused("vendor", "secret words")
        case _:
            raise RuntimeError(SECRET)


def client_of(
    handler: Endpoint[..., Any], route: str, limit: Limit = PLENTY, auth: Auth = Auth.PUBLIC, proof: str | None = None
) -> FlaskClient:
    row = HttpRow(
        module=f"test.{handler.handler.__name__}", identity="api", route=Route.parse(route), auth=auth, limit=limit, proof=proof
    )
    function = handler.serve(row)
    app = Flask(__name__)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST", "OPTIONS", "DELETE"])
    @app.route("/<path:path>", methods=["GET", "POST", "OPTIONS", "DELETE"])
    def serve(path: str) -> Any:
        from flask import request

        return function(request)

    return app.test_client()


@pytest.fixture
def reader(function_settings: pytest.MonkeyPatch) -> FlaskClient:
    return client_of(read_things, "GET /things/{thing_id}")


def test_inputs_are_read_by_their_types(reader: FlaskClient) -> None:
    headers = {"X-Timezone": "Europe/Vienna", "X-Flag": "on"}
    answer = reader.get("/things/t1?kind=b&tags=x&tags=y&from=2026-03-01", headers=headers)
    assert answer.status_code == 200
    assert answer.json == {
        "got": {"id": "t1", "kind": "b", "tags": ["x", "y"], "from": "2026-03-01", "zone": "Europe/Vienna", "flag": "on"}
    }


def test_defaults(reader: FlaskClient) -> None:
    answer = reader.get("/things/t1?kind=")
    assert answer.json is not None
    assert answer.json["got"] == {"id": "t1", "kind": "a", "tags": [], "from": None, "zone": None, "flag": None}


@pytest.mark.parametrize(
    ("query", "status", "code", "loc"),
    [
        ("?kind=z", 422, "VALIDATION_ERROR", ["query", "kind"]),
        ("?tags=1&tags=2&tags=3", 422, "VALIDATION_ERROR", ["query", "tags"]),
        ("?from=01.03.2026", 400, "INVALID_DATE_FORMAT", ["query", "from"]),
        ("?from=20260301", 400, "INVALID_DATE_FORMAT", ["query", "from"]),
        ("?from=2026-02-30", 400, "INVALID_DATE_FORMAT", ["query", "from"]),
    ],
)
def test_bad_inputs_say_where(reader: FlaskClient, query: str, status: int, code: str, loc: list[str]) -> None:
    answer = reader.get(f"/things/t1{query}")
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert (answer.status_code, answer.json["status"], answer.json["error_code"]) == (status, status, code)
    assert answer.json["errors"][0]["loc"] == loc
    assert "input" not in answer.json["errors"][0], "what was sent is not sent back"
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_an_unknown_zone_is_refused(reader: FlaskClient) -> None:
    answer = reader.get("/things/t1", headers={"X-Timezone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"][0]["loc"] == ["header", "X-Timezone"]


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/other/t1", 404), ("GET", "/things/a/b", 404), ("DELETE", "/things/t1", 405)]
)
def test_it_serves_its_own_route_only(reader: FlaskClient, method: str, path: str, status: int) -> None:
    answer = reader.open(path, method=method)
    assert answer.status_code == status
    assert answer.headers.get("Allow") == ("GET" if status == 405 else None)


@pytest.mark.parametrize(("given", "echoed"), [("abc-1.2_3", True), ("x" * 65, False), ("a b", False), ("<script>", False)])
def test_request_id(reader: FlaskClient, given: str, echoed: bool) -> None:
    answer = reader.get("/things/t1", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is echoed
    assert answer.headers["X-Response-Time"].endswith("s")


def test_cors(reader: FlaskClient) -> None:
    ours, foreign = ({"Origin": origin} for origin in ("https://app.example.com", "https://evil.example.com"))
    assert reader.get("/things/t1", headers=ours).headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert "Access-Control-Allow-Origin" not in reader.get("/things/t1", headers=foreign).headers
    preflight = reader.options("/things/t1", headers={**ours, "Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET"
    assert "Access-Control-Allow-Methods" not in reader.options("/things/t1", headers=foreign).headers


def test_json_bodies(function_settings: pytest.MonkeyPatch) -> None:
    client = client_of(make_thing, "POST /things")
    made = client.post("/things", json={"name": "n"})
    assert (made.status_code, made.headers["Location"]) == (201, "/things/n")
    refused = client.post("/things", json={"name": "", "count": -1})
    assert refused.status_code == 422
    assert refused.json is not None
    assert [error["loc"] for error in refused.json["errors"]] == [["body", "name"], ["body", "count"]]
    malformed = client.post("/things", data="{", content_type="application/json")
    assert malformed.status_code == 400
    assert malformed.json is not None
    assert malformed.json["error_code"] == "MALFORMED_JSON"
    assert client.post("/things", data="name=n").status_code == 415
    assert client.post("/things", data=b'"' + b"x" * 2_000_000 + b'"', content_type="application/json").status_code == 413


@pytest.mark.parametrize("expected", [None, '"4"', 'W/"4"', "*", ' "4" '])
def test_the_version_is_as_expected(function_settings: pytest.MonkeyPatch, expected: str | None) -> None:
    changed = client_of(change_thing, "POST /thing").post("/thing", headers={"If-Match": expected} if expected else {})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"5"')


@pytest.mark.parametrize("expected", ['"3"', '"5"', '"999999999"'])
def test_the_version_is_another(function_settings: pytest.MonkeyPatch, expected: str) -> None:
    refused = client_of(change_thing, "POST /thing").post("/thing", headers={"If-Match": expected})
    assert refused.json is not None
    assert (refused.status_code, refused.json["error_code"], refused.json["version_now"]) == (412, "PRECONDITION_FAILED", 4)
    assert "ETag" not in refused.headers


@pytest.mark.parametrize("expected", ["4", '"4', '"a"', '""', '"3", "4"', '"1234567890"', "x"])
def test_what_is_no_version(function_settings: pytest.MonkeyPatch, expected: str) -> None:
    refused = client_of(change_thing, "POST /thing").post("/thing", headers={"If-Match": expected})
    assert refused.json is not None
    assert (refused.status_code, refused.json["errors"][0]["loc"]) == (422, ["header", "If-Match"])


def test_files(function_settings: pytest.MonkeyPatch) -> None:
    client = client_of(send_file, "POST /files")

    def post(size: int | None, **fields: str) -> Any:
        file = {"file": (io.BytesIO(b"x" * size), "f.png")} if size is not None else {}
        return client.post("/files", data={**file, **fields}, content_type="multipart/form-data")

    assert post(1000, name="n").json == {"got": {"size": 1000, "name": "n", "count": 1}}
    assert post(1001, name="n").json["error_code"] == "FILE_SIZE_EXCEEDS_MAXIMUM"
    assert post(200_000, name="n").status_code == 413, "refused by its announced length, before it is read"
    missing = post(None)
    assert missing.status_code == 422
    assert [error["loc"] for error in missing.json["errors"]] == [["body", "file"], ["body", "name"]]
    assert client.post("/files", json={}).status_code == 415


@pytest.mark.parametrize(
    ("how", "status", "code", "retry_after"),
    [
        ("problem", 409, "CONFLICT", "7"),
        ("busy", 503, "SERVICE_UNAVAILABLE", "3"),
        ("refused", 503, "SERVICE_UNAVAILABLE", "60"),
        ("bug", 500, "INTERNAL_ERROR", None),
    ],
)
def test_failures_tell_no_secrets(
    function_settings: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    how: str,
    status: int,
    code: str,
    retry_after: str | None,
) -> None:
    answer = client_of(fail, "GET /fail").get(f"/fail?how={how}", headers={"X-Request-ID": "r1"})
    assert answer.json is not None
    assert (answer.status_code, answer.json["error_code"], answer.headers.get("Retry-After")) == (status, code, retry_after)
    assert "secret" not in answer.get_data(as_text=True)
    if how == "problem":
        assert answer.json["held_by"] == "another"
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "lunch" not in json.dumps(lines)
    assert {line["request_id"] for line in lines} == {"r1"}
    request_line = next(line for line in lines if "httpRequest" in line)
    assert request_line["httpRequest"]["requestUrl"] == "/fail", "the query may hold what a person typed"
    assert any(line["severity"] == "ERROR" for line in lines) is (how in {"bug", "refused"})


@pytest.mark.parametrize(("of_the_row", "of_all", "address"), [(True, "true", "192.0.2.1"), (False, "false", "192.0.2.2")])
def test_limits_of_one_instance(function_settings: pytest.MonkeyPatch, of_the_row: bool, of_all: str, address: str) -> None:
    """Nothing is asked: here is no Firestore."""
    function_settings.setenv("RATE_LIMIT_FACTOR", "1")
    function_settings.setenv("RATE_LIMIT_SHARED", of_all)
    client = client_of(make_few, "POST /limited", Limit(per_minute=2, minutes=2, in_instance=of_the_row))
    headers = {"X-Forwarded-For": f"{address}, 10.0.0.1"}
    made = [client.post("/limited", json={"name": "n"}, headers=headers) for _ in range(4)]
    assert {(answer.headers["X-Limit-Reads"], answer.headers["X-Limit-Writes"]) for answer in made} == {("0", "0")}
    assert [answer.status_code for answer in made] == [201, 201, 201, 201]
    assert {answer.headers["RateLimit-Policy"] for answer in made} == {'"address";q=4;w=120'}
    assert [answer.headers["RateLimit"].partition(";t=")[0] for answer in made] == [f'"address";r={left}' for left in (3, 2, 1, 0)]
    assert client.post("/limited", json={}, headers=headers).status_code == 422, "what makes no sense is not counted"
    refused = client.post("/limited", json={"name": "n"}, headers=headers)
    assert refused.json is not None
    assert (refused.status_code, refused.json["error_code"]) == (429, "RATE_LIMITED")
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 124
    assert refused.headers["RateLimit"] == f'"address";r=0;t={wait}'
    assert "4 times in 2 minutes" in refused.json["detail"]


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "address"),
    [
        ("0", "10.0.0.1", "10.0.0.1"),
        ("0", "1.1.1.1, 10.0.0.1", "10.0.0.1"),
        ("1", "10.0.0.1, 35.0.0.1", "10.0.0.1"),
        ("1", "1.1.1.1, 2.2.2.2, 10.0.0.1, 35.0.0.1", "10.0.0.1"),
        ("1", "10.0.0.1", "10.0.0.1"),
        ("2", "x,10.0.0.1 ,35.0.0.1, 35.0.0.2", "10.0.0.1"),
        ("1", "", "127.0.0.9"),
        ("1", " , ", "127.0.0.9"),
        ("0", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("0", "::ffff:10.0.0.1", "10.0.0.1"),
        ("0", "what is this", "what is this"),
    ],
)
def test_whose_address(function_settings: pytest.MonkeyPatch, proxies: str, forwarded_for: str, address: str) -> None:
    function_settings.setenv("TRUSTED_PROXIES", proxies)
    assert limits.address(forwarded_for, "127.0.0.9") == address


# Systems that call, and answers that anybody may keep


@endpoint(cache_s=60)
def show(name: str) -> Answer:
    """Shows."""
    if name == "none":
        raise Conflict("No.")
    return Answer(got={})


def test_what_anybody_may_keep(function_settings: pytest.MonkeyPatch) -> None:
    client = client_of(show, "GET /things/{name}")
    assert client.get("/things/one").headers["Cache-Control"] == "public, max-age=60"
    assert client.get("/things/none").headers["Cache-Control"] == "no-store"


def system_client() -> FlaskClient:
    return client_of(show, "GET /things/{name}", auth=Auth.SYSTEM, proof="REVENUECAT_WEBHOOK_SECRET")


def test_a_system_proves_itself(function_settings: pytest.MonkeyPatch) -> None:
    function_settings.setenv("REVENUECAT_WEBHOOK_SECRET", "open-sesame")
    client, gateways = system_client(), {"Authorization": "Bearer of-the-gateway"}
    for right in (
        {"Authorization": "open-sesame"},
        {"Authorization": "Bearer open-sesame"},
        gateways | {"X-Forwarded-Authorization": "open-sesame"},
    ):
        assert client.get("/things/one", headers=right).status_code == 200
    for wrong in (
        {},
        gateways,
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "open-sesam"},
        {"Authorization": "open-sesame", "X-Forwarded-Authorization": "x"},  # what the gateway moved is what was sent
    ):
        answer = client.get("/things/one", headers=wrong)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("given", [{}, {"Authorization": ""}, {"Authorization": "Bearer "}, {"Authorization": "x"}], ids=repr)
def test_while_no_secret_is_set_nobody_comes_in(function_settings: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    function_settings.setenv("REVENUECAT_WEBHOOK_SECRET", "")
    assert system_client().get("/things/one", headers=given).status_code == 503
