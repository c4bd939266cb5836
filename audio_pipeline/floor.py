"""Who has the floor: the person, the interviewer, or both for a moment.

A turn that seems over gets a reply drafted; a turn that is over gets it spoken. Speech over a
reply holds it; words take the floor, a cough or "mhm" gives it back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from audio_pipeline.answer_clock import AnswerClock
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, EngineError, Transcript
from audio_pipeline.listening import (
    Caption,
    Ended,
    HeardTurn,
    Listener,
    ListenerEvent,
    Paused,
    Resumed,
    Started,
    Sustained,
    TimeUp,
)
from audio_pipeline.metrics import Stages
from audio_pipeline.phrases import Ending, ending, interrupts, normalized
from audio_pipeline.protocol import CancelReason
from audio_pipeline.responder import UserTurn, merged
from audio_pipeline.response import Reply
from audio_pipeline.speaking import Spawn, Speaking
from audio_pipeline.wire_out import WireOut

log = logging.getLogger(__name__)

LIKELY_END = 0.5
"""Smart Turn's own threshold (pipecat-ai/smart-turn-v3): from here on a draft is worth its CPU."""

MAX_DRAFTS = 3
"""Drafts for one turn, as in LiveKit's preemptive generation; a halting speaker costs no more."""

FIRM_S = 3.0
"""As long as it takes to say that the time is over: that alone can't be talked over."""

GIVE_BACK_S = 1.2
"""Sound over a reply in which no words were found for this long was not speech."""


@dataclass(slots=True)
class FloorRules:
    """The parts of `turn_detection` that concern replies, and what is told of speech."""

    detects: bool = True
    """False where the client ends the turns: nothing is said of when speech begins and stops."""
    create_response: bool = True
    interrupt_response: bool = True
    idle_timeout_s: float | None = None


@dataclass(eq=False)
class Floor:
    """All methods are called from the session's one loop; tasks belong to `spawn`'s owner."""

    speaking: Speaking
    listener: Listener
    wire: WireOut
    spawn: Spawn
    rules: FloorRules = field(default_factory=FloorRules)

    def __post_init__(self) -> None:
        self.pending: list[UserTurn] = []
        """What the person said or typed and nobody has answered."""
        self._finishing: asyncio.Task[None] | None = None
        self._overlap: HeardTurn | None = None
        self._announced: HeardTurn | None = None
        self._withheld = ""
        self._drafts = 0
        self._clock = AnswerClock()
        self._late: HeardTurn | None = None
        self._firm_until = 0

    @property
    def busy(self) -> bool:
        """A reply is being spoken or is about to be."""
        return self.speaking.reply is not None or self._finishing is not None

    # --- what the listener hears -----------------------------------------------------------

    async def on_heard(self, event: ListenerEvent) -> None:
        match event:
            case Started(turn):
                self._drafts = 0
                self._withheld = ""
                if self.busy:
                    self._overlap = turn
                else:
                    self._announce(turn)
            case Sustained(turn):
                if turn is self._overlap and self._may_interrupt(turn):
                    self.speaking.hold("overlap")
            case Caption(turn, text, hypothesis):
                await self._on_caption(turn, text, hypothesis)
            case Paused(turn, transcript):
                if turn is not self._overlap:
                    self._consider_draft(turn, transcript)
                elif not await self._judge(turn, transcript.text, over=True):
                    await self.listener.control(self._drop_overlap(turn))
            case Resumed():
                await self.speaking.discard_draft()
            case Ended(turn):
                self._on_ended(turn)
            case TimeUp():
                await self._on_time_up()

    def _may_interrupt(self, turn: HeardTurn) -> bool:
        """Not with what began while the interviewer was saying that the time is over: somebody
        who talks on hears the next question all the same."""
        firm = self.busy and turn.started < self._firm_until
        return self.rules.interrupt_response and not firm

    async def _on_time_up(self) -> None:
        """End the answer, or what would have been one. A reply that is on its way needs none."""
        if self.busy:
            return
        self._late = self.listener.turn

        async def finish(listener: Listener) -> None:
            if not await listener.finish_turn():
                self.take(UserTurn(self.wire.new_id("item"), "silence", timed_out=True))

        await self.listener.control(finish)

    async def _on_caption(self, turn: HeardTurn, text: str, hypothesis: str) -> None:
        if turn is self._overlap or turn is self._announced:
            self._withheld = f"{self._withheld} {text}".strip()
        if turn is self._overlap:
            await self._judge(turn, hypothesis)
        if turn is self._announced and self._withheld:
            self.wire.caption(turn.item_id, self._withheld)
            self._withheld = ""

    async def _judge(self, turn: HeardTurn, words: str, over: bool = False) -> bool:
        """Whether speech over a reply takes the floor; if not, the reply goes on in time."""
        if not self.rules.interrupt_response:
            return True
        if interrupts(words) and self._may_interrupt(turn):
            self._overlap = None
            await self.stop("turn_detected")
            self._announce(turn)
            return True
        heard_s = (self.listener.machine.sample - turn.started) / ENGINE_RATE_HZ
        if over or (heard_s >= GIVE_BACK_S and not normalized(words)):
            self.speaking.resume("overlap")
        return False

    def _drop_overlap(self, turn: HeardTurn) -> Callable[[Listener], Coroutine[Any, Any, None]]:
        async def drop(listener: Listener) -> None:
            if listener.turn is turn and turn is self._overlap:
                listener.clear()
                self._overlap = None

        return drop

    def _announce(self, turn: HeardTurn) -> None:
        self._announced = turn
        self._clock.speaks(turn.started)
        self.listener.alarm = self._clock.due
        if self.rules.detects:
            self.wire.speech_started(turn.item_id, turn.started)

    def _consider_draft(self, turn: HeardTurn, transcript: Transcript) -> None:
        text = transcript.text
        likely = (turn.completeness or 0.0) >= LIKELY_END or ending(text) is Ending.COMPLETE
        wanted = self.rules.create_response and likely and bool(normalized(text))
        if not wanted or self.busy or self.pending or self._drafts >= MAX_DRAFTS:
            return
        draft = UserTurn(turn.item_id, "answer", text, confidence=transcript.confidence)
        self._drafts += self.speaking.draft(draft)

    def _on_ended(self, turn: HeardTurn) -> None:
        stages = Stages()
        stages.mark("turn_end")
        arrived = self.listener.arrived_s(turn.speech_end)
        if arrived is not None:
            stages.mark("speech_end", arrived)
        if turn is self._overlap:
            self._overlap = None
            if self.rules.interrupt_response:
                self.spawn(self._judge_ended(turn, stages))
                return
            self._announce(turn)
        self._then(self._finish(turn, stages))

    async def _judge_ended(self, turn: HeardTurn, stages: Stages) -> None:
        """Nothing in it took the floor while it lasted, perhaps because decoding was slow."""
        try:
            words = (await turn.transcript()).text
        except EngineError:
            words = ""
        if interrupts(words) and self._may_interrupt(turn):
            await self.stop("turn_detected")
            self._announce(turn)
            self._then(self._finish(turn, stages))
        else:
            self.speaking.resume("overlap")
            self.listener.release(turn)

    # --- answering -------------------------------------------------------------------------

    def take(self, turn: UserTurn) -> None:
        """Answer a control, or open the conversation."""
        self._then(self._answer(turn, Stages()))

    def respond_next(self) -> None:
        """Answer what is pending, once the turn that has just ended is part of it."""
        self._then(self._respond(Stages()))

    async def stop(self, reason: CancelReason) -> None:
        """Cancel the reply."""
        reply = self.speaking.reply
        if reply is None or not reply.released:
            # Its turn is being stored this moment, and a commit is not torn in two.
            await self.finished()
        await self.speaking.stop(reason)

    async def finished(self) -> None:
        """Wait until the turn that has just ended is transcribed, stored and answered."""
        if self._finishing is not None:
            await asyncio.gather(self._finishing, return_exceptions=True)

    def on_played(self, reply: Reply) -> None:
        """A reply was heard to its end."""
        if reply is self.speaking.last:
            self._clock.asked(self.listener.machine.sample)
            self.listener.alarm = self._clock.due
        if self.speaking.receipt.waits:
            return
        if self.rules.idle_timeout_s is not None and not self.speaking.closed:
            self.spawn(self._prompt_after(self.rules.idle_timeout_s, reply))

    def _then(self, work: Coroutine[Any, Any, object]) -> None:
        """Do this after what is being finished now: turns are answered in their order."""
        self._finishing = self.spawn(self._after(self._finishing, work))

    async def _after(
        self, earlier: asyncio.Task[None] | None, work: Coroutine[Any, Any, object]
    ) -> None:
        try:
            if earlier is not None:
                await asyncio.gather(earlier, return_exceptions=True)
            await work
        finally:
            work.close()
            if self._finishing is asyncio.current_task():
                self._finishing = None

    async def _finish(self, turn: HeardTurn, stages: Stages) -> None:
        if self.rules.detects:
            self.wire.speech_stopped(turn.item_id, turn.speech_end)
        try:
            transcript = await turn.transcript()
        except EngineError as error:
            await self.speaking.discard_draft()
            self.listener.release(turn)
            self.wire.transcription_failed(turn.item_id, error)
            return
        stages.mark("final_transcript")
        if turn is self._announced:
            # Later captions would follow the transcript that outranks them.
            self._announced = None
        late = turn is self._late
        if not normalized(transcript.text):
            await self.speaking.discard_draft()
            self.listener.release(turn)
            self.wire.cleared()
            if late:
                nothing = UserTurn(self.wire.new_id("item"), "silence", timed_out=True)
                await self._answer(nothing, stages)
            return
        user_turn = UserTurn(
            item_id=turn.item_id,
            cue="answer",
            text=transcript.text,
            confidence=transcript.confidence,
            samples=self.listener.track.slice(turn.started, turn.speech_end),
            start_s=turn.started / ENGINE_RATE_HZ,
            end_s=turn.speech_end / ENGINE_RATE_HZ,
            timed_out=late,
        )
        self.wire.committed(user_turn)
        self.pending.append(user_turn)
        try:
            if self.rules.create_response:
                await self._respond(stages)
        finally:
            self.spawn(self._annotate(turn))

    async def _respond(self, stages: Stages) -> None:
        """Answer everything that the person has said or typed since the last reply."""
        await self.speaking.spoken()
        taken = len(self.pending)
        turn = merged(self.pending) or UserTurn(self.wire.new_id("item"), "repeat")
        if await self._answer(turn, stages):
            # Where it failed they stay: nothing that the person said is lost with it.
            del self.pending[:taken]

    async def _answer(self, turn: UserTurn, stages: Stages) -> bool:
        if not await self.speaking.answer(turn, stages):
            return False
        receipt = self.speaking.receipt
        self._clock.set(receipt.limit_s, receipt.preparation_s)
        self.listener.alarm = None
        firm = round(FIRM_S * ENGINE_RATE_HZ) if receipt.firm else 0
        self._firm_until = self.listener.machine.sample + firm
        return True

    async def _prompt_after(self, idle_s: float, reply: Reply) -> None:
        """The standard's idle timeout: say something when the person says nothing."""
        await asyncio.sleep(idle_s)
        if self.speaking.last is reply and not self.busy and self.listener.turn is None:
            self.take(UserTurn(self.wire.timed_out(self.listener.machine.sample), "silence"))

    async def _annotate(self, turn: HeardTurn) -> None:
        """Word timings, measured when nothing else waits for Whisper."""
        try:
            words = await turn.transcriber.words()
            await self.speaking.responder.annotate(turn.item_id, words)
        except Exception as error:
            log.warning("Word timings are missing for a turn: %s", type(error).__name__)
        finally:
            self.listener.release(turn)
