"""The application and its database, as the tests of the backend have them."""

from __future__ import annotations

from tests.backend.conftest import (
    app,
    cheap_hashes,
    client,
    config,
    database,
    migrated,
    restored_postgres,
    sessions,
)

__all__ = [
    "app",
    "cheap_hashes",
    "client",
    "config",
    "database",
    "migrated",
    "restored_postgres",
    "sessions",
]
