"""Read what an audit of dependencies found, and whether it looked at all.

    pip-audit --disable-pip --no-deps -r requirements.lock -f json -o found.json
    python -m scripts.check_audit found.json requirements.lock

An auditor that can't reach its sources skips every package and finds nothing: here that fails.
`npm audit --json` is read as well; its lock says how many packages there are.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

SEVERE = ("high", "critical")
"""Of npm's: the packages that build the web run on nobody's machine but the builder's."""
FEWEST = 0.9
"""The share of a lock's packages that must have been looked at: some are for other systems."""


def python_problems(report: dict[str, Any], lock: str) -> list[str]:
    """One sentence for each weakness, and one where too few packages were audited."""
    entries = report["dependencies"]
    audited = [each for each in entries if "skip_reason" not in each]
    locked = set(re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", lock, re.MULTILINE))
    found = [
        f"{each['name']} {each['version']}: {weakness['id']}"
        + (f", mended in {', '.join(fixed)}" if (fixed := weakness.get("fix_versions")) else "")
        for each in audited
        for weakness in each["vulns"]
    ]
    return found + _too_few(len(audited), len(locked))


def npm_problems(report: dict[str, Any], lock: str) -> list[str]:
    """The same of npm's report and package-lock.json."""
    weak = report.get("vulnerabilities", {}).values()
    found = [
        f"{each['name']}: {each['severity']}, {each['range']}"
        for each in weak
        if each["severity"] in SEVERE
    ]
    audited = report.get("metadata", {}).get("dependencies", {}).get("total", 0)
    return found + _too_few(audited, len(json.loads(lock)["packages"]) - 1)


def _too_few(audited: int, locked: int) -> list[str]:
    if audited and audited >= FEWEST * locked:
        return []
    return [f"Only {audited} of {locked} locked packages were audited."]


def main(arguments: list[str]) -> int:
    report = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    lock = Path(arguments[1]).read_text(encoding="utf-8")
    found = (python_problems if "dependencies" in report else npm_problems)(report, lock)
    print("\n".join(found) or "Every package was audited, and none has a known weakness.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
