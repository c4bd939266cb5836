"""What administrators see and change of accounts. Nothing here holds what anybody said."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.admin.people import AccountRole, Standing
from backend.literal import Flag
from backend.paging import Cursor, Moment, PageSize


class PeopleQuery(BaseModel):
    """Which accounts are wanted; what is left out doesn't matter."""

    search: Annotated[str, Field(max_length=120, description="Part of a name or an address")] = ""
    role: AccountRole | None = None
    standing: Standing | None = None
    guests: Annotated[bool, Field(description="Show visitors of a day as well")] = False
    cursor: Cursor = None
    limit: PageSize = 50


class PersonView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    username: str
    email: str
    role: AccountRole
    guest: bool
    created_at: datetime
    expires_at: datetime | None
    disabled_at: Annotated[datetime | None, Field(description="null for who may sign in")]


class PersonChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    role: AccountRole | None = None
    disabled: Annotated[
        Flag | None,
        Field(description="true: can't sign in, is signed out everywhere, conversations end"),
    ] = None


class LinkView(BaseModel):
    """To be handed over by hand. It works once."""

    link: str
    expires_in: Annotated[int, Field(description="Seconds")]


class TrailQuery(BaseModel):
    """Which events are wanted; what is left out doesn't matter."""

    action: Annotated[
        str,
        StringConstraints(max_length=64, pattern=r"^[a-z._]*$"),
        Field(description="How it begins", examples=["account."]),
    ] = ""
    actor: Annotated[UUID | None, Field(description="Who did it")] = None
    subject: Annotated[
        str,
        StringConstraints(max_length=128, pattern=r"^[\w.-]*$"),
        Field(description="The id or slug of what it was done to"),
    ] = ""
    since: Annotated[Moment | None, Field(alias="from")] = None
    until: Annotated[Moment | None, Field(alias="to", description="Before this time")] = None
    cursor: Cursor = None
    limit: PageSize = 50


class EventView(BaseModel):
    """`actor` is null for the command line, and for whoever has been deleted since."""

    id: UUID
    at: datetime
    actor: UUID | None
    actor_name: str | None
    action: Annotated[str, Field(examples=["account.disabled"])]
    subject: Annotated[str, Field(description="An id or a slug")]
    subject_name: Annotated[str | None, Field(description="Where it is an account")]
    details: Annotated[dict[str, Any], Field(description="Names of fields and choices")]


class EngineView(BaseModel):
    """How one engine fares on the server that answers."""

    kind: Literal["stt", "tts", "vad", "turn", "llm", "text", "judge"]
    name: str
    where: Annotated[str, Field(examples=["this machine"])]
    state: Annotated[
        Literal["alive", "degraded"],
        Field(description="degraded: its last call failed; interviews go on without it"),
    ]
    calls: int
    failures: int
    restarts: int
    waiting: Annotated[int, Field(description="Calls that have not begun")]
