"""The OpenAPI document, without starting anything."""

from __future__ import annotations

from typing import Any

from backend.config import Config
from backend.main import create_app


def document(config: Config | None = None) -> dict[str, Any]:
    return create_app(config or Config.model_construct()).openapi()
