"""Answering a question again: the same one, or one like it that the person hasn't seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import SessionMaker, reading
from backend.domain.interview import begin
from backend.domain.plan import InterviewPlan, PlannedQuestion
from backend.domain.planning import QuestionBank
from backend.domain.scenario import DIFFICULTIES
from backend.errors import ConflictError, NotFoundError
from backend.interviews import repository
from backend.interviews.state import from_state, plan_to_json, to_state
from models import Interview, Question

NOT_OVER = "This interview isn't over yet. Its questions can be answered again when it is."
NO_SIBLING = (
    "There is no question like this one left that you haven't seen. You can answer the same one"
    " again."
)
UNREADABLE = "This interview was held with another version of the program, and can't be gone on."


async def plan_retry(
    sessions: SessionMaker,
    bank: QuestionBank,
    user_id: UUID,
    interview_id: UUID,
    position: int,
    *,
    sibling: bool,
) -> Interview:
    """A new interview of one question, in the same scenario, bound to the first that had it; not
    stored yet. Raises `NotFoundError` and `ConflictError`."""
    async with reading(sessions) as db:
        first = await repository.get_interview(db, interview_id, user_id)
        if first.status != "completed":
            raise ConflictError(NOT_OVER)
        first, position = await _origin(db, first, position)
        if await repository.question_id_at(db, first.id, position) is None:
            raise NotFoundError("There is no such question in this interview.")
        try:
            plan = from_state(first.state, first.plan).plan
        except ValueError:
            raise ConflictError(UNREADABLE) from None
        seen = await _ever_asked(db, user_id) if sibling else frozenset()
    question = plan.questions[position]
    chosen = _unseen(question, plan, bank, seen) if sibling else _by_itself(question, plan)
    again = InterviewPlan(
        replace(plan.scenario, questions=1, minutes=0),
        (replace(chosen, matches=""),),
        plan.follow_ups,
        plan.cases if chosen.step else (),
    )
    return Interview(
        id=uuid4(),
        user_id=user_id,
        role=first.role,
        industry=first.industry,
        difficulty=first.difficulty,
        kind=first.kind,
        mode=first.mode,
        length=1,
        plan=plan_to_json(again),
        state=to_state(begin(again)),
        keep_audio=first.keep_audio,
        retry_of=first.id,
        retry_position=position,
        retry_sibling=sibling,
    )


async def _origin(db: AsyncSession, interview: Interview, position: int) -> tuple[Interview, int]:
    """Where a question was first asked, so that all that was said to it stands side by side."""
    if interview.retry_of is None or interview.retry_position is None or position != 0:
        return interview, position
    try:
        first = await repository.get_interview(db, interview.retry_of, interview.user_id)
    except NotFoundError:  # it is in the bin
        return interview, position
    return first, interview.retry_position


async def _ever_asked(db: AsyncSession, user_id: UUID) -> frozenset[str]:
    """Also in interviews that are in the bin: who has seen a question has seen it."""
    query = (
        select(Question.bank_id)
        .join(Interview, Interview.id == Question.interview_id)
        .where(Interview.user_id == user_id)
        .distinct()
    )
    return frozenset((await db.execute(query)).scalars())


def _unseen(
    question: PlannedQuestion, plan: InterviewPlan, bank: QuestionBank, seen: frozenset[str]
) -> PlannedQuestion:
    """The sibling nearest in difficulty; any of them where several are."""
    wanted = bank.siblings_of(question.id) - seen
    found = [each for each in bank.questions_for(plan.scenario, question.type) if each.id in wanted]
    if not found:
        raise ConflictError(NO_SIBLING)
    Random().shuffle(found)
    return min(found, key=lambda each: abs(_level(each) - _level(question)))


def _level(question: PlannedQuestion) -> int:
    return DIFFICULTIES.index(question.difficulty)


def _by_itself(question: PlannedQuestion, plan: InterviewPlan) -> PlannedQuestion:
    """A later step of a case with what is told before the first."""
    step = question.step
    if step is None or step.prompt:
        return question
    steps: Sequence[PlannedQuestion] = plan.questions
    told = [each.step.prompt for each in steps if each.step and each.step.case == step.case]
    return replace(question, step=replace(step, prompt=next(filter(None, told), "")))
