"""Why a model is not asked."""

from __future__ import annotations

from shared.errors import TooManyRequests


class AiQuotaExceeded(TooManyRequests):
    error_code, title = "AI_QUOTA_EXCEEDED", "Today's analyses are used up"


class TooManyInFlight(TooManyRequests):
    error_code, title = "TOO_MANY_ANALYSES_IN_FLIGHT", "Too many analyses are running"


PROBLEMS = (AiQuotaExceeded, TooManyInFlight)
