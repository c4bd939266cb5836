"""`ihr openapi`: the API's description, for people and for programs that make clients of it."""

from __future__ import annotations

from typing import Any

import typer


def document() -> dict[str, Any]:
    """The OpenAPI document of this version, whatever the configuration; nothing is started."""
    from backend.config import Config
    from backend.main import create_app

    return create_app(Config.model_construct()).openapi()


def as_text(described: dict[str, Any]) -> str:
    """The same bytes for the same description: it is kept in a file and compared."""
    import json

    return json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def openapi() -> None:
    """Print the OpenAPI document, with the schemas of all realtime events, as JSON."""
    typer.echo(as_text(document()), nl=False)
