"""The examples of the document, a module an area, as in functions/. The tests hold them to the schemas and to the rules."""

from __future__ import annotations

from typing import Any

from local.openapi.examples import activities, billing, flags, foods, meals, profiles, system, users, weight
from local.openapi.examples.common import PARAMETERS, PICTURE, REQUEST_ID
from local.openapi.examples.problems import PROBLEMS

__all__ = ["ANSWERS", "PARAMETERS", "PICTURE", "PROBLEMS", "REQUESTS", "REQUEST_ID"]

REQUESTS: dict[str, Any] = {
    **billing.REQUESTS,
    **flags.REQUESTS,
    **foods.REQUESTS,
    **meals.REQUESTS,
    **profiles.REQUESTS,
    **users.REQUESTS,
    **weight.REQUESTS,
}
ANSWERS: dict[str, Any] = {
    **activities.ANSWERS,
    **billing.ANSWERS,
    **flags.ANSWERS,
    **foods.ANSWERS,
    **meals.ANSWERS,
    **profiles.ANSWERS,
    **system.ANSWERS,
    **users.ANSWERS,
    **weight.ANSWERS,
}
