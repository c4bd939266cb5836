"""Rows 13 and 14 of the attacks: every forged or foreign token is refused, and none says why."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from httpx import AsyncClient
from jose import jwe, jwt

from backend.auth.tokens import ACCESS_TOKEN_S, CLOCK_LEEWAY_S, HEADER, Tokens
from backend.errors import StartupError, UnauthorizedError
from tests.backend.conftest import TEST_KEY

NOW = 1_790_000_000.0
USER = UUID("7d5ad2b5-5bb1-4a4c-8a43-3c0b5a4f6c11")
FAMILY = UUID("0c4ac9e3-6b0f-4f0e-9d35-2f1a8f1f2b77")


def tokens(at: float = NOW, key: str = TEST_KEY) -> Tokens:
    return Tokens(key, clock=lambda: at)


def claims(**changes: Any) -> dict[str, Any]:
    good = {
        "iss": "ihr",
        "aud": "ihr:access",
        "sub": str(USER),
        "sid": str(FAMILY),
        "jti": str(uuid4()),
        "iat": int(NOW),
        "exp": int(NOW) + 60,
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def handmade(
    body: Any, key: bytes = TEST_KEY.encode(), header: dict[str, Any] | None = None
) -> str:
    """A token signed by hand, since no library would make some of these."""
    head = HEADER if header is None else header
    signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(body).encode())}"
    return f"{signed}.{b64(hmac.new(key, signed.encode(), hashlib.sha256).digest())}"


def test_a_token_speaks_for_the_one_it_was_issued_to() -> None:
    read = tokens().verify(tokens().issue(USER, FAMILY))
    assert (read.user_id, read.family) == (USER, FAMILY)
    assert read.expires_at.timestamp() == NOW + ACCESS_TOKEN_S
    assert tokens().verify(handmade(claims())).user_id == USER


def test_every_token_is_unique() -> None:
    assert tokens().issue(USER, FAMILY) != tokens().issue(USER, FAMILY)


@pytest.mark.parametrize(
    "changes",
    [
        {name: ...} for name in ("iss", "aud", "sub", "jti", "iat", "exp")
    ]
    + [
        {"iss": "other"},
        {"aud": "ihr:refresh"},
        {"aud": []},
        {"aud": None},
        {"iss": ["ihr"]},
        {"sid": ...},
        {"sid": "0"},
        {"sub": "admin"},
        {"sub": 7},
        {"jti": "one"},
        {"exp": int(NOW) - CLOCK_LEEWAY_S},
        {"exp": "never"},
        {"exp": True},
        {"exp": 1e300},
        {"exp": 10**400},
        {"iat": int(NOW) + CLOCK_LEEWAY_S + 1},
        {"nbf": int(NOW) + CLOCK_LEEWAY_S + 1},
        {"nbf": None},
    ],
    ids=str,
)  # fmt: skip
def test_claims_that_are_missing_or_wrong(changes: dict[str, Any]) -> None:
    with pytest.raises(UnauthorizedError):
        tokens().verify(handmade(claims(**changes)))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "JWT"},
        {"alg": "HS512", "typ": "JWT"},
        {"alg": "hs256", "typ": "JWT"},
        {"alg": "HS256"},
        {"alg": "HS256", "typ": "at+jwt"},
        {"alg": "HS256", "typ": "JWT", "kid": "../../dev/null"},
        {"alg": "HS256", "typ": "JWT", "jku": "https://example.org/keys"},
        {"alg": "HS256", "typ": "JWT", "crit": ["exp"]},
        {},
    ],
    ids=str,
)
def test_headers_that_are_not_ours(header: dict[str, Any]) -> None:
    with pytest.raises(UnauthorizedError):
        tokens().verify(handmade(claims(), header=header))


def test_an_unsigned_token() -> None:
    head, body, _signature = handmade(claims(), header={"alg": "none", "typ": "JWT"}).split(".")
    for token in (f"{head}.{body}.", f"{head}.{body}"):
        with pytest.raises(UnauthorizedError):
            tokens().verify(token)


def test_public_keys_are_no_secrets() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key()
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    foreign = [jwt.encode(claims(), pem, algorithm="RS256")]
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    for key in (
        public.public_bytes(serialization.Encoding.PEM, info),
        public.public_bytes(serialization.Encoding.DER, info),
        public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH),
    ):
        foreign.append(handmade(claims(), key=key))
    for token in foreign:
        with pytest.raises(UnauthorizedError):
            tokens().verify(token)


def test_encrypted_and_oversized_tokens_are_not_opened() -> None:
    bomb = jwe.encrypt(b"\0" * 200_000, TEST_KEY[:32], encryption="A256GCM", zip="DEF").decode()
    for token in (bomb, handmade(claims(pad="x" * 4096)), "x" * 5000):
        with pytest.raises(UnauthorizedError):
            tokens().verify(token)


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "é", "\ud800", "[]", "e30.e30.e30"])
def test_what_is_no_token_at_all(token: str) -> None:
    with pytest.raises(UnauthorizedError):
        tokens().verify(token)


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object(body: Any) -> None:
    with pytest.raises(UnauthorizedError):
        tokens().verify(handmade(body))


def test_another_key_and_a_changed_body() -> None:
    head, _body, signature = tokens().issue(USER, FAMILY).split(".")
    changed = f"{head}.{b64(json.dumps(claims()).encode())}.{signature}"
    for token in (changed, tokens(key="another key, and long enough as well").issue(USER, FAMILY)):
        with pytest.raises(UnauthorizedError):
            tokens().verify(token)


def test_a_clock_that_is_slightly_off_is_forgiven() -> None:
    token = tokens().issue(USER, FAMILY)
    tokens(NOW - CLOCK_LEEWAY_S).verify(token)
    tokens(NOW + ACCESS_TOKEN_S + CLOCK_LEEWAY_S - 1).verify(token)
    for at in (NOW - CLOCK_LEEWAY_S - 1, NOW + ACCESS_TOKEN_S + CLOCK_LEEWAY_S):
        with pytest.raises(UnauthorizedError):
            tokens(at).verify(token)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(StartupError):
        Tokens("x" * 31)


def test_half_of_a_key_pair_is_refused() -> None:
    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    for key in (
        public.public_bytes(serialization.Encoding.PEM, info),
        public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH),
    ):
        with pytest.raises(StartupError, match="must be random text"):
            Tokens(key.decode())


@pytest.mark.one_database("no token gets as far as the database")
async def test_no_forged_token_gets_in(client: AsyncClient) -> None:
    """The same attacks where they would arrive; none of them says why it was refused."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    der = private.public_key().public_bytes(encoding, form)
    now = int(time.time())
    genuine = claims(iat=now, exp=now + 60)
    for token in (
        handmade(genuine, key=der),
        handmade(genuine, header={"alg": "none", "typ": "JWT"}),
        handmade(genuine, header=HEADER | {"kid": "../../dev/null"}),
        handmade(genuine, header=HEADER | {"jku": "https://example.org/keys"}),
        handmade(genuine, header=HEADER | {"crit": ["exp"]}),
        handmade(genuine | {"aud": "ihr:refresh"}),
        handmade(genuine | {"iss": "other"}),
        handmade(genuine | {"exp": now - CLOCK_LEEWAY_S - 1}),
        handmade(genuine | {"nbf": now + 3600}),
        handmade(genuine | {"pad": "x" * 4096}),
        "x" * 60_000,
        # Genuine, but of nobody who is signed in.
        handmade(genuine),
    ):
        answer = await client.get("/auth/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["detail"] == "Please sign in"
