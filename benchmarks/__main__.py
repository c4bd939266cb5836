"""Runs the measurements one after another, each in a process of its own: a line of JSON each.

Without names: all of them, as `make bench` does. What one prints on the way goes to standard
error; where one fails, the others still run and the exit code is 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks.common import say

RUNS: dict[str, tuple[str, ...]] = {
    "voice_to_voice": ("voice_to_voice",),
    "voice_to_voice_embedded": ("voice_to_voice", "--llm", "embedded"),
    "voice_to_voice_always_llm": ("voice_to_voice", "--always-llm"),
    "turn_taking": ("turn_taking",),
    "stt": ("stt",),
    "memory": ("memory",),
    "capacity": ("capacity",),
    "backup": ("backup",),
    "content": ("content",),
    "interviewer": ("interviewer",),
    "scale": ("scale",),
    "engines": ("engines",),
    "delivery": ("delivery",),
    "web_pages": ("web_pages",),
    "web_room": ("web_room",),
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", help=", ".join(RUNS))
    parser.add_argument("--speech", type=Path, help="folder of recordings")
    parser.add_argument("--home", type=Path, help="where the weights are (IHR_HOME)")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.names if name not in RUNS]
    if unknown:
        parser.error(f"no such measurement: {', '.join(unknown)}")
    shared = [f"--speech={given.speech}"] if given.speech else []
    shared += [f"--home={given.home}"] if given.home else []
    failed = []
    for name in given.names or RUNS:
        module, *options = RUNS[name]
        say(f"== {name}")
        command = [sys.executable, "-m", f"benchmarks.{module}", *options, *shared]
        if subprocess.run(command).returncode:
            failed.append(name)
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
