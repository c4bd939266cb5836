"""One holder at a time, and none once it has let go."""

from __future__ import annotations

from pathlib import Path

from audio_pipeline.folder_lock import take, take_at_once


def test_a_lock_is_had_by_one_and_then_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with path.open("w") as second:
        with path.open("w") as first:
            take(first)
            assert not take_at_once(second)
        assert take_at_once(second)
