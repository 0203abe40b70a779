"""What the app gets to upload a photo with."""

from __future__ import annotations

from datetime import datetime

from shared.types import View


class UploadTokenView(View):
    """Post `fields` and the photo as `file` to `upload_url`, unchanged, before `expires_at`; then POST /v1/meals/scan-by-url."""

    image_id: str
    cloud_name: str
    api_key: str
    timestamp: int
    signature: str
    folder: str
    public_id: str
    upload_url: str
    fields: dict[str, str]
    expires_at: datetime
