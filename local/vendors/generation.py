"""Reads a generateContent request as Google reads it: both spellings of the keys, both alphabets of base64, the same refusals."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from local.vendors.images import size_of

IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
TOP_LEVEL = frozenset(
    {
        "contents",
        "systemInstruction",
        "generationConfig",
        "safetySettings",
        "tools",
        "toolConfig",
        "cachedContent",
        "labels",
        "model",
    }
)
PART_KINDS = frozenset(
    {"text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult"}
)


class ApiError(Exception):
    """An error of the Gemini API with the vendor's own HTTP status."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Generation:
    """A request as far as the stand-in needs it."""

    model: str
    texts: list[str]
    images: list[bytes]
    schema: dict[str, Any] | None
    wants_json: bool
    max_tokens: int | None


def parse(model: str, document: object) -> Generation:
    """The request, checked as Google checks it. Raises ApiError 400."""
    body = _object(document, "the request")
    if unknown := set(body) - TOP_LEVEL:
        raise ApiError(400, f'Invalid JSON payload received. Unknown name "{min(unknown)}": Cannot find field.')
    config = _object(body.get("generationConfig", {}), "generation_config")
    texts, images = _contents(body)
    mime_type = config.get("responseMimeType", "text/plain")
    if mime_type not in {"text/plain", "application/json"}:
        raise ApiError(400, f"* GenerateContentRequest.generation_config.response_mime_type: {mime_type!r} is not supported.")
    schemas = [config[name] for name in ("responseSchema", "responseJsonSchema") if config.get(name)]
    if len(schemas) > 1 or (schemas and mime_type != "application/json"):
        raise ApiError(400, "A response schema needs response_mime_type application/json, and there can be only one.")
    temperature, max_tokens = config.get("temperature", 1), config.get("maxOutputTokens")
    if not isinstance(temperature, (int, float)) or not 0 <= temperature <= 2:
        raise ApiError(400, "* GenerateContentRequest.generation_config.temperature: must be in the range [0.0, 2.0].")
    if max_tokens is not None and (not isinstance(max_tokens, int) or max_tokens < 1):
        raise ApiError(400, "* GenerateContentRequest.generation_config.max_output_tokens: must be positive.")
    return Generation(model, texts, images, dict(schemas[0]) if schemas else None, mime_type == "application/json", max_tokens)


def _contents(body: dict[str, Any]) -> tuple[list[str], list[bytes]]:
    contents = body.get("contents")
    if not isinstance(contents, list) or not contents:
        raise ApiError(400, "* GenerateContentRequest.contents: contents is not specified")
    instruction = [body["systemInstruction"]] if "systemInstruction" in body else []
    texts: list[str] = []
    images: list[bytes] = []
    for content in (_object(item, "contents") for item in [*instruction, *contents]):
        parts = content.get("parts")
        if content.get("role", "user") not in {"user", "model"} or not isinstance(parts, list) or not parts:
            raise ApiError(400, "Please use a valid role: user, model; and contents.parts must not be empty.")
        for part in (_object(item, "contents.parts") for item in parts):
            kinds = PART_KINDS & set(part)
            if len(kinds) != 1:
                raise ApiError(400, "* GenerateContentRequest.contents.parts.data: required oneof field 'data' must have one field")
            if "text" in part:
                if not isinstance(part["text"], str):
                    raise ApiError(400, "Invalid value at 'contents.parts.text' (TYPE_STRING)")
                texts.append(part["text"])
            elif "inlineData" in part:
                images.append(_blob(_object(part["inlineData"], "inline_data")))
    return texts, images


def _blob(blob: dict[str, Any]) -> bytes:
    if blob.get("mimeType") not in IMAGE_TYPES:
        raise ApiError(400, f"Unsupported MIME type: {blob.get('mimeType')}")
    data = _decoded(blob.get("data"))
    if data is None:
        raise ApiError(400, "Invalid value at 'contents.parts.inline_data.data' (TYPE_BYTES), Base64 decoding failed")
    if size_of(data) is None:
        raise ApiError(400, "Unable to process input image. Please retry or report.")
    return data


def _decoded(text: object) -> bytes | None:
    """The bytes of base64 in either alphabet, padded or not, as protobuf's JSON mapping accepts it; None if it is not that."""
    if not isinstance(text, str) or not text:
        return None
    standard = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        return None


def _object(value: object, where: str) -> dict[str, Any]:
    """`value` with its keys in camelCase: Google takes both spellings and the SDK mixes them. Schemas below stay as they are."""
    if not isinstance(value, dict):
        raise ApiError(400, f"Invalid JSON payload received: {where} has to be an object.")
    return {re.sub(r"_([a-z])", lambda match: match[1].upper(), key): inner for key, inner in value.items()}


def without_images(value: Any, images: list[bytes]) -> Any:
    """A copy of `value` for the record, with inline data taken out of it and appended to `images`."""
    if isinstance(value, list):
        return [without_images(item, images) for item in value]
    if not isinstance(value, dict):
        return value
    copy: dict[str, Any] = {}
    for key, inner in value.items():
        blob = inner.get("data") if key in {"inlineData", "inline_data"} and isinstance(inner, dict) else None
        if (data := _decoded(blob)) is not None:
            copy[key] = inner | {"data": f"({len(data)} bytes)"}
            images.append(data)
        else:
            copy[key] = without_images(inner, images)
    return copy
