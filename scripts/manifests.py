"""What the manifests for Kubernetes say, and whether they fit one another and the settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from scripts.compose_file import CLOSING_S, unknown_settings

Manifest = dict[str, Any]

FOREIGN = ("kustomize.config.k8s.io", "ray.io")
"""Groups whose schemas aren't among Kubernetes' own."""


def known(folder: Path) -> list[Path]:
    """The files that Kubernetes' own schemas describe; patches are only parts of such."""
    return [path for path, each in _manifests(folder) if not _is_foreign(each) and _whole(path)]


def foreign_pods(folder: Path) -> Iterator[tuple[str, Manifest]]:
    """(file name, pod) of what other groups' manifests have made: pods are Kubernetes' own."""
    for path, each in _manifests(folder):
        if _is_foreign(each) and _whole(path):
            for number, pod in enumerate(pods(each)):
                metadata = {**pod.get("metadata", {}), "name": f"{path.stem}-{number}"}
                whole = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata}
                yield path.name, {**whole, "spec": pod["spec"]}


def problems(folder: Path) -> Iterator[str]:
    for path, each in _manifests(folder):
        if each.get("kind") in {"Kustomization", "Component"}:
            yield from _listed(path, each)
        elif each["kind"] == "ConfigMap":
            yield from unknown_settings(path.name, each["data"])
            yield from _grace(path, each["data"])
        else:
            for pod in pods(each):
                yield from _confined(path, pod["spec"])


def _manifests(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    for path in sorted(folder.rglob("*.yaml")):
        for each in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            yield path, each


def _is_foreign(manifest: Manifest) -> bool:
    return str(manifest["apiVersion"]).startswith(FOREIGN)


def _whole(path: Path) -> bool:
    return not path.stem.endswith("-patch")


def _listed(path: Path, kustomization: Manifest) -> Iterator[str]:
    """Every file of the folder is used, and every one that is used is there."""
    used = set(kustomization.get("resources", ()))
    used |= {each["path"] for each in kustomization.get("patches", ()) if "path" in each}
    there = {each.name for each in path.parent.glob("*.yaml")} - {path.name}
    for name in sorted(there - used):
        yield f"{path.parent.name}: {name} is listed nowhere."
    for name in sorted(used):
        if not (path.parent / name).exists():
            yield f"{path.parent.name}: there is no {name}."


def pods(manifest: Manifest) -> list[Manifest]:
    """The templates of the pods that a manifest has made."""
    if manifest["kind"] in {"Deployment", "Job"}:
        return [manifest["spec"]["template"]]
    if manifest["kind"] == "RayService":
        cluster = manifest["spec"]["rayClusterConfig"]
        groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
        return [group["template"] for group in groups]
    return []


def _confined(path: Path, pod: Manifest) -> Iterator[str]:
    """Containers run as nobody in particular, on a root that they can't write to."""
    for container in [*pod.get("initContainers", ()), *pod["containers"]]:
        context = container.get("securityContext")
        if context is None and not _whole(path):
            continue
        if not (
            context
            and context.get("readOnlyRootFilesystem") is True
            and context.get("allowPrivilegeEscalation") is False
            and context.get("capabilities") == {"drop": ["ALL"]}
        ):
            yield f"{path.name}: {container['name']} may do more than it must."
        if "limits" not in container.get("resources", {}) and _whole(path):
            yield f"{path.name}: {container['name']} has no limits."
    if pod.get("securityContext", {}).get("runAsNonRoot") is not True and _whole(path):
        yield f"{path.name}: may run as root."


def _grace(path: Path, settings: dict[str, str]) -> Iterator[str]:
    """The servers beside these settings are given the time that they take to stop."""
    if "IHR_DRAIN_S" not in settings:
        return
    for other, each in _manifests(path.parent):
        if each["kind"] != "Deployment" or other.name != "api.yaml":
            continue
        pod = each["spec"]["template"]["spec"]
        pause = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
        needed = float(settings["IHR_DRAIN_S"]) + CLOSING_S + pause
        if pod["terminationGracePeriodSeconds"] <= needed:
            yield f"{other.name}: is killed before it has drained and closed, {needed:.0f} s."
