"""ID tokens as the Auth emulator makes them, and sign-ins that no longer count."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from local.accounts import API, OWNER
from local.cloud import Cloud
from local.environment import PROJECT
from local.phone import Phone
from tests.support.web import web


def claims_of(phone: Phone) -> dict[str, Any]:
    payload = phone.id_token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def token_of(claims: Mapping[str, Any]) -> str:
    """A token in the form of the Auth emulator's, which are not signed."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def expire(_: Cloud, phone: Phone) -> None:
    """The token was good until a minute ago."""
    now = int(time.time())
    phone.id_token = token_of(claims_of(phone) | {"iat": now - 3660, "auth_time": now - 3660, "exp": now - 60})


def disable(cloud: Cloud, phone: Phone) -> None:
    _change(cloud, "update", localId=phone.uid, disableUser=True)


def revoke(cloud: Cloud, phone: Phone) -> None:
    """As revoking the refresh tokens does, a moment ahead: the token is from this very second."""
    _change(cloud, "update", localId=phone.uid, validSince=str(int(time.time()) + 5))


def delete(cloud: Cloud, phone: Phone) -> None:
    _change(cloud, "delete", localId=phone.uid)


# What has an instance that has not met the person yet refuse the token.
LOST: dict[str, Callable[[Cloud, Phone], None]] = {"expired": expire, "disabled": disable, "revoked": revoke, "deleted": delete}


def _change(cloud: Cloud, method: str, **fields: object) -> None:
    url = f"{cloud.urls['auth']}/{API}/projects/{PROJECT}/accounts:{method}"
    assert web.post(url, json=fields, headers=OWNER).status_code == 200
