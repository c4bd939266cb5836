"""The interviewer's side of the floor: one reply drafted, stored, spoken, held, settled.

At most one reply is drafted or spoken at a time. All methods are called from the session's
loop or its tasks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from audio_pipeline.listening import Listener
from audio_pipeline.metrics import Stages
from audio_pipeline.phrases import normalized
from audio_pipeline.protocol import CancelReason
from audio_pipeline.responder import Receipt, Responder, UserTurn
from audio_pipeline.response import Reply
from audio_pipeline.wire_out import WireOut

log = logging.getLogger(__name__)

REPORT_WAIT_S = 0.3
"""A client that flushes tells what was heard within a round trip of the cancellation."""

Spawn = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


@dataclass(eq=False)
class Speaking:
    """`new_reply` makes a reply that is not yet running; tasks belong to `spawn`'s owner."""

    responder: Responder
    listener: Listener
    wire: WireOut
    new_reply: Callable[[UserTurn], Reply]
    spawn: Spawn
    on_played: Callable[[Reply], None]

    def __post_init__(self) -> None:
        self.reply: Reply | None = None
        """The reply that is being stored or spoken."""
        self.last: Reply | None = None
        self.closed = False
        """The last reply of the conversation was heard."""
        self._closing = False
        self.receipt = Receipt()
        """What the reply being given, or given last, asks of the session."""
        self._draft: Reply | None = None
        self._task: asyncio.Task[None] | None = None
        self._settling: asyncio.Task[None] | None = None
        self._holds: set[str] = set()

    # --- before the turn is over -----------------------------------------------------------

    def draft(self, turn: UserTurn) -> bool:
        """Prepare the reply to a turn that seems over; False where something is in the way."""
        unsettled = self._settling is not None and not self._settling.done()
        if self.reply is not None or self._draft is not None or unsettled:
            return False
        self._draft = self.new_reply(turn)
        self._task = self.spawn(self._draft.run())
        return True

    async def discard_draft(self) -> None:
        """The turn went on: throw the prepared reply away."""
        if self._draft is not None:
            self._draft = None
            await self._end_task()

    # --- the reply -------------------------------------------------------------------------

    async def answer(self, turn: UserTurn, stages: Stages) -> bool:
        """Store a turn and let the reply to it be spoken; False where it can't be stored."""
        # What was heard of the reply before decides what this turn answers.
        await self.settled()
        reply = await self._take_draft(turn)
        self.reply = self.last = reply
        reply.stages.times.update(stages.times)
        try:
            receipt = await self.responder.commit(turn)
        except Exception as error:
            log.error("A turn could not be stored: %s", type(error).__name__)
            await self._end_task()
            self.reply = None
            self.wire.not_saved(turn.item_id)
            return False
        if receipt.stored:
            self.wire.saved(turn.item_id)
        for event in receipt.events:
            self.wire.send(event)
        self._closing = receipt.closing
        self.receipt = receipt
        self._release(reply)
        if receipt.stored and turn.samples is not None:
            self.spawn(self._measure(turn))
        return True

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
        await self.discard_draft()
        self._holds.discard("overlap")
        reply, self.reply = self.reply, None
        if reply is not None:
            await self._end_task()
            reply.close(reason)

    async def spoken(self) -> None:
        """Wait until the reply, if there is one, has been sent or stopped."""
        if self.reply is not None and self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until what was heard of the last reply is stored."""
        if self._settling is not None:
            await asyncio.gather(self._settling, return_exceptions=True)

    async def _take_draft(self, turn: UserTurn) -> Reply:
        """The prepared reply if it was prepared for these words, else a new one."""
        draft = self._draft
        if draft is not None:
            same = normalized(draft.turn.text) == normalized(turn.text) and not turn.timed_out
            if draft.turn.item_id == turn.item_id and same:
                self._draft = None
                draft.turn = turn
                return draft
            await self.discard_draft()
        reply = self.new_reply(turn)
        self._task = self.spawn(reply.run())
        return reply

    def _release(self, reply: Reply) -> None:
        reply.input_start_s = self.listener.heard_s
        if self._holds:
            reply.hold()
        reply.release()
        if self._task is not None:
            self._settling = self.spawn(self._settle(reply, self._task))

    async def _settle(self, reply: Reply, speaking: asyncio.Task[None]) -> None:
        await asyncio.gather(speaking, return_exceptions=True)
        if reply.status in ("completed", "failed"):
            await reply.played_out()
        if reply.stopped:
            await asyncio.sleep(REPORT_WAIT_S)
        if self.reply is reply:
            self.reply = None
        await self._store_heard(reply)
        if reply.status == "completed":
            self.closed = self._closing
            self.on_played(reply)

    async def _store_heard(self, reply: Reply) -> None:
        heard = reply.heard()
        self.wire.measured(heard)
        try:
            for event in await self.responder.settle(heard):
                self.wire.send(event)
        except Exception as error:
            log.error("A reply could not be stored: %s", type(error).__name__)
            self.wire.not_saved(reply.item_id)

    async def _measure(self, turn: UserTurn) -> None:
        for event in await self.responder.measure(turn):
            self.wire.send(event)

    async def _end_task(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
