"""Run node, npm or npx: the machine's own where it is new enough, else the one in .venv.

    python -m scripts.node npm ci --prefix tests/clients/agents

Whatever npm keeps, it keeps inside .venv, so that removing the checkout removes it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_NODE = (20, 9)
"""Next.js 16 asks for it, and nothing else here asks for more."""
OLDEST_NPM = (10, 0)
"""npm 9, which some distributions still ship, writes another lock file."""


def version(program: str) -> tuple[int, ...]:
    """What `program --version` says, or () where it cannot be run."""
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", said)[:2])


def folder() -> Path:
    """The folder that holds node, npm and npx.

    Raises FileNotFoundError, with a sentence for the person, where there is none.
    """
    own = Path(sys.executable).parent
    node = shutil.which("node")
    candidates = [*([Path(node).parent] if node else []), own]
    for candidate in candidates:
        node_version = version(str(candidate / "node"))
        if node_version >= OLDEST_NODE and version(str(candidate / "npm")) >= OLDEST_NPM:
            return candidate
    raise FileNotFoundError(
        "Node.js 20.9 or newer with npm 10 or newer is needed, and neither this machine nor .venv "
        "has it. `make test` installs it into .venv."
    )


def environment(node_folder: Path) -> dict[str, str]:
    """The process environment in which `node_folder` comes first and npm writes only to .venv."""
    return {
        **os.environ,
        "PATH": f"{node_folder}{os.pathsep}{os.environ.get('PATH', '')}",
        "npm_config_cache": str(Path(sys.prefix) / "npm-cache"),
        "npm_config_update_notifier": "false",
        # Nothing leaves the machine, a count of builds neither.
        "NEXT_TELEMETRY_DISABLED": "1",
        "npm_config_fund": "false",
        "npm_config_audit": "false",
    }


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in {"node", "npm", "npx"}:
        print("Usage: python -m scripts.node node|npm|npx [ARGUMENT…]", file=sys.stderr)
        return 2
    try:
        found = folder()
    except FileNotFoundError as missing:
        print(missing, file=sys.stderr)
        return 1
    program = str(found / arguments[0])
    return subprocess.run([program, *arguments[1:]], env=environment(found), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
