"""A server that crashes comes back; one that is asked to stop does, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.supervisor import (
    MAX_CRASHES,
    STARTUP_FAILURE,
    WINDOW_S,
    Supervisor,
    ending,
    server_environment,
)

CHILD = """
import os, signal, sys
from backend.supervisor import end_with_parent
def stop(*_):
    print("child asked to stop", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
end_with_parent()
print("child", os.getpid(), flush=True)
while True:
    signal.pause()
"""
STUBBORN_CHILD = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("child", os.getpid(), flush=True)
while True:
    signal.pause()
"""
PARENT = """
import sys
from backend.supervisor import Supervisor
command = [sys.executable, "-c", sys.argv[1]]
say = lambda text: print("supervisor:", text, flush=True)
sys.exit(Supervisor(command, say=say, pause=lambda _: None, grace_s=float(sys.argv[2])).run())
"""
ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def supervised(child: str, grace_s: float = 30) -> Iterator[subprocess.Popen[str]]:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, child, str(grace_s)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with parent:
        try:
            yield parent
        finally:
            if parent.poll() is None:
                parent.kill()


def line(parent: subprocess.Popen[str]) -> str:
    assert parent.stdout is not None
    return parent.stdout.readline().strip()


def child_id(parent: subprocess.Popen[str]) -> int:
    said = line(parent)
    assert said.startswith("child "), said
    return int(said.split()[1])


def test_a_killed_server_is_started_again_and_stops_when_asked() -> None:
    with supervised(CHILD) as parent:
        first = child_id(parent)
        os.kill(first, signal.SIGKILL)
        assert "ended unexpectedly (SIGKILL)" in line(parent)
        assert child_id(parent) != first
        parent.send_signal(signal.SIGTERM)
        assert line(parent) == "child asked to stop"
        assert line(parent) == ""
        assert parent.wait(10) == 0


def test_ctrl_c_twice_asks_the_server_once() -> None:
    with supervised(CHILD) as parent:
        child_id(parent)
        parent.send_signal(signal.SIGINT)
        parent.send_signal(signal.SIGINT)
        assert line(parent) == "child asked to stop"
        assert line(parent) == ""
        assert parent.wait(10) == 0


def test_the_server_ends_when_its_supervisor_is_killed() -> None:
    with supervised(CHILD) as parent:
        child_id(parent)
        parent.kill()
        assert line(parent) == "child asked to stop"
        assert line(parent) == "", "the pipe closes when the child, its last holder, is gone"


def test_a_server_that_ignores_the_request_is_killed_in_the_end() -> None:
    with supervised(STUBBORN_CHILD, grace_s=0.1) as parent:
        child_id(parent)
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(10) == 0
        assert line(parent) == ""


class Clock:
    """Time that passes only in pauses, and `step_s` at each look."""

    def __init__(self, step_s: float = 0) -> None:
        self.now_s = 0.0
        self.step_s = step_s
        self.pauses: list[float] = []

    def __call__(self) -> float:
        self.now_s += self.step_s
        return self.now_s

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now_s += seconds


def run(program: str, clock: Clock) -> tuple[int, list[str]]:
    said: list[str] = []
    command = [sys.executable, "-S", "-c", program]
    return Supervisor(command, say=said.append, pause=clock.pause, clock=clock).run(), said


def test_it_gives_up_after_too_many_crashes_with_growing_pauses_between() -> None:
    clock = Clock()
    code, said = run("raise SystemExit(9)", clock)
    assert code == 1
    assert clock.pauses == [0.5, 1.0, 2.0, 4.0]
    assert said[0] == "The server ended unexpectedly (exit code 9); starting it again."
    assert said[-1].startswith(f"The server crashed {MAX_CRASHES} times within {WINDOW_S:.0f} s")


def test_crashes_far_apart_are_not_counted_together(tmp_path: Path) -> None:
    counter = tmp_path / "runs"
    program = (
        f"import sys; f = open({str(counter)!r}, 'a+'); f.write('x'); f.seek(0); "
        "sys.exit(0 if len(f.read()) == 8 else 1)"
    )
    clock = Clock(step_s=WINDOW_S + 1)
    code, said = run(program, clock)
    assert code == 0
    assert clock.pauses == [0.5] * 7
    assert len(said) == 7


def test_a_server_that_cannot_start_is_not_started_again() -> None:
    code, said = run(f"raise SystemExit({STARTUP_FAILURE})", Clock())
    assert code == 1
    assert said == ["The server could not start; the reason stands above."]


def test_a_server_that_ends_by_itself_ends_the_supervisor() -> None:
    assert run("pass", Clock()) == (0, [])


@pytest.mark.parametrize(
    ("code", "words"), [(1, "exit code 1"), (-9, "SIGKILL"), (-99, "signal 99")]
)
def test_an_ending_in_words(code: int, words: str) -> None:
    assert ending(code) == words


def test_a_server_shares_its_heaps_but_for_whoever_says_otherwise() -> None:
    assert server_environment({"HOME": "/"}) == {"HOME": "/", "MALLOC_ARENA_MAX": "2"}
    assert server_environment({"MALLOC_ARENA_MAX": "8"}) == {"MALLOC_ARENA_MAX": "8"}
