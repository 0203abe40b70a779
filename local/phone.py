"""What the app on the phone does, for the demo and the tests: signs up, calls the API, listens to its documents.

Firestore is read with the person's own ID token, so `firestore.rules` decide as they do for the app.
"""

from __future__ import annotations

import mimetypes
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any, Self

import grpc
import httpx
from google.api_core.exceptions import DeadlineExceeded, InternalServerError, NotFound, from_grpc_status
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport
from google.cloud.firestore_v1.types import Document, GetDocumentRequest, ListenRequest, ListenResponse, Target, TargetChange

PASSWORD = "local-password"  # of every account that a local phone makes
REQUEST_TIMEOUT_S = 60
WATCH_TIMEOUT_S = 120
LISTEN_ANEW_S = 5  # the emulator loses a version now and then; a new stream begins with the one that is there
_IDENTITY = "http://{auth}/identitytoolkit.googleapis.com/v1/accounts:{method}?key=local"
_TARGET_ID = 1
_UNHEARD_OF = object()


class SignInError(RuntimeError):
    """Firebase Auth refused; the text is its code, e.g. EMAIL_EXISTS."""


class Phone:
    """One phone with one signed-in person. Safe for use by several threads once signed in.

    `urls` has `gateway` (base URL), `firestore` and `auth` (host:port of the emulators) and `project`.
    """

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._auth = urls["auth"].removeprefix("http://")
        self._database = f"projects/{urls['project']}/databases/(default)"
        # Everything local is plain HTTP: without certificates, which take long to load, a TLS address could only be refused.
        no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx.Client(base_url=urls["gateway"], timeout=REQUEST_TIMEOUT_S, verify=no_certificates)
        self._channel = grpc.insecure_channel(urls["firestore"].removeprefix("http://"))
        self._firestore = FirestoreClient(transport=FirestoreGrpcTransport(channel=self._channel))
        self.id_token = ""
        self.uid = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hangs up; watches that still run end with an error."""
        self._http.close()
        self._channel.close()

    def sign_up(self, email: str, password: str = PASSWORD) -> Self:
        """Makes a new account and signs in. Raises SignInError, e.g. EMAIL_EXISTS."""
        return self._sign("signUp", email, password)

    def sign_in(self, email: str, password: str = PASSWORD) -> Self:
        """Signs in to an account. Raises SignInError, e.g. INVALID_LOGIN_CREDENTIALS."""
        return self._sign("signInWithPassword", email, password)

    def request(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        """Calls the API as this person; keyword arguments are those of httpx (json, params, files, headers, …)."""
        headers = ({"Authorization": f"Bearer {self.id_token}"} if self.id_token else {}) | dict(kwargs.pop("headers", None) or {})
        return self._http.request(method, path, headers=headers, **kwargs)

    def post_photo(self, photo: Path | bytes, *, headers: Mapping[str, str] | None = None, **fields: str) -> httpx.Response:
        """POST /v1/meals/image/analyze with the photo as `file` and `fields` beside it in the form."""
        name, data = (photo.name, photo.read_bytes()) if isinstance(photo, Path) else ("photo.jpg", photo)
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return self.request(
            "POST", "/v1/meals/image/analyze", files={"file": (name, data, content_type)}, data=fields, headers=headers
        )

    def read(self, path: str) -> dict[str, Any] | None:
        """The document at `path` such as `users/{uid}/days/2025-01-31`, None without one. Raises PermissionDenied."""
        try:
            request = GetDocumentRequest(name=self._name(path))
            document = self._firestore.get_document(request, metadata=self._metadata(), timeout=REQUEST_TIMEOUT_S)
        except NotFound:
            return None
        return _decoded(document)

    @contextmanager
    def watch(self, path: str, timeout_s: float = WATCH_TIMEOUT_S) -> Iterator[Iterator[dict[str, Any] | None]]:
        """Follows the document at `path` by a realtime listener.

            with phone.watch(path) as documents:
                for document in documents: …

        Yields what is there (None: nothing yet) and then each later version, None after a deletion. Raises TimeoutError when
        `timeout_s` seconds are over, google.api_core's PermissionDenied where the rules forbid it, and its other errors.
        """
        target = Target(documents=Target.DocumentsTarget(documents=[self._name(path)]), target_id=_TARGET_ID)
        give_up = time.monotonic() + timeout_s
        hung_up = threading.Event()
        streams: list[Any] = []

        def requests() -> Iterator[ListenRequest]:
            yield ListenRequest(database=self._database, add_target=target)
            hung_up.wait()  # the stream lives as long as this side of it

        def versions() -> Iterator[dict[str, Any] | None]:
            latest: object = _UNHEARD_OF
            while (left_s := give_up - time.monotonic()) > 0:
                stream_s = min(left_s, LISTEN_ANEW_S)
                streams.append(self._firestore.listen(requests=requests(), metadata=self._metadata(), timeout=stream_s))
                try:
                    for document in _documents(streams[-1]):
                        version = document.update_time if document else None
                        if version != latest:
                            latest = version
                            yield _decoded(document) if document else None
                except (DeadlineExceeded, InternalServerError):
                    continue  # the emulator garbles an answer now and then, too: like Firebase's SDKs, listen anew
            raise TimeoutError(f"{path}: nothing to wait for came within {timeout_s:g} s")

        try:
            yield versions()
        finally:
            hung_up.set()
            for stream in streams:
                stream.cancel()

    def _sign(self, method: str, email: str, password: str) -> Self:
        body = {"email": email, "password": password, "returnSecureToken": True}
        answer = self._http.post(_IDENTITY.format(auth=self._auth, method=method), json=body)
        if answer.is_error:
            raise SignInError(answer.json()["error"]["message"])
        self.id_token, self.uid = answer.json()["idToken"], answer.json()["localId"]
        return self

    def _name(self, path: str) -> str:
        return f"{self._database}/documents/{path}"

    def _metadata(self) -> list[tuple[str, str]]:
        return [("google-cloud-resource-prefix", self._database), ("authorization", f"Bearer {self.id_token}")]


def _documents(responses: Iterable[ListenResponse]) -> Iterator[Document | None]:
    """What a Listen stream tells of its one document: what is there, and each later version; None where there is none."""
    told = False
    for response in responses:
        if response.document_change.document.name:
            yield response.document_change.document
            told = True
        elif response.document_delete.document or response.document_remove.document:
            yield None
            told = True
        elif response.target_change.target_change_type == TargetChange.TargetChangeType.REMOVE:
            cause = response.target_change.cause
            raise from_grpc_status(cause.code, cause.message)  # type: ignore[no-untyped-call] # google-api-core has none
        elif response.target_change.target_change_type == TargetChange.TargetChangeType.CURRENT and not told:
            yield None
            told = True


def _decoded(document: Document) -> dict[str, Any]:
    return {name: _value(value) for name, value in Document.pb(document).fields.items()}


def _value(value: Any) -> Any:
    """A Firestore value (its protobuf message) in Python: instants as aware datetimes, places as (latitude, longitude)."""
    kind = value.WhichOneof("value_type")
    match kind:
        case None | "null_value":
            return None
        case "map_value":
            return {name: _value(inner) for name, inner in value.map_value.fields.items()}
        case "array_value":
            return [_value(inner) for inner in value.array_value.values]
        case "timestamp_value":
            return value.timestamp_value.ToDatetime(tzinfo=UTC)
        case "geo_point_value":
            return (value.geo_point_value.latitude, value.geo_point_value.longitude)
    return getattr(value, kind)
