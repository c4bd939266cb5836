"""The key that signs tokens."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from backend.config import MIN_SECRET_BYTES, Config
from backend.errors import StartupError

KEY_FILE = "secret.key"


def signing_key(config: Config) -> str:
    """The configured key, or in development the random one kept in IHR_HOME.

    Raises `StartupError` where there is none that may be used.
    """
    if config.secret_key is not None:
        return config.secret_key.get_secret_value()
    if config.environment == "production":
        raise StartupError("IHR_SECRET_KEY must be set when IHR_ENVIRONMENT is production.")
    path = config.home / KEY_FILE
    if not path.exists():
        _create(path)
    key = path.read_text().strip()
    if len(key.encode()) < MIN_SECRET_BYTES:
        raise StartupError(f"The key in {path} is too short. Remove the file to get a new one.")
    return key


def _create(path: Path) -> None:
    """Write a new key so that nobody else can read it, and nobody ever sees half of it: of two
    processes that do this at once, one wins and both use its key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{KEY_FILE}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(MIN_SECRET_BYTES))
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
