"""What one person prefers, and how to talk with them, as they told it themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from backend.domain.scenario import Scenario

TIME_AND_A_HALF, DOUBLE_TIME = 1.5, 2.0
"""What test takers are usually given who need more time (Job Accommodation Network, askjan.org,
"Extended Time"). Giving the same to pauses is a design choice: who looks for the English word
needs less of it than who can't get a word out."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """`scenario` holds fields of `Scenario`, as far as there are defaults of one's own for them.
    `voice` is a name that the speech engine knows, "" for its own voice, and `speech_rate` how
    fast it speaks, 1.0 being the voice's own pace. Without `retention_days`, interviews are kept
    until they are deleted. `second_language`, `longer_pauses` and not `rate_delivery` are how
    somebody speaks: they change what is fair to ask, and are nobody else's business."""

    scenario: Mapping[str, Any] = field(default_factory=dict)
    voice: str = ""
    speech_rate: float = 1.0
    captions: bool = True
    keep_audio: bool = True
    retention_days: int | None = None
    second_language: bool = False
    longer_pauses: bool = False
    rate_delivery: bool = True

    @property
    def patience(self) -> float:
        """How many times as long as usual a pause, a silence and a timed answer may take."""
        if self.longer_pauses:
            return DOUBLE_TIME
        return TIME_AND_A_HALF if self.second_language else 1.0

    @property
    def usual_scenario(self) -> Scenario:
        """The interview that is held where nothing else was asked for."""
        return replace(Scenario(), **self.scenario)
