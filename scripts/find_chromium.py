"""Print the path of a Chromium that the browser tests can drive, after getting one if need be.

    python -m scripts.find_chromium

The machine's own comes first, then the one that Playwright downloads, then the system's packages
where we may install them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
HINT = (
    "The browser tests need Chromium or Chrome, and none was found, nor could one be fetched. "
    "Install one (Debian and Ubuntu: `sudo apt install chromium`), or name it in IHR_TEST_CHROMIUM."
)

ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


def arguments() -> list[str]:
    """What it is started with to be driven: it talks to nobody else, and plays without a click."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return [*ARGUMENTS, *sandbox]


def found() -> str | None:
    """Where there is one already; None where there is none."""
    named = os.environ.get("IHR_TEST_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        path = shutil.which(name)
        # Ubuntu's is a stand-in that asks for a snap.
        if path and _runs(path):
            return path
    if MAC.exists():
        return str(MAC)
    downloaded = _playwrights_own()
    return downloaded if downloaded and Path(downloaded).exists() else None


def got() -> str | None:
    """The same, after trying to get one."""
    present = found()
    if present:
        return present
    print("Getting a Chromium for the browser tests", file=sys.stderr, flush=True)
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(download, stdout=sys.stderr, check=False).returncode == 0:
        return found()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"]):
            subprocess.run(command, env=quiet, stdout=sys.stderr, check=False)
        return found()
    return None


def _runs(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _playwrights_own() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


if __name__ == "__main__":
    chromium = got()
    print(chromium or HINT, file=sys.stdout if chromium else sys.stderr)
    sys.exit(0 if chromium else 1)
