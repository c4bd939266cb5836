"""One interview under way: the flow in memory, every change of it in the database first."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from typing import Any, cast
from uuid import UUID

from backend.domain.heard import Heard
from backend.domain.interview import InterviewFlow
from backend.domain.moves import Cue, Move, QuestionKind
from backend.domain.ports import AnswerReader, LanguageModel
from backend.domain.preferences import Preferences
from backend.domain.prompts import Exchange, prefix_messages
from backend.interviews.decision import Decision, decide, standing
from backend.interviews.grasp import Grasp
from backend.interviews.records import CandidateTurn, InterviewerTurn, Outcome, QuestionNotice
from backend.interviews.storage import (
    WORDED,
    InterviewStore,
    remember_answer,
    remember_follow_up,
)
from backend.interviews.wording import Closable, word

_KEPT_DECISIONS = 32


class InterviewRun:
    """The only writer of one interview. Made by `Conductor.open`.

    `respond` may be called any number of times for words that are still changing; it stores
    nothing, and gives the same reply for the same item and words, whatever their case and
    punctuation. What `commit` stores is the decision that such a reply was made from.
    """

    def __init__(
        self,
        store: InterviewStore,
        llm: LanguageModel,
        flow: InterviewFlow,
        history: list[Exchange],
        *,
        interview_id: UUID,
        epoch: int,
        preferences: Preferences | None = None,
        reader: AnswerReader | None = None,
    ) -> None:
        self.id = interview_id
        self.preferences = preferences or Preferences()
        """Of the person interviewed, as they were when the interview was taken up."""
        self.epoch = epoch
        """Grows each time the interview is taken up: event ids that begin with it grow too."""
        self.flow = flow
        self._store = store
        self._llm = llm
        self._grasp = Grasp(reader)
        self._history = history
        self._draft: tuple[str, Decision] | None = None
        self._committed: OrderedDict[str, Decision] = OrderedDict()
        self._opened_s = time.monotonic() - flow.elapsed_s
        self._writing = asyncio.Lock()
        self._doubtful = False

    @property
    def started(self) -> bool:
        return self.flow.at.phase != "waiting"

    @property
    def completed(self) -> bool:
        return self.flow.at.phase == "closed"

    def question(self) -> QuestionNotice | None:
        """The question in force; None before the first."""
        at = self.flow.at
        return self._notice(at.question_kind, at.index, at.why, at.question, limit_s=at.limit_s)

    @property
    def elapsed_s(self) -> float:
        """How long the interview has been held; a time in which nobody was there doesn't count."""
        return time.monotonic() - self._opened_s

    async def respond(
        self,
        item_id: str,
        cue: Cue,
        heard: Heard | None = None,
        hurry: asyncio.Event | None = None,
    ) -> AsyncIterator[str]:
        """The reply to an item as it stands, in deltas; the first never waits for a model, and
        ends a line where the next one does. Once `hurry` is set, none does."""
        heard = heard or Heard()
        await self._grasp.take(self.flow, cue, heard)
        decision = self._decide(item_id, cue, heard)
        if decision.move.lead:
            yield decision.move.lead + ("\n" if decision.move.task and not decision.line else " ")
        if not decision.line:
            decision.line = await self._word(decision, hurry)
        yield decision.line

    async def commit(self, turn: CandidateTurn) -> Outcome:
        """Store a final turn and what follows from it; the same item again changes nothing.

        Raises `ConflictError` where the interview has been taken up in another place.
        """
        async with self._writing:
            await self._refresh()
            decision = await self._known(turn.item_id)
            if decision is None:
                if not self._draft or self._draft[0] != turn.item_id:
                    await self._grasp.take(self.flow, turn.cue, turn.heard)
                decision = self._decide(turn.item_id, turn.cue, turn.heard)
                flow = self.flow.take(decision.move, turn.item_id, turn.heard, self.elapsed_s)
                with self._changing():
                    await self._store.save_decision(turn, decision, flow)
                self.flow = flow
                remember_answer(self._history, decision)
                self._keep(turn.item_id, decision)
            return self._outcome(decision, stored=turn.cue == "answer")

    async def settle(self, turn: InterviewerTurn) -> bool:
        """Store what was heard of a reply; True where that completed the interview.

        A reply of which nothing was heard leaves no turn. A reply that was cut is settled
        before the words that cut it are given to `respond`, since they may continue the
        answer. Raises as `commit` does.
        """
        async with self._writing:
            await self._refresh()
            if (await self._store.find(turn.item_id))[0]:
                return self.completed
            completed_before = self.completed
            decision = self._committed.get(turn.answers)
            move = decision.move if decision else self._pending_move(turn.answers)
            sequence = decision.sequence if decision else self.flow.sequence
            flow = self.flow.settle(turn.answers, turn.text, decision.full if decision else "")
            with self._changing():
                await self._store.save_reply(turn, move, sequence + 1, flow)
            self.flow = flow
            if move and move.kind in WORDED and turn.text:
                remember_follow_up(self._history, turn.text, move.lead)
            return self.completed and not completed_before

    async def measured(self, item_id: str, features: dict[str, Any]) -> None:
        """Store how an answer was spoken."""
        await self._store.save_features(item_id, features)

    async def warm(self) -> None:
        """Let the language model read what its next request will begin with.

        Raises whatever the model raises.
        """
        flow = self.flow
        messages = prefix_messages(self._history, flow.at.question, flow.plan, flow.at.ledger)
        stream = self._llm.stream(messages, max_tokens=1)
        async with aclosing(cast(Closable, stream)):
            async for _delta in stream:
                break

    def still_fits(self, item_id: str, cue: Cue, heard: Heard | None = None) -> bool:
        """Whether the reply that `respond` is giving, or gave, answers these newer words of the
        item too. Where it doesn't, `respond` has to be called again."""
        if item_id in self._committed:
            return True
        if not self._draft or self._draft[0] != item_id:
            return False
        before = self._draft[1]
        return self._decide(item_id, cue, heard or Heard()) is before

    def _decide(self, item_id: str, cue: Cue, heard: Heard) -> Decision:
        """The decision for these words: the one that stands, if it still does."""
        if item_id in self._committed:
            return self._committed[item_id]
        latest = self._draft[1] if self._draft and self._draft[0] == item_id else None
        if latest and latest.is_for(cue, heard):
            return latest
        heard = self._grasp.known(self.flow, heard)
        decision = decide(self.flow, cue, heard, self.elapsed_s)
        if latest and latest.revise(decision):
            return latest
        self._draft = (item_id, decision)
        return decision

    async def _word(self, decision: Decision, hurry: asyncio.Event | None) -> str:
        if not decision.move.is_wordable:
            return decision.move.text
        history, current = self._history, decision.exchange
        latest = history[-1] if history else None
        if latest and decision.cue != "answer":
            # The follow-up was decided on an earlier answer, and is only worded again.
            current = latest
        if current is latest or decision.continues:
            history = history[:-1]
        flow = self.flow
        return await word(
            self._llm,
            decision.move,
            history=history,
            current=current,
            asked=flow.asked,
            plan=flow.plan,
            ledger=flow.at.ledger,
            hurry=hurry,
        )

    async def _known(self, item_id: str) -> Decision | None:
        """The decision on an item that is stored already, by this run or by one before it."""
        if item_id in self._committed:
            return self._committed[item_id]
        decision = (await self._store.find(item_id))[1]
        if decision is None and item_id == self.flow.answers:
            return standing(self.flow)
        return decision

    def _pending_move(self, answers: str) -> Move | None:
        return self.flow.move if answers == self.flow.answers else None

    def _keep(self, item_id: str, decision: Decision) -> None:
        self._draft = None
        self._committed[item_id] = decision
        if len(self._committed) > _KEPT_DECISIONS:
            self._committed.popitem(last=False)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """A write that didn't end well may have happened all the same: look before the next."""
        try:
            yield
        except BaseException:
            self._doubtful = True
            raise

    async def _refresh(self) -> None:
        if self._doubtful:
            self.flow, self._history = await self._store.load()
            self._doubtful = False

    def _outcome(self, decision: Decision, *, stored: bool) -> Outcome:
        move = decision.move
        question = None
        if move.asks:
            text = decision.line or ("" if move.task else move.text)
            question = self._notice(
                move.asks,
                move.index,
                move.why,
                text,
                limit_s=move.limit_s,
                preparation_s=move.preparation_s,
            )
        return Outcome(
            move.kind,
            stored,
            question,
            closing=move.closing,
            limit_s=None if move.kind == "nudge" else move.limit_s,
            preparation_s=move.preparation_s,
            patience_s=self.flow.patience_s,
            firm=move.firm,
            waits=move.waits,
        )

    def _notice(
        self,
        kind: QuestionKind,
        index: int,
        why: str,
        text: str,
        *,
        limit_s: float = 0.0,
        preparation_s: float = 0.0,
    ) -> QuestionNotice | None:
        if index < 0:
            return None
        questions = self.flow.plan.questions
        step = questions[index].step
        theirs = self.flow.at.phase in ("their_turn", "closing", "closed")
        return QuestionNotice(
            index,
            len(questions),
            "Your own questions" if theirs else questions[index].competency.name,
            kind,
            why,
            text,
            limit_s,
            preparation_s,
            step.exhibit if step and kind == "main" and not theirs else None,
        )
