"""Making one scorecard: rules and measurements at once, then what a strong model says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from backend.database import SessionMaker, reading, transaction
from backend.domain.material import Material
from backend.domain.ports import AnswerReader, Judge, Rules
from backend.domain.scorecard import Scorecard
from backend.domain.scoring import said_in
from backend.feedback.gathering import Gathered, Siblings, gather, recorded
from backend.feedback.queue import Queue, Taken, TakenOverError
from backend.interviews.repository import keep_features
from models.base import now_utc

MEASURED_WITHIN_S = 2.5
"""How long the first scorecard waits for the last answer to be measured: it is to be there within
5 s of the close."""
MEASURED_BY = timedelta(seconds=60)
"""Until then after the close, an answer may still be being measured beside other conversations."""
LOOK_EVERY_S = 0.25
RULED_AT_ONCE, JUDGED_AT_ONCE = 2, 2
"""Rules take a core each. A model's server answers two without keeping conversations waiting, and
whoever waits for it has the rules' part meanwhile."""
JUDGED_WITHIN_S = 900.0
"""A small model on two cores needs some ten seconds for an answer, and a long interview has
twenty questions that are scored twice."""

MeasureRecording = Callable[
    [Sequence[bytes], Sequence[dict[str, Any]], str], Awaitable[dict[str, Any] | None]
]
"""What `Turn.features` should hold, from a turn's FLAC, words and text; None where it can't be
measured."""
Told = Callable[[UUID, str, int, int], None]
"""Told of an interview's scorecard: status, steps done, steps."""


async def grasped(reader: AnswerReader | None, material: Material) -> Material:
    """The same, with what each answer as a whole has to do with its question."""
    if reader is None:
        return material
    questions = [
        replace(each, meaning=await reader.grasp(each.text, said_in(each))) if each.turns else each
        for each in material.questions
    ]
    return replace(material, questions=tuple(questions))


class ModelFailedError(Exception):
    """The judge raised what is its cause; the rest of the scorecard is there."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Everything that a scorecard takes. No transaction is open while rules or judge work."""

    sessions: SessionMaker
    queue: Queue
    rules: Rules
    judge: Judge | None
    bank: Siblings
    measure: MeasureRecording
    told: Told
    reader: AnswerReader | None = None
    ruling: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(RULED_AT_ONCE))
    judging: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(JUDGED_AT_ONCE))

    async def make(self, taken: Taken) -> None:
        """From wherever it was left: what was done before is done again, with the same outcome.

        Raises `TakenOverError`, `NotFoundError` where the interview is gone, `DamagedError` where
        it can't be read, `ModelFailedError` because of what the judge raised, and whatever the
        rules raise.
        """
        resumed = taken.status == "basic"
        self.told(taken.interview_id, taken.status, int(resumed), self._steps)
        found = await self._measured(taken, MEASURED_WITHIN_S)
        material = await grasped(self.reader, found.material)
        card = await self._by_rules(material)
        if found.unmeasured:
            await self._keep_basic(taken, card)
            later = await self._measured_late(taken, found)
            if later.unmeasured != found.unmeasured:
                material = await grasped(self.reader, later.material)
                card = await self._by_rules(material)
        if self.judge is not None:
            await self._keep_basic(taken, card)
            card = await self._judged(self.judge, taken, material, card)
        await self.queue.keep(taken, card, "ready", self._steps, self._steps)
        self.told(taken.interview_id, "ready", self._steps, self._steps)

    def gave_up(self, taken: Taken) -> None:
        """It failed for good."""
        self.told(taken.interview_id, "failed", 0, self._steps)

    @property
    def _steps(self) -> int:
        return 1 + (self.judge is not None)

    async def _keep_basic(self, taken: Taken, card: Scorecard) -> None:
        """What a model has said before isn't taken away until it has said something else."""
        if taken.engine in ("", card.engine):
            await self.queue.keep(taken, card, "basic", 1, self._steps)
            self.told(taken.interview_id, "basic", 1, self._steps)

    async def _by_rules(self, material: Material) -> Scorecard:
        async with self.ruling:
            return await asyncio.to_thread(self.rules, material)

    async def _judged(
        self, judge: Judge, taken: Taken, material: Material, basic: Scorecard
    ) -> Scorecard:
        async def progress(done: int, total: int) -> None:
            # The rules were the first step.
            await self.queue.progress(taken, done + 1, total + 1)
            self.told(taken.interview_id, "basic", done + 1, total + 1)

        try:
            async with self.judging, asyncio.timeout(JUDGED_WITHIN_S):
                judged = await judge.judge(material, basic, progress)
        except TakenOverError:
            raise
        except Exception as error:
            raise ModelFailedError from error
        return judged or basic

    async def _measured(self, taken: Taken, within_s: float) -> Gathered:
        """What there is, once every answer is measured that may still be, or time is up."""
        loop = asyncio.get_running_loop()
        over_at = loop.time() + within_s
        while True:
            async with reading(self.sessions) as db:
                found = await gather(db, taken.interview_id, self.bank)
            fresh = now_utc() < found.ended_at + MEASURED_BY
            if not found.unmeasured or not fresh or loop.time() >= over_at:
                return found
            await asyncio.sleep(LOOK_EVERY_S)

    async def _measured_late(self, taken: Taken, found: Gathered) -> Gathered:
        """Wait for those that are being measured, then measure the rest from their recordings:
        the server may have been stopped, or have had too much to do."""
        left_s = (found.ended_at + MEASURED_BY - now_utc()).total_seconds()
        found = await self._measured(taken, max(left_s, 0.0))
        for turn_id in found.unmeasured:
            async with reading(self.sessions) as db:
                turn = await recorded(db, turn_id)
            if turn is None:
                continue
            features = await self.measure(turn.chunks, turn.words, turn.text)
            if features is not None:
                async with transaction(self.sessions) as db:
                    await keep_features(db, taken.interview_id, turn.item_id, features)
        async with reading(self.sessions) as db:
            return await gather(db, taken.interview_id, self.bank)
