"""Build the web application into web/out, where it isn't the sources' own build already.

    python -m scripts.build_web [--force]

It takes half a minute and the npm registry the first time, and nothing while the sources stay
as they are.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
OUT = WEB / "out"
STAMP = OUT / ".built-from"
LEFT_OUT = {"node_modules", "out", ".next", "next-env.d.ts"}


def fingerprint(web: Path = WEB) -> str:
    """A hash of every file that the build depends on."""
    digest = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        inside = path.relative_to(web)
        if LEFT_OUT.isdisjoint(inside.parts) and path.is_file() and path.suffix != ".tsbuildinfo":
            digest.update(f"{inside.as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_built(current: str) -> bool:
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8").strip() == current


def _run(*command: str) -> bool:
    return (
        subprocess.run([sys.executable, "-m", "scripts.node", *command], cwd=ROOT).returncode == 0
    )


def _installed() -> bool:
    """node_modules as the lock file has it; npm keeps a copy of the lock in it."""
    lock, kept = WEB / "package-lock.json", WEB / "node_modules" / ".package-lock.json"
    if kept.is_file() and kept.stat().st_mtime >= lock.stat().st_mtime:
        return True
    print("Installing the packages that the web application is built with", flush=True)
    if not _run("npm", "ci", "--prefix", "web"):
        return False
    kept.touch()
    return True


def build() -> bool:
    """Whether there is a build of these sources now."""
    if not _installed():
        return False
    print("Building the web application", flush=True)
    # Before it begins, since somebody may save a file while it goes on.
    built_from = fingerprint()
    # A build that failed stays in Next's cache, and the next one fails with it.
    shutil.rmtree(WEB / ".next", ignore_errors=True)
    shutil.rmtree(OUT, ignore_errors=True)
    if not _run("npm", "run", "build", "--prefix", "web", "--silent"):
        shutil.rmtree(WEB / ".next", ignore_errors=True)
        return False
    STAMP.write_text(built_from, encoding="utf-8")
    return True


def main(arguments: list[str]) -> int:
    if "--force" not in arguments and is_built(fingerprint()):
        return 0
    if build():
        return 0
    print(
        "The web application could not be built; see above. The server starts without it, and "
        "its start page says so. Behind a proxy or a company mirror, npm needs its settings "
        "(npm_config_registry, HTTPS_PROXY).",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
