"""Say whether the lock files still belong to pyproject.toml, without a network.

The first line of a lock holds a digest of everything that decides its content. `--write` is for
`make lock`, which puts that line there.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
LOCKED_EXTRAS = ("build", "dev")
PREFIX = "# locked from pyproject.toml, sha256 of its dependencies: "


def digest(pyproject: str) -> str:
    """The sha256 of what a resolver reads from pyproject.toml."""
    document = tomllib.loads(pyproject)
    project = document["project"]
    extras = project.get("optional-dependencies", {})
    inputs = {
        "python": project["requires-python"],
        "dependencies": sorted(project["dependencies"]),
        "extras": {k: sorted(v) for k, v in extras.items() if k in LOCKED_EXTRAS},
        "overrides": document.get("tool", {}).get("uv", {}),
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def problems(root: Path) -> list[str]:
    """One sentence for each lock file that is missing or stale."""
    wanted = PREFIX + digest((root / "pyproject.toml").read_text())
    found = []
    for name in LOCKS:
        lock = root / name
        if not lock.exists():
            found.append(f"{name} is missing: run `make lock`.")
        elif lock.read_text().split("\n", 1)[0] != wanted:
            found.append(
                f"{name} was made from other dependencies than pyproject.toml has now: "
                "run `make lock`."
            )
    return found


def write(root: Path) -> None:
    """Put the digest line at the head of each lock file."""
    line = PREFIX + digest((root / "pyproject.toml").read_text()) + "\n"
    for name in LOCKS:
        lock = root / name
        text = lock.read_text()
        if text.startswith(PREFIX):
            text = text.split("\n", 1)[1]
        lock.write_text(line + text)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write(ROOT)
    sentences = problems(ROOT)
    print("\n".join(sentences) or "The lock files belong to pyproject.toml.")
    sys.exit(bool(sentences))
