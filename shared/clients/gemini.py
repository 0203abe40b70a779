"""Gemini: one question, perhaps with a picture, one answer, through google-genai.

No retries here: the queue that calls us owns them, and honours the wait that the service asks for.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.clients.once import once
from shared.errors import VendorBusy, VendorRefused
from shared.settings import settings

if TYPE_CHECKING:
    from google.genai import Client

_TRANSPORTS = frozenset({"httpx", "httpx2", "httpcore", "httpcore2"})
_OVERLOADED = frozenset({408, 429, 500, 502, 503, 504})


class ModelDailyQuotaSpent(VendorBusy):
    """The project's own daily allowance at Gemini is used up: asking again within minutes is pointless."""


@dataclass(frozen=True)
class Question:
    """What the model is asked. `schema` is the JSON Schema of its answer."""

    model: str
    system: str
    text: str
    image: bytes | None
    image_type: str
    schema: dict[str, Any]
    temperature: float
    max_output_tokens: int


@dataclass(frozen=True)
class Answer:
    """What came back. `text` is empty where the model said nothing; `finish` and `block` are the service's own names for why."""

    text: str
    finish: str | None  # STOP, MAX_TOKENS, SAFETY, …
    block: str | None  # why the question itself was refused: SAFETY, PROHIBITED_CONTENT, …
    model: str
    prompt_tokens: int | None
    output_tokens: int | None
    thought_tokens: int | None
    latency_ms: int


@once
def _client() -> Client:
    from google import genai
    from google.genai import types

    current = settings()
    options = types.HttpOptions(base_url=current.GEMINI_BASE_URL or None, timeout=int(current.GEMINI_TIMEOUT_S * 1000))
    return genai.Client(api_key=current.GEMINI_API_KEY.get_secret_value(), http_options=options)


def ask(question: Question) -> Answer:
    """One answer. Raises VendorBusy (rate limit, overload, time-out, network) or VendorRefused (key or request is wrong)."""
    from google.genai import errors, types

    config = types.GenerateContentConfig(
        system_instruction=question.system,
        temperature=question.temperature,
        max_output_tokens=question.max_output_tokens,
        response_mime_type="application/json",
        # Given to the SDK as the response's schema, it would also read the answer itself, and stumble where our reader does not:
        # over a number of thousands of digits, over lists a thousand deep.
        http_options=types.HttpOptions(extra_body={"generationConfig": {"responseJsonSchema": question.schema}}),
        # Thinking eats the output budget and adds seconds; models other than flash cannot do without.
        thinking_config=types.ThinkingConfig(thinking_budget=0) if "2.5-flash" in question.model else None,
    )
    parts = [types.Part.from_text(text=question.text)]
    if question.image is not None:
        parts.insert(0, types.Part.from_bytes(data=question.image, mime_type=question.image_type))
    began = time.monotonic()
    try:
        response = _client().models.generate_content(
            model=question.model, contents=[types.Content(role="user", parts=parts)], config=config
        )
    except errors.APIError as error:
        raise _failure(error) from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise VendorBusy("gemini", "the answer is not JSON") from None
    except Exception as error:
        # Transport errors come from whichever HTTP library the SDK runs on; they share no base class with its own.
        if isinstance(error, OSError) or type(error).__module__.split(".")[0] in _TRANSPORTS:
            raise VendorBusy("gemini", f"no answer: {type(error).__name__}") from None
        raise
    candidate = response.candidates[0] if response.candidates else None
    feedback, usage = response.prompt_feedback, response.usage_metadata
    return Answer(
        text=response.text or "",
        finish=_name(candidate.finish_reason) if candidate else None,
        block=_name(feedback.block_reason) if feedback else None,
        model=response.model_version or question.model,
        prompt_tokens=usage.prompt_token_count if usage else None,
        output_tokens=usage.candidates_token_count if usage else None,
        thought_tokens=usage.thoughts_token_count if usage else None,
        latency_ms=round((time.monotonic() - began) * 1000),
    )


def _failure(error: Any) -> VendorBusy | VendorRefused:
    """The SDK's error in our terms. Its message is left out: it may quote the request."""
    message = f"{error.code} {error.status}"
    if error.code not in _OVERLOADED:
        return VendorRefused("gemini", message)
    details = _details(error.details)
    wait = _retry_delay(details) or _retry_after(error)
    if error.code == 429 and "PerDay" in json.dumps(details):
        return ModelDailyQuotaSpent("gemini", message, retry_after_s=wait)
    return VendorBusy("gemini", message, retry_after_s=wait)


def _details(body: Any) -> list[Any]:
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    return details if isinstance(details, list) else []


def _retry_delay(details: list[Any]) -> float | None:
    """Seconds of google.rpc.RetryInfo ("26s" or "3.5s")."""
    for detail in details:
        delay = detail.get("retryDelay") if isinstance(detail, dict) else None
        if isinstance(delay, str) and delay.endswith("s"):
            try:
                return float(delay[:-1])
            except ValueError:
                return None
    return None


def _retry_after(error: Any) -> float | None:
    value = getattr(getattr(error, "response", None), "headers", {}).get("retry-after", "")
    return float(value) if value.isdigit() else None


def _name(value: Any) -> str | None:
    return None if value is None else str(getattr(value, "value", value))
