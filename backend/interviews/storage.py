"""How a conversation is written down and read back: one short transaction for each step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from backend.database import SessionMaker, reading, transaction
from backend.domain.interview import InterviewFlow
from backend.domain.language import clean
from backend.domain.lines import WELCOME_BACK
from backend.domain.moves import Move
from backend.domain.prompts import Exchange
from backend.interviews import repository
from backend.interviews.decision import Decision, from_row
from backend.interviews.records import CandidateTurn, InterviewerTurn, TurnKind
from backend.interviews.state import from_state, to_state
from models import Interview, Turn

WORDED = ("follow_up", "challenge")
"""The replies of which a language model is reminded."""


class InterviewStore:
    """The rows of one interview, for the holder of `epoch`. Writing raises `ConflictError`
    once somebody else has taken the interview up.

    Of a person who doesn't want their sound kept, in this interview or at all, the words are
    stored and no sound of either side ever is.
    """

    def __init__(
        self, sessions: SessionMaker, interview_id: UUID, epoch: int, *, patience: float = 1.0
    ) -> None:
        self._sessions = sessions
        self._id = interview_id
        self._epoch = epoch
        self._patience = patience

    async def load(self) -> tuple[InterviewFlow, list[Exchange]]:
        """The flow and the exchanges so far. Raises `ValueError` where the state is damaged."""
        async with reading(self._sessions) as db:
            query = select(Interview.state, Interview.plan).where(Interview.id == self._id)
            flow = from_state(*(await db.execute(query)).one())
            flow = replace(flow, patience=self._patience)
            turns = await repository.turns_of(db, self._id)
        history: list[Exchange] = []
        lead = ""
        for turn in turns:
            decision = _decision(turn)
            if decision:
                remember_answer(history, decision)
                lead = decision.move.lead
            elif turn.kind in WORDED:
                remember_follow_up(history, turn.text, lead)
        return flow, history

    async def find(self, item_id: str) -> tuple[bool, Decision | None]:
        """Whether the item is stored, and the decision where it is an answer."""
        async with reading(self._sessions) as db:
            turn = await repository.find_turn(db, self._id, item_id)
        return turn is not None, _decision(turn) if turn else None

    async def save_decision(
        self, turn: CandidateTurn, decision: Decision, flow: InterviewFlow
    ) -> None:
        """The flow after a decision, and the answer that it was made on, if it was one."""
        async with transaction(self._sessions) as db:
            await repository.save_state(db, self._id, self._epoch, to_state(flow), _status(flow))
            asked = flow.current
            if decision.move.asks and asked:
                await repository.keep_question(db, self._id, flow.at.index, asked)
            if turn.cue != "answer":
                return
            row = Turn(
                interview_id=self._id,
                question_id=await repository.question_id_at(db, self._id, decision.position),
                sequence=decision.sequence,
                item_id=turn.item_id,
                speaker="candidate",
                kind=decision.kind,
                text=clean(turn.text),
                typed=turn.typed,
                confidence=turn.confidence,
                words=list(turn.words),
                start_s=turn.start_s,
                end_s=turn.end_s,
                latency_ms=turn.latency_ms,
                decision=decision.to_json(),
            )
            await repository.add_turn(db, row, turn.audio)

    async def save_features(self, item_id: str, features: dict[str, Any]) -> None:
        """How an answer was spoken. It changes nothing else, so whoever holds the interview now
        doesn't matter."""
        async with transaction(self._sessions) as db:
            await repository.keep_features(db, self._id, item_id, features)

    async def save_reply(
        self, turn: InterviewerTurn, move: Move | None, sequence: int, flow: InterviewFlow
    ) -> None:
        """The flow after a reply, and the reply itself unless nothing of it was heard."""
        async with transaction(self._sessions) as db:
            await repository.save_state(db, self._id, self._epoch, to_state(flow), _status(flow))
            text = clean(turn.text)
            if not text:
                return
            position = move.index if move else -1
            row = Turn(
                interview_id=self._id,
                question_id=await repository.question_id_at(db, self._id, position),
                sequence=sequence,
                item_id=turn.item_id,
                speaker="interviewer",
                kind=move.kind if move else "aside",
                why=move.why if move else "",
                text=text,
                cut=turn.cut,
                start_s=turn.start_s,
                end_s=turn.end_s,
                latency_ms=turn.latency_ms,
            )
            await repository.add_turn(db, row, turn.audio)


def remember_answer(history: list[Exchange], decision: Decision) -> None:
    if decision.continues and history:
        history.pop()
    if decision.kind != "aside":
        history.append(decision.exchange)


def remember_follow_up(history: list[Exchange], heard: str, lead: str) -> None:
    """Note what was heard of a follow-up, without the words that led to it."""
    if history and history[-1].task:
        question = heard.removeprefix(WELCOME_BACK).strip().removeprefix(lead).strip()
        history[-1] = replace(history[-1], follow_up=question)


def _decision(turn: Turn) -> Decision | None:
    if turn.decision is None:
        return None
    kind = cast(TurnKind, turn.kind)
    return from_row(turn.decision, kind=kind, text=turn.text, sequence=turn.sequence)


def _status(flow: InterviewFlow) -> str:
    if flow.at.phase == "closed":
        return "completed"
    return "planned" if flow.at.phase == "waiting" else "active"
