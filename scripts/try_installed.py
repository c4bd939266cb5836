"""Start an installed iHR by the command that a person would use, and see that it answers.

    python scripts/try_installed.py uvx --from dist/ihr-0.1.0-py3-none-any.whl ihr start

Standard library only, on every system: it runs where nothing of iHR is installed. What is stored
goes into a folder that is thrown away.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

READY_WITHIN_S = 900.0
"""Installing and fetching the weights are part of it."""
STOPPED_WITHIN_S = 60.0
PAGES = ("/", "/login/", "/interviews/")


def answer(address: str) -> tuple[int, str]:
    """(status, text); (0, "") where nobody listens."""
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=5) as found:
            return int(found.status), found.read().decode()
    except HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """In a group of its own, so that a stop reaches what the command starts and nobody else."""
    flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    return subprocess.Popen(
        command, env=environment, creationflags=flags, start_new_session=os.name != "nt"
    )


def stop(running: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":
        # There is no asking politely from outside; /T takes what it started along.
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(running.pid)], check=False)
    else:
        os.killpg(running.pid, signal.SIGTERM)
    running.wait(STOPPED_WITHIN_S)


def problems(address: str, running: subprocess.Popen[bytes]) -> list[str]:
    """Wait until the server is ready; one sentence for each thing that isn't as it should be."""
    ends = time.monotonic() + READY_WITHIN_S
    while answer(f"{address}/readyz")[0] != 200:
        if running.poll() is not None:
            return [f"It ended by itself with exit code {running.returncode}."]
        if time.monotonic() > ends:
            return [f"It isn't ready after {READY_WITHIN_S:.0f} s."]
        time.sleep(1)
    found = []
    for page in PAGES:
        status, text = answer(address + page)
        if status != 200 or "/_next/static/" not in text:
            found.append(f"{page} answers {status} and no page of the web application.")
    return found


def main(command: Sequence[str]) -> int:
    address = f"http://127.0.0.1:{(port := free_port())}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        running = start(command, {**os.environ, "IHR_HOME": home, "IHR_PORT": str(port)})
        try:
            found = problems(address, running)
        finally:
            if running.poll() is None:
                stop(running)
    print("\n".join(found) or f"Ready, with {len(PAGES)} pages.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
