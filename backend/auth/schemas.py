"""What registering and signing in take and give."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from backend.auth.passwords import MAX_LENGTH, MIN_LENGTH

_USERNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_EMAIL = re.compile(r"[^\s@<>\"(),;:\\\[\]]+@(?:[^\s@.<>]+\.)+[^\s@.<>]+")


def _username(value: str) -> str:
    if not _USERNAME.fullmatch(value):
        raise ValueError(
            "use letters, digits, dots, hyphens and underscores, and begin and end with a letter "
            "or digit"
        )
    return value


def _email(value: str) -> str:
    normal = unicodedata.normalize("NFC", value)
    if not _EMAIL.fullmatch(normal) or not normal.isprintable():
        raise ValueError("this is not an e-mail address")
    return normal


class Registration(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "username": "ada",
                    "email": "ada@example.org",
                    "password": "correct horse battery staple",
                }
            ]
        }
    )

    username: Annotated[str, Field(min_length=3, max_length=32), AfterValidator(_username)]
    email: Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_email)]
    # The length that counts is that of the normalised form, which is checked when it is hashed.
    password: Annotated[
        str,
        Field(
            max_length=4 * MAX_LENGTH,
            description=f"{MIN_LENGTH} to {MAX_LENGTH} characters of any kind",
        ),
    ]


class UserView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    username: str
    email: str
    role: Literal["user", "admin"]
    created_at: datetime


class TokenView(BaseModel):
    """As RFC 6749 section 5.1 has it."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: Annotated[int, Field(description="Seconds")]
