"""What is made of Lighthouse's reports and of what a page has seen."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from benchmarks import web_pages, web_room
from benchmarks.recordings import recordings
from scripts.first_load import first_load_kb


def a_report(performance: float, lcp_ms: float, contrast: float | None) -> dict[str, Any]:
    """A report of Lighthouse, as far as it is read."""

    def audit(score: float | None, mode: str = "binary", value: float = 0.0) -> dict[str, Any]:
        return {"score": score, "scoreDisplayMode": mode, "numericValue": value}

    refs = [
        {"id": "color-contrast", "weight": 7},
        {"id": "video-caption", "weight": 10},
        {"id": "landmark", "weight": 0},
    ]
    return {
        "categories": {
            "performance": {"score": performance, "auditRefs": []},
            "accessibility": {"score": 0.93, "auditRefs": refs},
            "best-practices": {"score": 1, "auditRefs": [{"id": "https", "weight": 1}]},
        },
        "audits": {
            "first-contentful-paint": audit(1, "numeric", 800.04),
            "largest-contentful-paint": audit(1, "numeric", lcp_ms),
            "total-blocking-time": audit(1, "numeric", 12.0),
            "cumulative-layout-shift": audit(1, "numeric", 0.00049),
            "color-contrast": audit(contrast),
            "video-caption": audit(None, "notApplicable"),
            "landmark": audit(0),
            "https": audit(1),
        },
    }


def test_lighthouse_is_told_by_its_medians_and_by_what_costs_points() -> None:
    found = web_pages.figures(
        [a_report(0.99, 900, 1), a_report(0.8, 2400, 0), a_report(0.97, 1000, 1)]
    )
    assert (found["performance"], found["accessibility"], found["best_practices"]) == (97, 93, 100)
    assert (found["fcp_ms"], found["lcp_ms"], found["cls"]) == (800.04, 1000, 0.0)
    assert found["failed"] == ["color-contrast"]
    assert web_pages.figures([a_report(1, 1, None)])["failed"] == ["color-contrast"]


def test_only_script_that_a_page_loads_at_once_is_counted(tmp_path: Path) -> None:
    (tmp_path / "_next").mkdir()
    (tmp_path / "login").mkdir()
    for name in ("a", "b", "old", "later"):
        (tmp_path / "_next" / f"{name}.js").write_bytes(name.encode() * 50_000)
    one, two = '<script src="/_next/a.js">', '<script async src="/_next/b.js?v=1">'
    old = '<script src="/_next/old.js" noModule="">'
    (tmp_path / "index.html").write_text(one + old)
    (tmp_path / "login" / "index.html").write_text(one + one + two)

    def kb(*names: str) -> float:
        packed = [gzip.compress((tmp_path / "_next" / f"{name}.js").read_bytes()) for name in names]
        return round(sum(map(len, packed)) / 1024, 1)

    assert first_load_kb(tmp_path) == {"": kb("a"), "login": kb("a", "b")}
    (tmp_path / "index.html").write_text(old)
    with pytest.raises(ValueError, match="loads no script"):
        first_load_kb(tmp_path)


def test_what_pages_saw_is_taken_together() -> None:
    one: dict[str, Any] = {
        "delays_ms": [0.0, 2.0],
        "tasks_ms": [61.0],
        "silences": [{"event_ms": 12.0, "voice_ms": 300.0}],
        "underruns": [],
        "spoke": 2,
        "played_ms": 20_000.0,
        "output_latency_ms": 10.0,
    }
    other = one | {
        "delays_ms": [4.0],
        "tasks_ms": [],
        "silences": [{"event_ms": 14.0, "voice_ms": None}],
        "underruns": [{"ms": 41.6, "nothing_sent": True, "after": "I see."}],
    }
    found = web_room.figures([one, other])
    assert (found["thread"]["looks"], found["thread"]["delay_p50_ms"]) == (3, 2.0)
    assert (found["thread"]["long_tasks"], found["thread"]["long_task_worst_ms"]) == (1, 61.0)
    assert (found["playback"]["seconds"], found["playback"]["underruns_ms"]) == (40.0, [42])
    assert found["interruption"]["n"] == 2
    assert found["interruption"]["silence_p50_ms"] == 13.0
    assert found["interruption"]["from_the_voice_p95_ms"] == 300.0
    assert web_room.figures([])["interruption"]["silence_p95_ms"] is None


def test_recordings_go_to_the_page_with_the_time_of_their_first_voice() -> None:
    (clip,) = [each for each in recordings(None) if each.id == "quilter"]
    told = web_room.spoken([clip])
    assert told["quilter"]["voiced_s"] == 0.55
    assert told["quilter"]["wav"].startswith("UklGR")
