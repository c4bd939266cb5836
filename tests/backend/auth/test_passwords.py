from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event

import pytest
from pydantic import ValidationError

from backend.auth import passwords
from backend.auth.passwords import MAX_WAITING, PasswordHasher, normalise_password
from backend.auth.signing_key import KEY_FILE, signing_key
from backend.errors import BusyError, InvalidInputError, StartupError
from tests.backend.conftest import TEST_KEY, make_config


@pytest.fixture
async def hasher() -> AsyncIterator[PasswordHasher]:
    made = PasswordHasher()
    yield made
    await made.aclose()


async def test_hashes_are_argon2id_at_owasp_cost_and_salted(hasher: PasswordHasher) -> None:
    first, second = await asyncio.gather(hasher.hash("a password"), hasher.hash("a password"))
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert await hasher.verify("a password", first)
    assert not await hasher.verify("A password", first)


async def test_no_part_of_a_password_is_ignored(hasher: PasswordHasher) -> None:
    long = "x" * 127
    hashed = await hasher.hash(long + "y")
    assert not await hasher.verify(long + "z", hashed)
    with_null = await hasher.hash("null\0byte")
    assert not await hasher.verify("null\0bits", with_null)


async def test_one_password_typed_on_two_keyboards(hasher: PasswordHasher) -> None:
    composed, ligature = "café finale", "cafe\u0301 \ufb01nale"
    assert await hasher.verify(ligature, await hasher.hash(normalise_password(composed)))


@pytest.mark.parametrize("password", ["", "1234567", "x" * 129, "half \ud800 a pair", "ﬀﬀﬀ"])
def test_passwords_that_may_not_be_used(password: str) -> None:
    with pytest.raises(InvalidInputError):
        normalise_password(password)


@pytest.mark.parametrize(
    "password", ["12345678", "x" * 128, "        ", "пароль из слов", "🔑" * 8]
)
def test_any_characters_may_be_used(password: str) -> None:
    assert normalise_password(password)


@pytest.mark.parametrize("stored", ["", "x", "$argon2id$v=19$m=1", "$2b$12$" + "x" * 53, "\0"])
async def test_a_malformed_hash_fits_nothing(hasher: PasswordHasher, stored: str) -> None:
    assert not await hasher.verify("whatever it is", stored)


async def test_nobodys_password_costs_a_hash_as_well(
    hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = await hasher.hash("the password")
    checked: list[str] = []
    verify = hasher._context.verify

    def counted(password: str, stored: str) -> bool:
        checked.append(stored)
        return bool(verify(password, stored))

    monkeypatch.setattr(hasher._context, "verify", counted)
    for password, stored in (("wrong one", hashed), ("wrong one", None), ("short", hashed)):
        checked.clear()
        assert not await hasher.verify(password, stored)
        assert len(checked) == 1
        assert checked[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_hashing_is_bounded_and_leaves_the_loop_alone(
    hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, running, most = Event(), 0, 0

    def slow(_password: str) -> str:
        nonlocal running, most
        running += 1
        most = max(most, running)
        release.wait()
        running -= 1
        return "hash"

    monkeypatch.setattr(hasher, "_hash", slow)
    waiting = [asyncio.create_task(hasher.hash("a password")) for _ in range(MAX_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        await hasher.hash("one too many")
    release.set()
    assert await asyncio.gather(*waiting) == ["hash"] * MAX_WAITING
    assert most <= passwords.HASHES_AT_ONCE
    assert await hasher.hash("again there is room") == "hash"


def test_a_development_key_is_made_once_and_for_oneself(tmp_path: Path) -> None:
    config = make_config(tmp_path / "home", secret_key=None)
    key = signing_key(config)
    assert len(key) == 64
    assert signing_key(config) == key
    path = tmp_path / "home" / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == [KEY_FILE]


def test_a_key_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("short")
    with pytest.raises(StartupError, match="too short"):
        signing_key(make_config(tmp_path, secret_key=None))


def test_production_starts_with_a_real_key_only(tmp_path: Path) -> None:
    for key in (None, "too short"):
        with pytest.raises(ValidationError):
            make_config(tmp_path, environment="production", secret_key=key)
    config = make_config(tmp_path, environment="production")
    assert signing_key(config) == TEST_KEY
    assert TEST_KEY not in repr(config)
