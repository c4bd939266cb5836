"""What registering and signing in take and give."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from backend.auth.passwords import MAX_LENGTH, MIN_LENGTH
from backend.literal import Flag

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


# The length that counts is that of the normalised form, which is checked when it is hashed.
NewPassword = Annotated[
    str,
    Field(
        max_length=4 * MAX_LENGTH,
        description=f"{MIN_LENGTH} to {MAX_LENGTH} characters of any kind, and no common password",
        examples=["correct horse battery staple"],
    ),
]
Password = Annotated[str, Field(max_length=4 * MAX_LENGTH)]
LinkToken = Annotated[str, Field(max_length=128)]
Email = Annotated[
    str,
    Field(min_length=3, max_length=254, json_schema_extra={"pattern": f"^{_EMAIL.pattern}$"}),
    AfterValidator(_email),
]


class Registration(BaseModel):
    username: Annotated[
        str,
        Field(
            min_length=3,
            max_length=32,
            examples=["ada"],
            json_schema_extra={"pattern": f"^{_USERNAME.pattern}$"},
        ),
        AfterValidator(_username),
    ]
    email: Annotated[Email, Field(examples=["ada@example.org"])]
    password: NewPassword
    invitation: Annotated[LinkToken, Field(description="Where registering takes one")] = ""


class PasswordChange(BaseModel):
    old_password: Password
    new_password: NewPassword


class PasswordReset(BaseModel):
    token: Annotated[LinkToken, Field(description="The part of the link behind #reset=")]
    new_password: NewPassword


class ForgottenPassword(BaseModel):
    email: Email


class Renewal(BaseModel):
    """Browsers leave the token out: they hold it in a cookie."""

    refresh_token: Annotated[str, Field(max_length=128)] = ""


class SigningOut(BaseModel):
    everywhere: Flag = False
    refresh_token: Annotated[
        str,
        Field(max_length=128, description="Where the access token has run out; not for browsers"),
    ] = ""


class AccountOptions(BaseModel):
    """What can be done on the pages for registering and signing in."""

    registration: Literal["open", "invitation", "domain", "closed"]
    domains: Annotated[list[str], Field(description="Of addresses that may register")]
    guests: bool
    password_reset_by_mail: bool


class UserView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    username: str
    email: str
    role: Literal["user", "admin"]
    guest: Annotated[bool, Field(description="An account for a day, without a name")]
    expires_at: datetime | None
    created_at: datetime


class TokenView(BaseModel):
    """As RFC 6749 section 5.1 has it. A browser that says `X-IHR-Client: web` gets the refresh
    token in a cookie that no script can read, and not here."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: Annotated[int, Field(description="Seconds")]
    refresh_token: str | None = None
