"""Two rules about files: how long one may be, and that none holds a package registry's address.

Pass a folder to look at it instead of the files that git tracks here.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400
MEDIAN = 150
SIZED = {".py", ".ts", ".tsx", ".css", ".sh"}
GENERATED = {"schema.d.ts"}

# Spelled in pieces, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    r"https?://[^\s\"'<>]*(?:"
    + "|".join(
        (
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(?:org|com)",
            "yarn" + r"pkg\.com",
            "anaconda" + r"\.org",
        )
    )
    + ")"
)


def tracked(root: Path) -> list[Path]:
    """Every file that git tracks or would add."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listing.split("\0") if name and (path := root / name).is_file()]


def too_long(files: list[Path]) -> list[str]:
    """One sentence for each file that is too long, and one if files are long on the whole."""
    lines = {
        path: len(path.read_bytes().splitlines())
        for path in files
        if path.suffix in SIZED and path.name not in GENERATED
    }
    found = [
        f"{path}: {count} lines, {LONGEST} are allowed: split it by what its parts are for."
        for path, count in lines.items()
        if count > LONGEST
    ]
    written = [count for count in lines.values() if count > 0]
    if written and (median := statistics.median(written)) > MEDIAN:
        found.append(f"The median file has {median:.0f} lines; keep it below {MEDIAN}.")
    return found


def addresses(files: list[Path]) -> list[str]:
    """One sentence for each line that holds the address of a package registry."""
    found = []
    for path in files:
        content = path.read_bytes()
        if b"\0" in content[:8192]:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if match := REGISTRIES.search(line):
                found.append(
                    f"{path}:{number}: holds a registry's address ({match.group()}): "
                    "name packages, and leave where they come from to the tools."
                )
    return found


def main(arguments: list[str]) -> int:
    files = (
        sorted(path for path in Path(arguments[0]).rglob("*") if path.is_file())
        if arguments
        else tracked(ROOT)
    )
    found = too_long(files) + addresses(files)
    print("\n".join(found) or f"{len(files)} files: none too long, no registry's address.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
