"""The JSON schema of every event, for the API's description and the web's types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from audio_pipeline.protocol import interview, server
from audio_pipeline.protocol.parsing import CLIENT_EVENTS
from audio_pipeline.protocol.wire import ServerEvent, wire_name

SERVER_EVENTS: Mapping[str, type[ServerEvent]] = {
    wire_name(event): event
    for module in (server, interview)
    for event in vars(module).values()
    if isinstance(event, type)
    and issubclass(event, ServerEvent)
    and event.__module__ == module.__name__
    and "type" in event.model_fields
}


def schemas(ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """`client` and `server` map each wire name to a reference into `$defs`."""
    names, document = models_json_schema(
        [
            *((event, "validation") for event in CLIENT_EVENTS.values()),
            *((event, "serialization") for event in SERVER_EVENTS.values()),
        ],
        ref_template=ref_template,
    )
    return {
        "client": {wire: names[event, "validation"] for wire, event in CLIENT_EVENTS.items()},
        "server": {wire: names[event, "serialization"] for wire, event in SERVER_EVENTS.items()},
        "$defs": document["$defs"],
    }
