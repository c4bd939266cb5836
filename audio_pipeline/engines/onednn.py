"""How much oneDNN, with which CTranslate2 computes on a processor, keeps for another time."""

from __future__ import annotations

import os

SETTING = "ONEDNN_PRIMITIVE_CACHE_CAPACITY"
KEPT = "16"


def keep_few_primitives() -> None:
    """In this process, where nothing has been computed yet and nobody has set it otherwise.

    It compiles each convolution for the length of its input and keeps 1,024 of them. Every clip
    has a length of its own, so that Whisper grew by 2 MB with each that it heard, and none was
    quicker for it (benchmarks.memory; 40 clips took 33 s of CPU with 1,024 kept, 30 s with 8).
    """
    os.environ.setdefault(SETTING, KEPT)
