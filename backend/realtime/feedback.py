"""How far a scorecard is, told on the socket on which the interview was held."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from audio_pipeline.protocol import (
    FeedbackStatus,
    InterviewFeedbackProgress,
    InterviewFeedbackReady,
)
from backend.realtime.sessions import Sessions


def told_on_sockets(sessions: Sessions) -> Callable[[UUID, str, int, int], None]:
    """For `feedback.making.Maker`. Where another server makes the scorecard, or the socket is
    closed by then, whoever waits asks GET /feedback/scorecard."""

    def told(interview_id: UUID, status: str, done: int, total: int) -> None:
        named = str(interview_id)
        if status == "ready":
            sessions.tell(interview_id, InterviewFeedbackReady(interview_id=named))
            return
        sessions.tell(
            interview_id,
            InterviewFeedbackProgress(
                interview_id=named, status=cast(FeedbackStatus, status), done=done, total=total
            ),
        )

    return told
