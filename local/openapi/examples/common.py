"""What the examples of several areas share: ids, the photo, and the parameters."""

from __future__ import annotations

from typing import Any

UID = "kJ3nWq0ZbVY8sT1mDg5RfXc2uPh1"
REQUEST_ID = "9f2c41d7"
MEAL_ID = "3b9d5c1e-7f42-4a86-9c0b-5d1e8f6a2c74"
PARSE_ID = "5d0a7f3c-2b9e-4c61-8f14-9a6b3d7e0c52"
RECOGNITION_ID = "d7c4b2a1-6e5f-4830-9b1a-2c8f7e6d5a40"
EXPORT_ID = "a7d3f5b1-8c2e-4069-b4d7-3e1f9a6c5d28"
IMPORT_ID = "d1e8c4a6-7b93-4f50-92e6-8a5b0d3f7c19"
RECEIPT_ID = "c2a7e9d4-1b6f-4e83-a5d0-94f7b3c8e162"
IMAGE_ID = "8c1f0b5a-92d3-4e67-b1a8-0f4d6c2e9b35"
ENTRY_ID = "7e1a4c90-2d6b-5f83-b0a7-9c3e5d8f1a26"
CUSTOM_ID = "custom-7a0e4c52-9d31-4b8f-8a67-1f5d2c9e3b08"
PICTURE = (  # a green PNG of 32 × 32 pixels
    "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKklEQVR42mNw6zGiKWIYtWDUglELRi0YtWDUglELRi0YtWDUglEL"
    "hooFAM2eED2RGzwbAAAAAElFTkSuQmCC"
)
DELIVERY = "https://res.cloudinary.com/mealtrack-demo/image/upload"
PHOTO = f"v1738324802/mealtrack/{IMAGE_ID}.jpg"
PARAMETERS: dict[str, Any] = {
    "uid": UID,
    "q": "chicken breast",
    "language": "en",
    "fdc_id": "171477",
    "food_id": CUSTOM_ID,
    "code": "2000000001029",
    "meal_id": MEAL_ID,
    "parse_id": PARSE_ID,
    "recognition_id": RECOGNITION_ID,
    "receipt_id": RECEIPT_ID,
    "export_id": EXPORT_ID,
    "import_id": IMPORT_ID,
    "date": "2025-01-31",
    "from": "2025-01-01",
    "to": "2025-01-31",
    "start": "2025-01-01",
    "end": "2025-01-31",
    "entry_id": ENTRY_ID,
    "cursor": "WyIyMDI1LTAxLTMwIiwgIjIwMjUtMDEtMzBUMTg6NDE6MDcrMDA6MDAiLCAiMGQ3ZjlhMmMtNWIxZS00YzhmLTlhNjMtMmU0ZDFiN2M4ZjkwIl0=",
    "limit": 20,
    "X-Timezone": "Europe/Vienna",
    "If-Match": '"1"',
    "flag_name": "barcode-scanner",
    "Idempotency-Key": "5e0c7a52-6a0f-4b39-8f0e-2f6f7d1b9a44",
}
