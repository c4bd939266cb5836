"""An interview held by `@openai/agents` in Node, as it comes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio_pipeline.resampler import Resampler
from scripts.node import environment, folder
from tests.audio_pipeline.engines.clips import load, plain_words, text, word_errors
from tests.backend.realtime.serving import LiveServer
from tests.clients.conftest import REAL_RATE

AGENTS = Path(__file__).parent / "agents"


def recorded(path: Path, clip: str, silence_s: float) -> None:
    """A recording and the silence after it, as raw 24 kHz PCM."""
    samples = np.concatenate([load(clip), np.zeros(int(silence_s * 16_000), dtype=np.int16)])
    resampler = Resampler(16_000, 24_000)
    path.write_bytes(resampler.feed(samples).tobytes() + resampler.flush().tobytes())


def interview(server: LiveServer, recording: Path, pace: float) -> Any:
    """What interview.js prints."""
    assert (AGENTS / "node_modules").is_dir(), "Run `make test`, which installs it."
    node = folder()
    done = subprocess.run(
        [str(node / "node"), "interview.js", server.url("/v1/realtime"), recording, str(pace)],
        cwd=AGENTS,
        env=environment(node),
        input=server.token(),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.engines
def test_the_history_holds_both_sides(real: LiveServer, tmp_path: Path) -> None:
    recorded(tmp_path / "answer.pcm", "quilter", 3.0)
    kept = interview(real, tmp_path / "answer.pcm", REAL_RATE)
    assert kept["errors"] == []
    opening, answer, reply = kept["history"]
    assert [item["role"] for item in kept["history"]] == ["assistant", "user", "assistant"]
    assert [part["type"] for part in answer["content"]] == ["input_audio"]
    heard = plain_words(answer["content"][0]["transcript"])
    assert word_errors(plain_words(text("quilter")), heard) <= 3
    for item in (opening, reply):
        assert item["status"] == "completed"
        assert len(item["content"][0]["transcript"].split()) > 3
    assert kept["audio_bytes"] > 24_000 * 2
    assert kept["events"]["interview.turn.saved"] == 1
