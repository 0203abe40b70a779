"""The sentences of the document that no signature holds."""

from __future__ import annotations

TITLE = "MealTrack API"

DESCRIPTION = """\
The backend of a meal-tracking app: a photo of a meal becomes foods, grams and nutrients.

- Energy is in kcal, mass in g, instants are UTC (`2025-01-31T12:00:00Z`), dates are calendar days of the person (`2025-01-31`).
  `null` means not known; it never means zero.
- Send the Firebase ID token as `Authorization: Bearer <token>`. What belongs to another person does not exist for you: 404.
- Every refusal is `application/problem+json` (RFC 9457). Decide by `error_code`, which is stable; show `detail`. A path that exists
  for other methods only answers 405 `METHOD_NOT_ALLOWED` with `Allow`, a path that does not exist 404 `NOT_FOUND`.
- Every answer carries `X-Request-ID`: yours (1 to 64 letters, digits, `.`, `_`, `-`) or a new one. Quote it in fault reports.
- A POST that takes `Idempotency-Key` may be repeated with the same key: it has its effect once and answers the same.
"""

AREAS = {
    "meals": "Photographing, reading, deleting and restoring meals, and what a day of them adds up to.",
    "users": "The person's account: who they are, their zone and their language; leaving, and taking everything along.",
    "profiles": "The person's body, habits and goal, and the daily targets that follow.",
    "foods": "Foods of the tables and of packages, and the person's own.",
    "weight": "The person's weigh-ins.",
    "activities": "What the person did, day by day.",
    "billing": "What the person has bought, and what the stores tell of it.",
    "flags": "Which features are switched on, and for whom.",
    "system": "Whether the system and the parts that it rests on are well.",
}

# Parameters and members of these names are ids of ours: version-4 or version-5 UUIDs in lower case.
IDENTIFIERS = {
    "meal_id": "The meal, by its id.",
    "image_id": "The photo, by its id.",
    "parse_id": "The text, by its id.",
    "recognition_id": "The recognition, by its id.",
    "export_id": "The export, by its id.",
    "import_id": "The import, by its id.",
    "receipt_id": "The deletion of an account, by the id that its answer gave.",
    "entry_id": "The weigh-in, by its id.",
}

# Path parameters that are no ids.
PLACES = {
    "date": "The person's calendar day, YYYY-MM-DD.",
    "flag_name": "The feature flag, by its name.",
    "fdc_id": "The food, by its number at USDA FoodData Central or by its `food_id`.",
    "food_id": "The caller's own food, by its `food_id`.",
    "code": "The barcode, as it was scanned.",
}

FOR_OPERATORS = "For operators: the token needs the claim `admin: true`."

FOR_PREMIUM = "For people with premium; others get 402 `PREMIUM_REQUIRED`."

IDEMPOTENCY_KEY = (
    "Makes the call safe to repeat: 1 to 255 visible ASCII characters, such as a UUID, new for each new request. A repeat within "
    "14 days gets the first answer again, with `Idempotent-Replayed: true`."
)
