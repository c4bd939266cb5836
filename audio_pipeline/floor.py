"""Who has the floor: the person, the interviewer, or both for a moment.

A turn that seems over gets a reply drafted; a turn that is over gets it spoken. Speech over a
reply holds it; words take the floor, a cough or "mhm" gives it back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from audio_pipeline.answer_clock import AnswerClock
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, EngineError, Transcript
from audio_pipeline.heard_turn import (
    Alarm,
    Caption,
    Ended,
    HeardTurn,
    ListenerEvent,
    Paused,
    Resumed,
    Started,
    Sustained,
)
from audio_pipeline.listening import Listener
from audio_pipeline.load import Load
from audio_pipeline.metrics import Stages
from audio_pipeline.phrases import Ending, ending, interrupts, normalized
from audio_pipeline.protocol import CancelReason
from audio_pipeline.responder import UserTurn, merged
from audio_pipeline.response import Reply
from audio_pipeline.speaking import Spawn, Speaking
from audio_pipeline.wire_out import WireOut

LIKELY_END = 0.5
"""Smart Turn's own threshold (pipecat-ai/smart-turn-v3): from here on a draft is worth its CPU."""

MAX_DRAFTS = 3
"""Drafts for one turn, as in LiveKit's preemptive generation; a halting speaker costs no more."""

FIRM_S = 3.0
"""As long as it takes to say that the time is over: that alone can't be talked over."""

TYPED_GRACE_S = 5.0
"""Whoever types is told that the time is over, and has so long to send what is written: speech
can be ended from here, and what stands in somebody's window can't."""

MEANT_S = 1.0
"""Voice that lasts so long was meant to be heard: a cough or a laugh is over sooner."""

MAX_WORDLESS = 3
"""Asked again so often, the third time with another way to answer. Then it is a radio, or a
person who knows by now, and more would be nagging."""

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
    load: Load = field(default_factory=Load)

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
        self._in_grace = False
        self._firm_until = 0
        self._wordless = 0

    @property
    def busy(self) -> bool:
        """A reply is being spoken or is about to be."""
        return self.speaking.reply is not None or self._finishing is not None

    @property
    def judges(self) -> bool:
        """Words that are being spoken decide who has the floor, and aren't only shown."""
        return self._overlap is not None

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
            case Paused(turn, transcript, lasting):
                if turn is not self._overlap:
                    self._consider_draft(turn, transcript, lasting)
                elif not await self._judge(turn, transcript.text, over=True):
                    await self.listener.control(self._drop_overlap(turn))
            case Resumed():
                await self.speaking.discard_draft()
            case Ended(turn):
                self._on_ended(turn)
            case Alarm():
                await self._on_alarm()

    def _may_interrupt(self, turn: HeardTurn) -> bool:
        """Not with what began while the interviewer was saying that the time is over: somebody
        who talks on hears the next question all the same."""
        firm = self.busy and turn.started < self._firm_until
        return self.rules.interrupt_response and not firm

    def _wind(self) -> None:
        """Let the listener ring when the clock is next due."""
        self.listener.alarm = self._clock.next
        timeout = self.rules.idle_timeout_s is not None and self._clock.nudge is not None
        self.listener.keeps_time = self._clock.due is not None or timeout

    async def _on_alarm(self) -> None:
        """The clock waits for a reply that is on its way: it is wound when that was heard."""
        if self.busy or self.speaking.closed:
            return
        sample = self.listener.machine.sample
        ring = self._clock.rings(sample)
        thinking = self.listener.machine.held or self.listener.turn is not None
        if ring == "time_up" and not (self.wire.session.speaks or self._in_grace):
            self._in_grace = True
            self._clock.due = sample + round(TYPED_GRACE_S * ENGINE_RATE_HZ)
            self.wire.notice("time_up", "Your time is up. Please send what you have written.")
        elif ring == "time_up":
            await self._end_answer()
        elif ring == "silence" and thinking:
            self._clock.hushed(sample)
        elif ring == "silence":
            timeout = self.rules.idle_timeout_s is not None
            item_id = self.wire.timed_out(sample) if timeout else self.wire.new_id("item")
            self.take(UserTurn(item_id, "silence"))
        self._wind()

    async def _end_answer(self) -> None:
        """The time is over for the answer, or for what would have been one."""
        self._late = self.listener.turn

        async def finish(listener: Listener) -> None:
            if await listener.finish_turn():
                return
            if self.pending:
                self.respond_next()
            else:
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
        self._wind()
        if self.rules.detects:
            self.wire.speech_started(turn.item_id, turn.started)

    def _consider_draft(self, turn: HeardTurn, transcript: Transcript, lasting: bool) -> None:
        text = transcript.text
        complete = (turn.completeness or 0.0) >= LIKELY_END or ending(text) is Ending.COMPLETE
        likely = lasting or complete
        wanted = self.rules.create_response and likely and bool(normalized(text))
        wanted = wanted and self.load.speculation
        if not wanted or self.busy or self.pending or self._drafts >= MAX_DRAFTS:
            return
        draft = UserTurn(
            turn.item_id, "answer", text, transcript.words, confidence=transcript.confidence
        )
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
        if reply is self.speaking.last and not self.speaking.closed:
            self._clock.asked(self.listener.machine.sample)
            self._wind()

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
        if not normalized(transcript.text):
            await self._finish_wordless(turn, stages)
            return
        self._wordless = 0
        user_turn = UserTurn(
            item_id=turn.item_id,
            cue="answer",
            text=transcript.text,
            words=transcript.words,
            confidence=transcript.confidence,
            samples=self.listener.track.slice(turn.started, turn.speech_end),
            start_s=turn.started / ENGINE_RATE_HZ,
            end_s=turn.speech_end / ENGINE_RATE_HZ,
            timed_out=turn is self._late,
        )
        self.wire.committed(user_turn)
        self.pending.append(user_turn)
        self.listener.release(turn)
        if self.rules.create_response:
            await self._respond(stages)

    async def _finish_wordless(self, turn: HeardTurn, stages: Stages) -> None:
        """Nothing was understood. What may have been an answer is asked for again."""
        await self.speaking.discard_draft()
        self.listener.release(turn)
        self.wire.cleared()
        voiced_s = turn.ended.voiced_s if turn.ended else 0.0
        nothing = UserTurn(self.wire.new_id("item"), "silence", timed_out=True)
        if turn is self._late:
            await self._answer(nothing, stages)
        elif voiced_s >= MEANT_S and self._wordless < MAX_WORDLESS and self.rules.create_response:
            self._wordless += 1
            await self._answer(replace(nothing, cue="unclear", timed_out=False), stages)
        else:
            self._clock.hushed(self.listener.machine.sample)
            self._wind()

    async def _respond(self, stages: Stages) -> None:
        """Answer everything that the person has said or typed since the last reply."""
        await self.speaking.spoken()
        taken = len(self.pending)
        turn = merged(self.pending) or UserTurn(self.wire.new_id("item"), "repeat")
        if self._in_grace and turn.typed:
            turn = replace(turn, timed_out=True)
        if await self._answer(turn, stages):
            # Where it failed they stay: nothing that the person said is lost with it.
            del self.pending[:taken]

    async def _answer(self, turn: UserTurn, stages: Stages) -> bool:
        if not await self.speaking.answer(turn, stages):
            return False
        receipt = self.speaking.receipt
        patience_s = self.rules.idle_timeout_s or receipt.patience_s
        if receipt.waits or turn.typed:
            # Whoever types is silent, and whoever asked for time to think has it.
            patience_s = 0.0
        self._clock.set(receipt.limit_s, receipt.preparation_s, patience_s)
        self._in_grace = self._in_grace and receipt.limit_s is None
        self._wind()
        until = self.listener.machine.sample + round(FIRM_S * ENGINE_RATE_HZ)
        # Not this moment either: who speaks again as the reply begins has begun before it.
        self._firm_until = until if receipt.firm else 0
        return True
