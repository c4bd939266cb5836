"""What a process keeps of the clips that Whisper has heard: nothing."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audio_pipeline.engines.onednn import KEPT, SETTING, keep_few_primitives

pytestmark = pytest.mark.engines

GLIBC = sys.platform.startswith("linux") and hasattr(ctypes.CDLL(None), "malloc_trim")
GROWTH = """
import ctypes, sys
from pathlib import Path
import numpy as np
import psutil
from audio_pipeline.engines.whisper import WhisperDecoder

def kept():
    ctypes.CDLL(None).malloc_trim(0)
    return psutil.Process().memory_info().rss / (1 << 20)

decoder = WhisperDecoder(Path(sys.argv[1]), 1, "cpu")
for length in range(1600, 1600 + 80 * 320, 320):
    decoder._encode(np.ones(length, np.int16), 0)
    if length == 1600 + 20 * 320:
        before = kept()
print(kept() - before)
"""


@pytest.mark.skipif(not GLIBC, reason="only glibc can be told to give back what is free")
def test_clips_of_ever_new_lengths_leave_nothing_behind(weights_dir: Path) -> None:
    # A process of its own: the first thing that oneDNN computes in one settles what it keeps.
    run = subprocess.run(
        [sys.executable, "-c", GROWTH, str(weights_dir / "whisper-tiny.en")],
        env={key: value for key, value in os.environ.items() if key != SETTING},
        capture_output=True,
        text=True,
        check=True,
    )
    # Sixty of them left 19 MiB behind.
    assert float(run.stdout) < 5


def test_who_has_set_it_otherwise_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    keep_few_primitives()
    assert os.environ[SETTING] == KEPT
    monkeypatch.setenv(SETTING, "3")
    keep_few_primitives()
    assert os.environ[SETTING] == "3"
