"""Examples of the functions of users."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import EXPORT_ID, IMPORT_ID, RECEIPT_ID, UID

_USER: dict[str, Any] = {
    "id": "0e9d1b7c-5a34-5f68-8c21-7b3f9e6d4a50",
    "firebase_uid": UID,
    "email": "mai.nguyen@example.com",
    "username": "mainguyen",
    "first_name": "Mai",
    "last_name": "Nguyễn",
    "phone_number": None,
    "display_name": "Mai Nguyễn",
    "photo_url": None,
    "provider": "google",
    "is_active": True,
    "onboarding_completed": False,
    "timezone": "Asia/Ho_Chi_Minh",
    "day_start_hour": 0,
    "language": "vi",
    "last_accessed": "2025-01-31T11:55:02.731000Z",
    "created_at": "2025-01-31T11:55:02.731000Z",
    "updated_at": "2025-01-31T11:55:02.731000Z",
    "is_premium": False,
    "subscription": None,
}
_EXPORT: dict[str, Any] = {
    "export_id": EXPORT_ID,
    "status": "pending",
    "progress": {},
    "size_bytes": None,
    "download_url": None,
    "download_until": None,
    "error_code": None,
    "error_message": None,
    "created_at": "2025-01-31T18:29:44.017000Z",
    "finished_at": None,
    "expires_at": "2025-02-07T18:29:44.017000Z",
}
_IMPORT: dict[str, Any] = {
    "import_id": IMPORT_ID,
    "status": "pending",
    "progress": {},
    "left_out": {},
    "error_code": None,
    "error_message": None,
    "created_at": "2025-01-31T18:31:02.442000Z",
    "finished_at": None,
}

REQUESTS: dict[str, Any] = {
    "import_me": {"file": "mealtrack-2025-01-31.zip"},
    "sync_user": {"display_name": "Mai Nguyễn"},
    "update_timezone": {"timezone": "Asia/Ho_Chi_Minh", "day_start_hour": 3},
    "update_language": {"language": "vi"},
}

ANSWERS: dict[str, Any] = {
    "sync_user": {"user": _USER | {"language": "en"}, "created": True, "updated": False, "message": "Welcome."},
    "get_me": _USER,
    "get_my_status": {
        "firebase_uid": UID,
        "onboarding_completed": False,
        "is_active": True,
        "last_accessed": "2025-01-31T11:55:02.731000Z",
    },
    "touch_last_accessed": {
        "firebase_uid": UID,
        "updated": True,
        "message": "Noted.",
        "timestamp": "2025-01-31T18:20:44.119000Z",
    },
    "complete_onboarding": {
        "firebase_uid": UID,
        "onboarding_completed": True,
        "updated": True,
        "message": "Onboarding is complete.",
    },
    "update_timezone": {"timezone": "Asia/Ho_Chi_Minh", "day_start_hour": 3, "updated": True},
    "update_language": {"language": "vi", "updated": True},
    "delete_me": {
        "firebase_uid": UID,
        "deleted": True,
        "message": "The account is closed and is being deleted: keep the receipt_id. "
        "Cancel a subscription in the store that sold it.",
        "firebase_deleted": False,
        "tokens_revoked": False,
        "receipt_id": RECEIPT_ID,
    },
    "get_deletion_receipt": {
        "receipt_id": RECEIPT_ID,
        "status": "done",
        "requested_at": "2025-01-31T19:00:12.402000Z",
        "finished_at": "2025-01-31T19:16:40.871000Z",
        "steps_done": ["lock", "files", "images", "purchases", "documents", "references", "sign_in", "late"],
        "tokens_revoked": True,
        "firebase_deleted": True,
        "deleted": {"documents": 812, "files": 1, "images": 403, "sign_ins": 1, "usernames": 1},
        "kept": [{"what": "logs", "why": "Technical logs without names, addresses or texts end after 30 days."}],
    },
    "export_me": _EXPORT,
    "get_my_export": _EXPORT
    | {
        "status": "ready",
        "progress": {"days": 31, "meals": 84, "profile": 1, "targets": 2},
        "size_bytes": 91204,
        "download_url": "https://storage.googleapis.com/mealtrack-demo-files/exports/example.zip?X-Goog-Signature=3f9a",
        "download_until": "2025-01-31T19:30:02.114000Z",
        "finished_at": "2025-01-31T18:29:47.560000Z",
    },
    "import_me": _IMPORT,
    "get_my_import": _IMPORT
    | {
        "status": "ready",
        "progress": {"days": 31, "meals": 81, "meals_present": 0, "profile": 1, "targets": 2},
        "left_out": {"deleted": 2, "photos": 80, "unfinished": 1},
        "finished_at": "2025-01-31T18:31:12.908000Z",
    },
}
