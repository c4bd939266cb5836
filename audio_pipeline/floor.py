"""Who has the floor: the person, the interviewer, or both for a moment.

A turn that seems over gets a reply drafted; a turn that is over gets it released. Speech over
a reply holds it; words take the floor, a cough or "mhm" gives it back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, EngineError
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
)
from audio_pipeline.metrics import Stages
from audio_pipeline.phrases import Ending, ending, interrupts, normalized
from audio_pipeline.protocol import CancelReason
from audio_pipeline.responder import Responder, UserTurn, merged
from audio_pipeline.response import Reply
from audio_pipeline.wire_out import WireOut

log = logging.getLogger(__name__)

LIKELY_END = 0.5
"""Smart Turn's own threshold (pipecat-ai/smart-turn-v3): from here on a draft is worth its CPU."""

MAX_DRAFTS = 3
"""Drafts for one turn, as in LiveKit's preemptive generation; a halting speaker costs no more."""

GIVE_BACK_S = 1.2
"""Sound over a reply in which no words were found for this long was not speech."""

REPORT_WAIT_S = 0.3
"""A client that flushes tells what was heard within a round trip of the cancellation."""


@dataclass(slots=True)
class _Draft:
    reply: Reply
    said: str


@dataclass(slots=True)
class FloorRules:
    """The parts of `turn_detection` that concern replies."""

    create_response: bool = True
    interrupt_response: bool = True
    idle_timeout_s: float | None = None


@dataclass(eq=False)
class Floor:
    """All methods are called from the session's one loop; tasks belong to `spawn`'s owner."""

    responder: Responder
    listener: Listener
    wire: WireOut
    new_reply: Callable[[UserTurn, Stages], Reply]
    spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    rules: FloorRules = field(default_factory=FloorRules)

    def __post_init__(self) -> None:
        self.reply: Reply | None = None
        self.last: Reply | None = None
        self.closing = False
        self.closed = False
        self.pending: list[UserTurn] = []
        self.finishing: asyncio.Task[None] | None = None
        self._speaking: asyncio.Task[None] | None = None
        self._settling: asyncio.Task[None] | None = None
        self._draft: _Draft | None = None
        self._drafts = 0
        self._overlap: HeardTurn | None = None
        self._announced: HeardTurn | None = None
        self._holds: set[str] = set()
        self._withheld = ""

    @property
    def busy(self) -> bool:
        """A reply is being spoken or is about to be."""
        return self.reply is not None or self.finishing is not None

    # --- what the listener hears ---------------------------------------------------------

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
                if turn is self._overlap and self.rules.interrupt_response:
                    self.hold("overlap")
            case Caption(turn, text, hypothesis):
                self._withheld = f"{self._withheld} {text}".strip()
                if turn is self._overlap:
                    await self._judge(turn, hypothesis)
                if turn is self._announced:
                    self._show_captions()
            case Paused(turn, transcript):
                if turn is not self._overlap:
                    self._consider_draft(turn, transcript.text, transcript.confidence)
                elif not await self._judge(turn, transcript.text, over=True):
                    await self.listener.control(self._drop_overlap(turn))
            case Resumed():
                await self._discard_draft()
            case Ended(turn):
                await self._on_ended(turn)

    async def _judge(self, turn: HeardTurn, words: str, over: bool = False) -> bool:
        """Whether speech over a reply takes the floor; if not, the reply goes on in time."""
        if not self.rules.interrupt_response:
            return True
        if interrupts(words):
            await self._give_floor(turn)
            return True
        heard_s = (self.listener.machine.sample - turn.started) / ENGINE_RATE_HZ
        if over or (heard_s >= GIVE_BACK_S and not normalized(words)):
            self.resume("overlap")
        return False

    def _drop_overlap(self, turn: HeardTurn) -> Callable[[Listener], Coroutine[Any, Any, None]]:
        async def drop(listener: Listener) -> None:
            if listener.turn is turn and turn is self._overlap:
                listener.clear()
                self._overlap = None

        return drop

    async def _give_floor(self, turn: HeardTurn) -> None:
        self._overlap = None
        await self.stop("turn_detected")
        self._announce(turn)

    def _announce(self, turn: HeardTurn) -> None:
        self._announced = turn
        self.wire.speech_started(turn.item_id, turn.started)

    def _show_captions(self) -> None:
        if self._withheld and self._announced is not None:
            self.wire.caption(self._announced.item_id, self._withheld)
            self._withheld = ""

    async def _on_ended(self, turn: HeardTurn) -> None:
        if turn is self._overlap:
            self._overlap = None
            if self.rules.interrupt_response:
                # Nothing in it took the floor while it lasted.
                self.resume("overlap")
                self.listener.release(turn)
                return
            self._announce(turn)
        stages = Stages()
        stages.mark("turn_end")
        arrived = self.listener.arrived_s(turn.speech_end)
        if arrived is not None:
            stages.mark("speech_end", arrived)
        self.finishing = self.spawn(self._after(self.finishing, self._finish(turn, stages)))

    # --- a turn is over ------------------------------------------------------------------

    async def _finish(self, turn: HeardTurn, stages: Stages) -> None:
        self.wire.speech_stopped(turn.item_id, turn.speech_end)
        try:
            transcript = await turn.transcript()
        except EngineError as error:
            await self._discard_draft()
            self.listener.release(turn)
            self.wire.transcription_failed(turn.item_id, error)
            return
        stages.mark("final_transcript")
        if not normalized(transcript.text):
            await self._discard_draft()
            self.listener.release(turn)
            self.wire.cleared()
            return
        user_turn = UserTurn(
            item_id=turn.item_id,
            cue="answer",
            text=transcript.text,
            confidence=transcript.confidence,
            samples=self.listener.track.slice(turn.started, turn.speech_end),
            start_s=turn.started / ENGINE_RATE_HZ,
            end_s=turn.speech_end / ENGINE_RATE_HZ,
        )
        self.wire.committed(user_turn)
        self.pending.append(user_turn)
        if self.rules.create_response:
            await self.respond(stages)
        self.spawn(self._annotate(turn))

    def take(self, turn: UserTurn) -> None:
        """Answer a control, or open the conversation."""
        self.finishing = self.spawn(self._after(self.finishing, self.answer(turn)))

    def respond_next(self) -> None:
        """Answer what is pending, once the turn that has just ended is part of it."""
        self.finishing = self.spawn(self._after(self.finishing, self.respond()))

    async def _after(
        self, earlier: asyncio.Task[None] | None, work: Coroutine[Any, Any, None]
    ) -> None:
        try:
            if earlier is not None:
                await asyncio.gather(earlier, return_exceptions=True)
            await work
        finally:
            work.close()
            if self.finishing is asyncio.current_task():
                self.finishing = None

    async def respond(self, stages: Stages | None = None) -> None:
        """Answer everything that the person has said or typed since the last reply."""
        if self.reply is not None and self._speaking is not None:
            await asyncio.gather(self._speaking, return_exceptions=True)
        turn = merged(self.pending)
        if turn is None:
            turn = UserTurn(self.wire.new_id("item"), "repeat")
        await self.answer(turn, stages)

    async def answer(self, turn: UserTurn, stages: Stages | None = None) -> None:
        """Store a turn and speak the reply to it."""
        await self.settled()
        reply = await self._take_draft(turn)
        if reply is None:
            reply = self.new_reply(turn, Stages())
            self._speaking = self.spawn(reply.run())
        self.reply = self.last = reply
        reply.turn = turn
        if stages is not None:
            reply.stages.times.update(stages.times)
        try:
            receipt = await self.responder.commit(turn)
        except Exception as error:
            # The turn stays pending: nothing that the person said is lost with this failure.
            log.error("A turn could not be stored: %s", type(error).__name__)
            await self._abandon(reply)
            self.wire.not_saved(turn.item_id)
            return
        self.pending.clear()
        if receipt.stored:
            self.wire.saved(turn.item_id)
        for event in receipt.events:
            self.wire.send(event)
        self.closing = receipt.closing
        reply.input_start_s = self.listener.track.end / ENGINE_RATE_HZ
        if self._holds:
            reply.hold()
        reply.release()
        if self._speaking is not None:
            self._settling = self.spawn(self._settle(reply, self._speaking))

    # --- drafts --------------------------------------------------------------------------

    def _consider_draft(self, turn: HeardTurn, text: str, confidence: float) -> None:
        likely = (turn.completeness or 0.0) >= LIKELY_END or ending(text) is Ending.COMPLETE
        wanted = self.rules.create_response and likely and bool(normalized(text))
        settled = self._settling is None or self._settling.done()
        if not wanted or self.busy or not settled or self.pending or self._drafts >= MAX_DRAFTS:
            return
        self._drafts += 1
        draft = UserTurn(turn.item_id, "answer", text, confidence=confidence)
        reply = self.new_reply(draft, Stages())
        self._draft = _Draft(reply, normalized(text))
        self._speaking = self.spawn(reply.run())

    async def _take_draft(self, turn: UserTurn) -> Reply | None:
        draft = self._draft
        if draft is None:
            return None
        if draft.reply.turn.item_id == turn.item_id and draft.said == normalized(turn.text):
            self._draft = None
            return draft.reply
        await self._discard_draft()
        return None

    async def _discard_draft(self) -> None:
        if self._draft is not None:
            self._draft = None
            await self._end_speaking()

    # --- the reply -----------------------------------------------------------------------

    def hold(self, why: str) -> None:
        """Keep the reply from going on; it does once every reason is gone."""
        if self.reply is not None:
            if why == "overlap" and not self._holds and self.reply.released:
                self.wire.hold_playback(self.reply.events.response_id)
            self.reply.hold()
        self._holds.add(why)

    def resume(self, why: str) -> None:
        if why not in self._holds:
            return
        self._holds.discard(why)
        if not self._holds and self.reply is not None:
            if why == "overlap" and self.reply.released:
                self.wire.resume_playback(self.reply.events.response_id)
            self.reply.resume()

    async def stop(self, reason: CancelReason) -> None:
        """Cancel the reply; what was heard of it is settled by its own task."""
        if self.reply is None or not self.reply.released:
            # Its turn is being stored this moment, and a commit is not torn in two.
            await self.finished()
        await self._discard_draft()
        reply = self.reply
        self._holds.discard("overlap")
        if reply is None:
            return
        await self._end_speaking()
        reply.close(reason)
        self.reply = None

    async def _abandon(self, reply: Reply) -> None:
        await self._end_speaking()
        if self.reply is reply:
            self.reply = None

    async def _end_speaking(self) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
            await asyncio.gather(self._speaking, return_exceptions=True)
            self._speaking = None

    async def finished(self) -> None:
        """Wait until the turn that has just ended is transcribed, stored and answered."""
        if self.finishing is not None:
            await asyncio.gather(self.finishing, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until what was heard of the previous reply is stored."""
        if self._settling is not None:
            await asyncio.gather(self._settling, return_exceptions=True)

    async def _settle(self, reply: Reply, speaking: asyncio.Task[None]) -> None:
        await asyncio.gather(speaking, return_exceptions=True)
        if reply.status is None or reply.status == "cancelled":
            await asyncio.sleep(REPORT_WAIT_S)
        else:
            await reply.played_out()
        if self.reply is reply:
            self.reply = None
        await self.store_heard(reply)
        if self.closing and reply.status != "cancelled":
            self.closed = True
        elif self.rules.idle_timeout_s is not None and reply.status == "completed":
            self.spawn(self._prompt_after(self.rules.idle_timeout_s, reply))

    async def _prompt_after(self, idle_s: float, reply: Reply) -> None:
        """The standard's idle timeout: say something when the person says nothing."""
        await asyncio.sleep(idle_s)
        if self.last is reply and not self.busy and self.listener.turn is None:
            self.take(UserTurn(self.wire.timed_out(self.listener.machine.sample), "silence"))

    async def store_heard(self, reply: Reply) -> None:
        """Store a reply as it was heard."""
        heard = reply.heard()
        self.wire.measured(heard)
        try:
            for event in await self.responder.settle(heard):
                self.wire.send(event)
        except Exception as error:
            log.error("A reply could not be stored: %s", type(error).__name__)
            self.wire.not_saved(reply.item_id)

    async def _annotate(self, turn: HeardTurn) -> None:
        """Word timings, measured when nothing else waits for Whisper."""
        try:
            words = await turn.transcriber.words()
            await self.responder.annotate(turn.item_id, words)
        except Exception as error:
            log.warning("Word timings are missing for a turn: %s", type(error).__name__)
        finally:
            self.listener.release(turn)
