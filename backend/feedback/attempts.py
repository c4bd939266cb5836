"""A question that was answered more than once: every try, side by side with the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.progress import OVERALL
from backend.domain.retries import Answer, Compared, Difference, compare, told_of_all
from backend.domain.scorecard import LABELS, AnswerCard
from backend.errors import InvalidInputError, NotFoundError
from backend.feedback import records
from backend.feedback.repository import Said, feedback_of, said_in
from backend.feedback.schemas import (
    AttemptView,
    ComparedView,
    DifferenceView,
    Interval,
    RetriesView,
)
from backend.feedback.views import answers_view, rounded
from models import Feedback, Interview, Question, Score

MOST_TRIES = 20
"""The latest; nobody looks at more side by side."""

_SHOWN = (
    Interview.id,
    func.coalesce(Interview.ended_at, Interview.created_at).label("held_at"),
    Interview.retry_of,
    Interview.retry_position,
    Interview.retry_sibling,
)


@dataclass(frozen=True, slots=True)
class Try:
    """One interview in which the question was answered, with all that its view takes."""

    id: UUID
    held_at: datetime
    sibling: bool
    position: int
    question: str
    feedback: Feedback
    scores: Sequence[Score]
    said: Sequence[Said]


async def tries(
    db: AsyncSession, user_id: UUID, interview_id: UUID, position: int | None
) -> list[Try]:
    """The first, then the later ones in order of date. Raises `NotFoundError`, and
    `InvalidInputError` where it isn't said which question is meant."""
    origin, position = await _origin(db, user_id, interview_id, position)
    first = await _try(db, origin, position)
    if first is None:
        raise NotFoundError("There is no such question in this interview.")
    query = (
        _mine(user_id)
        .where(Interview.retry_of == origin.id, Interview.retry_position == position)
        .order_by(Interview.created_at.desc(), Interview.id)
        .limit(MOST_TRIES)
    )
    again = [await _try(db, row, 0) for row in reversed((await db.execute(query)).all())]
    return [first, *(each for each in again if each)]


def retries_view(found: Sequence[Try]) -> RetriesView:
    """`found` as `tries` gives them."""
    first, *later = found
    was = _scored(first)
    compared: list[Compared] = []
    views: list[ComparedView] = []
    for each in later:
        now = _scored(each)
        made = compare(was, now, sibling=each.sibling)
        compared.append(made)
        views.append(
            ComparedView(
                **dict(_attempt(each, now)),
                sibling=made.sibling,
                learning=made.learning,
                comparable=made.comparable,
                differences=[_difference(each) for each in made.differences],
                text=made.text,
            )
        )
    return RetriesView(
        interview_id=first.id,
        position=first.position,
        question=first.question,
        first=_attempt(first, was),
        retries=views,
        text=told_of_all(compared),
    )


async def _origin(
    db: AsyncSession, user_id: UUID, interview_id: UUID, position: int | None
) -> tuple[Row[Any], int]:
    row = (await db.execute(_mine(user_id).where(Interview.id == interview_id))).one_or_none()
    if row is None:
        raise NotFoundError("There is no such interview.")
    if row.retry_position is not None:
        named = _mine(user_id).where(Interview.id == row.retry_of)
        first = (await db.execute(named)).one_or_none()
        # Where the first is gone, this one stands for itself.
        return (first, row.retry_position) if first else (row, 0)
    if position is None:
        raise InvalidInputError("Say which question, counted from 0.", field="position")
    return row, position


async def _try(db: AsyncSession, row: Row[Any], position: int) -> Try | None:
    """None where the question was never put."""
    query = select(Question.text).where(
        Question.interview_id == row.id, Question.position == position
    )
    question = (await db.execute(query)).scalar_one_or_none()
    if question is None:
        return None
    feedback, scores = await feedback_of(db, row.id)
    said = [each for each in await said_in(db, row.id) if each.position == position]
    return Try(row.id, row.held_at, row.retry_sibling, position, question, feedback, scores, said)


def _mine(user_id: UUID) -> Any:
    return select(*_SHOWN).where(Interview.user_id == user_id, Interview.deleted_at.is_(None))


def _scored(each: Try) -> Answer:
    return Answer(_card(each), each.feedback.engine, each.feedback.version)


def _card(each: Try) -> AnswerCard | None:
    """What was said of the question; None where nothing is, or it can't be read."""
    if not each.feedback.body:
        return None
    try:
        card = records.card_of(
            each.feedback.body, each.scores, each.feedback.engine, each.feedback.version
        )
    except ValueError:
        return None
    turns = {str(said.turn_id) for said in each.said}
    return next((answer for answer in card.answers if answer.turn_id in turns), None)


def _attempt(each: Try, scored: Answer) -> AttemptView:
    answers = answers_view([scored.card] if scored.card else [], each.said)
    return AttemptView(
        interview_id=each.id,
        position=each.position,
        question=each.question,
        held_at=each.held_at,
        status=each.feedback.status,
        engine=each.feedback.engine,
        version=each.feedback.version,
        answer=answers[0] if answers else None,
    )


def _difference(each: Difference) -> DifferenceView:
    return DifferenceView(
        metric=each.metric,
        label="Overall" if each.metric == OVERALL else LABELS[each.metric],
        first=rounded(each.first.value),
        again=rounded(each.again.value),
        difference=rounded(each.change.difference),
        interval=Interval(low=rounded(each.change.low), high=rounded(each.change.high)),
        beyond_noise=each.beyond_noise,
    )
