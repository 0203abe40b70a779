"""Tokens signed as Google signs them: what passes, and everything that must not. (The Auth emulator's tokens are unsigned.)"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import google.oauth2.id_token
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.exceptions import TransportError

from shared.clients import auth
from shared.clients.auth import InvalidToken
from shared.errors import VendorBusy

PROJECT = "demo-unit"
KEY_ID = "k1"


def make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    return built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


GOOGLES_KEY, ANOTHER_KEY = make_key(), make_key()


@pytest.fixture(autouse=True)
def _google(function_settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Google's public keys, and credentials that are never used, without a network; no emulator, so signatures count."""
    credentials = {"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r"}
    (tmp_path / "credentials.json").write_text(json.dumps(credentials))
    function_settings.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "credentials.json"))
    function_settings.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
    certificates = {KEY_ID: certificate(GOOGLES_KEY)}
    function_settings.setattr(google.oauth2.id_token, "_fetch_certs", lambda _request, _url: certificates)


def token(key: rsa.RSAPrivateKey = GOOGLES_KEY, algorithm: str = "RS256", kid: str = KEY_ID, **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": "u1",
        "iat": now - 10,
        "auth_time": now - 100,
        "exp": now + 3600,
        "firebase": {"sign_in_provider": "google.com"},
        **changes,
    }
    return jwt.encode(
        {k: v for k, v in claims.items() if v is not None}, key if algorithm != "none" else "", algorithm, {"kid": kid}
    )


def test_a_genuine_token() -> None:
    found = auth.verify_token(token(email="a@example.com"))
    assert (found.uid, found.admin, found.email, found.provider) == ("u1", False, "a@example.com", "google.com")
    assert found.signed_in_at == pytest.approx(time.time() - 100, abs=5)
    assert auth.verify_token(token(admin=True)).admin is True
    assert auth.verify_token(token(admin="yes")).admin is False, "only the very claim makes an operator"


NOW = int(time.time())
BAD: dict[str, Callable[[], str]] = {
    "expired": lambda: token(exp=NOW - 60, iat=NOW - 3700),
    "of the future": lambda: token(iat=NOW + 600),
    "for another project": lambda: token(aud="another"),
    "from another issuer": lambda: token(iss="https://evil.example.com"),
    "signed by another key": lambda: token(ANOTHER_KEY),
    "with an unknown key": lambda: token(kid="k2"),
    "unsigned": lambda: token(algorithm="none"),
    "of nobody": lambda: token(sub=""),
    "without a subject": lambda: token(sub=None),
    "cut off": lambda: token()[:-10],
    "nonsense": lambda: "nonsense",
}


@pytest.mark.parametrize("kind", BAD)
def test_no_other_token_passes(kind: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        auth.verify_token(BAD[kind]())
    assert ("expired" in str(refused.value)) is (kind == "expired")


def test_without_googles_keys_nobody_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(_request: Any, _url: str) -> dict[str, str]:
        raise TransportError("no route")  # type: ignore[no-untyped-call]  # google-auth leaves it untyped

    monkeypatch.setattr(google.oauth2.id_token, "_fetch_certs", unreachable)
    with pytest.raises(VendorBusy):
        auth.verify_token(token())
