"""What all measurements share: their options, and the one line that they print."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from backend.config import Config

ROOT = Path(__file__).resolve().parent.parent


def options(description: str | None, **defaults: Any) -> argparse.ArgumentParser:
    """A parser with the options that every measurement takes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--speech",
        type=Path,
        help="folder of recordings with manifest.tsv and pauses.jsonl (default: tests/audio)",
    )
    parser.add_argument(
        "--home", type=Path, default=Config().home, help="where the weights are (IHR_HOME)"
    )
    parser.add_argument(
        "--limit", type=int, help="use about this many recordings, spread over the collection"
    )
    parser.set_defaults(**defaults)
    return parser


def spread(items: Sequence[Any], limit: int | None) -> list[Any]:
    """`limit` of the items at even distances, the same ones every time."""
    if limit is None or limit >= len(items):
        return list(items)
    return [items[number * len(items) // limit] for number in range(limit)]


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Linear between neighbours, rounded to a thousandth; None of nothing."""
    return round(float(np.percentile(values, percent)), 3) if values else None


def conditions(**particular: Any) -> dict[str, Any]:
    """Where and when a figure was measured, to be taken before the work begins."""
    return {
        "cores": len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count(),
        "commit": _commit(),
        "load_at_start": round(os.getloadavg()[0], 2),
        **particular,
    }


def _commit() -> str | None:
    """The commit, with a plus where the code was changed since; None without git."""
    try:
        return subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(text, file=sys.stderr, flush=True)


def report(name: str, n: int, figures: dict[str, Any], where: dict[str, Any]) -> None:
    """The measurement's one line."""
    line = {"name": name, "n": n, "figures": figures, "conditions": where}
    print(json.dumps(line), flush=True)
