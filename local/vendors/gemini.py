"""The Gemini API's stand-in: generateContent and streamGenerateContent as google-genai sends and reads them.

Answers are made from the picture (`foods.meal`) or the words (`questions`) and fitted to the request's schema; `modelVersion`
ends in `-stand-in`. Script entries: {"status": 429, "retry_after_s"?, "bare"?, "per_day"?}, {"status": 503}, {"text"}, {"json"},
{"finish_reason", "text"?}, {"block_reason"}, {"empty": true}, {"not_json": "<html>"}, each with `delay_s`, `times`, `always`; or
{"drop": true}, {"delay_s"}.
"""

from __future__ import annotations

import json
import math
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self

from flask import Flask, Response, request
from pydantic import Field, model_validator

from local.vendors import foods, questions
from local.vendors.answers import conform
from local.vendors.generation import ApiError, Generation, parse, without_images
from local.vendors.images import size_of
from local.vendors.script import Reply, StandIn

MAX_BODY_BYTES = 40 * 2**20  # twice what Google takes, so that the refusal of more is not ours
STREAM_CHUNK = 80  # characters of one event
TILE_TOKENS = 258
KINDS = frozenset({"drop", "status", "text", "json_value", "finish_reason", "block_reason", "empty", "not_json"})
STATUS_NAMES = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
    403: ("PERMISSION_DENIED", "The caller does not have permission."),
    404: ("NOT_FOUND", "Requested entity was not found."),
    429: ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    500: ("INTERNAL", "An internal error has occurred. Please retry or report."),
    503: ("UNAVAILABLE", "The model is overloaded. Please try again later."),
    504: ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}


class GeminiReply(Reply):
    """One scripted answer; at most one of its kinds. Nothing but a delay means the normal answer."""

    status: int | None = Field(None, ge=400, le=599)
    retry_after_s: float | None = Field(None, ge=0)
    bare: bool = False
    per_day: bool = False
    text: str | None = None
    json_value: Any = Field(None, alias="json")
    finish_reason: str | None = None
    block_reason: str | None = None
    empty: Literal[True] | None = None
    not_json: str | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = KINDS & self.model_fields_set
        if len(kinds) > 1 and kinds != {"finish_reason", "text"}:
            raise ValueError(f"one reply is one of {', '.join(sorted(kinds))}, not all of them")
        if not kinds and self.model_fields_set - {"delay_s", "times", "always"}:
            raise ValueError("retry_after_s, bare and per_day need a status")
        return self


def app(environment: Mapping[str, str]) -> Flask:
    """The WSGI application. LOCAL_GEMINI_LATENCY_S in `environment` is the time of an unscripted answer in seconds."""
    latency_s = float(environment.get("LOCAL_GEMINI_LATENCY_S", "0.3"))
    stand_in = StandIn("gemini", GeminiReply)
    stand_in.app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES

    @stand_in.app.post("/<any(v1, v1beta):version>/models/<model>:<method>")
    def generate(version: str, model: str, method: str) -> Response:
        if method not in {"generateContent", "streamGenerateContent"} or not model.startswith("gemini-"):
            raise ApiError(404, f"models/{model} is not found for API version {version}, or is not supported for {method}.")
        document = request.get_json(force=True, silent=True)
        images: list[bytes] = []
        stand_in.received(without_images(document, images), images)
        if not request.headers.get("x-goog-api-key", request.args.get("key")):
            raise ApiError(403, "Method doesn't allow unregistered callers. Please use API Key or other identity.")
        wanted = parse(model, document)
        reply = stand_in.scripted()
        if reply is None or not reply.model_fields_set - {"delay_s", "times", "always"}:
            if reply is None:
                time.sleep(latency_s)
            candidate: dict[str, Any] | None = _candidate(_answer(wanted), "STOP", wanted.max_tokens)
        elif reply.status is not None:
            return _failure(reply, reply.status, model)
        elif reply.not_json is not None:
            return Response(reply.not_json, 200, content_type="text/html; charset=utf-8")
        else:
            candidate = _scripted_candidate(reply)
        answer = _response(wanted, candidate, reply.block_reason if reply else None)
        return _stream(answer) if method == "streamGenerateContent" else _json(answer)

    @stand_in.app.errorhandler(ApiError)
    def refused(error: ApiError) -> Response:
        return _json(_error(error.code, str(error)), error.code)

    return stand_in.app


def _answer(wanted: Generation) -> str:
    """The text of a normal answer. Raises ApiError 400 for a picture that cannot be read."""
    try:
        seen = foods.meal(wanted.images[0]) if wanted.images else None
    except ValueError:
        raise ApiError(400, "Unable to process input image. Please retry or report.") from None
    if wanted.schema is not None:
        return json.dumps(conform(questions.answer(seen, wanted), wanted.schema), ensure_ascii=False)
    if wanted.wants_json:
        return json.dumps(seen or {}, ensure_ascii=False)
    return f"I see {seen['dish_name']}." if seen else "This is the stand-in for Gemini; set GEMINI_API_KEY for the model itself."


def _candidate(text: str, finish_reason: str, max_tokens: int | None = None) -> dict[str, Any]:
    if max_tokens is not None and _text_tokens(text) > max_tokens:
        text, finish_reason = text[: 4 * max_tokens], "MAX_TOKENS"
    return {"content": {"parts": [{"text": text}], "role": "model"}, "finishReason": finish_reason, "index": 0}


def _scripted_candidate(reply: GeminiReply) -> dict[str, Any] | None:
    """The candidate that the script asks for; None where the prompt is blocked."""
    if reply.block_reason is not None:
        return None
    if reply.empty:
        return {"content": {"role": "model"}, "finishReason": "STOP", "index": 0}
    if reply.text is not None:
        return _candidate(reply.text, reply.finish_reason or "STOP")
    if reply.finish_reason is None:
        return _candidate(json.dumps(reply.json_value, ensure_ascii=False), "STOP")
    candidate: dict[str, Any] = {"finishReason": reply.finish_reason, "index": 0}
    match reply.finish_reason:
        case "SAFETY":
            rating = {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True}
            return candidate | {"safetyRatings": [rating]}
        case "MAX_TOKENS":  # thinking ate the whole budget
            return candidate | {"content": {"role": "model"}}
        case "RECITATION":
            source = {"startIndex": 0, "endIndex": 120, "uri": "https://example.com/recipe"}
            return candidate | {"citationMetadata": {"citationSources": [source]}}
    return candidate


def _response(wanted: Generation, candidate: dict[str, Any] | None, block_reason: str | None) -> dict[str, Any]:
    text_tokens = sum(_text_tokens(text) for text in wanted.texts)
    image_tokens = sum(TILE_TOKENS * _tiles(image) for image in wanted.images)
    usage: dict[str, Any] = {
        "promptTokenCount": text_tokens + image_tokens,
        "totalTokenCount": text_tokens + image_tokens,
        "promptTokensDetails": [
            {"modality": modality, "tokenCount": count}
            for modality, count in (("TEXT", text_tokens), ("IMAGE", image_tokens))
            if count
        ],
    }
    answer: dict[str, Any] = {"candidates": [candidate]} if candidate else {"promptFeedback": {"blockReason": block_reason}}
    if candidate and (text := _text(candidate)):
        usage["candidatesTokenCount"] = _text_tokens(text)
        usage["totalTokenCount"] += usage["candidatesTokenCount"]
    elif candidate and candidate["finishReason"] == "MAX_TOKENS":
        usage["thoughtsTokenCount"] = wanted.max_tokens or 1024
        usage["totalTokenCount"] += usage["thoughtsTokenCount"]
    return answer | {"usageMetadata": usage, "modelVersion": f"{wanted.model}-stand-in", "responseId": uuid.uuid4().hex}


def _text(candidate: dict[str, Any]) -> str:
    return "".join(part["text"] for part in candidate.get("content", {}).get("parts", ()))


def _text_tokens(text: str) -> int:
    """About four characters a token (Gemini API documentation, "Understand and count tokens")."""
    return math.ceil(len(text) / 4)


def _tiles(image: bytes) -> int:
    """The tiles that Gemini cuts a picture into: one up to 384 px a side, else squares of 2/3 of the short side, 256 to 768 px.

    Source: Gemini API documentation, "Image understanding", token calculation.
    """
    width, height = size_of(image) or (1, 1)
    if max(width, height) <= 384:
        return 1
    unit = min(768, max(256, int(min(width, height) / 1.5)))
    return math.ceil(width / unit) * math.ceil(height / unit)


def _failure(reply: GeminiReply, code: int, model: str) -> Response:
    body = _error(code)
    if code == 429 and not reply.bare:
        body = _quota_error(model, per_day=reply.per_day, retry_after_s=reply.retry_after_s)
    response = _json(body, code)
    if reply.retry_after_s is not None and not reply.bare:
        response.headers["Retry-After"] = str(math.ceil(reply.retry_after_s))
    return response


def _error(code: int, message: str | None = None) -> dict[str, Any]:
    name, usual = STATUS_NAMES.get(code, ("UNKNOWN", "An unknown error has occurred."))
    return {"error": {"code": code, "message": message or usual, "status": name}}


def _quota_error(model: str, *, per_day: bool, retry_after_s: float | None) -> dict[str, Any]:
    page = "https://ai.google.dev/gemini-api/docs/rate-limits"
    violation = {
        "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
        "quotaId": f"GenerateRequestsPer{'Day' if per_day else 'Minute'}PerProjectPerModel-FreeTier",
        "quotaDimensions": {"location": "global", "model": model},
        "quotaValue": "250" if per_day else "10",
    }
    details: list[dict[str, Any]] = [
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]},
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [{"description": "Learn more about Gemini API quotas", "url": page}],
        },
    ]
    if retry_after_s is not None:
        details.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{retry_after_s:g}s"})
    message = "You exceeded your current quota, please check your plan and billing details."
    body = _error(429, f"{message} For more information on this error, head to: {page}.")
    body["error"]["details"] = details
    return body


def _stream(answer: dict[str, Any]) -> Response:
    """The answer in pieces: server-sent events with ?alt=sse, else one JSON array."""
    chunks = list(_chunks(answer))
    if request.args.get("alt") != "sse":
        return _json(chunks)
    events = "".join(f"data: {json.dumps(chunk, ensure_ascii=False)}\r\n\r\n" for chunk in chunks)
    return Response(events, content_type="text/event-stream")


def _chunks(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    candidate = (answer.get("candidates") or [{}])[0]
    text = _text(candidate)
    for start in range(0, len(text) - STREAM_CHUNK, STREAM_CHUNK):
        piece = {"content": {"parts": [{"text": text[start : start + STREAM_CHUNK]}], "role": "model"}, "index": 0}
        yield {"candidates": [piece], "modelVersion": answer["modelVersion"], "responseId": answer["responseId"]}
    if text:
        last = len(range(0, len(text) - STREAM_CHUNK, STREAM_CHUNK)) * STREAM_CHUNK
        answer = answer | {"candidates": [candidate | {"content": {"parts": [{"text": text[last:]}], "role": "model"}}]}
    yield answer


def _json(document: object, status: int = 200) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), status, content_type="application/json; charset=UTF-8")
