"""Starts interviews and takes them up again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import SessionMaker, reading, transaction
from backend.domain.interview import begin
from backend.domain.plan import PlannedQuestion
from backend.domain.planning import QuestionBank, make_plan
from backend.domain.ports import AnswerReader, LanguageModel
from backend.domain.scenario import Scenario
from backend.interviews import repository
from backend.interviews.retries import plan_retry
from backend.interviews.run import InterviewRun
from backend.interviews.state import plan_to_json, to_state
from backend.interviews.storage import InterviewStore
from backend.interviews.tailoring import tailored
from backend.preferences import preferences_of
from models import Interview, Turn

Also = Callable[[AsyncSession, Interview], Awaitable[None]]


class Conductor:
    def __init__(
        self,
        sessions: SessionMaker,
        llm: LanguageModel,
        bank: QuestionBank,
        reader: AnswerReader | None = None,
    ) -> None:
        self._sessions = sessions
        self._llm = llm
        self._bank = bank
        self._reader = reader

    async def create(
        self,
        user_id: UUID,
        scenario: Scenario | None = None,
        seed: int | None = None,
        *,
        keep_audio: bool | None = None,
        also: Also | None = None,
    ) -> Interview:
        """A planned interview, stored; without a `scenario`, the one that this person prefers.
        With a `seed`, the same questions as every time with it, whatever was asked lately.
        `keep_audio` outranks the preference. A guest gets one question, once; raises
        `ForbiddenError` where that was used. `also` is done in the same transaction."""
        interview_id = uuid4()
        async with reading(self._sessions) as db:
            scenario = scenario or (await preferences_of(db, user_id)).usual_scenario
            scenario = await repository.catalogued(db, scenario)
            if await repository.is_guest(db, user_id):
                scenario = replace(scenario, questions=1, minutes=0)
            asked = [] if seed is not None else await repository.asked_lately(db, user_id)
        plan = make_plan(
            scenario,
            self._bank,
            seed=interview_id.int if seed is None else seed,
            asked_lately=[question for question, _mode in asked],
            calm=[question for question, mode in asked if mode != "stress"],
        )
        interview = Interview(
            id=interview_id,
            user_id=user_id,
            role=scenario.role,
            industry=scenario.industry,
            difficulty=scenario.difficulty,
            kind=scenario.kind,
            mode=scenario.mode,
            length=len(plan.questions),
            plan=plan_to_json(plan),
            state=to_state(begin(plan)),
            keep_audio=keep_audio,
        )
        return await self._add(interview, also)

    async def retry(
        self,
        user_id: UUID,
        interview_id: UUID,
        position: int,
        *,
        sibling: bool,
        also: Also | None = None,
    ) -> Interview:
        """A planned interview, stored, in which one question of another is answered again; with
        `sibling` one like it that the person hasn't seen. Raises `NotFoundError`,
        `ConflictError` where it isn't over or there is no sibling, and as `create` does."""
        interview = await plan_retry(
            self._sessions, self._bank, user_id, interview_id, position, sibling=sibling
        )
        return await self._add(interview, also)

    async def _add(self, interview: Interview, also: Also | None) -> Interview:
        async with transaction(self._sessions) as db:
            await repository.check_may_begin(db, interview.user_id)
            db.add(interview)
            if also is not None:
                await db.flush()
                await also(db, interview)
        return interview

    async def questions(self, user_id: UUID, scenario: Scenario) -> list[PlannedQuestion]:
        """Questions for practising one by one, none of those asked lately, tailored where the
        language model can."""
        async with reading(self._sessions) as db:
            scenario = await repository.catalogued(db, scenario)
            asked = await repository.asked_lately(db, user_id)
        plan = make_plan(
            scenario,
            self._bank,
            seed=uuid4().int,
            asked_lately=[question for question, _mode in asked],
        )
        return await tailored(self._llm, plan.questions[: scenario.questions], scenario)

    async def check_owner(self, interview_id: UUID, user_id: UUID) -> None:
        """Raises `NotFoundError` where there is no such interview of this person."""
        async with reading(self._sessions) as db:
            await repository.get_interview(db, interview_id, user_id)

    async def turns(self, interview_id: UUID) -> Sequence[Turn]:
        """What was said so far, in order."""
        async with reading(self._sessions) as db:
            return await repository.turns_of(db, interview_id)

    async def lost(self, held: Mapping[UUID, int]) -> set[UUID]:
        """Those of these interviews, each with the epoch that it is held in, which have been taken
        up by another server or are gone."""
        if not held:
            return set()
        async with reading(self._sessions) as db:
            epochs = await repository.epochs_of(db, held)
        return {key for key, epoch in held.items() if epochs.get(key) != epoch}

    async def open(self, interview_id: UUID, user_id: UUID) -> InterviewRun:
        """Take an interview up, where it was left. Whoever held it before can write no more.

        Raises `NotFoundError` where there is none, or it is somebody else's.
        """
        async with transaction(self._sessions) as db:
            interview = await repository.get_interview(db, interview_id, user_id)
            epoch = await repository.take_up(db, interview)
            preferences = await preferences_of(db, user_id)
        store = InterviewStore(self._sessions, interview_id, epoch, patience=preferences.patience)
        flow, history = await store.load()
        return InterviewRun(
            store,
            self._llm,
            flow,
            history,
            interview_id=interview_id,
            epoch=epoch,
            preferences=preferences,
            reader=self._reader,
        )
