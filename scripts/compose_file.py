"""What docker-compose.yml says with a set of profiles, and whether its parts fit one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from backend.config import Config

Document = dict[str, Any]

PROFILES: tuple[tuple[str, ...], ...] = ((), ("redis",), ("cpu",), ("gpu",), ("redis", "gpu"))
CLOSING_S = 15
"""What `Config.grace_s` adds to the drain."""

_VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::?-(?P<default>[^}]*))?\}")
_UNITS_S = {"s": 1, "m": 60, "h": 3600}


def load(path: Path, environment: Mapping[str, str]) -> Document:
    """The file with its variables filled in. Raises `KeyError` for one that has no value."""

    def value(found: re.Match[str]) -> str:
        if found["name"] is None:
            return "$"
        given = environment.get(found["name"], "")
        if not given and found["default"] is None:
            raise KeyError(found["name"])
        return given or str(found["default"])

    document: Document = filled(yaml.safe_load(path.read_text(encoding="utf-8")), value)
    return document


def filled(node: Any, value: Any) -> Any:
    """Every text in a tree, with its variables replaced."""
    if isinstance(node, dict):
        return {key: filled(each, value) for key, each in node.items()}
    if isinstance(node, list):
        return [filled(each, value) for each in node]
    return _VARIABLE.sub(value, node) if isinstance(node, str) else node


def selected(document: Document, profiles: tuple[str, ...]) -> Document:
    """The document with those services alone that these profiles start."""
    services = {
        name: service
        for name, service in document["services"].items()
        if not service.get("profiles") or set(profiles) & set(service["profiles"])
    }
    return {**document, "services": services}


def problems(document: Document) -> Iterator[str]:
    """One sentence for each thing that a service refers to and that isn't there, and for each
    promise that isn't kept."""
    services: dict[str, Document] = document["services"]
    for name, service in services.items():
        for kind in ("networks", "secrets"):
            for each in service.get(kind, ()):
                if each not in document[kind]:
                    yield f"{name}: there is no {each} among the {kind}."
        for each in service.get("volumes", ()):
            source = each.split(":")[0]
            if not source.startswith((".", "/")) and source not in document["volumes"]:
                yield f"{name}: there is no volume {source}."
        for other in service.get("depends_on", ()):
            if other not in services:
                yield f"{name}: depends on {other}, which these profiles don't start."
        if "limits" not in service.get("deploy", {}).get("resources", {}):
            yield f"{name}: has no limits."
        if ":" not in service["image"] and "build" not in service:
            yield f"{name}: its image has no version."
        yield from unknown_settings(name, service.get("environment", {}))
        yield from _grace(name, service)


def unknown_settings(name: str, environment: Mapping[str, str]) -> Iterator[str]:
    """One sentence for each IHR_ variable that nothing reads."""
    for variable in environment:
        field = variable.removeprefix("IHR_").removesuffix("_FILE").lower()
        theirs = variable in {"IHR_DOMAIN", "IHR_TLS"}  # of deploy/Caddyfile
        if variable.startswith("IHR_") and not theirs and field not in Config.model_fields:
            yield f"{name}: iHR has no setting {variable}."


def _grace(name: str, service: Document) -> Iterator[str]:
    drain = service.get("environment", {}).get("IHR_DRAIN_S")
    if drain is None or service.get("restart") != "unless-stopped":
        return
    grace = str(service.get("stop_grace_period", "10s"))
    if int(grace[:-1]) * _UNITS_S[grace[-1]] <= float(drain) + CLOSING_S:
        yield f"{name}: is killed after {grace}, before it has drained for {drain} s and closed."
