"""What an occurrence of a problem says beyond its title, by error_code."""

from __future__ import annotations

from typing import Any

from local.openapi.examples.common import IMPORT_ID

PROBLEMS: dict[str, dict[str, Any]] = {
    "VALIDATION_ERROR": {
        "detail": "query.limit: Input should be less than or equal to 50",
        "errors": [{"loc": ["query", "limit"], "msg": "Input should be less than or equal to 50", "type": "less_than_equal"}],
    },
    "INVALID_DATE_FORMAT": {
        "detail": "date: not a date of the form YYYY-MM-DD",
        "errors": [{"loc": ["query", "date"], "msg": "not a date of the form YYYY-MM-DD", "type": "invalid_date_format"}],
    },
    "USER_NOT_FOUND": {"detail": "This account is not active: sign in again, or contact support."},
    "PROFILE_NOT_FOUND": {"detail": "Save a profile first: POST /v1/user-profiles."},
    "TDEE_DATA_NOT_FOUND": {"detail": "Save a profile first: POST /v1/user-profiles."},
    "GOAL_COOLDOWN": {
        "detail": "Give the present goal seven days, or send override=true.",
        "details": {"cooldown_until": "2025-02-07T11:58:20.004000Z"},
    },
    "RECEIPT_NOT_FOUND": {"detail": "Use the receipt_id that the deletion was answered with."},
    "EXPORT_NOT_FOUND": {"detail": "You have no export with this id, or its seven days are over: ask for a new one."},
    "IMPORT_NOT_FOUND": {"detail": "You have no import with this id."},
    "IMPORT_IN_PROGRESS": {"detail": "Wait until it is done.", "import_id": IMPORT_ID},
    "NOT_AN_EXPORT": {"detail": "The file is not a zip file, or not a whole one."},
    "PRECONDITION_FAILED": {"detail": "It has changed since you read it: read it again.", "version_now": 5},
    "WEIGHT_ENTRY_NOT_FOUND": {"detail": "You have no weigh-in with this id."},
    "RECORDED_OUT_OF_RANGE": {"detail": "Send an instant from the year 2000 until now."},
    "INVALID_DATE_RANGE": {"detail": "Send a start that is not after end."},
    "DATE_RANGE_TOO_LARGE": {"detail": "Ask for at most 60 days at once.", "max_days": 60},
    "MEAL_NOT_FOUND": {"detail": "You have no meal with this id."},
    "PREMIUM_REQUIRED": {"detail": "Subscribe in the app to use this."},
    "FEATURE_FLAG_NOT_FOUND": {"detail": "GET /v1/feature-flags lists them."},
    "FEATURE_FLAG_EXISTS": {"detail": "Change it with PUT /v1/feature-flags/barcode-scanner."},
    "AI_QUOTA_EXCEEDED": {
        "detail": "Your plan has 10 analyses a day; the next ones are yours after midnight.",
        "retry_after_s": 39600,
        "allowance": 10,
    },
    "FOOD_NOT_FOUND": {"detail": "There is no food with this id."},
    "INVALID_BARCODE": {"detail": "The last digit of a barcode checks the others, and here it does not: scan it again."},
    "TOO_MANY_CUSTOM_FOODS": {"detail": "You have 500 foods of your own: delete one first.", "most": 500},
    "IMPLAUSIBLE_FIGURES": {
        "detail": "Check the figures and what they are for: protein above weight.",
        "codes": ["PROTEIN_ABOVE_WEIGHT"],
    },
    "SERVICE_UNAVAILABLE": {"detail": "A service that we depend on does not answer: try again shortly.", "retry_after_s": 5},
    "INTERNAL_ERROR": {"detail": "Something went wrong on our side. Say the request_id when you report it."},
}
