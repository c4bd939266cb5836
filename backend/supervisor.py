"""Keep a server process running: start it, start it again when it crashes, stop it when asked.

The child lives in a session of its own, so that a Ctrl-C reaches it once, through here. Its
standard input is a pipe that nobody writes to: when this process dies, however it dies, the child
reads the end of it and ends too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from threading import Thread, Timer
from types import FrameType

STARTUP_FAILURE = 3
"""uvicorn's exit code when the application could not start; starting it again won't help."""

MAX_CRASHES = 5
WINDOW_S = 60.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0
GRACE_S = 30.0
"""How long a child may take to end, once asked, before it is killed."""


class Supervisor:
    """Runs `command`, in `environment` or this process's own, until it ends by itself or this
    process is told to stop.

    `say` gets the sentences for the person; `pause` waits that many seconds, or less if a signal
    arrives.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        say: Callable[[str], None],
        environment: Mapping[str, str] | None = None,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        grace_s: float = GRACE_S,
    ) -> None:
        self._command = list(command)
        self._say = say
        self._environment = environment
        self._pause = pause
        self._clock = clock
        self._grace_s = grace_s
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._kill: Timer | None = None
        self._crashes: deque[float] = deque()

    def run(self) -> int:
        """The exit code for this process. Takes SIGINT and SIGTERM while it runs."""
        previous = {s: signal.signal(s, self._asked) for s in (signal.SIGINT, signal.SIGTERM)}
        try:
            return self._keep_running()
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
            if self._kill is not None:
                self._kill.cancel()

    def _keep_running(self) -> int:
        restarted = False
        while not self._stopping:
            code = self._run_once()
            if self._stopping or code == 0:
                break
            if code == STARTUP_FAILURE and not restarted:
                self._say("The server could not start; the reason stands above.")
                return 1
            restarted = True
            if not self._may_restart():
                self._say(
                    f"The server crashed {MAX_CRASHES} times within {WINDOW_S:.0f} s; giving up. "
                    "What it said before each crash stands above."
                )
                return 1
            wait_s = min(FIRST_PAUSE_S * 2 ** (len(self._crashes) - 1), LONGEST_PAUSE_S)
            self._say(f"The server ended unexpectedly ({ending(code)}); starting it again.")
            self._pause(wait_s)
        return 0

    def _run_once(self) -> int:
        """Start the child and wait for its end; its exit code, negative for a signal's number."""
        self._child = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            env=self._environment,
            start_new_session=True,
        )
        try:
            if self._stopping:
                self._stop_child()
            return self._child.wait()
        finally:
            if self._child.stdin is not None:
                self._child.stdin.close()

    def _may_restart(self) -> bool:
        """Count a crash; whether there were too many of them lately."""
        now = self._clock()
        self._crashes.append(now)
        while self._crashes and now - self._crashes[0] > WINDOW_S:
            self._crashes.popleft()
        return len(self._crashes) < MAX_CRASHES

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        """The signal handler: pass the first request on, and ignore the others."""
        if not self._stopping:
            self._stopping = True
            self._stop_child()

    def _stop_child(self) -> None:
        child = self._child
        if child is None or child.poll() is not None:
            return
        child.terminate()
        self._kill = Timer(self._grace_s, child.kill)
        self._kill.daemon = True
        self._kill.start()


def ending(code: int) -> str:
    """How a process ended, in words: "exit code 1" or "SIGKILL"."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def end_with_parent(grace_s: float = GRACE_S) -> None:
    """For the child: stop this process, gently and then not, once its standard input has ended."""

    def watch() -> None:
        # Not through sys.stdin: its lock, held here, would be wanted at the interpreter's end.
        while os.read(0, 4096):
            pass
        overdue = Timer(grace_s, os._exit, (1,))
        overdue.daemon = True
        overdue.start()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, name="parent", daemon=True).start()


ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""glibc gives each thread that allocates a heap of its own, up to eight for each core, and keeps
what is freed in it. With threads for every model that was 130 MB of a server that had just started
(benchmarks.memory), and grew with the conversations."""


def server_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` for a server process; what is set there already stays."""
    return {**ARENAS, **environ}


def server_command() -> list[str]:
    """The server process, which configures itself from the environment."""
    return [sys.executable, "-m", "backend.server"]
