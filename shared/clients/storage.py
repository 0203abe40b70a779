"""Cloud Storage: keeps what is too large for a document, such as exports and the food table. One bucket, names with folders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from shared.clients.once import once
from shared.errors import VendorBusy, VendorRefused
from shared.settings import settings

if TYPE_CHECKING:
    from google.cloud.storage import Bucket

_TIMEOUT_S = 20.0
_PATIENCE_S = 30.0  # of one call, with its repetitions
# What an upload holds in memory at a time; Cloud Storage wants multiples of 256 KiB.
_CHUNK = 1024 * 1024
_LOCAL_SIGNER = "local@stand-in.iam.gserviceaccount.com"


@once
def _bucket() -> Bucket:
    from google.cloud.storage import Client

    # The client finds STORAGE_EMULATOR_HOST in the environment by itself.
    return Client(project=settings().GOOGLE_CLOUD_PROJECT).bucket(settings().STORAGE_BUCKET)


def read(name: str, *, within_s: float = _PATIENCE_S) -> bytes | None:
    """The whole object, None when there is none. Raises VendorBusy or VendorRefused."""
    from google.api_core.exceptions import NotFound

    with _vendor():
        try:
            data: bytes = _bucket().blob(name).download_as_bytes(**_patience(within_s))
        except NotFound:
            return None
    return data


def put(name: str, data: bytes, content_type: str) -> None:
    """Stores a small object whole; storing it again replaces it. Raises VendorBusy or VendorRefused."""
    with _vendor():
        _bucket().blob(name).upload_from_string(data, content_type=content_type, **_patience())


@contextmanager
def writing(name: str, content_type: str) -> Iterator[BinaryIO]:
    """A file to write an object of any size to, in constant memory. The object is there once the block has ended.

    Where the block raises, there is no new object. Raises VendorBusy or VendorRefused.
    """
    with _vendor():
        blob = _bucket().blob(name)
        # zipfile flushes; what is not a whole chunk cannot be.
        with blob.open("wb", chunk_size=_CHUNK, ignore_flush=True, content_type=content_type, **_patience()) as file:
            yield cast(BinaryIO, file)


def size_of(name: str) -> int | None:
    """Bytes of the object, None when there is none. Raises VendorBusy or VendorRefused."""
    with _vendor():
        blob = _bucket().get_blob(name, **_patience())
    return int(blob.size) if blob else None


def delete(name: str) -> bool:
    """Whether there was such an object. Raises VendorBusy or VendorRefused."""
    from google.api_core.exceptions import NotFound

    with _vendor():
        try:
            _bucket().blob(name).delete(**_patience())
        except NotFound:
            return False
    return True


def delete_all(folder: str) -> int:
    """Deletes every object in the folder (its name ends with `/`); how many there were. Raises VendorBusy or VendorRefused."""
    assert folder.endswith("/")
    deleted = 0
    with _vendor():
        for blob in _bucket().client.list_blobs(_bucket(), prefix=folder, **_patience()):
            deleted += delete(blob.name)
    return deleted


def signed_url(name: str, valid_for: timedelta, filename: str) -> str:
    """An address from which whoever has it can download the object as `filename`, for at most seven days.

    A function has no private key: IAM signs for its service account. Raises VendorBusy or VendorRefused.
    """
    with _vendor():
        url: str = (
            _bucket()
            .blob(name)
            .generate_signed_url(
                version="v4",
                expiration=valid_for,
                method="GET",
                credentials=_signer(),
                response_disposition=f'attachment; filename="{filename}"',
            )
        )
    return url


@once
def _signer() -> Any:
    """Credentials that sign as the service account of this function."""
    import google.auth
    from google.auth.credentials import AnonymousCredentials, Signing
    from google.auth.transport.requests import AuthorizedSession, Request

    account: Any
    if settings().STORAGE_EMULATOR_HOST:
        account, email = AnonymousCredentials(), _LOCAL_SIGNER  # type: ignore[no-untyped-call]  # google-auth is half typed
    else:
        account, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
        account.refresh(Request())  # before that its address is "default"
        email = account.service_account_email
    session: Any = AuthorizedSession(account)  # type: ignore[no-untyped-call]
    address = f"{settings().IAM_CREDENTIALS_URL}/v1/projects/-/serviceAccounts/{email}:signBlob"

    class Signer(AnonymousCredentials, Signing):
        signer_email, signer = email, None

        def sign_bytes(self, message: bytes) -> bytes:
            import base64

            payload = json.dumps({"payload": base64.b64encode(message).decode()})
            answer = session.post(address, data=payload, headers={"Content-Type": "application/json"}, timeout=_TIMEOUT_S)
            answer.raise_for_status()
            return base64.b64decode(answer.json()["signedBlob"])

    return Signer()  # type: ignore[no-untyped-call]


def _patience(within_s: float = _PATIENCE_S) -> dict[str, Any]:
    from google.cloud.storage.retry import DEFAULT_RETRY

    return {"timeout": min(_TIMEOUT_S, within_s), "retry": DEFAULT_RETRY.with_timeout(within_s)}


@contextmanager
def _vendor() -> Iterator[None]:
    """What Google's client raises, as what our callers know."""
    import requests
    from google.api_core.exceptions import ClientError, GoogleAPICallError, RetryError, TooManyRequests
    from google.auth.exceptions import GoogleAuthError
    from google.cloud.storage.exceptions import DataCorruption, InvalidResponse

    try:
        yield
    except (GoogleAPICallError, RetryError) as error:
        kind = type(error).__name__
        if isinstance(error, ClientError) and not isinstance(error, TooManyRequests):
            raise VendorRefused("storage", kind) from None
        raise VendorBusy("storage", kind) from None
    except InvalidResponse as error:
        status = getattr(error.response, "status_code", 0)
        busy = status == 429 or status >= 500
        raise (VendorBusy if busy else VendorRefused)("storage", f"answered {status}") from None
    except (requests.RequestException, GoogleAuthError, DataCorruption) as error:
        raise VendorBusy("storage", type(error).__name__) from None
