"""The API's description is complete: clients are made from it, and people read it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audio_pipeline.protocol import CLIENT_EVENTS, SERVER_EVENTS
from backend.cli_openapi import as_text, document
from backend.openapi import TAGS, operations

ROOT = Path(__file__).resolve().parent.parent.parent
SUCCESS = re.compile("2..")
PROBLEM = "application/problem+json"
NO_BODY = {"204", "304"}
MEANING = {"401": "signed in", "404": "an id in its path", "422": "something to get wrong"}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document()


def every(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for method, path, operation in operations(described):
        yield f"{method} {path}", operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_operation_reads_well(described: dict[str, Any]) -> None:
    faults = []
    for name, operation in every(described):
        summary = operation.get("summary", "")
        generated = operation["operationId"].partition("_")[2].replace("_", " ").title()
        if not summary or summary == generated or summary.endswith("."):
            faults.append(f"{name}: a summary of its own, without a full stop")
        if len(operation.get("tags", [])) != 1 or operation["tags"][0] not in TAGS:
            faults.append(f"{name}: one tag, which backend/openapi.py describes")
        if not re.fullmatch(r"[a-z]+(_[a-z]+)+", operation["operationId"]):
            faults.append(f"{name}: an operationId of words")
        if not any(SUCCESS.fullmatch(code) for code in operation["responses"]):
            faults.append(f"{name}: an answer where all goes well")
    assert faults == []


def test_operations_have_names_of_their_own(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in every(described)]
    assert sorted(names) == sorted(set(names))


def test_every_tag_is_described(described: dict[str, Any]) -> None:
    assert {tag["name"]: tag["description"] for tag in described["tags"]} == TAGS
    assert all(text.endswith(".") for text in TAGS.values())


def refusals(operation: dict[str, Any]) -> set[str]:
    """Which refusals an operation must tell of, from what it takes."""
    parameters = operation.get("parameters", [])
    security = operation.get("security", [])
    expected = set()
    if security:
        expected.add("401")
    if any(each["in"] == "path" for each in parameters):
        expected.add("404")
    if "requestBody" in operation or any(each["in"] != "path" for each in parameters):
        expected.add("422")
    return expected


def test_every_operation_tells_how_it_refuses(described: dict[str, Any]) -> None:
    faults = [
        f"{name}: {code} (it has {MEANING[code]})"
        for name, operation in every(described)
        for code in sorted(refusals(operation) - set(operation["responses"]))
    ]
    assert faults == []


def test_every_refusal_is_a_problem_document_with_an_example(described: dict[str, Any]) -> None:
    for name, operation in every(described):
        for code, response in operation["responses"].items():
            if code.startswith(("4", "5")):
                assert response["content"].keys() == {PROBLEM}, f"{name} {code}"
                told = response["content"][PROBLEM]
                assert told["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert told["example"]["status"] == int(code)


def test_every_answer_has_a_schema(described: dict[str, Any]) -> None:
    for name, operation in every(described):
        for code, response in operation["responses"].items():
            if SUCCESS.fullmatch(code) and code not in NO_BODY:
                for media_type, content in response.get("content", {}).items():
                    assert content.get("schema"), f"{name} {code} {media_type}"


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert set(references(described)) <= known


def test_every_schema_says_what_its_fields_are(described: dict[str, Any]) -> None:
    """An object without properties, or a value of any type, gives a client no type at all."""
    allowed_anything = {"ClientSecret.session", "ClientSecretRequest.session", "EventView.details"}
    faults = []
    for name, schema in described["components"]["schemas"].items():
        if name.startswith("Realtime"):
            continue
        for field, value in schema.get("properties", {}).items():
            told = {"type", "anyOf", "oneOf", "allOf", "$ref", "enum", "const"} & value.keys()
            open_object = value.get("additionalProperties") is True
            if (not told or open_object) and f"{name}.{field}" not in allowed_anything:
                faults.append(f"{name}.{field}")
    assert faults == []


def test_created_things_lead_to_what_can_be_done_with_them(described: dict[str, Any]) -> None:
    made = described["paths"]["/interviews"]["post"]["responses"]["201"]
    read = made["links"]["interviews_read"]
    assert read["parameters"] == {"interview_id": "$response.body#/id"}


def test_every_realtime_event_is_there_by_its_wire_name(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    for union, events in (
        ("RealtimeClientEvent", CLIENT_EVENTS),
        ("RealtimeServerEvent", SERVER_EVENTS),
    ):
        mapping = schemas[union]["discriminator"]["mapping"]
        assert mapping.keys() == events.keys()
        assert [each["$ref"] for each in schemas[union]["oneOf"]] == list(mapping.values())
        for wire, reference in mapping.items():
            event = schemas[reference.rpartition("/")[2]]
            assert event["properties"]["type"]["const"] == wire
    assert {"interview.question", "interview.resync"} <= SERVER_EVENTS.keys()


def test_the_description_is_the_same_every_time() -> None:
    """Also where sets are ordered otherwise, as they are in every process."""
    said = {
        subprocess.run(
            [sys.executable, "-c", "from backend.cli import app; app()", "openapi"],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {as_text(document()).encode()}
