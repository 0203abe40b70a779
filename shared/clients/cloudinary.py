"""Cloudinary: keeps the photos. Uploads, deletes, signs the phone's own uploads, and builds delivery addresses."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from shared.clients.once import once
from shared.errors import VendorBusy, VendorRefused
from shared.settings import settings

# What a phone uploads by itself is re-encoded on arrival: that drops its metadata (GPS) and bounds its size.
INCOMING_TRANSFORMATION = "c_limit,h_4096,w_4096"
THUMBNAIL = "c_fill,h_240,w_240"
SIGNATURE_VALID_S = 3600  # Cloudinary refuses older timestamps


class Stored(NamedTuple):
    """A stored photo: where it is delivered from, and its version (epoch seconds of the upload)."""

    url: str
    thumbnail_url: str
    version: int


class SignedUpload(NamedTuple):
    """What a phone posts to `upload_url` beside the file; it can change none of it."""

    cloud_name: str
    upload_url: str
    fields: dict[str, str]


class Address(NamedTuple):
    """The parts of a delivery address of ours."""

    image_id: str
    version: int
    format: str  # jpeg | png


@once
def _uploader() -> ModuleType:
    import cloudinary
    import cloudinary.uploader

    current = settings()
    cloudinary.config(
        cloud_name=current.CLOUDINARY_CLOUD_NAME,
        api_key=current.CLOUDINARY_API_KEY,
        api_secret=current.CLOUDINARY_API_SECRET.get_secret_value(),
        upload_prefix=current.CLOUDINARY_UPLOAD_URL,
    )
    uploader: ModuleType = cloudinary.uploader
    return uploader


def upload(image_id: str, data: bytes, image_format: str) -> Stored:
    """Stores a photo under our id; storing the same id again replaces it. Raises VendorBusy or VendorRefused."""
    answer = _call(
        _uploader().upload,
        data,
        public_id=image_id,
        folder=settings().CLOUDINARY_FOLDER,
        overwrite=True,
        allowed_formats=["jpg", "png"],
        filename=f"{image_id}.{_extension(image_format)}",
    )
    return delivery(image_id, image_format, int(answer["version"]))


def destroy(image_id: str) -> None:
    """Deletes a photo; one that is gone already is fine. Raises VendorBusy or VendorRefused."""
    _call(_uploader().destroy, public_path(image_id), invalidate=True)


def destroy_all(image_ids: Sequence[str]) -> int:
    """Deletes up to 100 photos and everything derived from them; how many there were. Raises VendorBusy or VendorRefused."""
    import cloudinary.api

    _uploader()  # configures the SDK
    answer = _call(cloudinary.api.delete_resources, [public_path(image_id) for image_id in image_ids], invalidate=True)
    deleted = list(answer["deleted"].values()).count("deleted")
    while answer.get("partial"):  # many derived ones: the rest takes further calls
        paths = [public_path(image_id) for image_id in image_ids]
        answer = _call(cloudinary.api.delete_resources, paths, invalidate=True, next_cursor=answer.get("next_cursor"))
    return deleted


def delivery(image_id: str, image_format: str, version: int) -> Stored:
    """The addresses of a stored photo, built from its id and version."""
    path = f"v{version}/{public_path(image_id)}.{_extension(image_format)}"
    return Stored(url=f"{_delivery_base()}/{path}", thumbnail_url=f"{_delivery_base()}/{THUMBNAIL}/{path}", version=version)


def public_path(image_id: str) -> str:
    return f"{settings().CLOUDINARY_FOLDER}/{image_id}"


def sign_upload(image_id: str) -> SignedUpload:
    """The right to upload one photo under our id, for an hour."""
    import cloudinary.utils

    current = settings()
    signed = {
        "allowed_formats": "jpg,png",
        "folder": current.CLOUDINARY_FOLDER,
        "overwrite": "false",
        "public_id": image_id,
        "timestamp": str(int(time.time())),
        "transformation": INCOMING_TRANSFORMATION,
    }
    signature = cloudinary.utils.api_sign_request(signed, current.CLOUDINARY_API_SECRET.get_secret_value())
    return SignedUpload(
        cloud_name=current.CLOUDINARY_CLOUD_NAME,
        upload_url=f"{current.CLOUDINARY_UPLOAD_URL}/v1_1/{current.CLOUDINARY_CLOUD_NAME}/image/upload",
        fields={**signed, "signature": signature, "api_key": current.CLOUDINARY_API_KEY},
    )


def parse_delivery_url(url: str) -> Address | None:
    """The parts of an address of our own cloud and folder as Cloudinary returns it, None for any other."""
    base = urlsplit(_delivery_base())
    try:
        given = urlsplit(url)
    except ValueError:  # brackets that are no IPv6 address, and other things that no address has
        return None
    if (given.scheme, given.netloc) != (base.scheme, base.netloc) or given.query or given.fragment:
        return None
    rest = given.path.removeprefix(f"{base.path}/")
    version, _, name = rest.partition("/")
    path, _, extension = name.rpartition(".")
    image_id = path.removeprefix(f"{settings().CLOUDINARY_FOLDER}/")
    image_format = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png"}.get(extension)
    if rest == given.path or image_id == path or "/" in image_id or not image_format:
        return None
    if not (version.startswith("v") and version[1:].isascii() and version[1:].isdigit() and len(version) <= 15):
        return None
    return Address(image_id, int(version[1:]), image_format)


def download(url: str, *, at_most: int) -> bytes | None:
    """The first `at_most` bytes of a stored photo; None when it is not there. Raises VendorBusy."""
    import urllib3

    try:
        with _pool().request("GET", url, preload_content=False, redirect=False) as answer:
            if answer.status == 404:
                return None
            if answer.status != 200:
                raise VendorBusy("cloudinary", f"delivery answered {answer.status}")
            data: bytes = answer.read(at_most)
    except urllib3.exceptions.HTTPError as error:
        raise VendorBusy("cloudinary", f"delivery failed: {type(error).__name__}") from None
    return data


@once
def _pool() -> Any:
    import urllib3

    return urllib3.PoolManager(maxsize=8, timeout=settings().CLOUDINARY_TIMEOUT_S, retries=False)


def _call(method: Callable[..., dict[str, Any]], *arguments: Any, **options: Any) -> dict[str, Any]:
    import cloudinary.exceptions as failures

    try:
        answer = method(*arguments, timeout=settings().CLOUDINARY_TIMEOUT_S, **options)
    except (failures.BadRequest, failures.AuthorizationRequired, failures.NotAllowed, failures.NotFound) as error:
        # The error's text quotes the signed string, so it goes nowhere.
        raise VendorRefused("cloudinary", f"{method.__name__} refused: {type(error).__name__}") from None
    except failures.Error as error:
        raise VendorBusy("cloudinary", f"{method.__name__} failed: {type(error).__name__}") from None
    return answer


def _delivery_base() -> str:
    current = settings()
    return f"{current.CLOUDINARY_DELIVERY_URL}/{current.CLOUDINARY_CLOUD_NAME}/image/upload"


def _extension(image_format: str) -> str:
    return "jpg" if image_format == "jpeg" else image_format
