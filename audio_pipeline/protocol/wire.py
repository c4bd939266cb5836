"""What every model on the wire has in common.

Shapes follow the OpenAI Realtime API (GA) as typed by `openai.types.realtime`; fields that
we do not know are ignored, as the standard's own servers and clients do.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (RFC 8259, section 6)."""


def _is_absent(value: Any) -> bool:
    return value is None


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")


Absent = Field(exclude_if=_is_absent)
"""Marks a field that is left out rather than sent as null: @openai/agents reads many of the
standard's optional fields with schemas that reject null, and drops the whole event."""

OptionalText = Annotated[str | None, Absent]
Text = Annotated[str, AfterValidator(_without_nul)]
"""Text from a client. NUL is removed, since PostgreSQL stores none."""

Count = Annotated[int, Field(ge=0, le=MAX_INTEGER)]
Identifier = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]
"""An id chosen by a client: printable ASCII, no spaces."""


class WireModel(BaseModel):
    """An immutable part of an event."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        allow_inf_nan=False,
        json_schema_serialization_defaults_required=True,
    )


class ClientEvent(WireModel):
    """Something a client says. `event_id` is the client's own, named in an error about it."""

    event_id: Annotated[str | None, Field(max_length=512)] = None


class ServerEvent(WireModel):
    """Something the server says. The outbox gives each its growing `event_id` on sending."""

    event_id: str = ""

    def numbered(self, event_id: str) -> Self:
        return self.model_copy(update={"event_id": event_id})

    def to_json(self) -> str:
        """The event as one JSON text frame."""
        return self.model_dump_json()


def wire_name(event: type[BaseModel]) -> str:
    """The event's name on the wire, e.g. "session.update"."""
    return str(event.model_fields["type"].default)
