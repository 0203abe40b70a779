"""Lets a phone upload a photo straight to Cloudinary."""

from shared.http import Caller, endpoint, person
from shared.meals.analysing import photographing
from shared.meals.analysing.views import UploadTokenView


@endpoint()
def get_upload_token(caller: Caller) -> UploadTokenView:
    """A signed upload for one photo, valid for an hour.

    Post `fields` unchanged and the photo as `file` (multipart) to `upload_url`; then POST /v1/meals/scan-by-url.
    """
    return photographing.issue_upload_token(person(caller))
