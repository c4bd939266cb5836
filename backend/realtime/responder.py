"""Voice and text turns on their way to the interview, and its replies on the way back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, replace

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, EngineError, Samples
from audio_pipeline.protocol import (
    ExhibitShown,
    InterviewCompleted,
    InterviewQuestion,
    InterviewTurnMeasured,
    Question,
    ServerEvent,
)
from audio_pipeline.responder import Receipt, SpokenReply, UserTurn
from audio_pipeline.sound_files import FLAC_CHUNK_S, flac_chunks
from audio_pipeline.speech_features import Spoken
from backend.domain.to_the_point import answers_from
from backend.interviews.records import AudioChunk, CandidateTurn, InterviewerTurn, QuestionNotice
from backend.interviews.run import InterviewRun
from backend.metrics import Metrics
from backend.realtime.measuring import Measuring

log = logging.getLogger(__name__)


def wire_question(notice: QuestionNotice) -> Question:
    """The question as the protocol shows it, counted from 1."""
    return Question(
        index=notice.index + 1,
        total=notice.total,
        competency=notice.competency,
        kind=notice.kind,
        why=notice.why,
        time_limit_s=notice.limit_s or None,
        preparation_s=notice.preparation_s or None,
        exhibit=ExhibitShown(**asdict(notice.exhibit)) if notice.exhibit else None,
        text=notice.text or None,
    )


class InterviewResponder:
    """Satisfies `audio_pipeline.responder.Responder` with one interview.

    Where `warm` says so, a language model on this machine reads the unchanging part of its next
    request while the candidate answers. `aclose` ends that. `completed` is told when the interview
    is over, and stored as such.
    """

    def __init__(
        self,
        run: InterviewRun,
        metrics: Metrics,
        measuring: Measuring,
        *,
        warm: Callable[[], bool] = lambda: False,
        completed: Callable[[], None] = lambda: None,
    ) -> None:
        self._run = run
        self._metrics = metrics
        self._measuring = measuring
        self._asked = ""
        self._reply: SpokenReply | None = None
        self._warm = warm
        self._completed = completed
        self._warming: asyncio.Task[None] | None = None

    async def aclose(self) -> None:
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)

    def respond(self, turn: UserTurn, hurry: asyncio.Event) -> AsyncIterator[str]:
        return self._run.respond(turn.item_id, turn.cue, _candidate_turn(turn).heard, hurry)

    async def commit(self, turn: UserTurn) -> Receipt:
        self._asked = self._run.flow.at.question
        outcome = await self._run.commit(
            replace(_candidate_turn(turn), audio=await _encoded(turn.samples))
        )
        if outcome.stored:
            self._metrics.turn("candidate", {})
        events: tuple[ServerEvent, ...] = ()
        if outcome.question is not None:
            question = wire_question(outcome.question)
            events = (InterviewQuestion(**question.model_dump(exclude_unset=True)),)
        return Receipt(
            events,
            stored=outcome.stored,
            closing=outcome.closing,
            limit_s=outcome.limit_s,
            preparation_s=outcome.preparation_s,
            patience_s=outcome.patience_s,
            firm=outcome.firm,
            waits=outcome.waits,
        )

    async def measure(self, turn: UserTurn) -> tuple[ServerEvent, ...]:
        assert turn.samples is not None
        reply = self._reply if self._reply and self._reply.samples is not None else None
        spoken = Spoken(
            samples=turn.samples,
            words=turn.words,
            text=turn.text,
            # Whoever cut the question short didn't wait for its end.
            asked_s=reply.end_s - turn.start_s if reply and not reply.cut else None,
            answers_at=answers_from([word.text for word in turn.words], self._asked),
            others_s=reply.end_s - reply.start_s if reply else None,
        )
        features = await self._measuring.measure(self._run, turn.item_id, spoken)
        if features is None:
            return ()
        return (InterviewTurnMeasured(item_id=turn.item_id, features=features),)

    async def settle(self, reply: SpokenReply) -> tuple[ServerEvent, ...]:
        self._reply = reply
        completed = await self._run.settle(
            InterviewerTurn(
                item_id=reply.item_id,
                answers=reply.answers,
                text=reply.text,
                cut=reply.cut,
                audio=await _encoded(reply.samples),
                start_s=reply.start_s,
                end_s=reply.end_s,
                latency_ms=reply.latency_ms,
            )
        )
        if reply.text:
            self._metrics.turn("interviewer", reply.latency_ms)
        idle = self._warming is None or self._warming.done()
        if idle and not completed and self._warm():
            self._warming = asyncio.create_task(self._warm_up())
        if completed:
            self._completed()
        return (InterviewCompleted(interview_id=str(self._run.id)),) if completed else ()

    async def _warm_up(self) -> None:
        try:
            await self._run.warm()
        except EngineError as error:
            # The next request reads it all, or fails and is worded by the bank.
            log.info("The language model was not warmed: %s", error.message)


def _candidate_turn(turn: UserTurn) -> CandidateTurn:
    """The turn without its sound."""
    return CandidateTurn(
        item_id=turn.item_id,
        cue=turn.cue,
        text=turn.text,
        confidence=turn.confidence,
        words=tuple(asdict(word) for word in turn.words),
        start_s=turn.start_s,
        end_s=turn.end_s,
        typed=turn.typed,
        timed_out=turn.timed_out,
    )


async def _encoded(samples: Samples | None) -> tuple[AudioChunk, ...]:
    """FLAC, off the event loop: ten minutes of speech take a tenth of a second."""
    if samples is None or len(samples) == 0:
        return ()
    chunks = await asyncio.to_thread(flac_chunks, samples, ENGINE_RATE_HZ)
    total_s = len(samples) / ENGINE_RATE_HZ
    return tuple(
        AudioChunk(flac, min(FLAC_CHUNK_S, total_s - number * FLAC_CHUNK_S))
        for number, flac in enumerate(chunks)
    )
