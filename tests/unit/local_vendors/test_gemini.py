"""The real google-genai SDK against the stand-in."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google import genai
from google.genai import errors, types
from pydantic import BaseModel

from local.photos.draw import SAMPLE

from .conftest import StandInServer, picture

MODEL = "gemini-2.5-flash"


class Macros(BaseModel):
    protein_g: float
    fiber_g: float | None


class SeenFood(BaseModel):
    name: str
    grams: float
    macros: Macros


class Seen(BaseModel):
    is_food: bool
    dish_name: str
    foods: list[SeenFood]


@pytest.fixture
def client(gemini_server: StandInServer) -> Iterator[genai.Client]:
    with genai.Client(api_key="k", http_options=types.HttpOptions(base_url=gemini_server.url)) as client:
        yield client


def said(photo: bytes, text: str) -> types.Content:
    return types.Content(role="user", parts=[types.Part.from_bytes(data=photo, mime_type="image/jpeg"), types.Part(text=text)])


def as_json(schema: Any, **config: Any) -> types.GenerateContentConfig:
    key = "response_json_schema" if isinstance(schema, dict) else "response_schema"
    return types.GenerateContentConfig(response_mime_type="application/json", **{key: schema}, **config)


@pytest.mark.parametrize("schema", [Seen, Seen.model_json_schema()], ids=["responseSchema", "responseJsonSchema"])
def test_a_photo_is_answered_in_the_form_of_the_schema(client: genai.Client, schema: Any) -> None:
    config = as_json(schema, system_instruction="You are a nutritionist", temperature=0.2, max_output_tokens=4000)
    answer = client.models.generate_content(model=MODEL, contents=said(SAMPLE.read_bytes(), "Analyse"), config=config)
    seen = Seen.model_validate_json(answer.text or "")
    assert seen.is_food
    assert seen.foods[0].name == "salmon fillet"
    assert set(json.loads(answer.text or "")) == {"is_food", "dish_name", "foods"}
    assert answer.model_version == f"{MODEL}-stand-in"


def test_usage_counts_text_and_image_tiles(client: genai.Client) -> None:
    answer = client.models.generate_content(model=MODEL, contents=said(picture(size=(960, 540)), "x" * 41))
    usage = answer.usage_metadata
    assert usage is not None
    assert {(detail.modality, detail.token_count) for detail in usage.prompt_tokens_details or ()} == {
        ("TEXT", 11),
        ("IMAGE", 6 * 258),
    }
    assert usage.total_token_count == (usage.prompt_token_count or 0) + (usage.candidates_token_count or 0)


def test_both_versions_and_both_spellings_are_understood(gemini_server: StandInServer) -> None:
    data = picture(kind="PNG")
    url_safe, standard = base64.urlsafe_b64encode(data).decode().rstrip("="), base64.b64encode(data).decode()
    for version, blob in (
        ("v1", {"inline_data": {"mime_type": "image/png", "data": url_safe}}),
        ("v1beta", {"inlineData": {"mimeType": "image/png", "data": standard}}),
    ):
        body = {"contents": [{"parts": [blob]}], "generation_config": {"response_mime_type": "application/json"}}
        answer = gemini_server.http.post(f"/{version}/models/{MODEL}:generateContent", json=body, headers={"x-goog-api-key": "k"})
        seen = json.loads(answer.json()["candidates"][0]["content"]["parts"][0]["text"])
        assert [food["name"] for food in seen["foods"]] == ["cooked white rice"]
    assert [call["images"][0]["bytes"] for call in gemini_server.calls()] == [len(data)] * 2


def test_an_answer_longer_than_its_budget_is_cut(client: genai.Client) -> None:
    answer = client.models.generate_content(
        model=MODEL, contents=said(SAMPLE.read_bytes(), "Analyse"), config=as_json(Seen, max_output_tokens=10)
    )
    assert answer.candidates is not None
    assert answer.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS
    assert len(answer.text or "") == 40


def test_a_stream_is_the_same_answer_in_pieces(client: genai.Client) -> None:
    contents = said(SAMPLE.read_bytes(), "Analyse")
    whole = client.models.generate_content(model=MODEL, contents=contents, config=as_json(Seen))
    chunks = list(client.models.generate_content_stream(model=MODEL, contents=contents, config=as_json(Seen)))
    assert len(chunks) > 1
    assert "".join(chunk.text or "" for chunk in chunks) == whole.text
    finishes = [chunk.candidates[0].finish_reason for chunk in chunks if chunk.candidates]
    assert finishes == [None] * (len(chunks) - 1) + [types.FinishReason.STOP]


@pytest.mark.parametrize(
    ("reply", "quota", "retry_delay", "retry_after"),
    [
        ({"status": 429, "retry_after_s": 1.5}, "PerMinute", "1.5s", "2"),
        ({"status": 429, "retry_after_s": 40, "per_day": True}, "PerDay", "40s", "40"),
        ({"status": 429}, "PerMinute", None, None),
        ({"status": 429, "retry_after_s": 1, "bare": True}, None, None, None),
    ],
)
def test_quota_errors(
    client: genai.Client,
    gemini_server: StandInServer,
    reply: dict[str, Any],
    quota: str | None,
    retry_delay: str | None,
    retry_after: str | None,
) -> None:
    gemini_server.script(reply)
    with pytest.raises(errors.ClientError) as caught:
        client.models.generate_content(model=MODEL, contents="hello")
    assert (caught.value.code, caught.value.status) == (429, "RESOURCE_EXHAUSTED")
    details = {detail["@type"].rsplit(".", 1)[-1]: detail for detail in caught.value.details["error"].get("details", [])}
    assert details.get("RetryInfo", {}).get("retryDelay") == retry_delay
    assert (quota in details["QuotaFailure"]["violations"][0]["quotaId"]) if quota else not details
    assert caught.value.response.headers.get("Retry-After") == retry_after


@pytest.mark.parametrize(("status", "error"), [(503, errors.ServerError), (500, errors.ServerError), (400, errors.ClientError)])
def test_other_errors(client: genai.Client, gemini_server: StandInServer, status: int, error: type[errors.APIError]) -> None:
    gemini_server.script({"status": status})
    with pytest.raises(error) as caught:
        client.models.generate_content(model=MODEL, contents="hello")
    assert caught.value.code == status


@pytest.mark.parametrize(
    ("reply", "text", "finish", "block"),
    [
        ({"text": '```json\n{"a": 1}\n```'}, '```json\n{"a": 1}\n```', "STOP", None),
        ({"json": {"a": None}}, '{"a": null}', "STOP", None),
        ({"finish_reason": "SAFETY"}, None, "SAFETY", None),
        ({"finish_reason": "RECITATION"}, None, "RECITATION", None),
        ({"finish_reason": "MAX_TOKENS", "text": '{"dish_name":"Ri'}, '{"dish_name":"Ri', "MAX_TOKENS", None),
        ({"finish_reason": "MAX_TOKENS"}, None, "MAX_TOKENS", None),
        ({"empty": True}, None, "STOP", None),
        ({"block_reason": "SAFETY"}, None, None, "SAFETY"),
    ],
)
def test_scripted_answers(
    client: genai.Client,
    gemini_server: StandInServer,
    reply: dict[str, Any],
    text: str | None,
    finish: str | None,
    block: str | None,
) -> None:
    gemini_server.script(reply, reply)
    streamed = list(client.models.generate_content_stream(model=MODEL, contents="hello"))
    for answer in (client.models.generate_content(model=MODEL, contents="hello"), *streamed):
        assert answer.text == text
        assert (answer.candidates[0].finish_reason if answer.candidates else None) == finish
        assert (answer.prompt_feedback.block_reason if answer.prompt_feedback else None) == block


def test_an_answer_that_is_no_json(client: genai.Client, gemini_server: StandInServer) -> None:
    gemini_server.script({"not_json": "<html>oops</html>"})
    with pytest.raises(json.JSONDecodeError):
        client.models.generate_content(model=MODEL, contents="hello")


GOOD_PART = {"text": "hello"}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "contents is not specified"),
        ({"contents": []}, "contents is not specified"),
        ([], "has to be an object"),
        ({"contents": [{"parts": []}]}, "must not be empty"),
        ({"contents": [{"role": "assistant", "parts": [GOOD_PART]}]}, "valid role"),
        ({"contents": [{"parts": [{}]}]}, "oneof"),
        ({"contents": [{"parts": [GOOD_PART]}], "temperature": 1}, '"temperature"'),
        ({"contents": [{"parts": [GOOD_PART]}], "generationConfig": {"temperature": 3}}, "temperature"),
        ({"contents": [{"parts": [GOOD_PART]}], "generationConfig": {"responseSchema": {"type": "OBJECT"}}}, "application/json"),
        ({"contents": [{"parts": [{"inlineData": {"mimeType": "image/jpeg", "data": "!!!"}}]}]}, "Base64"),
        ({"contents": [{"parts": [{"inlineData": {"mimeType": "application/pdf", "data": "AAAA"}}]}]}, "MIME type"),
        ({"contents": [{"parts": [{"inlineData": {"mimeType": "image/jpeg", "data": "AAAA"}}]}]}, "input image"),
    ],
)
def test_malformed_requests_are_invalid_arguments_and_use_up_no_reply(gemini_server: StandInServer, body: Any, says: str) -> None:
    gemini_server.script({"status": 503})
    answer = gemini_server.http.post(f"/v1/models/{MODEL}:generateContent", json=body, headers={"x-goog-api-key": "k"})
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert says in answer.json()["error"]["message"]
    assert gemini_server.http.get("/script").json() == {"pending": 1}


def test_without_a_key_nobody_is_served(gemini_server: StandInServer) -> None:
    answer = gemini_server.http.post(f"/v1/models/{MODEL}:generateContent", json={"contents": [{"parts": [GOOD_PART]}]})
    assert (answer.status_code, answer.json()["error"]["status"]) == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize(("path", "status"), [("models/gpt-4:generateContent", 404), (f"models/{MODEL}:embedContent", 404)])
def test_what_does_not_exist_is_not_found(gemini_server: StandInServer, path: str, status: int) -> None:
    answer = gemini_server.http.post(f"/v1/{path}", json={}, headers={"x-goog-api-key": "k"})
    assert (answer.status_code, answer.json()["error"]["status"]) == (status, "NOT_FOUND")


def test_the_latency_is_a_setting(serve: Callable[..., StandInServer]) -> None:
    slow = serve("gemini", LOCAL_GEMINI_LATENCY_S="0.25")
    answer = slow.http.post(
        f"/v1/models/{MODEL}:generateContent", json={"contents": [{"parts": [GOOD_PART]}]}, headers={"x-goog-api-key": "k"}
    )
    assert answer.elapsed.total_seconds() >= 0.25
