"""What is sent to have everything removed."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from backend.auth.passwords import MAX_LENGTH


class Goodbye(BaseModel):
    """Deleting an account is confirmed with its password; a guest has none."""

    password: Annotated[str, Field(max_length=4 * MAX_LENGTH)] = ""
