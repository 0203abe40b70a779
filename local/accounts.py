"""Accounts on the Auth emulator, for scripts and curl."""

from __future__ import annotations

import json
from typing import Any

import urllib3

from local.environment import PROJECT

PASSWORD = "local-password"
TIMEOUT_S = 30.0
API = "identitytoolkit.googleapis.com/v1"
OWNER = {"Authorization": "Bearer owner"}  # the emulator's word for an administrator


def sign_in(auth_url: str, email: str, *, admin: bool = False) -> str:
    """The ID token of the account `email`, which is made where it does not exist; `admin` gives it the claim `admin: true` first.

    Raises RuntimeError with the emulator's reason, e.g. for what is no e-mail address, or where it does not answer.
    """
    account = _sign_up_or_in(auth_url, email)
    if admin:
        claims = {"localId": account["localId"], "customAttributes": json.dumps({"admin": True})}
        _post(f"{auth_url}/{API}/projects/{PROJECT}/accounts:update", claims, OWNER)
        account = _sign_up_or_in(auth_url, email)  # only a new token carries the claim
    return str(account["idToken"])


def _sign_up_or_in(auth_url: str, email: str) -> dict[str, Any]:
    credentials = {"email": email, "password": PASSWORD, "returnSecretToken": True}
    try:
        return _post(f"{auth_url}/{API}/accounts:signUp?key=local", credentials)
    except RuntimeError as error:
        if "EMAIL_EXISTS" not in str(error):
            raise
    return _post(f"{auth_url}/{API}/accounts:signInWithPassword?key=local", credentials)


def _post(url: str, document: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    try:
        response = urllib3.request("POST", url, json=document, headers=headers, timeout=TIMEOUT_S, retries=False)
    except urllib3.exceptions.HTTPError:
        raise RuntimeError("The Auth emulator does not answer yet: `make dev` says when it is ready.") from None
    answer: dict[str, Any] = response.json()
    if response.status != 200:
        raise RuntimeError(f"The Auth emulator refused: {answer.get('error', {}).get('message', response.status)}")
    return answer
