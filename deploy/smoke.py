"""Drives the main job against a running stack: python -m deploy.smoke URL

    health ─► a photo ─► 202 ─► READY ─► on its day ─► deleted again

Needs somebody to sign in as. Against a local cloud (`make dev`) that is made up. Against a deployed one, three environment
variables: SMOKE_FIREBASE_API_KEY (the Web API key of the Firebase project, no secret), SMOKE_EMAIL and SMOKE_PASSWORD (an account
for this purpose, with password sign-in enabled). Exit status 0 only if every step was as it should be; else 1 and one sentence.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

SAMPLE = Path(__file__).resolve().parent.parent / "local" / "photos" / "sample.jpg"
IDENTITY_TOOLKIT = "https://identitytoolkit.googleapis.com"
READY_WITHIN_S = 120.0
POLL_EVERY_S = 1.0


class SmokeError(Exception):
    """What is wrong with the stack, in a sentence."""


def run(url: str, say: Callable[[str], None] = print) -> None:
    """Every step in turn, each said when it is done. Raises SmokeError."""
    with httpx.Client(base_url=url, timeout=30, follow_redirects=False) as api:
        began = time.monotonic()

        def done(step: str) -> None:
            say(f"{time.monotonic() - began:7.2f} s  {step}")

        health = _answer(api.get("/health"), 200, "GET /health")
        done(f"healthy, version {health['version']}")
        _refused(api.get("/v1/meals"), 401, "GET /v1/meals without a token")
        api.headers["Authorization"] = f"Bearer {_sign_in(api)}"
        done("signed in; without a token it is 401")
        with SAMPLE.open("rb") as photo:
            posted = api.post("/v1/meals/image/analyze", files={"file": ("sample.jpg", photo, "image/jpeg")})
        meal_id = _answer(posted, 202, "POST /v1/meals/image/analyze")["meal_id"]
        done(f"photo accepted as meal {meal_id}")
        try:
            meal = _ready(api, meal_id, done)
            done(f"READY: {meal['dish_name']}, {meal['total_calories']} kcal in {len(meal['food_items'])} foods")
            day = _answer(api.get("/v1/meals/daily/macros", params={"date": meal["local_date"]}), 200, "GET daily macros")
            if day["meal_count"] < 1 or day["consumed_calories"] <= 0:
                raise SmokeError(f"The meal is READY, but its day {meal['local_date']} does not count it.")
            done(f"on its day: {day['consumed_calories']} kcal in {day['meal_count']} meals")
        finally:
            api.delete(f"/v1/meals/{meal_id}")
        _refused(api.get(f"/v1/meals/{meal_id}"), 404, "GET of the deleted meal")
        done("deleted again")


def _ready(api: httpx.Client, meal_id: str, done: Callable[[str], None]) -> dict[str, Any]:
    """The meal once it is READY, each stage said as it is seen."""
    stage, until = "PROCESSING", time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        meal = _answer(api.get(f"/v1/meals/{meal_id}"), 200, "GET of the meal")
        if meal["stage"] == "READY":
            return meal
        if meal["stage"] == "FAILED":
            raise SmokeError(f"The analysis failed with {meal['error_code']}: look at the logs of run-meal-analysis.")
        if meal["stage"] != stage:
            stage = meal["stage"]
            done(stage)
        time.sleep(POLL_EVERY_S)
    waits_for = {
        "PROCESSING": "on-meal-written did not enqueue it, or the queue gemini-general does not dispatch",
        "ANALYZING": "run-meal-analysis waits for the model",
        "ENRICHING": "run-meal-analysis stopped while grounding the figures",
    }[stage]
    raise SmokeError(f"The meal is still {stage} after {READY_WITHIN_S:.0f} s: {waits_for}. Look at their logs.")


def _sign_in(api: httpx.Client) -> str:
    """An ID token: of the account that the environment names, else of one made up in the local cloud that serves this address."""
    key, email, password = (os.environ.get(f"SMOKE_{name}", "") for name in ("FIREBASE_API_KEY", "EMAIL", "PASSWORD"))
    if key and email and password:
        body = {"email": email, "password": password, "returnSecureToken": True}
        address = f"{IDENTITY_TOOLKIT}/v1/accounts:signInWithPassword"
        answer = httpx.post(address, params={"key": key}, json=body, timeout=30)
    else:
        local = api.get("/_local/urls")
        if local.status_code != 200:
            raise SmokeError(
                "Set SMOKE_FIREBASE_API_KEY, SMOKE_EMAIL and SMOKE_PASSWORD: this is no local cloud to make an account in."
            )
        address = f"{local.json()['auth']}/identitytoolkit.googleapis.com/v1/accounts:signUp"
        answer = httpx.post(address, params={"key": "local"}, json={"returnSecureToken": True}, timeout=30)
    if answer.status_code != 200:
        raise SmokeError(f"Firebase refused to sign the smoke account in ({answer.status_code}): check its three SMOKE_ variables.")
    return str(answer.json()["idToken"])


def _answer(response: httpx.Response, status: int, what: str) -> dict[str, Any]:
    if response.status_code != status:
        raise SmokeError(f"{what} answered {response.status_code} instead of {status}{_reason(response)}.")
    try:
        body: dict[str, Any] = response.json()
    except ValueError:
        raise SmokeError(f"{what} answered {status}, but not with JSON: is this address MealTrack's?") from None
    return body


def _refused(response: httpx.Response, status: int, what: str) -> None:
    if response.status_code != status:
        raise SmokeError(f"{what} answered {response.status_code} where it has to be {status}{_reason(response)}.")


def _reason(response: httpx.Response) -> str:
    """The problem's own words, where it is one of ours."""
    try:
        problem = response.json()
        return f": {problem['error_code']}, {problem['detail']} (request {problem['request_id']})"
    except (ValueError, KeyError, TypeError):
        return ""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.smoke", description="Drive the main job against a running stack.")
    parser.add_argument("url", help="base URL of the API, e.g. http://127.0.0.1:8787")
    url = parser.parse_args(arguments).url
    try:
        run(url)
    except SmokeError as error:
        print(f"Smoke test failed: {error}", file=sys.stderr)
    except httpx.HTTPError as error:
        print(
            f"Smoke test failed: {url} does not answer ({type(error).__name__}). Is the address right, is it up?", file=sys.stderr
        )
    else:
        print("Smoke test passed.")
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
