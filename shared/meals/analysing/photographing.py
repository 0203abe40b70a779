"""A person photographs a meal, or a label: the photo is kept, and the meal waits for its analysis. One function a use case."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from shared import clock
from shared.clients import cloudinary
from shared.errors import BadRequest, Problem
from shared.idempotency import Receipt
from shared.ids import derived_id, is_id, new_id
from shared.images import photo
from shared.limits import ai_use
from shared.meals import photos, store
from shared.meals.analysing import rules
from shared.meals.analysing.queue import check_after
from shared.meals.analysing.requests import LoggedPhoto, UploadedLabelRequest, UploadedPhotoRequest
from shared.meals.analysing.views import UploadTokenView
from shared.meals.days.rules import check_loggable, when_logged
from shared.meals.models import Image, ImageUpload
from shared.meals.views import MealView, meal_view
from shared.prompts.hints import AnalysisHints
from shared.users.models import Person

# A phone that went offline between its upload and the hand-in has a day for the latter.
_HAND_IN_WITHIN = timedelta(days=1)


class InvalidImageUrl(BadRequest):
    error_code, title = "INVALID_IMAGE_URL", "The image address is not one of our uploads"


class ImageIdUrlMismatch(BadRequest):
    error_code, title = "IMAGE_ID_URL_MISMATCH", "The image id and the image address do not belong together"


class InvalidImageId(BadRequest):
    error_code, title = "INVALID_IMAGE_ID", "The image id was not issued to you"


class InvalidLabelCropImage(BadRequest):
    error_code, title = "INVALID_LABEL_CROP_IMAGE", "The picture of the label alone cannot be used"


UPLOAD_PROBLEMS = (InvalidImageUrl, ImageIdUrlMismatch, InvalidImageId)


def analyze_photo(person: Person, data: bytes, request: LoggedPhoto, receipt: Receipt) -> MealView:
    """Stores the photo, of a plate or of a label, and a meal that waits for its analysis.

    Refuses before anything is stored: a bad photo, a bad day, hints that no strategy can use, a spent budget. Cloudinary failing
    means no meal; the meal failing to be written means no photo.
    """
    now = clock.now()
    hints = _checked_hints(person, request, now)
    info = photo.inspect(data)
    ai_use.check(person, now)
    meal_id = receipt.resource_id()
    image_id = derived_id("image", meal_id)
    image = photos.upload(image_id, data, info)
    try:
        return _log_photo(person, meal_id, image, hints, request, receipt, now)
    except Exception:
        photos.discard_unless_shown(person.uid, image_id)
        raise


def issue_upload_token(person: Person) -> UploadTokenView:
    """The right to upload one photo straight to Cloudinary, remembered so that nobody else can hand it in."""
    image_id, now = new_id(), clock.now()
    signed = cloudinary.sign_upload(image_id)
    store.put_upload(person.uid, image_id, ImageUpload(signed_at=now, expires_at=now + _HAND_IN_WITHIN))
    return UploadTokenView(
        image_id=image_id,
        cloud_name=signed.cloud_name,
        api_key=signed.fields["api_key"],
        timestamp=int(signed.fields["timestamp"]),
        signature=signed.fields["signature"],
        folder=signed.fields["folder"],
        public_id=signed.fields["public_id"],
        upload_url=signed.upload_url,
        fields=signed.fields,
        expires_at=now + timedelta(seconds=cloudinary.SIGNATURE_VALID_S),
    )


def analyze_uploaded_photo(person: Person, request: UploadedPhotoRequest | UploadedLabelRequest, receipt: Receipt) -> MealView:
    """As `analyze_photo`, for a photo that the phone has uploaded with a token of ours."""
    now = clock.now()
    hints = _checked_hints(person, request, now)
    address = _issued(person, request.image_id, request.image_url, now)
    ai_use.check(person, now)
    image = _uploaded(address)
    crop = _uploaded_crop(person, request, now) if isinstance(request, UploadedLabelRequest) else None
    # One upload is one meal: handing it in again finds the meal that it became.
    return _log_photo(person, derived_id("meal", image.image_id), image, hints, request, receipt, now, crop=crop)


def _issued(person: Person, image_id: str, image_url: str, now: datetime) -> cloudinary.Address:
    """The address of an upload that was issued to this person. Raises InvalidImageUrl, ImageIdUrlMismatch and InvalidImageId."""
    address = cloudinary.parse_delivery_url(image_url)
    if address is None:
        raise InvalidImageUrl("Send secure_url as Cloudinary returned it for an upload with our token.")
    if address.image_id != image_id:
        raise ImageIdUrlMismatch("image_url has to be the address of the upload with this image_id.")
    if not is_id(image_id) or (upload := store.get_upload(person.uid, image_id)) is None or upload.expires_at <= now:
        raise InvalidImageId("Get an upload token first, and upload with it.")
    return address


def _uploaded(address: cloudinary.Address) -> Image:
    """The photo at an address of ours; one that is none is discarded. Raises InvalidImageUrl and the photo's problems."""
    image_id = address.image_id
    stored = cloudinary.delivery(image_id, address.format, address.version)
    data = cloudinary.download(stored.url, at_most=photo.MAX_BYTES + 1)
    if data is None:
        raise InvalidImageUrl("There is no photo at this address: upload it first.")
    try:
        info = photo.inspect(data)
    except Problem:
        photos.discard(image_id)
        raise
    return photos.image_of(image_id, stored, info, len(data))


def _uploaded_crop(person: Person, request: UploadedLabelRequest, now: datetime) -> Image | None:
    """The label cut out of the photo, where one was uploaded. Raises InvalidLabelCropImage."""
    if request.label_crop_image_id is None or request.label_crop_image_url is None:
        return None
    try:
        return _uploaded(_issued(person, request.label_crop_image_id, request.label_crop_image_url, now))
    except Problem as problem:
        raise InvalidLabelCropImage(f"The crop cannot be used: {problem.detail}") from None


def _log_photo(
    person: Person,
    meal_id: str,
    image: Image,
    hints: AnalysisHints,
    request: LoggedPhoto,
    receipt: Receipt,
    now: datetime,
    *,
    crop: Image | None = None,
) -> MealView:
    local_date, logged_at = when_logged(person, request.target_date, now)
    meal = rules.photo_meal(
        meal_id=meal_id,
        uid=person.uid,
        image=image,
        hints=hints,
        source=request.source,
        crop=crop,
        crop_box=request.crop_metadata if isinstance(request, UploadedLabelRequest) else None,
        local_date=local_date,
        logged_at=logged_at,
        zone=person.zone,
        meal_type=request.meal_type,
        now=now,
        check_after=check_after(),
    )

    charge = partial(ai_use.charge, person, meal_id, now)
    return receipt.commit(lambda unit: meal_view(store.create(unit, meal, charge)))


def _checked_hints(person: Person, request: LoggedPhoto, now: datetime) -> AnalysisHints:
    """What the analysis will be told. Raises DateOutOfRange, or HintsRefused where the strategy lacks what it needs."""
    if request.target_date:
        check_loggable(request.target_date, person.today(now))
    return request.hints(person.account)
