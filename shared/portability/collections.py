"""What of a person's collections an export holds: all of them, but for those named here with the reason."""

from __future__ import annotations

from collections.abc import Mapping

# Collections below users/{uid} that go into an export, and what they are to the person. One that is not here goes in as well.
EXPORTED: Mapping[str, str] = {
    "meals": "Every meal with its foods, their figures, and where each figure comes from; deleted ones for 30 days.",
    "days": "What each day adds up to, and its target.",
    "profile": "Body, habits and goal.",
    "targets": "The daily targets, from the day on which each began.",
    "weight_entries": "Weigh-ins.",
    "custom_foods": "Foods of the person's own.",
    "memory": "What the person corrected, so that it is known the next time.",
    "subscriptions": "What was bought, as the store told us.",
}

NOT_EXPORTED: Mapping[str, str] = {
    "idempotency": "Answers that were kept so that a repeated call gets the same one; what they say is in the other files.",
    "image_uploads": "Rights to upload a photo, which end within a day.",
    "text_parses": "What was asked about a text, which ends within a day; the meals that it became are there.",
    "ingredient_recognitions": "What was asked about an ingredient, which ends within a day.",
    "limits": "Counts of how often something was used lately.",
    "exports": "Exports themselves.",
    "imports": "What became of files that were imported.",
}

# In which order documents are read where it matters: meals of one day stand together, so that an import writes a day once.
ORDER: Mapping[str, str] = {"meals": "local_date"}
